/** How old prices are, and which of those that an estimate rests on a person should know about. */
import type { Line, PriceSource, Sku } from "../line.ts";
import { type Micros, sum } from "../money.ts";

/**
 * Days after which a list price is stale. List prices stand for years (EC2's of 2023 are those of 2026 wherever both are known), while what is
 * charged for changes about once a year (EKS extended support and public IPv4 addresses in 2024): after a year one such change may be missing.
 */
export const STALE_AFTER_DAYS = 365;
/** Days after which a spot price is stale: the Spot Advisor's savings are averages of thirty days. */
export const SPOT_STALE_AFTER_DAYS = 30;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Days since a price was true, never understated: a month counts from its first day. Null where its source tells no date. */
export function ageOf({ asOf }: Pick<PriceSource, "asOf">, today: string): number | null {
  if (asOf === null) return null;
  const day = asOf.length === 7 ? `${asOf}-01` : asOf;
  return Math.max(0, Math.round((Date.parse(today) - Date.parse(day)) / DAY_MS));
}

/** A price that lines of an estimate rest on. */
export interface PriceUse {
  readonly sku: Sku;
  readonly price: PriceSource;
  /** Null where it has no date. */
  readonly days: number | null;
  /** Lines that rest on it, and what they come to in a usual month. */
  readonly lines: number;
  readonly monthly: Micros;
}

/** What to say of the prices behind a total. Each list starts with the price that most money rests on. */
export interface PriceHealth {
  /** The one known longest ago, null where none has a date. */
  readonly oldest: PriceUse | null;
  readonly stale: readonly PriceUse[];
  readonly unverified: readonly PriceUse[];
  readonly undated: readonly PriceUse[];
}

export function healthOf(lines: readonly Line[], today: string): PriceHealth {
  const byPrice = new Map<string, { line: Line; monthly: Micros[] }>();
  for (const line of lines) {
    const { vendor, service, region, sku } = line.sku;
    const key = [vendor, service, region, sku, line.price.source].join("|");
    const known = byPrice.get(key);
    if (known) known.monthly.push(line.monthly.typical);
    else byPrice.set(key, { line, monthly: [line.monthly.typical] });
  }
  const uses = [...byPrice.values()].map(({ line: { sku, price, purchase }, monthly }) => ({
    use: { sku, price, days: ageOf(price, today), lines: monthly.length, monthly: sum(monthly) },
    staleAfter: purchase === "spot" ? SPOT_STALE_AFTER_DAYS : STALE_AFTER_DAYS,
  }));
  const dearestFirst = (which: (typeof uses)[number][]): PriceUse[] =>
    which.map(({ use }) => use).sort((a, b) => b.monthly - a.monthly);
  const dated = uses.map(({ use }) => use).filter(({ days }) => days !== null);
  return {
    oldest: dated.reduce<PriceUse | null>((old, use) => (old === null || Number(use.days) > Number(old.days) ? use : old), null),
    stale: dearestFirst(uses.filter(({ use: { days }, staleAfter }) => days !== null && days > staleAfter)),
    unverified: dearestFirst(uses.filter(({ use }) => use.price.unverified)),
    undated: dearestFirst(uses.filter(({ use }) => use.days === null && !use.price.unverified)),
  };
}
