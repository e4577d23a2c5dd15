/** Shapley values where lines depend on many keys: orders of swapping them are drawn, with a stated error. */
import { band, type Micros, POINTS } from "../money.ts";
import type { Effect } from "./attribution.ts";
import { bit, keysOf, type Mask, maskOf, seeded } from "./masks.ts";
import { wholeParts } from "./shares.ts";
import type { Trials } from "./trials.ts";

export interface Sampled {
  readonly effects: readonly Effect[];
  readonly orders: number;
  /** Of each key's typical amount. */
  readonly standardErrors: ReadonlyMap<number, Micros>;
}

/** What each step of one way from nothing to everything made of a line; an amount for each point. */
type Marginals = ReadonlyMap<string, readonly [keys: Mask, line: string, amounts: readonly number[]]>;

export interface SampledOptions {
  readonly lines: readonly string[];
  /** Those that the lines seem to depend on; all others are swapped at once, and apart only where that changes a line. */
  readonly keys: Mask;
  readonly pairs: number;
}

/**
 * Swaps the keys one after the other, in drawn orders and each order's opposite. Along a way what is made adds up to the whole, so the averages
 * do too. What a key makes by itself is the same on every way, and what two make together is halved by an order and its opposite: only where
 * three meet do pairs of ways differ, and that is the error.
 */
export async function sampled(trials: Trials, { lines, keys, pairs }: SampledOptions): Promise<Sampled> {
  const random = seeded(1);
  const ways: Marginals[] = [];
  let known = keys;
  for (let pair = 0; pair < pairs; pair++) {
    const rest = trials.everything & ~known;
    const drawn = shuffled([...keysOf(known).map(bit), ...(rest === 0n ? [] : [rest])], random);
    for (const order of [drawn, [...drawn].reverse()]) ways.push(await along(trials, lines, order));
    for (const way of ways) for (const [step] of way.values()) known |= step;
  }
  return { effects: averaged(trials, ways), orders: ways.length, standardErrors: errorsOf(ways) };
}

/** What each step makes of each line, in one order. What cannot be swapped yet waits until it can. */
async function along(trials: Trials, lines: readonly string[], order: readonly Mask[]): Promise<Marginals> {
  const made = new Map<string, readonly [Mask, string, readonly number[]]>();
  let waiting = [...order];
  let mask: Mask = 0n;
  while (waiting.length > 0) {
    const steps = nextSteps(trials, mask, waiting);
    const step = steps.reduce((all, each) => all | each, 0n);
    const after = mask | step;
    await trials.make(after);
    const amountsOf = (line: string): number[] => {
      const [from, to] = [trials.amountOf(line, mask), trials.amountOf(line, after)];
      return POINTS.map((point) => (to?.[point] ?? 0) - (from?.[point] ?? 0));
    };
    const changes = lines.map((line) => [line, amountsOf(line)] as const).filter(([, amounts]) => amounts.some((it) => it !== 0));
    const [only] = steps;
    if (changes.length > 0 && steps.length === 1 && only !== undefined && keysOf(only).length > 1) {
      // Some of these keys matter after all: each half by itself.
      const keys = keysOf(only);
      const half = maskOf(keys.slice(0, keys.length / 2));
      waiting = waiting.flatMap((item) => (item === only ? [half, only & ~half] : [item]));
      continue;
    }
    for (const [line, amounts] of changes) made.set(`${step} ${line}`, [step, line, amounts]);
    waiting = waiting.filter((item) => !steps.includes(item));
    mask = after;
  }
  return made;
}

/** The first that can be swapped by itself; else the first two that can together; else as many as it takes. */
function nextSteps(trials: Trials, mask: Mask, waiting: readonly Mask[]): readonly Mask[] {
  const alone = waiting.find((item) => trials.canBe(mask | item));
  if (alone !== undefined) return [alone];
  for (const first of waiting)
    for (const second of waiting) if (second !== first && trials.canBe(mask | first | second)) return [first, second];
  const steps: Mask[] = [];
  for (const item of waiting) {
    steps.push(item);
    if (trials.canBe(steps.reduce((all, each) => all | each, mask))) break;
  }
  return steps;
}

function averaged(trials: Trials, ways: readonly Marginals[]): Effect[] {
  const byLine = new Map<string, Map<Mask, bigint[]>>();
  for (const way of ways) {
    for (const [keys, line, amounts] of way.values()) {
      const ofLine = byLine.get(line) ?? new Map<Mask, bigint[]>();
      const sums = ofLine.get(keys) ?? POINTS.map(() => 0n);
      ofLine.set(
        keys,
        sums.map((sum, index) => sum + BigInt(amounts[index] ?? 0)),
      );
      byLine.set(line, ofLine);
    }
  }
  return [...byLine].flatMap(([line, ofLine]) => {
    const [none, all] = [trials.amountOf(line, 0n), trials.amountOf(line, trials.everything)];
    const masks = [...ofLine.keys()];
    const parts = band((point) => {
      const sums = masks.map((mask) => ofLine.get(mask)?.[POINTS.indexOf(point)] ?? 0n);
      return wholeParts(sums, BigInt(ways.length), (all?.[point] ?? 0) - (none?.[point] ?? 0));
    });
    return masks.map((keys, index): Effect => ({ line, keys, amount: band((point) => parts[point][index] ?? 0) }));
  });
}

function errorsOf(ways: readonly Marginals[]): ReadonlyMap<number, Micros> {
  const typical = POINTS.indexOf("typical");
  const byKey = new Map<number, number[]>();
  for (const [index, way] of ways.entries()) {
    for (const [keys, , amounts] of way.values()) {
      for (const key of keysOf(keys)) {
        // An order and its opposite make one sample.
        const values = byKey.get(key) ?? new Array<number>(ways.length / 2).fill(0);
        const pair = Math.floor(index / 2);
        values[pair] = (values[pair] ?? 0) + (amounts[typical] ?? 0) / 2;
        byKey.set(key, values);
      }
    }
  }
  return new Map([...byKey].map(([key, values]) => [key, standardError(values)] as const).filter(([, error]) => error > 0));
}

function standardError(values: readonly number[]): Micros {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
  return Math.round(Math.sqrt(variance / values.length));
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const list = [...items];
  for (let index = list.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [list[index], list[other]] = [list[other] as T, list[index] as T];
  }
  return list;
}
