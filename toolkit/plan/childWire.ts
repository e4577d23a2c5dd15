/** What a planning child is asked and what it answers: lines of JSON, with errors that arrive as what they are. */
import { stripVTControlCharacters } from "node:util";
import type { Problem } from "../../infra/config/problem.ts";
import { type Fault, isRunError, PlanError, runError } from "../graph/errors.ts";
import type { Graph } from "../graph/graph.ts";
import { InvalidConfig } from "./invalidConfig.ts";
import type { PlannedStack } from "./plan.ts";
import type { StackFile } from "./project.ts";
import { UsageError } from "./usageError.ts";

/** The pipe, by its number, to who asked. */
export const ANSWER = 3;

export interface ChildRequest {
  readonly folder: string;
  readonly stacks: readonly string[];
  /** Outputs of the project's other stacks, by name, as far as they are planned; null where the child plans all of them itself. */
  readonly siblings: Readonly<Record<string, Graph["outputs"]>> | null;
}

export type ChildMessage =
  | { readonly kind: "progress"; readonly stack: string; readonly done: number; readonly total: number }
  | { readonly kind: "planned"; readonly stack: PlannedStack; readonly wanted: readonly string[] }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly error: WireError };

/** A stack file in an answer: its functions as what they would say. */
interface WireFile extends Omit<StackFile, "secretKeys" | "lineOf"> {
  readonly secretKeys: readonly string[];
  readonly lines: Readonly<Record<string, number | undefined>>;
}

export type WireError =
  | { readonly kind: "config"; readonly files: readonly { readonly file: WireFile; readonly problems: readonly Problem[] }[] }
  | { readonly kind: "plan"; readonly stack: string; readonly faults: readonly Fault[] }
  | { readonly kind: "usage"; readonly message: string; readonly remedy: string | undefined }
  | { readonly kind: "run"; readonly message: string }
  | { readonly kind: "other"; readonly message: string; readonly stack: string | undefined };

/** What a program says, which may be meant for a terminal, or to take one over. */
export const printable = (text: string): string => stripVTControlCharacters(text).replace(/[^\P{Cc}\n\t]/gu, "");

export function packError(error: unknown): WireError {
  if (error instanceof InvalidConfig) return { kind: "config", files: error.files.map(packFile) };
  if (error instanceof PlanError) {
    const faults = error.faults.map((fault) => ({ ...fault, message: printable(fault.message) }));
    return { kind: "plan", stack: error.stackName, faults };
  }
  if (error instanceof UsageError) return { kind: "usage", message: error.message, remedy: error.remedy };
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return isRunError(error) ? { kind: "run", message } : { kind: "other", message, stack };
}

/** @param withHint adds to what a program says of its failure */
export function unpackError(error: WireError, withHint: (message: string) => string): Error {
  switch (error.kind) {
    case "config":
      return new InvalidConfig(error.files.map(unpackFile));
    case "plan":
      return new PlanError(
        error.stack,
        error.faults.map((fault) => ({ ...fault, message: withHint(fault.message) })),
      );
    case "usage":
      return new UsageError(error.message, error.remedy);
    case "run":
      return runError(withHint(error.message));
    default:
      return Object.assign(new Error(error.message), { stack: error.stack });
  }
}

type Invalid = InvalidConfig["files"][number];

function packFile({ file, problems }: Invalid): { file: WireFile; problems: readonly Problem[] } {
  const { lineOf, secretKeys, ...rest } = file;
  const lines = Object.fromEntries(problems.map(({ path }) => [path, lineOf(path)]));
  return { file: { ...rest, secretKeys: [...secretKeys], lines }, problems };
}

function unpackFile({ file, problems }: ReturnType<typeof packFile>): Invalid {
  const { lines, secretKeys, ...rest } = file;
  return { file: { ...rest, secretKeys: new Set(secretKeys), lineOf: (path) => lines[path] }, problems };
}
