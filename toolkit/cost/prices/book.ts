/** The price book: unit prices of every vendor, with where each comes from. Prices are facts in files beside this one; this looks them up. */
import { Big } from "big.js";
import type { PriceSource, Sku } from "../line.ts";
import { decimal, type Micros, micros } from "../money.ts";
import type { Price as Entry } from "./schema.ts";
import { type SpotSavings, spotPrice } from "./spot.ts";

/** One price, as found for a sku. */
export interface Price extends Entry {
  /** What the sku was measured as, where a measure picks the price and none of its bands is that far. */
  readonly measure?: number;
}

/** A part of an amount that one tier's price made. */
export interface TierPart {
  readonly from: number;
  readonly upTo: number | null;
  readonly usd: string;
  readonly quantity: number;
  readonly amount: Micros;
}

export interface PriceBook {
  /**
   * The price of a sku: of its region, else of all regions; undefined where there is none. Where a measure picks it from bands, it is the
   * picked one; without a measure, or beyond the last band, it has a unit and no amount: `amountOf` says why.
   */
  find(sku: Sku): Price | undefined;
  /** Regions that have this sku, sorted, for telling what there is. */
  regionsOf(sku: Sku): readonly string[];
}

export interface BookOptions {
  /** Savings by region and type, for spot prices that no book has. */
  readonly spot?: SpotSavings;
}

const keyOf = (vendor: string, service: string, region: string, sku: string): string => `${vendor}|${service}|${region}|${sku}`;
/** Regions of prices that hold wherever one is. */
const ANYWHERE = ["all", "global"];

export const bookOf = (prices: readonly Price[], options: BookOptions = {}): PriceBook => layered([prices], options);

/**
 * A book of several, the first winning: any price of a book, also one for all regions, wins over every price of the books after it. Within a
 * book the first of two alike wins.
 */
export function layered(books: readonly (readonly Price[])[], { spot }: BookOptions = {}): PriceBook {
  const layers = books.map((prices) => {
    const byKey = new Map<string, Price>();
    for (const price of prices) {
      const key = keyOf(price.vendor, price.service, price.region, price.sku);
      if (!byKey.has(key)) byKey.set(key, price);
    }
    return byKey;
  });
  const listed = ({ vendor, service, region, sku }: Sku): Price | undefined => {
    for (const byKey of layers) {
      for (const place of [region, ...ANYWHERE]) {
        const price = byKey.get(keyOf(vendor, service, place, sku));
        if (price) return price;
      }
    }
    return undefined;
  };
  let regions: ReadonlyMap<string, readonly string[]> | undefined;
  return {
    find(sku) {
      const price = listed(sku) ?? (spot && spotPrice(sku, spot, listed));
      return price?.tierUnit === undefined ? price : picked(price, sku.measure);
    },
    regionsOf({ vendor, service, sku }) {
      regions ??= regionsIn(layers);
      return regions.get(keyOf(vendor, service, "", sku)) ?? [];
    },
  };
}

function regionsIn(layers: readonly ReadonlyMap<string, Price>[]): ReadonlyMap<string, readonly string[]> {
  const regions = new Map<string, Set<string>>();
  for (const { vendor, service, region, sku } of layers.flatMap((byKey) => [...byKey.values()])) {
    const key = keyOf(vendor, service, "", sku);
    const known = regions.get(key);
    if (known) known.add(region);
    else regions.set(key, new Set([region]));
  }
  return new Map([...regions].map(([key, names]) => [key, [...names].sort()]));
}

/** One band of a price that a measure picks: flat from here on. A bound belongs to the band that it ends. */
function picked(price: Price, measure: number | undefined): Price {
  const band = measure === undefined ? undefined : price.tiers?.find(({ upTo }) => upTo === null || measure <= upTo);
  if (!band || !(Number(measure) >= 0)) return { ...price, ...(measure !== undefined && { measure }) };
  const { tiers: _, tierUnit: __, ...rest } = price;
  return { ...rest, usd: band.usd };
}

export const sourceOf = ({ source, asOf, confidence }: Price): PriceSource => ({
  source,
  asOf,
  unverified: confidence === "unverified",
});

/**
 * What a quantity costs, exact and rounded once.
 * @throws RangeError for a quantity that is negative, or beyond the last tier that the source tells; for a price whose measure is not known
 */
export function amountOf(price: Price, quantity: number): Micros {
  if (!price.tiers && isCountable(quantity))
    return wholeAmount(price.usd, quantity) ?? micros(decimal(quantity).times(price.usd));
  return micros(partsOf(price, quantity).reduce((total, { part, usd }) => total.plus(part.times(usd)), new Big(0)));
}

/** The same, tier by tier: only tiers that the quantity reaches. */
export function tierParts(price: Price, quantity: number): readonly TierPart[] {
  return partsOf(price, quantity).map(({ from, upTo, part, usd }) => ({
    ...{ from, upTo, usd: new Big(usd).toString(), quantity: part.toNumber() },
    amount: micros(part.times(usd)),
  }));
}

const PICO = 1e12;
/** Below this a quotient in millionths is told apart from the next whole number by a number's fifteen digits. */
const EXACT = 1e15;

/** The same in whole millionths of millionths, many times faster, where that is exact: a whole quantity of a price of twelve decimals. */
function wholeAmount(usd: number, quantity: number): Micros | undefined {
  const picos = Math.round(usd * PICO);
  const product = picos * quantity;
  if (!Number.isInteger(quantity) || picos >= EXACT || picos / PICO !== usd || product >= EXACT) return undefined;
  return Math.floor((product + 500_000) / 1_000_000);
}

const isCountable = (quantity: number): boolean => quantity >= 0 && quantity !== Number.POSITIVE_INFINITY;

interface Part {
  readonly from: number;
  readonly upTo: number | null;
  readonly usd: number;
  readonly part: Big;
}

/** A quantity's parts in each tier that it reaches; the first one also for nothing. A bound belongs to the tier that it ends. */
function partsOf(price: Price, quantity: number): readonly Part[] {
  if (!isCountable(quantity)) throw new RangeError(`a quantity of ${quantity} cannot be priced`);
  if (price.tierUnit !== undefined) throw new RangeError(noBand(price));
  const whole = decimal(quantity);
  const parts: Part[] = [];
  let from = 0;
  for (const { upTo, usd } of price.tiers ?? [{ upTo: null, usd: price.usd }]) {
    if (parts.length > 0 && whole.lte(from)) return parts;
    const end = upTo === null || whole.lt(upTo) ? whole : new Big(upTo);
    parts.push({ from, upTo, usd, part: end.minus(from) });
    if (upTo === null) return parts;
    from = upTo;
  }
  if (whole.gt(from)) throw new RangeError(`the source has no price beyond ${from} ${price.unit}`);
  return parts;
}

function noBand({ tierUnit = "", tiers = [], measure }: Price): string {
  const last = tiers.at(-1)?.upTo;
  const bands = `the price goes by ${tierUnit.replace(/ \(.*/, "")}${last === null ? "" : `, up to ${last}`}`;
  return `${bands}, ${measure === undefined ? "which nobody said" : `and ${measure} has none`}`;
}
