/**
 * One thing that is wrong with a stack's configuration: where, what stands there, what is allowed, and what to do.
 * `path` is the path inside the configuration (`network.cidr`, `cluster.nodePools[0].max`).
 */
export interface Problem {
  readonly path: string;
  /** The value found; absent when nothing is there. Never a secret. */
  readonly value?: unknown;
  /** What is wrong, and what is allowed. */
  readonly message: string;
  /** The change that mends it, where one is known. */
  readonly remedy?: string;
}

/** Every problem of one stack's configuration at once. */
export function configMessage(stack: string, problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [`Pulumi.${stack}.yaml: ${count} in the configuration`, ...problems.map((problem) => describeProblem(problem))].join(
    "\n",
  );
}

/** A problem as indented lines of text; `at` is put before its path, for a line number. */
export function describeProblem(problem: Problem, at = ""): string {
  const found = problem.value === undefined ? "" : ` = ${JSON.stringify(problem.value)}`;
  const remedy = problem.remedy === undefined ? [] : [`    → ${problem.remedy}`];
  return [`  ${at}${problem.path}${found}`, `    ${problem.message}`, ...remedy].join("\n");
}
