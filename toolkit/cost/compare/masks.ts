/** Sets of keys as bits. */

export type Mask = bigint;

export const bit = (key: number): Mask => 1n << BigInt(key);

export function keysOf(mask: Mask): number[] {
  const keys: number[] = [];
  for (let key = 0, rest = mask; rest !== 0n; key++, rest >>= 1n) if (rest % 2n === 1n) keys.push(key);
  return keys;
}

export const has = (mask: Mask, key: number): boolean => (mask >> BigInt(key)) % 2n === 1n;
export const maskOf = (keys: Iterable<number>): Mask => [...keys].reduce((mask, key) => mask | bit(key), 0n);

/** All subsets of a set, the empty one first. */
export function subsetsOf(mask: Mask): Mask[] {
  let subsets: Mask[] = [0n];
  for (const key of keysOf(mask)) subsets = subsets.concat(subsets.map((subset) => subset | bit(key)));
  return subsets;
}

/** Numbers from 0 to 1, the same on every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
