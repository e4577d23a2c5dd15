/** Where a run's secrets are known: the engine's state, the configuration, and what the program and the engine say to each other. */
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { type Project, readStackFile, SECRET_PLACEHOLDER } from "../plan/project.ts";
import { type Secrecy, secrecy } from "./secrecy.ts";

const { specialSigKey, specialSecretSig, specialOutputValueSig } = pulumi.runtime;

/**
 * Takes note of everything that is marked as secret in data of the engine's: inputs and outputs on the wire, or a state exported with
 * its secrets. https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/properties.go
 */
export function learnMarked(data: unknown, into: Secrecy = secrecy): void {
  if (typeof data !== "object" || data === null) return;
  const object = data as Readonly<Record<string, unknown>>;
  const signature = object[specialSigKey];
  if (signature === specialSecretSig && typeof object.plaintext === "string") into.learn(JSON.parse(object.plaintext));
  else if (signature === specialSecretSig || (signature === specialOutputValueSig && object.secret === true))
    into.learn(object.value);
  else for (const item of Object.values(object)) learnMarked(item, into);
}

/** As `pulumi config --json` tells it. */
export type DecryptedConfig = Readonly<
  Record<string, { readonly value?: string; readonly objectValue?: unknown; readonly secret: boolean }>
>;

/** Takes note of what stands encrypted in the stack's file: where a part of a setting does, the engine calls all of it secret. */
export function learnConfig(config: DecryptedConfig, project: Project, stack: string, into: Secrecy = secrecy): void {
  const shown = project.stacks.includes(stack) ? readStackFile(project, stack).values : {};
  for (const [key, { value, objectValue, secret }] of Object.entries(config)) {
    if (!secret) continue;
    if (objectValue === undefined) into.learn(value);
    else learnHidden(objectValue, JSON.parse(shown[key] ?? "null"), into);
  }
}

/** @param shown the same with placeholders; null where nobody knows which parts are secret */
function learnHidden(value: unknown, shown: unknown, into: Secrecy): void {
  if (shown === null || shown === undefined || shown === SECRET_PLACEHOLDER) into.learn(value);
  else if (typeof value === "object" && value !== null && typeof shown === "object")
    for (const [key, item] of Object.entries(value)) learnHidden(item, (shown as Record<string, unknown>)[key], into);
}

/** What decrypts the rest. */
export function learnPassphrase({ PULUMI_CONFIG_PASSPHRASE_FILE: file }: NodeJS.ProcessEnv, into: Secrecy = secrecy): void {
  try {
    if (file) into.learn(readFileSync(file, "utf8").trim());
  } catch {
    // The CLI says that it cannot be read.
  }
}

type Answer = (error: unknown, response?: unknown) => void;
type Method = (request: unknown, ...rest: unknown[]) => unknown;

/** All that a program sends to the engine, and what it is answered: secrets are marked there, generated ones among them. */
const METHODS = ["registerResource", "registerResourceOutputs", "readResource", "invoke", "call"] as const;

/** Within a program: a value is known before any resource is given it, and so before any cloud can repeat it. */
export function listenToMonitor(into: Secrecy = secrecy): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as Record<string, Method> | undefined;
  if (!monitor) return;
  for (const name of METHODS) {
    const method = monitor[name];
    if (!method) continue;
    // The SDK's client is made anew for each run of a program, so this changes no other.
    monitor[name] = function (this: unknown, request, ...rest) {
      learnMessage(request, into);
      const answer = rest.pop() as Answer;
      return method.call(this, request, ...rest, (error: unknown, response?: unknown) => {
        learnMessage(response, into);
        answer(error, response);
      });
    };
  }
}

/** Messages of gRPC hold their data as a Struct, by one of these names. */
const FIELDS = ["getObject", "getProperties", "getOutputs", "getArgs", "getReturn"] as const;

interface Struct {
  toJavaScript(): unknown;
}

function learnMessage(message: unknown, into: Secrecy): void {
  for (const field of FIELDS) {
    const getter = (message as Partial<Record<string, () => Struct | undefined>> | undefined)?.[field];
    learnMarked(getter?.call(message)?.toJavaScript(), into);
  }
}
