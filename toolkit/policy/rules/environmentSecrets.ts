/** Secrets where anybody reads them: in a resource's inputs, in what a stack hands on. */
import { credentialKind } from "../../../infra/config/secrets.ts";
import { type Json, joinPath, SECRET, STACK_TYPE, UNKNOWN } from "../../graph/graph.ts";
import { symbolsIn } from "../../graph/symbols.ts";
import { all, isHidden } from "../judge.ts";
import { broken, cannotTell, EVERY_TYPE, kept, type Rule } from "../rule.ts";

const SERVICE = "Environment";
const REFERENCE = "https://www.pulumi.com/docs/iac/concepts/secrets/";

/** How settings are called that hold a credential; names of one (`secretKey` of an ExternalSecret), or of a strategy for it, are none. */
const SECRET_NAME =
  /(pass(word|phrase|wd)|(api|private)[_-]?key|(auth|access|api|bearer)[_-]?token|client[_-]?secret|secret[_-]?access[_-]?key)$/i;

/** Outputs that are credentials, whatever they are called here. */
const SECRET_OUTPUT =
  /^(result|bcryptHash|secret|password|masterPassword|authToken|secretString|privateKey\w*|kubeconfig\w*|sesSmtpPassword\w*)$/;

/** A value that is no secret for all its name: an address of one, a switch, a reference. */
const isReference = (text: string): boolean => text.length < 6 || /^(arn:|\/|\{\{|true$|false$)/.test(text);

interface Found {
  readonly path: string;
  /** What it looks like; never the text itself. */
  readonly what: string;
}

/** Texts that look like credentials, and settings that are called like one. */
function* clearSecrets(value: Json, path = "", name = ""): Generator<Found> {
  if (typeof value === "string") {
    if (value === SECRET || value === UNKNOWN) return;
    const kind = credentialKind(value);
    if (kind !== undefined) yield { path, what: kind };
    else if (SECRET_NAME.test(name) && !isHidden(value) && !isReference(value)) yield { path, what: `a value for ${name}` };
    else
      yield* symbolsIn(value).flatMap(({ urn, path: output }) =>
        SECRET_OUTPUT.test(output) && /RandomPassword|AccessKey|PrivateKey/.test(urn)
          ? [{ path, what: `${urn.split("::").pop()}'s ${output}` }]
          : [],
      );
    return;
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* clearSecrets(item as Json, joinPath(path, index), name);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const { name: own, value: held } = value as { readonly [key: string]: Json };
  // Environment variables of containers are lists of names and values.
  if (typeof own === "string" && typeof held === "string") yield* clearSecrets(held, joinPath(path, "value"), own);
  else for (const [key, item] of Object.entries(value)) yield* clearSecrets(item as Json, joinPath(path, key), key);
}

const secretsAmong = (value: Json, path = ""): string[] => {
  if (value === SECRET) return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => secretsAmong(item as Json, joinPath(path, key)));
};

export const ENVIRONMENT_SECRETS: readonly Rule[] = [
  {
    id: "env-secret-clear",
    ...{ service: SERVICE, of: [EVERY_TYPE] },
    title: "no input looks like a secret in clear",
    severity: "high",
    reason: "It stands in the repository or in the state, and in every preview that anybody posts.",
    remedy: "keep it in Secrets Manager or encrypted in the stack file (monitor:secrets), and change it: it has been seen",
    reference: REFERENCE,
    peers: ["CKV_AWS_41", "CKV_AWS_45", "CKV_AWS_46", "CKV_SECRET_2", "CKV_SECRET_4", "CKV_SECRET_13"],
    judge: ({ type, inputs }) => {
      if (type === STACK_TYPE) return null;
      const found = [...clearSecrets(inputs)];
      return found.length === 0 ? kept : all(found.map(({ path, what }) => broken(`holds ${what} in clear`, { path })));
    },
  },
  {
    id: "env-outputs-clear",
    ...{ service: SERVICE, of: [STACK_TYPE] },
    title: "no stack output is a secret in clear",
    severity: "high",
    reason: "Outputs are printed after every deployment and read by other stacks.",
    remedy: "leave the output out, or hand on where the secret is kept (an ARN)",
    reference: REFERENCE,
    peers: [],
    judge: (_, { graph }) => {
      const found = [...clearSecrets(graph.outputs)];
      if (found.length > 0) return all(found.map(({ path, what }) => broken(`output ${path} is ${what} in clear`)));
      const unknown = Object.keys(graph.outputs).filter((name) => SECRET_NAME.test(name) && graph.outputs[name] === UNKNOWN);
      return unknown.length > 0 ? cannotTell(`output ${unknown.join(", ")} is not known before deployment`) : kept;
    },
  },
  {
    id: "env-outputs-secret",
    ...{ service: SERVICE, of: [STACK_TYPE] },
    title: "no stack output is a secret at all",
    severity: { production: "medium", staging: "low", development: "low" },
    reason: "Whoever may read the stack, or refers to it, has the secret: rights to a secret belong where it is kept.",
    remedy: "hand on where the secret is kept (an ARN), and let who needs it read it there",
    reference: REFERENCE,
    peers: [],
    judge: (_, { graph }) => {
      const names = secretsAmong(graph.outputs);
      return names.length === 0 ? kept : broken(`hands out ${names.length === 1 ? "a secret" : "secrets"}: ${names.join(", ")}`);
    },
  },
];
