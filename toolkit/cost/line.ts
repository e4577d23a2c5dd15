/** What an estimate is made of, as plain data. */
import type { Band, Micros } from "./money.ts";

/** Names one price in the books (`toolkit/cost/prices`). */
export interface Sku {
  readonly vendor: string;
  readonly service: string;
  /** Region of the vendor's, or `global`. */
  readonly region: string;
  readonly sku: string;
  /** What picks the price, where it has bands: operations per second (Atlas Flex), prompt tokens of a request (Claude). */
  readonly measure?: number;
}

/**
 * What a mapper says of a resource: a thing that is paid for, with neither price nor money yet.
 * Its amount is `count` × `quantity` × the price of `sku`, where the tiers of a price see the whole product.
 */
export interface Draft {
  /** Tells it from the resource's other lines: lower case and dashes, stable from release to release. */
  readonly key: string;
  /** For people, with what tells its size: `Instance usage (Linux/UNIX, on-demand, m7g.large)`. */
  readonly name: string;
  readonly sku: Sku;
  /** How many alike: nodes, gateways, shards. @default 1 */
  readonly count?: number;
  /** Of one, in `unit`; null where it depends on use and nobody said how much. */
  readonly quantity: number | null;
  /** What `quantity` counts, as people read it: `hours`, `GB`, `1M requests`. The price is for one of these. */
  readonly unit: string;
  /** Whether it depends on use. What does not is the baseline: paid by an idle environment too. @default false */
  readonly usage?: boolean;
  /** How it is bought, where there is a choice. @default on-demand */
  readonly purchase?: Purchase;
  /** Where the quantity follows from what earlier lines of the resource come to; `quantity` is then of no account. */
  readonly derived?: Derived;
}

/**
 * `sum`: as many as those lines cost dollars, for a surcharge in percent. `rest`: the part of this line's price that they do not reach, for
 * a minimum.
 */
export interface Derived {
  /** Keys of the lines. */
  readonly from: readonly string[];
  readonly take: "sum" | "rest";
}

export type Purchase = "on-demand" | "spot";

/** Where a price comes from. */
export interface PriceSource {
  readonly source: string;
  /** Day (2026-08-21), month (2026-07), or null where the source tells none. */
  readonly asOf: string | null;
  /** Weakly supported: said wherever it is used. */
  readonly unverified: boolean;
}

/** A part off the list price that an environment has bought. */
export interface Discount {
  /** `1-year reserved, 80 % covered`. */
  readonly name: string;
  /** Part of the list amount that is saved, 0 to 1, as a decimal. */
  readonly fraction: string;
  readonly source: PriceSource;
}

/** A priced line of an environment. Amounts are after discounts; `list` is before. */
export interface Line {
  /** `NatGateway/network-nat-a/hours`: the same from revision to revision, and in every environment. */
  readonly id: string;
  /** URN of the resource that it is paid for. */
  readonly resource: string;
  /** Names of the components it belongs to, outermost first: `data/redis`; empty for none. */
  readonly component: string;
  /** For people: `EC2`, `MongoDB Atlas`. */
  readonly service: string;
  readonly name: string;
  readonly sku: Sku;
  readonly purchase: Purchase;
  readonly count: Band;
  /** In `unit`, of all `count` together. */
  readonly quantity: Band;
  readonly unit: string;
  /** US dollars for one `unit`, as a decimal; the first tier's where there are tiers. */
  readonly unitPrice: string;
  readonly monthly: Band<Micros>;
  readonly list: Band<Micros>;
  readonly usage: boolean;
  readonly discount: Discount | null;
  readonly price: PriceSource;
}

/** Something that costs, or may cost, and has no figure. */
export interface Unpriced {
  readonly resource: string;
  /** Name of the line, null where it is the whole resource. */
  readonly line: string | null;
  readonly why: string;
  /** The price that was looked for, where it is a line. */
  readonly sku?: Sku;
  /** Where the price is known and only the quantity is not. */
  readonly unit?: string;
  readonly unitPrice?: string;
}

/** What one environment costs in a month. */
export interface Estimate {
  readonly name: string;
  readonly monthly: Band<Micros>;
  /** Of it, what does not depend on use. */
  readonly baseline: Band<Micros>;
  readonly usage: Band<Micros>;
  /** Sorted by id. */
  readonly lines: readonly Line[];
  /** Never empty in silence: a total is complete only without these. */
  readonly unpriced: readonly Unpriced[];
  /** Resources that cost nothing by their nature, by type: why. */
  readonly free: readonly { readonly type: string; readonly resources: number; readonly why: string }[];
}
