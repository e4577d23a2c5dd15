/** What the CLI and the engine say went wrong, for a person: which resource, why, what to do. */
import { CommandError, type EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { UsageError } from "../plan/project.ts";
import { EngineFailure, type Failure } from "./failure.ts";

/** What people meet before the engine begins, by how the CLI says it. */
const KNOWN: readonly (readonly [RegExp, cause: string, remedy: string])[] = [
  [
    /incorrect passphrase/,
    "the passphrase is not the one this stack's secrets are encrypted with",
    "set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE, to the right one",
  ],
  [
    /passphrase must be set/,
    "this stack's secrets are encrypted with a passphrase, and none is given",
    "set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE",
  ],
  [
    /PULUMI_ACCESS_TOKEN must be set|requires logging in|not logged in/,
    "nobody is logged in to a state backend",
    "set PULUMI_BACKEND_URL, or backend.url in Pulumi.yaml, or run pulumi login",
  ],
  [
    /unable to open bucket|could not list bucket|problem logging in|read stack.*no such file/i,
    "the state backend cannot be reached",
    "see that PULUMI_BACKEND_URL, or backend.url in Pulumi.yaml, is right and may be read: monitor doctor",
  ],
];

/** @param events what the engine had said until then */
export function engineFailure(error: unknown, events: readonly EngineEvent[]): Error {
  if (isMissing(error)) return new UsageError("there is no pulumi on PATH", "https://www.pulumi.com/docs/iac/download-install/");
  if (!(error instanceof CommandError)) return error instanceof Error ? error : new Error(String(error));
  const text = error.message;
  const failures = failuresIn(events);
  return knownFailure(text) ?? new EngineFailure(failures.length > 0 ? failures : [{ urn: null, message: errorLine(text) }]);
}

/** Of the CLI called by ourselves. @param stderr all that it said */
export function cliFailure(stderr: string): Error {
  const said = plainText(stderr).replace(/^error: /m, "");
  return knownFailure(said) ?? new EngineFailure([{ urn: null, message: said || "the Pulumi CLI failed" }]);
}

function knownFailure(text: string): UsageError | undefined {
  const known = KNOWN.find(([pattern]) => pattern.test(text));
  return known && new UsageError(known[1], known[2]);
}

const isMissing = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException)?.code === "ENOENT" || /spawn pulumi ENOENT/.test(String(error));

/** Each thing once: the engine repeats at the end what it said of a resource. */
export function failuresIn(events: readonly EngineEvent[]): Failure[] {
  const failures = new Map<string, Failure>();
  for (const { diagnosticEvent } of events) {
    if (diagnosticEvent?.severity !== "error") continue;
    const message = plainText(diagnosticEvent.message);
    // The closing `update failed` says nothing that was not said.
    if (message === "" || /^(update|preview|destroy|refresh) failed$/.test(message)) continue;
    failures.set(message, { urn: diagnosticEvent.urn || null, message });
  }
  return [...failures.values()];
}

/** Without the marks by which the engine colours its text. */
export const plainText = (text: string): string => text.replaceAll(/<\{%.*?%\}>/g, "").trim();

/** The CLI's own `error: …`, of all that it printed. */
const errorLine = (text: string): string =>
  /(?:^|stderr: )error: (.+)$/m.exec(plainText(text))?.[1] ??
  (plainText(text).split("\n").filter(Boolean).at(-1) || "the Pulumi CLI failed");
