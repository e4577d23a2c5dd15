/** Which sets of keys to try, and what trials tell of the keys that a figure depends on. Pure. */
import { bit, keysOf, type Mask, maskOf } from "./masks.ts";

/**
 * Few sets of keys such that of any two keys each is in one of them without the other: what depends on one key, or on two, then shows. Each
 * key is in another half of the sets, so that where a key is, is never within where another is (Sperner).
 */
export function design(keys: readonly number[]): Mask[] {
  let rows = 0;
  while (halvesOf(rows).length < keys.length) rows++;
  const halves = halvesOf(rows);
  return Array.from({ length: rows }, (_, row) => maskOf(keys.filter((_, index) => halves[index]?.includes(row))));
}

const halvesOf = (rows: number): number[][] => (rows === 0 ? [] : choices(rows, Math.max(1, Math.floor(rows / 2))));

/** All ways to choose some of a number of rows. */
function choices(rows: number, some: number, from = 0): number[][] {
  if (some === 0) return [[]];
  const found: number[][] = [];
  for (let row = from; row <= rows - some; row++) for (const rest of choices(rows, some - 1, row + 1)) found.push([row, ...rest]);
  return found;
}

/** No need to know every explanation of a figure that has many. */
const MOST_EXPLANATIONS = 24;

/**
 * The smallest sets of keys that hold a key of every one of `apart`: what a figure must depend on, where each of `apart` is what was swapped
 * between two trials in which the figure differed. Empty where it would take more than `limit` keys.
 */
export function explanations(apart: readonly Mask[], limit: number): Mask[] {
  // What holds a key of a set holds one of every larger set around it.
  const needed: { readonly mask: Mask; readonly keys: readonly number[] }[] = [];
  const all = [...new Set(apart)].map((mask) => ({ mask, keys: keysOf(mask) }));
  for (const one of all.sort((a, b) => a.keys.length - b.keys.length))
    if (!needed.some(({ mask }) => (mask & ~one.mask) === 0n)) needed.push(one);
  for (let size = 0; size <= limit; size++) {
    const found = new Set<Mask>();
    const choose = (chosen: Mask, left: number): void => {
      if (found.size >= MOST_EXPLANATIONS) return;
      const unmet = needed.find(({ mask }) => (mask & chosen) === 0n);
      if (unmet === undefined) found.add(chosen);
      else if (left > 0) for (const key of unmet.keys) choose(chosen | bit(key), left - 1);
    };
    choose(0n, size);
    if (found.size > 0) return [...found];
  }
  return [];
}
