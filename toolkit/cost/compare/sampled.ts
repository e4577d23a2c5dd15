/** Shapley values of many keys: orders of swapping them are drawn, with a stated error. */
import { band, type Micros, POINTS } from "../money.ts";
import type { Effect } from "./attribution.ts";
import { bit, type Mask, seeded } from "./masks.ts";
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

/**
 * Swaps all keys one after the other, in drawn orders and each order's opposite. Along a way what is made adds up to the whole, so the
 * averages do too. What a key makes of a line by itself is the same on every way, and so exact; only where keys meet in a line do ways differ.
 * A key that changed nothing on the first two ways is left for the last: each two keys have been swapped in both orders by then.
 */
export async function sampled(trials: Trials, pairs: number): Promise<Sampled> {
  const random = seeded(1);
  const all = Array.from({ length: trials.lab.keys }, (_, key) => key);
  let idle: readonly number[] = [];
  const ways: Marginals[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const drawn = shuffled(
      all.filter((key) => !idle.includes(key)),
      random,
    );
    for (const order of [drawn, [...drawn].reverse()]) ways.push(await along(trials, order, idle));
    if (pair === 0)
      idle = all.filter((key) => ways.every((way) => [...way.values()].every(([keys]) => (keys & bit(key)) === 0n)));
  }
  return { effects: averaged(trials, ways), orders: ways.length, standardErrors: errorsOf(ways) };
}

/**
 * What each key made of each line, in one order. A key that cannot be swapped yet waits until it can; where none can, the next goes together
 * with as many more as it takes.
 */
async function along(trials: Trials, order: readonly number[], idle: readonly number[]): Promise<Marginals> {
  const made = new Map<string, readonly [Mask, string, readonly number[]]>();
  let waiting = [...order];
  let mask: Mask = 0n;
  while (waiting.length > 0) {
    const step = stepFrom(trials, mask, waiting, idle);
    // What changes nothing may be needed for a configuration to be valid; at the end it is swapped in any case.
    const after = waiting.every((key) => (step & bit(key)) !== 0n) ? trials.everything : mask | step;
    waiting = waiting.filter((key) => (step & bit(key)) === 0n);
    await trials.make(after);
    for (const line of trials.lines()) {
      const [from, to] = [trials.amountOf(line, mask), trials.amountOf(line, after)];
      const amounts = POINTS.map((point) => (to?.[point] ?? 0) - (from?.[point] ?? 0));
      if (amounts.some((amount) => amount !== 0)) made.set(`${step} ${line}`, [step, line, amounts]);
    }
    mask = after;
  }
  return made;
}

/** The next key that can be swapped by itself; else the first two that can together, with what changes nothing; else as many as it takes. */
function stepFrom(trials: Trials, mask: Mask, waiting: readonly number[], idle: readonly number[]): Mask {
  const alone = waiting.find((key) => trials.canBe(mask | bit(key)));
  if (alone !== undefined) return bit(alone);
  const others = [...waiting, ...idle];
  for (const first of waiting)
    for (const second of others)
      if (second !== first && trials.canBe(mask | bit(first) | bit(second))) return bit(first) | bit(second);
  let step: Mask = 0n;
  for (const key of others) {
    step |= bit(key);
    if (trials.canBe(mask | step)) return step;
  }
  return step;
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
      for (let key = 0, rest = keys; rest !== 0n; key++, rest >>= 1n) {
        if (rest % 2n === 0n) continue;
        const values = byKey.get(key) ?? ways.map(() => 0);
        values[index] = (values[index] ?? 0) + (amounts[typical] ?? 0);
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

function shuffled(keys: readonly number[], random: () => number): number[] {
  const list = [...keys];
  for (let index = list.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [list[index], list[other]] = [list[other] as number, list[index] as number];
  }
  return list;
}
