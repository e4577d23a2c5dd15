/** New prices for the AWS part of the books. Decides; what is decided is written by the command. */
import type { Sku } from "../../line.ts";
import { ageOf } from "../age.ts";
import { nameOf } from "../check.ts";
import { type BookFile, UNVERIFIED } from "../load.ts";
import type { Price } from "../schema.ts";
import { derivedSpot, SPOT_SUFFIX, type SpotSavings } from "../spot.ts";
import type { Catalogue } from "./catalogue.ts";
import { questionOf } from "./questions.ts";
import { type Found, foundIn } from "./rate.ts";

/** What became of one price. None goes without being told. */
export type Outcome =
  /** The list has another price. */
  | { readonly kind: "changed"; readonly price: Price; readonly before: Price }
  /** The list has the same; its date is new. */
  | { readonly kind: "confirmed"; readonly price: Price; readonly before: Price }
  /** It was not in the books. */
  | { readonly kind: "added"; readonly price: Price }
  /** It stays as it was, or stays missing. */
  | { readonly kind: "left"; readonly sku: Sku; readonly why: string };

export interface Refreshed {
  readonly outcomes: readonly Outcome[];
  /** The books with the new prices, those that changed alone. */
  readonly books: readonly BookFile[];
}

export interface RefreshOptions {
  readonly books: readonly BookFile[];
  readonly catalogue: Catalogue;
  readonly spot: SpotSavings;
  /** Day on which the list was asked; null where it was recorded, which tells its own day. */
  readonly today: string | null;
  /** Prices to look for in one more region, by what they are called elsewhere. */
  readonly wanted?: readonly Sku[];
  readonly onProgress?: (done: number, total: number) => void;
}

/** Book that AWS's own prices are kept in. */
const AWS_BOOK = "aws.json";
const OUR_BOOKS = [AWS_BOOK, UNVERIFIED];
/** A price that many times another is more likely a misunderstanding of the list than a change. */
const DOUBTFUL_FACTOR = 3;

export async function refreshed(options: RefreshOptions): Promise<Refreshed> {
  const { books, spot, wanted = [], onProgress } = options;
  const ofAws = (isOurs: boolean): readonly Price[] =>
    books
      .filter(({ name }) => OUR_BOOKS.includes(name) === isOurs)
      .flatMap(({ prices }) => prices.filter(({ vendor }) => vendor === "aws"));
  const ours = ofAws(true);
  const known = new Set([...ours, ...ofAws(false)].map(nameOf));
  const missing = [...new Map(wanted.map((sku) => [nameOf(sku), sku])).values()].filter((sku) => !known.has(nameOf(sku)));
  const listed = ours.filter((price) => !isDerivedSpot(price));
  const total = listed.length + missing.length;
  let done = 0;
  const outcomes: Outcome[] = ofAws(false).map((sku) => ({ kind: "left", sku, why: "kept by hand in a book of its own" }));
  for (const price of listed) {
    outcomes.push(await asked(price, options));
    onProgress?.(++done, total);
  }
  for (const sku of missing) {
    const alike = ours.find((price) => price.service === sku.service && price.sku === sku.sku);
    outcomes.push(await added(sku, alike, options));
    onProgress?.(++done, total);
  }
  const fresh = freshOf(outcomes);
  for (const price of ours.filter(isDerivedSpot)) outcomes.push(followed(price, fresh, spot));
  return { outcomes, books: rewritten(books, freshOf(outcomes)) };
}

/** The new prices by name; of two alike the first, which is the verified one. */
function freshOf(outcomes: readonly Outcome[]): ReadonlyMap<string, Price> {
  const fresh = new Map<string, Price>();
  for (const outcome of outcomes) {
    if (outcome.kind === "left" || fresh.has(nameOf(outcome.price))) continue;
    fresh.set(nameOf(outcome.price), outcome.price);
  }
  return fresh;
}

const isDerivedSpot = ({ sku, confidence }: Price): boolean => sku.endsWith(SPOT_SUFFIX) && confidence === "derived";

async function asked(before: Price, options: RefreshOptions): Promise<Outcome> {
  const found = await find(before, options);
  const price = typeof found === "string" ? found : renewed(before, found, options.today);
  if (typeof price === "string") return { kind: "left", sku: before, why: price };
  const doubt = doubtOf(price, before) ?? olderThan(price, before);
  if (doubt) return { kind: "left", sku: before, why: doubt };
  return { kind: isSame(price, before) ? "confirmed" : "changed", price, before };
}

/** @param alike the same in another region, which tells the unit and about how much it is */
async function added(sku: Sku, alike: Price | undefined, options: RefreshOptions): Promise<Outcome> {
  if (!alike) return { kind: "left", sku, why: "no region of the books has it, so nothing tells its unit" };
  const found = await find(sku, options);
  if (typeof found === "string") return { kind: "left", sku, why: found };
  const price = { ...renewed(alike, found, options.today), region: sku.region };
  const doubt = doubtOf(price, alike);
  return doubt ? { kind: "left", sku, why: doubt } : { kind: "added", price };
}

async function find(sku: Sku, { catalogue }: RefreshOptions): Promise<Found | string> {
  const question = questionOf(sku);
  if (typeof question === "string") return question;
  return foundIn(await catalogue.products(question.service, question.attributes), question);
}

/** The price with what the list tells. Notes that tell of the old price go with it. */
function renewed(before: Price, { usd, tiers, product }: Found, today: string | null): Price {
  const { tiers: _, pinnedWithinPct: __, note, ...rest } = before;
  return {
    ...rest,
    usd,
    ...(tiers && { tiers }),
    asOf: today ?? product.published,
    confidence: "primary",
    source: `AWS Price List, ${product.service} ${product.sku}`,
    ...(note !== undefined && usd === before.usd && { note }),
  };
}

const isSame = (a: Price, b: Price): boolean => a.usd === b.usd && JSON.stringify(a.tiers) === JSON.stringify(b.tiers);

function doubtOf(price: Price, before: Price): string | undefined {
  const low = Math.min(price.usd, before.usd);
  const high = Math.max(price.usd, before.usd);
  return high > low * DOUBTFUL_FACTOR
    ? `doubtful: the list says ${price.usd} where ${before.usd} was known, more than ${DOUBTFUL_FACTOR} times apart`
    : undefined;
}

/** A recorded list may be older than what the vendor is known to have said since. */
function olderThan(price: Price, before: Price): string | undefined {
  if (before.confidence !== "primary" || before.asOf === null || Number(ageOf(price, before.asOf)) <= 0) return undefined;
  return `what is known is of ${before.asOf}, and this list of ${price.asOf}`;
}

/** A spot price that is worked out from an on-demand one follows it. */
function followed(before: Price, fresh: ReadonlyMap<string, Price>, spot: SpotSavings): Outcome {
  const type = before.sku.slice(0, -SPOT_SUFFIX.length);
  const onDemand = fresh.get(nameOf({ ...before, sku: type }));
  const saving = spot.regions[before.region]?.[type];
  if (!onDemand || !saving)
    return { kind: "left", sku: before, why: "worked out from an on-demand price, and that stays as it was" };
  const price = derivedSpot(onDemand, saving, spot);
  return { kind: isSame(price, before) ? "confirmed" : "changed", price, before };
}

/** What was unverified and is told by the list moves to AWS's own book. */
function rewritten(books: readonly BookFile[], fresh: ReadonlyMap<string, Price>): readonly BookFile[] {
  if (fresh.size === 0) return [];
  return books
    .filter(({ name }) => OUR_BOOKS.includes(name))
    .map(({ name, prices }) => {
      if (name === UNVERIFIED) return { name, prices: prices.filter((price) => !fresh.has(nameOf(price))) };
      const known = new Set(prices.map(nameOf));
      const more = [...fresh].filter(([key]) => !known.has(key)).map(([, price]) => price);
      return { name, prices: [...prices.map((price) => fresh.get(nameOf(price)) ?? price), ...more] };
    });
}

/** A book as it is committed. */
export const bookText = (prices: readonly Price[]): string => `${JSON.stringify(prices, null, 2)}\n`;
