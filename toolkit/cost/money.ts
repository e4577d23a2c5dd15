/**
 * Money: whole micro-dollars (millionths of a US dollar) in a number, so that sums are exact and lines add up to their totals. A price
 * times a quantity is worked out in decimals and rounded once, half up, to a micro-dollar.
 */
import { Big } from "big.js";

/** Whole micro-dollars; exact up to nine thousand million dollars. */
export type Micros = number & { readonly unit?: "micro-dollars" };

/** One figure for little, usual and much use. */
export interface Band<T = number> {
  readonly low: T;
  readonly typical: T;
  readonly high: T;
}

export const POINTS = ["low", "typical", "high"] as const;
export type Point = (typeof POINTS)[number];

export const band = <T>(of: (point: Point) => T): Band<T> => ({ low: of("low"), typical: of("typical"), high: of("high") });

/**
 * A measured quantity as a decimal. Quantities are numbers, and what binary arithmetic adds to them (0.1 + 0.2) is dropped at the
 * fifteenth digit, beyond which a number tells nothing.
 */
export const decimal = (quantity: number): Big => new Big(quantity.toPrecision(15));

/** @throws RangeError for what is too large to be exact */
export function micros(dollars: Big): Micros {
  const whole = dollars.times(1e6).round(0, Big.roundHalfUp).toNumber();
  if (!Number.isSafeInteger(whole)) throw new RangeError(`${dollars.toString()} dollars are too many to be counted exactly`);
  return whole;
}

/** What a thing costs that is not there. */
export const NO_COST: Band<Micros> = band(() => 0);

export const dollars = (amount: Micros): number => amount / 1e6;
export const inDollars = (amounts: Band<Micros>): Band => band((point) => dollars(amounts[point]));

/** Exact, or it throws: a sum that lost a millionth would no longer be the sum of its lines. */
export function sum(amounts: Iterable<Micros>): Micros {
  let total = 0;
  for (const amount of amounts) total += amount;
  if (!Number.isSafeInteger(total)) throw new RangeError("a sum of money is too large to be exact");
  return total;
}

export const sumBands = (bands: readonly Band<Micros>[]): Band<Micros> => band((point) => sum(bands.map((each) => each[point])));

/** An hour's price times this is a month's, by convention: 365 × 24 ÷ 12. */
export const HOURS_PER_MONTH = 730;
