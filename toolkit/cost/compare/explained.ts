/**
 * Which keys each line depends on, from few trials, and then each key's exact Shapley value.
 * 1. Sets of keys are swapped such that any two keys are also apart (`design`).
 * 2. Each line has a smallest set of keys that explains in which trials it differs. The states of these keys that no trial had are tried, many
 *    lines' in one trial, the other keys being as in one trial or another; what contradicts an explanation leads to another one.
 * 3. Trials drawn at random must come out as that foretells.
 * A key that changes a line in no trial is taken to have nothing to do with it.
 */
import { type Band, band, POINTS } from "../money.ts";
import type { Effect } from "./attribution.ts";
import { design, explanations } from "./design.ts";
import { bit, keysOf, type Mask, maskOf, seeded, subsetsOf } from "./masks.ts";
import { Reach } from "./reach.ts";
import { sharesInOrder } from "./shares.ts";
import type { Trials } from "./trials.ts";

/** Of a line: no more are looked for. */
const MOST_KEYS = 7;
/** Of a line, those whose swap takes a plan: the states of more are too many to be tried, and their orders are sampled. */
const EXACT_KEYS = 4;
/** Trials in a row that come out as foretold, before explanations are believed. */
const CONFIRMATIONS = 3;
/** Trials that a new one is made like, before it asks less. */
const ATTEMPTS = 3;

export interface Explained {
  readonly effects: readonly Effect[];
  /** Lines that depend on more keys than can be tried in every state, or for which the trials did not suffice. */
  readonly open: readonly string[];
}

/** @param most trials that need a plan */
export async function explain(trials: Trials, most: number): Promise<Explained> {
  const reach = new Reach(trials);
  const inquiry = new Inquiry(trials, reach);
  await firstTrials(trials, reach);
  const isPlanned = (mask: Mask): boolean => trials.masks.some((made) => ((made ^ mask) & ~trials.lab.quick) === 0n);
  let confirmed = 0;
  for (let plans = 0; plans < most && confirmed < CONFIRMATIONS; ) {
    const next = inquiry.next();
    const mask = next ?? inquiry.check();
    if (mask === undefined) break;
    if (!isPlanned(mask)) plans++;
    const foretold = inquiry.foretell(mask);
    await trials.make(mask);
    if (next === undefined) confirmed = foretold() ? confirmed + 1 : 0;
  }
  const effects: Effect[] = [];
  const open: string[] = [];
  for (const { keys, lines } of inquiry.kinds()) {
    const [first, second] = keys;
    const isTold = first !== undefined && second === undefined && inquiry.missing(lines[0] ?? "", first).length === 0;
    if (isTold) for (const line of lines) effects.push(...effectsOn(trials, line, first));
    else open.push(...lines);
  }
  return { effects, open };
}

/** Keys that these lines may depend on, by all trials so far; all keys where that is too many to tell. */
export function keysBehind(trials: Trials, lines: readonly string[]): Mask {
  const masks = trials.masks;
  return lines.reduce((all, line) => {
    const column = masks.map((mask) => Object.values(trials.amountOf(line, mask) as Band).join());
    const [first, second = 0n] = explanations(apartIn(masks, column), MOST_KEYS);
    return all | (first === undefined ? trials.everything : first | second);
  }, 0n);
}

async function firstTrials(trials: Trials, reach: Reach): Promise<void> {
  const { quick } = trials.lab;
  const atHand = design(keysOf(quick));
  const slow = trials.everything & ~quick;
  for (const [row, wished] of design(keysOf(slow)).entries()) {
    const mask = reach.near(wished | (atHand[row % Math.max(1, atHand.length)] ?? 0n), 0n);
    // The same plan twice, at the opposite use: only the estimate is made anew.
    for (const trial of mask === undefined ? [] : [mask, mask ^ quick]) if (trials.canBe(trial)) await trials.make(trial);
  }
  for (const end of [0n, slow])
    for (const mask of [...atHand, quick]) if (trials.canBe(end | mask)) await trials.make(end | mask);
}

/** Lines that differ between the same trials. */
interface Kind {
  readonly lines: string[];
  /** The smallest sets of keys that explain it; none where more than a few keys do. */
  readonly keys: readonly Mask[];
  readonly money: number;
}

/** Some keys, and which of them are to be swapped in a trial. */
interface Question {
  readonly keys: Mask;
  readonly swapped: Mask;
}

class Inquiry {
  readonly #trials: Trials;
  readonly #reach: Reach;
  /** What no valid configuration answers. */
  readonly #hopeless: Question[] = [];
  readonly #random = seeded(1);

  constructor(trials: Trials, reach: Reach) {
    this.#trials = trials;
    this.#reach = reach;
  }

  /** Lines that do not differ anywhere are left out. */
  kinds(): Kind[] {
    const masks = this.#trials.masks;
    const alike = new Map<string, { lines: string[]; column: readonly string[]; money: number }>();
    for (const line of this.#trials.lines()) {
      const amounts = masks.map((mask) => this.#trials.amountOf(line, mask) as Band);
      const column = amounts.map((amount) => POINTS.map((point) => amount[point]).join());
      const first = new Map([...column].reverse().map((value, index) => [value, column.length - 1 - index]));
      if (first.size < 2) continue;
      const pattern = column.map((value) => first.get(value)).join();
      const kind = alike.get(pattern) ?? { lines: [], column, money: 0 };
      kind.lines.push(line);
      kind.money += Math.max(...amounts.map(({ high }) => high)) - Math.min(...amounts.map(({ high }) => high));
      alike.set(pattern, kind);
    }
    const kinds = [...alike.values()]
      .map(({ lines, column, money }) => ({ lines, money, keys: explanations(apartIn(masks, column), MOST_KEYS) }))
      .sort((a, b) => b.money - a.money);
    // Of several explanations the likeliest has the fewest keys that no other line needs.
    const needed = neededBy(kinds);
    const others = (keys: Mask): number => keysOf(keys & ~needed).length;
    return kinds.map((kind) => ({ ...kind, keys: [...kind.keys].sort((a, b) => others(a) - others(b)) }));
  }

  /** States of the keys that no trial has had, and that some configuration may have. */
  missing(line: string, keys: Mask): Mask[] {
    return subsetsOf(keys).filter(
      (swapped) => this.#trials.whereSwapped(line, keys, swapped) === undefined && this.#hasHope({ keys, swapped }),
    );
  }

  /** The trial that answers the most of what is still open, the most money first; undefined where nothing is. */
  next(): Mask | undefined {
    const asked = this.kinds()
      .map((kind) => this.#questionsOn(kind))
      .filter((questions) => questions.length > 0);
    while (asked.some((questions) => questions.length > 0)) {
      const chosen: Question[] = [];
      let [keys, swapped] = [0n, 0n];
      for (const questions of asked) {
        const one = questions.find((it) => ((it.swapped ^ swapped) & it.keys & keys) === 0n);
        if (!one) continue;
        chosen.push(one);
        keys |= one.keys;
        swapped |= one.swapped;
      }
      const found = this.#trialFor(chosen);
      if (found !== undefined) return found;
      const [hopeless] = chosen;
      if (!hopeless) return undefined;
      this.#hopeless.push(hopeless);
      for (const questions of asked) questions.splice(0, questions.length, ...questions.filter((it) => this.#hasHope(it)));
    }
    return undefined;
  }

  /** Any trial at all that was not made yet, for what it says of the explanations. */
  check(): Mask | undefined {
    const { everything, masks } = this.#trials;
    for (let turn = 0; turn < ATTEMPTS; turn++) {
      const drawn = this.#reach.near(maskOf(keysOf(everything).filter(() => this.#random() < 0.5)), 0n);
      if (drawn !== undefined && !masks.includes(drawn)) return drawn;
    }
    return undefined;
  }

  /** What a trial will come to, if the explanations are right; afterwards, whether it did. */
  foretell(mask: Mask): () => boolean {
    const amounts = this.kinds().flatMap(({ lines, keys: [keys, other] }) =>
      keys === undefined || other !== undefined
        ? []
        : lines.map((line) => ({ line, amount: this.#trials.whereSwapped(line, keys, mask & keys) })),
    );
    return () =>
      amounts.every(({ line, amount }) => {
        const made = this.#trials.amountOf(line, mask);
        return amount === undefined || POINTS.every((point) => amount[point] === made?.[point]);
      });
  }

  /** Where not all answers can be had in one trial, those about the most money are. */
  #trialFor(chosen: readonly Question[]): Mask | undefined {
    const made = this.#trials.masks;
    const first = Math.floor(this.#random() * made.length);
    for (let some = chosen.length; some > 0; some = Math.floor(some / 2)) {
      const asked = chosen.slice(0, some);
      const keys = asked.reduce((all, question) => all | question.keys, 0n);
      const swapped = asked.reduce((all, question) => all | question.swapped, 0n);
      for (let turn = 0; turn < (some === 1 ? made.length : ATTEMPTS); turn++) {
        const like = made[(first + turn) % made.length] ?? 0n;
        const mask = this.#reach.near(swapped | (like & ~keys), keys);
        if (mask !== undefined && !made.includes(mask)) return mask;
      }
    }
    return undefined;
  }

  #questionsOn({ lines: [line = ""], keys: [first, second] }: Kind): Question[] {
    if (first === undefined || keysOf(first & ~this.#trials.lab.quick).length > EXACT_KEYS) return [];
    const states = this.missing(line, first).map((swapped) => ({ keys: first, swapped }));
    if (second === undefined) return states;
    // Where one explanation says what the other denies.
    const keys = first | second;
    const telling = subsetsOf(keys).filter((swapped) => {
      const [a, b] = [first, second].map((it) => this.#trials.whereSwapped(line, it, swapped & it));
      return a && b && POINTS.some((point) => a[point] !== b[point]) && this.#hasHope({ keys, swapped });
    });
    return [...telling.map((swapped) => ({ keys, swapped })), ...states];
  }

  #hasHope({ keys, swapped }: Question): boolean {
    return !this.#hopeless.some((no) => (no.keys & ~keys) === 0n && (swapped & no.keys) === no.swapped);
  }
}

/** Keys that a line cannot be explained without, and those that the other lines then need least of. */
function neededBy(kinds: readonly Kind[]): Mask {
  let needed = kinds.reduce((all, { keys }) => (keys.length === 1 ? all | (keys[0] ?? 0n) : all), 0n);
  for (const { keys } of kinds) {
    const [fewest = 0n] = [...keys].sort((a, b) => keysOf(a & ~needed).length - keysOf(b & ~needed).length);
    needed |= fewest;
  }
  return needed;
}

/** What was swapped between each two trials in which the figure differs. */
function apartIn(masks: readonly Mask[], column: readonly string[]): Mask[] {
  const apart: Mask[] = [];
  for (const [one, mask] of masks.entries())
    for (let other = one + 1; other < masks.length; other++)
      if (column[one] !== column[other]) apart.push(mask ^ (masks[other] as Mask));
  return apart;
}

/** Exactly, from every state of the keys that the line depends on. */
function effectsOn(trials: Trials, line: string, keys: Mask): Effect[] {
  const list = keysOf(keys);
  const states = Array.from({ length: 1 << list.length }, (_, state) => maskOf(list.filter((_, index) => state & (1 << index))));
  const found = states.map((swapped) => trials.whereSwapped(line, keys, swapped));
  const parts = band((point) => sharesInOrder(list.length, (state) => found[state]?.[point]));
  const { low, typical, high } = parts;
  if (!low || !typical || !high) {
    // In no order can they be swapped one by one.
    const [none, all] = [found[0], found.at(-1)];
    return [{ line, keys, amount: band((point) => (all?.[point] ?? 0) - (none?.[point] ?? 0)) }];
  }
  return list.map((key, index) => ({ line, keys: bit(key), amount: band((point) => parts[point]?.[index] ?? 0) }));
}
