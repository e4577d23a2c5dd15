/** Prices single resources, as a file of cases has them: the same mappers and the same books as for an environment. */
import { Big } from "big.js";
import type { Draft } from "../line.ts";
import { FREE, PRICED } from "../map/index.ts";
import { CostsNothing, NotTold, readerOf } from "../map/reader.ts";
import { surroundings } from "../map/surroundings.ts";
import { decimal, dollars, type Micros, sum } from "../money.ts";
import { type Price, type PriceBook, tierParts } from "../prices/book.ts";
import type { Case } from "./case.ts";
import { graphOf, useOf } from "./terraform.ts";
import { tierName } from "./tiers.ts";

export interface CaseLine {
  readonly name: string;
  readonly quantity: number;
  readonly unit: string;
  /** US dollars for one `unit`, as a decimal. */
  readonly unitPrice: string;
  readonly monthlyUsd: number;
  readonly source: string;
  readonly asOf: string | null;
}

export interface PricedCase {
  readonly address: string;
  readonly resourceType: string;
  readonly region: string;
  readonly lines: readonly CaseLine[];
  readonly totalMonthlyUsd: number;
  /** Whether something is missing from the total: either list below has something. */
  readonly incomplete: boolean;
  /** What depends on use, and nobody said how much. */
  readonly unpricedWithoutUsage: readonly { readonly name: string; readonly unit: string; readonly unitPriceUsd: number }[];
  /** What there is no price for, and why; the name is null where it is the whole resource. */
  readonly unpriced: readonly { readonly name: string | null; readonly why: string }[];
  /** Why it costs nothing, where it does. */
  readonly free: string | null;
}

export interface PriceCasesOptions {
  readonly book: PriceBook;
  /** As 2026-11-23. */
  readonly today: string;
}

export const priceCases = (cases: readonly Case[], options: PriceCasesOptions): readonly PricedCase[] =>
  cases.map((one) => priceCase(one, options));

function priceCase(one: Case, { book, today }: PriceCasesOptions): PricedCase {
  const { address, resourceType, region } = one;
  const drafts = draftsOf(one, today);
  const found: Found = {
    lines: [],
    amounts: [],
    withoutUsage: [],
    unpriced: drafts.why === null ? [] : [{ name: null, why: drafts.why }],
  };
  for (const draft of drafts.list) addPriced(draft, book, found);
  const { lines, amounts, withoutUsage, unpriced } = found;
  return {
    ...{ address, resourceType, region, lines, totalMonthlyUsd: dollars(sum(amounts)) },
    incomplete: withoutUsage.length + unpriced.length > 0,
    ...{ unpricedWithoutUsage: withoutUsage, unpriced, free: drafts.free },
  };
}

interface Drafts {
  readonly list: readonly Draft[];
  /** Why there are none. */
  readonly why: string | null;
  readonly free: string | null;
}

function draftsOf(one: Case, today: string): Drafts {
  const graph = graphOf(one);
  const [resource] = graph.resources;
  const known = resource && PRICED.get(resource.type);
  if (!resource || !known) {
    const free = FREE.get(resource?.type ?? "") ?? null;
    return { list: [], why: free === null ? `nothing here knows what ${one.resourceType} costs` : null, free };
  }
  try {
    return {
      list: known.map(readerOf(resource), useOf(one), surroundings(graph, today)(resource), resource),
      why: null,
      free: null,
    };
  } catch (error) {
    if (error instanceof NotTold) return { list: [], why: error.message, free: null };
    if (error instanceof CostsNothing) return { list: [], why: null, free: error.message };
    throw error;
  }
}

interface Found {
  readonly lines: CaseLine[];
  readonly amounts: Micros[];
  readonly withoutUsage: PricedCase["unpricedWithoutUsage"][number][];
  readonly unpriced: PricedCase["unpriced"][number][];
}

/** A draft becomes a line for each tier that its quantity reaches. One that nobody uses is no line. */
function addPriced(draft: Draft, book: PriceBook, { lines, amounts, withoutUsage, unpriced }: Found): void {
  const { name, sku, count = 1 } = draft;
  if (draft.quantity === 0 || count === 0) return;
  const price = book.find(sku);
  if (!price) {
    const regions = book.regionsOf(sku);
    const elsewhere = regions.length > 0 ? `; there is one in ${regions.join(", ")}` : "";
    unpriced.push({ name, why: `no price for ${sku.vendor} ${sku.service} ${sku.sku} in ${sku.region}${elsewhere}` });
    return;
  }
  const { unit, per } = shown(draft);
  const perUnit = (usd: Big.BigSource): Big => new Big(usd).times(per);
  const named = (from: number, upTo: number | null): string => {
    const tier = tierName(price, from, upTo);
    return tier === "" ? name : `${name} (${tier})`;
  };
  if (draft.quantity === null) {
    const usd = perUnit(decimal(price.tiers?.[0]?.usd ?? price.usd)).toNumber();
    withoutUsage.push({ name: named(0, price.tiers?.[0]?.upTo ?? null), unit, unitPriceUsd: usd });
    return;
  }
  const quantity = decimal(draft.quantity).times(decimal(count));
  const end = lastBound(price);
  if (end !== null && quantity.gt(end))
    unpriced.push({ name: named(end, null), why: `the source has no price beyond ${end} ${price.unit}` });
  const priced = end !== null && quantity.gt(end) ? end : quantity.toNumber();
  for (const { from, upTo, usd, quantity: part, amount } of tierParts(price, priced)) {
    amounts.push(amount);
    lines.push({
      ...{ name: named(from, upTo), quantity: decimal(part).div(per).round(10).toNumber(), unit },
      ...{ unitPrice: perUnit(usd).toString(), monthlyUsd: dollars(amount), source: price.source, asOf: price.asOf },
    });
  }
}

/** Quantity that the source's tiers end at, null where the last has no limit. */
const lastBound = ({ tiers }: Price): number | null => tiers?.at(-1)?.upTo ?? null;

/** Where Infracost shows another unit than the price is for: how many of the one are one of the other. */
const SHOWN: readonly { service: RegExp; unit: string; as: string; per: number }[] = [
  { service: /^(alb|nlb|gwlb)$/, unit: "LCU-hours", as: "LCU", per: 730 },
  { service: /^eks-fargate$/, unit: "GB-hours", as: "GB", per: 730 },
  { service: /^eks-fargate$/, unit: "vCPU-hours", as: "CPU", per: 730 },
  { service: /^ebs$/, unit: "1M requests", as: "1M request", per: 1 },
  { service: /^ebs$/, unit: "MBps", as: "Mbps", per: 1 },
];

function shown({ sku, unit }: Draft): { unit: string; per: number } {
  const other = SHOWN.find((it) => it.unit === unit && it.service.test(sku.service));
  return other ? { unit: other.as, per: other.per } : { unit, per: 1 };
}
