/** Which keys made how much of a difference between two estimates, line by line: the Shapley value of each key. */
import { type Band, band, type Micros, POINTS } from "../money.ts";
import { bit, type Mask } from "./masks.ts";
import { sampled } from "./sampled.ts";
import { sharesInOrder } from "./shares.ts";
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
  /** Where there were too many keys for every order: from how many orders, and the standard error of each key's typical amount. */
  readonly sampling: { readonly orders: number; readonly standardErrors: ReadonlyMap<number, Micros> } | null;
}

/** So many keys are swapped in every set of them: 32 trials. */
const EXACT_KEYS = 5;
/** Of orders and their opposites. */
const PAIRS = 2;

/** Trials at most. */
export const mostTrials = (keys: number): number => (keys <= EXACT_KEYS ? 2 ** keys : 2 * PAIRS * keys);

export async function attribute(lab: Lab, none: Amounts, all: Amounts): Promise<Attribution> {
  const trials = new Trials(lab, none, all);
  const exact = lab.keys <= EXACT_KEYS ? await everyOrder(trials) : null;
  if (exact) return { effects: exact, trials: trials.count, sampling: null };
  const { effects, ...sampling } = await sampled(trials, PAIRS);
  return { effects, trials: trials.count, sampling };
}

/** Null where some line has no order in which every step is a valid configuration. */
async function everyOrder(trials: Trials): Promise<Effect[] | null> {
  const keys = trials.lab.keys;
  for (let mask = 1n; mask < trials.everything; mask++) if (trials.canBe(mask)) await trials.make(mask);
  const effects: Effect[] = [];
  for (const line of trials.lines()) {
    const parts = band((point) => sharesInOrder(keys, (mask) => trials.amountOf(line, BigInt(mask))?.[point]));
    if (POINTS.some((point) => parts[point] === null)) return null;
    for (let key = 0; key < keys; key++)
      effects.push({ line, keys: bit(key), amount: band((point) => parts[point]?.[key] ?? 0) });
  }
  return effects;
}
