/** Which sets of keys can be swapped: a configuration must be valid. Finds one near to what is wished for. */
import { bit, has, type Mask } from "./masks.ts";
import type { Trials } from "./trials.ts";

export class Reach {
  readonly #trials: Trials;
  /** What each key cannot be swapped without. */
  readonly #needs: readonly Mask[];

  constructor(trials: Trials) {
    this.#trials = trials;
    this.#needs = needsOf(trials);
  }

  /** A valid set: as wished where `fixed`, and near to it elsewhere; undefined where what keys need by twos does not make one. */
  near(wished: Mask, fixed: Mask): Mask | undefined {
    const mask = this.#closed(wished, fixed);
    if ((mask & fixed) !== (wished & fixed)) return undefined;
    return this.#trials.canBe(mask) ? mask : undefined;
  }

  /** With what its keys need; a key goes that may not have what it needs. */
  #closed(wished: Mask, fixed: Mask): Mask {
    let mask = wished;
    for (let turns = 0; turns < this.#needs.length; turns++) {
      const before = mask;
      for (const [key, needs] of this.#needs.entries()) {
        const lacking = needs & ~mask;
        if (!has(mask, key) || lacking === 0n) continue;
        if ((lacking & fixed) === 0n) mask |= lacking;
        else if (!has(fixed, key)) mask &= ~bit(key);
      }
      if (mask === before) return mask;
    }
    return mask;
  }
}

/** Asked of each key: swapped alone, and left out alone. Where that is invalid, another key that mends it is what was needed. */
function needsOf(trials: Trials): Mask[] {
  const keys = Array.from({ length: trials.lab.keys }, (_, key) => key);
  const needs = keys.map(() => 0n);
  const need = (key: number, other: number): void => {
    needs[key] = (needs[key] ?? 0n) | bit(other);
  };
  for (const key of keys) {
    const others = trials.lab.near(key);
    if (!trials.canBe(bit(key))) {
      const other = others.find((it) => trials.canBe(bit(key) | bit(it)));
      if (other !== undefined) need(key, other);
    }
    const rest = trials.everything & ~bit(key);
    if (!trials.canBe(rest)) {
      const other = others.find((it) => trials.canBe(rest & ~bit(it)));
      if (other !== undefined) need(other, key);
    }
  }
  return needs;
}
