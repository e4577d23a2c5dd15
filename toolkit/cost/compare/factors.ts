import type { Micros } from "../money.ts";

/**
 * What a gap is made of, in the order in which the last millionth is given away.
 * - size: another sku, such as a larger node;
 * - count: more or fewer of the same;
 * - usage: more or less of it for each one;
 * - feature: a line that only one side has;
 * - discount: bought otherwise (spot, or a commitment);
 * - price: the same sku at another price, of another region or book.
 */
export const FACTORS = ["size", "count", "usage", "feature", "discount", "price"] as const;
export type Factor = (typeof FACTORS)[number];
export type Parts = Readonly<Record<Factor, Micros>>;

export const NO_PARTS: Parts = { size: 0, count: 0, usage: 0, feature: 0, discount: 0, price: 0 };
