/** What several environments have in common: told of the first in full, of the others in a line. */
import type { EnvironmentReview, ReviewChange, ReviewFinding } from "../report.ts";

export interface Told {
  /** Name of an environment before this one of which the same is told; null where there is none. */
  readonly above: (item: ReviewChange | ReviewFinding, environment: EnvironmentReview) => string | null;
}

/** @param most rows of each list that are told at all */
export function toldOf(environments: readonly EnvironmentReview[], most: number): Told {
  const told = new Map<string, EnvironmentReview>();
  for (const environment of environments)
    for (const item of [...environment.changes.slice(0, most), ...environment.findings.new.slice(0, most)])
      if (!told.has(keyOf(item))) told.set(keyOf(item), environment);
  return {
    above: (item, environment) => {
      const first = told.get(keyOf(item));
      return first === undefined || first === environment ? null : first.name;
    },
  };
}

/** By what it endangers, not by its values, which are another in each environment. */
const keyOf = (item: ReviewChange | ReviewFinding): string =>
  JSON.stringify(
    "operation" in item
      ? [item.operation, item.sure, item.type, item.name, item.risk]
      : [item.rule, item.type, item.name, item.path, item.message],
  );
