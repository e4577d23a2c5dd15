/** Lines and estimates that tests make up. */
import { Big } from "big.js";
import { byText } from "../../graph/graph.ts";
import type { Estimate, Line } from "../line.ts";
import { band, decimal, micros, sumBands } from "../money.ts";

export interface Made {
  readonly name: string;
  readonly key: string;
  readonly size: string;
  readonly spot: boolean;
  readonly region: string;
  readonly count: number;
  /** Of one. */
  readonly quantity: number;
  readonly usd: number;
  /** Part that a commitment takes off. */
  readonly saved: number;
}

const SOURCE = { source: "a test", asOf: "2026-01-01", unverified: false };

export function lineOf({ name, key, size, spot, region, count, quantity, usd, saved }: Made): Line {
  const [sku, total] = [spot ? `${size}.spot` : size, decimal(count * quantity)];
  const list = micros(total.times(usd));
  return {
    ...{ id: `Gateway/${name}/${key}`, resource: `urn:pulumi:x::p::a:b:Gateway::${name}`, component: name.split("-")[0] ?? "" },
    ...{ service: "Gateways", name: `Gateway (${size})`, sku: { vendor: "v", service: "s", region, sku } },
    ...{ purchase: spot ? "spot" : "on-demand", count: band(() => count), quantity: band(() => total.toNumber()), unit: "hours" },
    ...{ unitPrice: new Big(usd).toString(), usage: false, price: SOURCE, list: band(() => list) },
    monthly: band(() => micros(new Big(list).times(1 - saved).div(1e6))),
    discount: saved === 0 ? null : { name: "reserved", fraction: String(saved), source: SOURCE },
  };
}

export function estimateOf(name: string, lines: readonly Line[]): Estimate {
  const total = (all: readonly Line[]) => sumBands(all.map(({ monthly }) => monthly));
  return {
    ...{ name, lines: [...lines].sort((a, b) => byText(a.id, b.id)), unpriced: [], free: [], monthly: total(lines) },
    baseline: total(lines.filter(({ usage }) => !usage)),
    usage: total(lines.filter(({ usage }) => usage)),
  };
}
