/** What several environments have in common: told of the first in full, of the others in a line. */
import { groupBy } from "../../graph/values.ts";
import type { EnvironmentReview, ReviewChange, ReviewFinding } from "../report.ts";

type Item = ReviewChange | ReviewFinding;

export interface Above {
  /** Name of an environment before this one of which the same is told. */
  readonly name: string;
  /** Whether in the same words too, but for the environments' own names. */
  readonly alike: boolean;
}

export interface Told {
  /** Null where nothing like it is told before. */
  readonly above: (item: Item, environment: EnvironmentReview) => Above | null;
}

/** @param shownOf what is told of an environment at all */
export function toldOf(
  environments: readonly EnvironmentReview[],
  shownOf: (environment: EnvironmentReview) => readonly Item[],
): Told {
  const told = new Map<string, { readonly item: Item; readonly environment: EnvironmentReview }>();
  for (const environment of environments)
    for (const item of shownOf(environment)) if (!told.has(keyOf(item))) told.set(keyOf(item), { item, environment });
  return {
    above: (item, environment) => {
      const first = told.get(keyOf(item));
      if (first === undefined || first.environment === environment) return null;
      return { name: first.environment.name, alike: wordsOf(item, environment) === wordsOf(first.item, first.environment) };
    },
  };
}

/** By what it endangers, not by its values, which are another in each environment. */
const keyOf = (item: Item): string =>
  JSON.stringify(
    "operation" in item
      ? [item.operation, item.sure, item.type, item.name, item.risk]
      : [item.rule, item.type, item.name, item.path, item.message],
  );

const wordsOf = (item: Item, environment: EnvironmentReview): string =>
  unnamed("operation" in item ? item.words : item.message, environment);

/** Environments of which all that is told is the same, but for their own names; the first of each stands for all. */
export function alike(environments: readonly EnvironmentReview[]): readonly (readonly EnvironmentReview[])[] {
  const allOf = (environment: EnvironmentReview): string => {
    const { state, changes, omitted, cost, promotion, cannotTell, findings } = environment;
    const { remaining, ...shown } = findings;
    const lists = [state, changes, omitted, shown, cost?.rows, cost?.budget, promotion, cannotTell];
    return unnamed(state === "alone" ? [...lists, remaining] : lists, environment);
  };
  return [...groupBy(environments, allOf).values()];
}

const unnamed = (value: unknown, { name }: EnvironmentReview): string =>
  name === "" ? JSON.stringify(value) : JSON.stringify(value).replaceAll(JSON.stringify(name).slice(1, -1), "\0");
