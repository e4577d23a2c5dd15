/** Splits one row's gap: what would it cost with this side's size, that side's count, and so on through every mix? */
import type { Sku } from "../line.ts";
import { decimal, type Micros, micros, type Point } from "../money.ts";
import { amountOf, type PriceBook } from "../prices/book.ts";
import { FACTORS, type Factor, NO_PARTS, type Parts } from "./factors.ts";
import { shares } from "./shares.ts";
import type { Side } from "./side.ts";

export interface Books {
  readonly from: PriceBook;
  readonly to: PriceBook;
}

export function partsOf(from: Side | null, to: Side | null, point: Point, books?: Books): Parts {
  const gap = (to?.monthly[point] ?? 0) - (from?.monthly[point] ?? 0);
  if (!from || !to) return { ...NO_PARTS, feature: gap };
  const at = { from: figuresOf(from, point), to: figuresOf(to, point) };
  // What a side without any would have of each one is not told by it.
  if (at.from.count === 0) at.from.each = at.to.each;
  if (at.to.count === 0) at.to.each = at.from.each;

  // Nor what part of the list price a side paid that has nothing on the list.
  const more = at.from.list >= at.to.list ? at.from : at.to;
  const discounted = !sameRatio(at.from, at.to);

  const prices = pricing(from, to, point, books);
  const players = FACTORS.filter(
    (factor) =>
      prices.players.includes(factor) ||
      (factor === "count" && (at.from.count !== at.to.count || at.from.lines !== at.to.lines)) ||
      (factor === "usage" && at.from.each !== at.to.each) ||
      (factor === "discount" && discounted),
  );
  if (players.length === 0) return gap === 0 ? NO_PARTS : { ...NO_PARTS, price: gap };
  const value = (mask: number): Micros => {
    if (mask === 0) return at.from.monthly;
    if (mask === (1 << players.length) - 1) return at.to.monthly;
    const of = (factor: Factor): "from" | "to" =>
      mask & (1 << players.indexOf(factor)) && players.includes(factor) ? "to" : "from";
    const { count, lines } = at[of("count")];
    const { each } = at[of("usage")];
    // Tiers begin anew for each line.
    const list = lines * prices.amount(of, decimal((count / lines) * each).toNumber());
    const bought = discounted ? at[of("discount")] : more;
    return bought.list === 0 ? Math.round(list) : Math.round((list * bought.monthly) / bought.list);
  };
  const made = shares(players.length, value);
  return { ...NO_PARTS, ...Object.fromEntries(players.map((factor, index) => [factor, made[index] ?? 0])) };
}

interface Figures {
  readonly lines: number;
  readonly count: number;
  each: number;
  readonly monthly: Micros;
  readonly list: Micros;
}

const figuresOf = ({ lines, count, quantity, monthly, list }: Side, point: Point): Figures => ({
  ...{ lines: lines.length, count: count[point], monthly: monthly[point], list: list[point] },
  each: count[point] === 0 ? 0 : decimal(quantity[point] / count[point]).toNumber(),
});

/** Whether both pay the same part of the list price, but for rounding. */
function sameRatio(a: Figures, b: Figures): boolean {
  const apart = BigInt(a.monthly) * BigInt(b.list) - BigInt(b.monthly) * BigInt(a.list);
  return (apart < 0n ? -apart : apart) <= BigInt(a.list + b.list);
}

/** What decides the price of a unit, and what a quantity costs in each mix of it. */
interface Pricing {
  readonly players: readonly Factor[];
  /** Before what a commitment takes off. */
  readonly amount: (of: (factor: Factor) => "from" | "to", quantity: number) => number;
}

/** How a spot price is named after the one on demand, in the books. */
const SPOT = /\.spot$/;
const base = ({ sku }: Sku): string => sku.replace(SPOT, "");
const sameSize = (a: Sku, b: Sku): boolean =>
  a.vendor === b.vendor && a.service === b.service && base(a) === base(b) && a.measure === b.measure;

function pricing(from: Side, to: Side, point: Point, books: Books | undefined): Pricing {
  const sides = { from, to };
  const players: Factor[] = [];
  if (!sameSize(from.sku, to.sku)) players.push("size");
  if (from.purchase !== to.purchase) players.push("discount");
  const elsewhere = from.sku.region !== to.sku.region;
  const otherBook = players.length === 0 && from.unitPrice !== to.unitPrice;
  if (elsewhere || otherBook) players.push("price");

  const own = { from: ownPrice(from, point, books?.from), to: ownPrice(to, point, books?.to) };
  if (players.length > 1 && books) {
    const mixed = mixedPrices(sides, books);
    if (mixed) return { players, amount: mixed };
  }
  // One of them, or a mix that no book has a price for: they count as one.
  const [player] = players;
  if (player) return { players: [player], amount: (of, quantity) => own[of(player)](quantity) };
  // The price is the same: told best by the side that has more, whichever way round the two are compared.
  const more = from.quantity[point] - to.quantity[point] || from.list[point] - to.list[point];
  return { players: [], amount: (_, quantity) => own[more > 0 ? "from" : "to"](quantity) };
}

/** What a quantity would cost at a side's own price: by the book where that is the price it paid, else in proportion. */
function ownPrice(
  { sku, lines, quantity, list, unitPrice }: Side,
  point: Point,
  book: PriceBook | undefined,
): (quantity: number) => number {
  const price = book?.find(sku);
  const each = decimal(quantity[point] / lines.length).toNumber();
  const byBook = price && priced(() => amountOf(price, each) * lines.length === list[point]) ? price : undefined;
  const rate = quantity[point] > 0 ? list[point] / quantity[point] : Number(unitPrice) * 1e6;
  return (wanted) => {
    const amount = byBook && priced(() => amountOf(byBook, wanted));
    return amount ?? (byBook ? micros(decimal(wanted).times(unitPrice)) : wanted * rate);
  };
}

/** Beyond the last tier there is no price. */
function priced<T>(of: () => T): T | undefined {
  try {
    return of();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function mixedPrices(sides: { readonly from: Side; readonly to: Side }, books: Books): Pricing["amount"] | undefined {
  const both = ["from", "to"] as const;
  const skuOf = (size: "from" | "to", purchase: "from" | "to", place: "from" | "to"): Sku => ({
    ...sides[size].sku,
    sku: base(sides[size].sku) + (sides[purchase].purchase === "spot" ? ".spot" : ""),
    region: sides[place].sku.region,
  });
  const complete = both.every((size) =>
    both.every((purchase) => both.every((place) => books[place].find(skuOf(size, purchase, place)) !== undefined)),
  );
  if (!complete) return undefined;
  return (of, quantity) => {
    const price = books[of("price")].find(skuOf(of("size"), of("discount"), of("price")));
    return price ? (priced(() => amountOf(price, quantity)) ?? 0) : 0;
  };
}
