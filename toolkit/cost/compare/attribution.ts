/** Which keys made how much of a difference between two estimates, line by line: the Shapley value of each key. */
import type { Band, Micros } from "../money.ts";
import { explain, keysBehind } from "./explained.ts";
import type { Mask } from "./masks.ts";
import { sampled } from "./sampled.ts";
import { type Amounts, type Lab, Trials } from "./trials.ts";

/** What one key, or several that cannot be swapped one by one, made of a line. */
export interface Effect {
  readonly line: string;
  readonly keys: Mask;
  readonly amount: Band<Micros>;
}

export interface Attribution {
  /** Per line, they add up to what it changed by. */
  readonly effects: readonly Effect[];
  readonly trials: number;
  /** Where lines depend on too many keys for every order: from how many orders, and the standard error of each key's typical amount. */
  readonly sampling: { readonly orders: number; readonly standardErrors: ReadonlyMap<number, Micros> } | null;
}

/** Trials with a plan of their own, after the first ones; and orders of swapping, with their opposites, where keys are too many for all. */
const MOST_TRIALS = 24;
const PAIRS = 2;

export async function attribute(lab: Lab, none: Amounts, all: Amounts): Promise<Attribution> {
  const trials = new Trials(lab, none, all);
  const { effects, open } = await explain(trials, MOST_TRIALS);
  if (open.length === 0) return { effects, trials: trials.count, sampling: null };
  const { effects: estimated, ...sampling } = await sampled(trials, {
    lines: open,
    keys: keysBehind(trials, open),
    pairs: PAIRS,
  });
  return { effects: [...effects, ...estimated], trials: trials.count, sampling };
}
