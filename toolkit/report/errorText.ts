/** Errors for a person: what is wrong, where, and what to do. Errors of ours are told in full; others keep their stack. */
import { describeProblem } from "../../infra/config/problem.ts";
import { EngineFailure } from "../engine/failure.ts";
import { describeFault, isRunError, PlanError } from "../graph/errors.ts";
import { InvalidConfig } from "../plan/invalidConfig.ts";
import { UsageError } from "../plan/usageError.ts";
import { counted, type Paint } from "./terminal.ts";

const WIDTH = 110;

/** Lines no longer than a terminal is wide, continued at their own indent. */
const wrap = (text: string): string =>
  text
    .split("\n")
    .map((line) => {
      const indent = /^\s*/.exec(line)?.[0] ?? "";
      return line.replace(new RegExp(`(.{1,${WIDTH}})(?: |$)`, "g"), `$1\n${indent}`).trimEnd();
    })
    .join("\n");

export function errorText(error: unknown, paint: Paint): string {
  if (error instanceof InvalidConfig) return invalidConfigText(error, paint);
  if (error instanceof PlanError) {
    return [paint("red", `${error.stackName} cannot be planned`), ...error.faults.map(describeFault)].join("\n");
  }
  if (error instanceof EngineFailure) {
    const remedy = "  → what was done before is done, and known: mend the cause, then run the same command again";
    return [paint("red", "the engine could not finish"), ...error.message.split("\n").map((line) => `  ${line}`), remedy].join(
      "\n",
    );
  }
  if (isRunError(error)) return paint("red", error.message);
  if (error instanceof UsageError) {
    return [paint("red", error.message), ...(error.remedy === undefined ? [] : [`  → ${error.remedy}`])].join("\n");
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function invalidConfigText({ files }: InvalidConfig, paint: Paint): string {
  const total = files.reduce((sum, { problems }) => sum + problems.length, 0);
  const sections = files.map(({ file, problems }) =>
    [
      paint("bold", file.file),
      ...problems
        .map((problem) => ({ problem, line: file.lineOf(problem.path) }))
        .sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
        .map(({ problem, line }) => wrap(describeProblem(problem, line === undefined ? "" : `line ${line}: `))),
    ].join("\n"),
  );
  return [...sections, "", paint("red", `${counted(total, "problem")} in the configuration; nothing was planned.`)].join("\n");
}
