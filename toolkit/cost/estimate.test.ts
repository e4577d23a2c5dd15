import { Big } from "big.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bareResource, type Graph, type Json, type Resource } from "../graph/graph.ts";
import { estimate, type UseOf, unsaid } from "./estimate.ts";
import { decimal, dollars, micros, POINTS, sum } from "./money.ts";
import { bookOf, type PriceBook } from "./prices/book.ts";

const TODAY = "2026-11-23";
const price = (sku: string, usd: number, region = "us-east-1") =>
  ({
    vendor: "aws",
    service: "nat-gateway",
    region,
    sku,
    unit: "one",
    usd,
    asOf: "2026-08-21",
    confidence: "primary",
    source: "a test",
  }) as const;
const BOOK = bookOf([price("nat.hour", 0.045), price("nat.data", 0.045)]);

const resource = (type: string, name: string, inputs: { readonly [key: string]: Json } = {}, custom = true): Resource =>
  bareResource({
    ...{ urn: `urn:pulumi:test::monitor::${type}::${name}`, type, name, inputs, custom },
    parent: "urn:pulumi:test::monitor::pulumi:pulumi:Stack::monitor-test",
  });
const PROVIDER = resource("pulumi:providers:aws", "aws", { region: "us-east-1" });
const NAT = "aws:ec2/natGateway:NatGateway";
const graph = (...resources: readonly Resource[]): Graph => ({
  ...{ project: "monitor", stack: "test", outputs: {}, cannotTell: [] },
  resources: [{ ...resource("pulumi:pulumi:Stack", "monitor-test", {}, false), parent: null }, PROVIDER, ...resources],
});
const priced = (of: Graph, use: UseOf = unsaid, book: PriceBook = BOOK) => estimate({ graph: of, use, book, today: TODAY });
const gigabytes =
  (low: number, typical: number, high: number): UseOf =>
  (_, point) => ({ monthlyDataProcessedGb: { low, typical, high }[point] });

describe("an estimate", () => {
  it("is lines of quantity times price, with what does not depend on use apart", () => {
    const { lines, monthly, baseline, usage, unpriced } = priced(graph(resource(NAT, "nat")), gigabytes(0, 100, 1000));
    expect(
      lines.map(({ id, monthly: amount }) => [id, dollars(amount.low), dollars(amount.typical), dollars(amount.high)]),
    ).toEqual([
      ["NatGateway/nat/data", 0, 4.5, 45],
      ["NatGateway/nat/hours", 32.85, 32.85, 32.85],
    ]);
    expect(monthly).toEqual({ low: 32_850_000, typical: 37_350_000, high: 77_850_000 });
    expect(baseline).toEqual({ low: 32_850_000, typical: 32_850_000, high: 32_850_000 });
    expect(usage).toEqual({ low: 0, typical: 4_500_000, high: 45_000_000 });
    expect(unpriced).toEqual([]);
  });

  it("has no figure for what the plan could not tell the making of", () => {
    const remote = resource("eks:index:Cluster", "cluster", {}, false);
    const untold = [
      { resource: remote.urn, path: null, why: "what it is made of" },
      { resource: remote.urn, path: "subnetIds", why: "an input" },
      { resource: PROVIDER.urn, path: null, why: "bookkeeping" },
    ];
    const made = graph(remote);
    const stack = made.resources[0]?.urn ?? "";
    const { unpriced } = priced({ ...made, cannotTell: [...untold, { resource: stack, path: null, why: "a lookup" }] });
    expect(unpriced).toEqual([
      { resource: remote.urn, line: null, why: "what it is made of" },
      { resource: stack, line: null, why: "a lookup" },
    ]);
  });

  it("has no figure where nobody said how much, and keeps the price", () => {
    const { lines, unpriced } = priced(graph(resource(NAT, "nat")));
    expect(lines).toHaveLength(1);
    expect(unpriced).toMatchObject([
      { line: "Data processed", why: "depends on use, and nobody said how much", unit: "GB", unitPrice: "0.045" },
    ]);
  });

  it("says so where a region has no price, and which have", () => {
    const { lines, unpriced } = priced(graph(resource(NAT, "nat", { region: "eu-west-2" })), gigabytes(1, 1, 1));
    expect(lines).toEqual([]);
    expect(unpriced.map(({ why }) => why)).toEqual([
      "no price for aws nat-gateway nat.hour in eu-west-2; there is one in us-east-1",
      "no price for aws nat-gateway nat.data in eu-west-2; there is one in us-east-1",
    ]);
  });

  it("lists what it does not know, what only a cloud knows, and passes over Pulumi's own", () => {
    const { unpriced } = priced(
      graph(
        resource("aws:new/thing:Thing", "thing"),
        resource(NAT, "nat", { region: "${urn:pulumi:test::monitor::a:b:C::d#region}" }),
      ),
    );
    expect(unpriced.map(({ resource: urn, why }) => [urn.split("::").pop(), why])).toEqual([
      ["thing", "nothing here knows what aws:new/thing:Thing costs"],
      ["nat", "region is known only after deployment"],
    ]);
  });

  it("refuses a quantity that cannot be", () => {
    const { unpriced } = priced(graph(resource(NAT, "nat")), gigabytes(-1, 1, 1));
    expect(unpriced.map(({ why }) => why)).toEqual(["a quantity of -1 cannot be priced"]);
  });

  it("adds up exactly, whatever the prices and quantities", () => {
    const amount = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(amount, { minLength: 1, maxLength: 20 }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (sizes, usd) => {
          const resources = sizes.map((_, index) => resource(NAT, `nat-${index}`));
          const use: UseOf = ({ name }) => ({ monthlyDataProcessedGb: sizes[Number(name.split("-")[1])] });
          const { lines, monthly, baseline, usage } = priced(
            graph(...resources),
            use,
            bookOf([price("nat.hour", usd), price("nat.data", usd)]),
          );
          for (const point of POINTS) {
            expect(sum(lines.map((line) => line.monthly[point]))).toBe(monthly[point]);
            expect(baseline[point] + usage[point]).toBe(monthly[point]);
          }
          for (const line of lines) expect(line.monthly.typical).toBe(micros(decimal(line.quantity.typical).times(new Big(usd))));
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("money", () => {
  it.each([
    ["0.0000005", 1],
    ["0.00000049", 0],
    ["0.1", 100_000],
    ["243.09", 243_090_000],
  ])("%s dollars are %i micro-dollars", (text, whole) => {
    expect(micros(new Big(text))).toBe(whole);
  });

  it("drops what binary arithmetic adds, and refuses what it cannot hold", () => {
    expect(decimal(0.1 + 0.2).toString()).toBe("0.3");
    expect(() => micros(new Big("1e10"))).toThrow(RangeError);
    expect(() => sum([Number.MAX_SAFE_INTEGER, 1])).toThrow(RangeError);
  });
});
