/** Estimates for tests. */
import type { Estimate, Line, Unpriced } from "../line.ts";
import { type Band, type Micros, sumBands } from "../money.ts";
import { sourceOf } from "./book.ts";
import type { Price } from "./schema.ts";

const dollars = (amount: number): Micros => Math.round(amount * 1_000_000);

export function lineOf(
  service: string,
  price: Price,
  monthly: number | readonly [number, number, number],
  more: Partial<Line> = {},
): Line {
  const [low, typical, high] = typeof monthly === "number" ? [monthly, monthly, monthly] : monthly;
  const amounts: Band<Micros> = { low: dollars(low), typical: dollars(typical), high: dollars(high) };
  const one = { low: 1, typical: 1, high: 1 };
  const { vendor, region, sku } = price;
  return {
    ...{ id: `Thing/${sku}/hours`, resource: `urn:pulumi:dev::monitor::aws:x:Thing::${sku}`, component: "data", service },
    ...{ name: sku, sku: { vendor, service: price.service, region, sku }, purchase: "on-demand", count: one, quantity: one },
    ...{ unit: price.unit, unitPrice: String(price.usd), monthly: amounts, list: amounts, usage: false, discount: null },
    price: sourceOf(price),
    ...more,
  };
}

export function estimateOf(name: string, lines: readonly Line[], unpriced: readonly Unpriced[] = []): Estimate {
  const monthly = sumBands(lines.map((line) => line.monthly));
  return { name, monthly, baseline: monthly, usage: { low: 0, typical: 0, high: 0 }, lines, unpriced, free: [] };
}
