import { Big } from "big.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Estimate, Line, Unpriced } from "../line.ts";
import { band, decimal, micros, POINTS } from "../money.ts";
import { bookOf } from "../prices/book.ts";
import { diffEstimates } from "./diff.ts";
import { FACTORS, NO_PARTS } from "./factors.ts";
import { estimateOf, lineOf, type Made } from "./testLines.ts";

const made: fc.Arbitrary<Made> = fc.record({
  name: fc.constantFrom("net-a", "net-b", "net-c", "one"),
  key: fc.constantFrom("hours", "data"),
  size: fc.constantFrom("small", "large", "huge"),
  spot: fc.boolean(),
  region: fc.constantFrom("here", "there"),
  count: fc.constantFrom(0, 1, 2, 3),
  quantity: fc.constantFrom(0, 0.1, 7.3, 730, 12_345.678),
  usd: fc.constantFrom(0, 0.0001, 0.1, 3.33),
  saved: fc.constantFrom(0, 0, 0.31),
});
const lines = fc.uniqueArray(made, { selector: ({ name, key }) => `${name} ${key}`, maxLength: 8 });
const environments = lines.map((all) => estimateOf("x", all.map(lineOf)));

describe("a diff of any two estimates", () => {
  it("adds up: factors to rows, rows to components, services and the total", () => {
    fc.assert(
      fc.property(environments, environments, (a, b) => {
        const { rows, components, services, total } = diffEstimates(a, b);
        for (const point of POINTS) {
          const sum = (all: readonly number[]) => all.reduce((one, other) => one + other, 0);
          const whole = b.monthly[point] - a.monthly[point];
          for (const { gap, parts } of [...rows, ...components, ...services, total])
            expect(sum(FACTORS.map((factor) => parts[point][factor]))).toBe(gap[point]);
          for (const parts of [rows, components, services]) expect(sum(parts.map(({ gap }) => gap[point]))).toBe(whole);
          for (const factor of FACTORS)
            expect(sum(rows.map(({ parts }) => parts[point][factor]))).toBe(total.parts[point][factor]);
        }
      }),
    );
  });

  it("is the opposite of the opposite diff, factor by factor", () => {
    fc.assert(
      fc.property(environments, environments, (a, b) => {
        const there = diffEstimates(a, b);
        const back = new Map(diffEstimates(b, a).rows.map((row) => [row.id, row]));
        expect(back.size).toBe(there.rows.length);
        for (const { id, parts } of there.rows)
          for (const point of POINTS)
            for (const factor of FACTORS)
              expect(parts[point][factor] + (back.get(id)?.parts[point][factor] ?? Number.NaN)).toBe(0);
      }),
    );
  });

  it("has no rows for the same estimate twice", () => {
    fc.assert(
      fc.property(environments, (a) => {
        expect(diffEstimates(a, a).rows).toEqual([]);
      }),
    );
  });

  it("leaves at zero what does not differ in a line", () => {
    fc.assert(
      fc.property(made, made, (one, other) => {
        const a = { ...one, name: "net-a", key: "hours" };
        const b = { ...other, name: "net-a", key: "hours", usd: one.size === other.size ? one.usd : other.usd };
        for (const { parts } of diffEstimates(estimateOf("a", [lineOf(a)]), estimateOf("b", [lineOf(b)])).rows) {
          expect(parts.typical.feature).toBe(0);
          if (a.size === b.size) expect(parts.typical.size).toBe(0);
          if (a.count === b.count) expect(parts.typical.count).toBe(0);
          if (a.quantity === b.quantity || a.count === 0 || b.count === 0) expect(parts.typical.usage).toBe(0);
          if (a.spot === b.spot && a.saved === b.saved) expect(parts.typical.discount).toBe(0);
          if (a.region === b.region) expect(parts.typical.price).toBe(0);
        }
      }),
    );
  });
});

const node: Made = {
  ...{ name: "net-a", key: "hours", size: "large", spot: false, region: "here", count: 1, quantity: 730, usd: 0.1, saved: 0 },
};
const only = (a: Line[], b: Line[], books?: Parameters<typeof diffEstimates>[2]) => {
  const { rows } = diffEstimates(estimateOf("a", a), estimateOf("b", b), books);
  if (rows.length !== 1) throw new Error(`${rows.length} rows`);
  return rows[0] as (typeof rows)[number];
};

describe("what a gap is made of", () => {
  it("one gateway against three is count, in one row", () => {
    const row = only(
      [lineOf(node)],
      ["net-a", "net-b", "net-c"].map((name) => lineOf({ ...node, name })),
    );
    expect(row).toMatchObject({ id: "Gateway/net-*/hours", gap: { typical: 146_000_000 } });
    expect(row.parts.typical).toEqual({ ...NO_PARTS, count: 146_000_000 });
    expect([row.from?.count.typical, row.to?.count.typical]).toEqual([1, 3]);
  });

  it("a renamed resource is the same line under another name, not a feature gone and one come", () => {
    const row = only([lineOf(node)], [lineOf({ ...node, name: "net-gateway", size: "huge", usd: 0.2 })]);
    expect(row.parts.typical).toEqual({ ...NO_PARTS, size: 73_000_000 });
  });

  it("a line that one side lacks is a feature", () => {
    expect(only([], [lineOf(node)]).parts.typical).toEqual({ ...NO_PARTS, feature: 73_000_000 });
  });

  it("size and count share what they made together", () => {
    const row = only([lineOf(node)], [lineOf({ ...node, size: "huge", usd: 0.3, count: 2 })]);
    // 73 → 438: size alone +146, count alone +73, together 146 more.
    expect(row.parts.typical).toEqual({ ...NO_PARTS, size: 219_000_000, count: 146_000_000 });
  });

  it("spot is a discount, told apart from size by the book's other prices", () => {
    const price = (sku: string, usd: number) => ({
      ...{
        vendor: "v",
        service: "s",
        region: "here",
        sku,
        unit: "hour",
        usd,
        asOf: null,
        confidence: "primary" as const,
        source: "x",
      },
    });
    const book = bookOf([price("large", 0.1), price("large.spot", 0.04), price("huge", 0.2), price("huge.spot", 0.08)]);
    const spot = lineOf({ ...node, spot: true, usd: 0.04 });
    const row = only([spot], [lineOf({ ...node, size: "huge", usd: 0.2 })], { books: { from: book, to: book } });
    // By the hour: 0.04 → 0.20, where size alone makes 0.04 or 0.10 and the purchase 0.06 or 0.12.
    expect(row.parts.typical).toEqual({ ...NO_PARTS, size: 51_100_000, discount: 65_700_000 });
    expect(only([spot], [lineOf({ ...node, usd: 0.1 })]).parts.typical).toEqual({ ...NO_PARTS, discount: 43_800_000 });
  });

  it("a commitment is a discount, another region a price", () => {
    expect(only([lineOf(node)], [lineOf({ ...node, saved: 0.25 })]).parts.typical).toEqual({
      ...NO_PARTS,
      discount: -18_250_000,
    });
    expect(only([lineOf(node)], [lineOf({ ...node, region: "there", usd: 0.12 })]).parts.typical).toEqual({
      ...NO_PARTS,
      price: 14_600_000,
    });
  });

  it("usage through tiers is priced with the tiers", () => {
    const tiers = [
      { upTo: 10, usd: 1 },
      { upTo: null, usd: 0.5 },
    ];
    const book = bookOf([
      {
        vendor: "v",
        service: "s",
        region: "here",
        sku: "large",
        unit: "GB",
        usd: 1,
        tiers,
        asOf: null,
        confidence: "primary",
        source: "x",
      },
    ]);
    const line = (count: number, quantity: number): Line => {
      const amount = new Big(count * quantity).lte(10) ? decimal(count * quantity) : decimal(10 + (count * quantity - 10) / 2);
      const monthly = band(() => micros(amount));
      return { ...lineOf({ ...node, count, quantity, usd: 1 }), monthly, list: monthly };
    };
    // 1 × 8 = 8, 1 × 20 = 15, 2 × 8 = 13, 2 × 20 = 25.
    const row = only([line(1, 8)], [line(2, 20)], { books: { from: book, to: book } });
    expect(row.parts.typical).toEqual({ ...NO_PARTS, count: 7_500_000, usage: 9_500_000 });
  });
});

describe("what has no figure", () => {
  const without = (estimate: Estimate, unpriced: readonly Partial<Unpriced>[]): Estimate => ({
    ...estimate,
    unpriced: unpriced.map((it) => ({
      resource: `urn:pulumi:${estimate.name}::p::a:b:C::r`,
      line: null,
      why: "nobody knows",
      ...it,
    })),
  });

  it("on one side only, is shown and makes the total incomplete", () => {
    const diff = diffEstimates(estimateOf("a", []), without(estimateOf("b", []), [{ line: "Storage" }]));
    expect(diff).toMatchObject({ complete: false, unpriced: [{ id: "C/r: Storage", side: "to", why: "nobody knows" }] });
  });

  it("on both sides, is told as that", () => {
    const diff = diffEstimates(without(estimateOf("a", []), [{}]), without(estimateOf("b", []), [{}]));
    expect(diff).toMatchObject({ complete: true, unpriced: [{ id: "C/r", side: "both" }] });
  });
});
