import { Big } from "big.js";
import { describe, expect, it } from "vitest";
import { type Commitment, committed, unused } from "./commitments.ts";
import type { Line } from "./line.ts";
import { type Micros, micros } from "./money.ts";
import { bookOf } from "./prices/book.ts";

const price = (sku: string, usd: number, region = "us-east-1", unit = "hour") =>
  ({
    vendor: "aws",
    service: "ec2",
    region,
    sku,
    unit,
    usd,
    asOf: "2026-08-21",
    confidence: "primary",
    source: "a test",
  }) as const;
const book = bookOf([
  price("m7g.large", 0.08),
  price("m7g.large.ri.standard.1y.allUpfront", 0.05),
  price("sp.compute.3y.noUpfront.typical", 0.5, "all", "fraction off on-demand"),
]);

const dollars = (amount: number): Micros => micros(new Big(amount));
const nodes = (low: number, high: number, hours = 730): Line => {
  const list = { low: low * hours * 0.08, typical: low * hours * 0.08, high: high * hours * 0.08 };
  const amounts = { low: dollars(list.low), typical: dollars(list.typical), high: dollars(list.high) };
  return {
    ...{ id: "NodeGroup/main/instances", resource: "urn", component: "cluster", service: "EC2", name: "Instance usage" },
    sku: { vendor: "aws", service: "ec2", region: "us-east-1", sku: "m7g.large" },
    ...{ purchase: "on-demand", count: { low, typical: low, high }, unit: "hours", unitPrice: "0.08" },
    quantity: { low: low * hours, typical: low * hours, high: high * hours },
    ...{ monthly: amounts, list: amounts, usage: false, discount: null },
    price: { source: "a test", asOf: "2026-08-21", unverified: false },
  };
};
const commitment = (more: Partial<Commitment>): Commitment => ({
  ...{ for: "nodes", kind: "reserved", term: "1y", payment: "all-upfront", coverage: 100 },
  ...more,
});

describe("what is bought ahead", () => {
  it("replaces the list price of what it covers; what comes beyond is paid as used", () => {
    const line = committed(nodes(3, 5), [commitment({})], book);
    expect(line.monthly).toEqual({ low: dollars(109.5), typical: dollars(109.5), high: dollars(109.5 + 2 * 58.4) });
    expect(line.list.typical).toBe(dollars(175.2));
    expect(line.discount).toMatchObject({ name: "nodes: 1-year reserved, all upfront, 100 % covered", fraction: "0.3750" });
  });

  it("covers a part of the least number", () => {
    const line = committed(nodes(4, 4), [commitment({ coverage: 50 })], book);
    expect(line.monthly.typical).toBe(dollars(2 * 58.4 + 2 * 36.5));
  });

  it("is paid for nodes that sleep too, and then costs more than it saves", () => {
    const line = committed(nodes(1, 1, 200), [commitment({})], book);
    expect(line.monthly.typical).toBe(dollars(36.5));
    expect(Number(line.discount?.fraction)).toBeLessThan(0);
  });

  it("takes the usual part off where no price of the very size is known", () => {
    const line = committed(nodes(1, 1), [commitment({ kind: "savings-plan", term: "3y", payment: "no-upfront" })], book);
    expect(line.monthly.typical).toBe(dollars(29.2));
  });

  it("is named where nothing is paid by it", () => {
    const bought = [commitment({}), commitment({ for: "cache", payment: "no-upfront" })];
    const lines = [committed(nodes(3, 5), bought, book)];
    expect(unused(lines, bought)).toEqual(["cache: 1-year reserved, no upfront, 100 % covered"]);
  });

  it.each([
    ["spot", { purchase: "spot" as const }, commitment({})],
    ["what depends on use", { usage: true }, commitment({})],
    ["what is no node", { unit: "GB" }, commitment({})],
    ["what it is not for", {}, commitment({ for: "cache" })],
    ["what no book has a price of", {}, commitment({ term: "3y" })],
  ])("leaves %s alone", (_, change, bought) => {
    const line = { ...nodes(1, 1), ...change };
    expect(committed(line, [bought], book)).toBe(line);
  });
});
