/**
 * Who made how much of a difference: the Shapley value, in whole micro-dollars that add up to the difference exactly. It is what a
 * change makes on average over all orders in which the changes can be made, so it depends on no order and halves what two made together.
 */
import type { Micros } from "../money.ts";

/**
 * Each player's part of `value(all) - value(none)`. Players are bits of the mask, in a fixed order that decides who takes the last millionth.
 */
export function shares(players: number, value: (mask: number) => Micros): Micros[] {
  const all = (1 << players) - 1;
  const values = Array.from({ length: all + 1 }, (_, mask) => BigInt(value(mask)));
  const at = (mask: number): bigint => values[mask] ?? 0n;
  // |S|! (n - |S| - 1)!: the orders in which exactly S goes before the player.
  const orders = Array.from({ length: players }, (_, before) => factorial(before) * factorial(players - before - 1));
  const sums = Array.from({ length: players }, (_, player) => {
    let made = 0n;
    for (let mask = 0; mask <= all; mask++)
      if (!(mask & (1 << player))) made += (orders[bits(mask)] ?? 0n) * (at(mask | (1 << player)) - at(mask));
    return made;
  });
  return wholeParts(sums, factorial(players), Number(at(all) - at(0)));
}

/**
 * The same over the orders in which every step is possible; null where there is none.
 * @param value undefined where a set of changes cannot be
 */
export function sharesInOrder(players: number, value: (mask: number) => Micros | undefined): Micros[] | null {
  const all = (1 << players) - 1;
  const values = Array.from({ length: all + 1 }, (_, mask) => value(mask));
  // Ways from nothing to a set, and from a set to everything, through possible sets alone.
  const from = new Array<bigint>(all + 1).fill(0n);
  const to = new Array<bigint>(all + 1).fill(0n);
  from[0] = to[all] = 1n;
  const each = (mask: number, wanted: boolean): number[] =>
    Array.from({ length: players }, (_, player) => 1 << player).filter((bit) => ((mask & bit) !== 0) === wanted);
  for (let mask = 1; mask <= all; mask++)
    if (values[mask] !== undefined)
      for (const bit of each(mask, true)) from[mask] = (from[mask] ?? 0n) + (from[mask ^ bit] ?? 0n);
  for (let mask = all - 1; mask >= 0; mask--)
    if (values[mask] !== undefined) for (const bit of each(mask, false)) to[mask] = (to[mask] ?? 0n) + (to[mask | bit] ?? 0n);
  const orders = from[all] ?? 0n;
  if (orders === 0n || values[0] === undefined || values[all] === undefined) return null;
  const sums = Array.from({ length: players }, (_, player) => {
    let made = 0n;
    for (const [mask, before] of values.entries()) {
      const after = values[mask | (1 << player)];
      if (mask & (1 << player) || before === undefined || after === undefined) continue;
      made += (from[mask] ?? 0n) * (to[mask | (1 << player)] ?? 0n) * BigInt(after - before);
    }
    return made;
  });
  return wholeParts(sums, orders, values[all] - values[0]);
}

/** Parts `sums / divisor` as whole numbers that add up to `total`; what rounding leaves goes to the largest, of equals to the first. */
export function wholeParts(sums: readonly bigint[], divisor: bigint, total: Micros): Micros[] {
  const parts = sums.map((part) => Number(halfAway(part, divisor)));
  const left = total - parts.reduce((sum, part) => sum + part, 0);
  if (left === 0) return parts;
  const size = (part: bigint): bigint => (part < 0n ? -part : part);
  let largest = 0;
  for (const [index, part] of sums.entries()) if (size(part) > size(sums[largest] ?? 0n)) largest = index;
  return parts.map((part, index) => (index === largest ? part + left : part));
}

/** Half away from zero, so that the parts of the opposite difference are the opposite parts. */
function halfAway(part: bigint, divisor: bigint): bigint {
  const size = part < 0n ? -part : part;
  const whole = (2n * size + divisor) / (2n * divisor);
  return part < 0n ? -whole : whole;
}

function factorial(n: number): bigint {
  let product = 1n;
  for (let factor = 2n; factor <= BigInt(n); factor++) product *= factor;
  return product;
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}
