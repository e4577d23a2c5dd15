import { Big } from "big.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { micros } from "../money.ts";
import { amountOf, bookOf, layered, type Price, tierParts } from "./book.ts";
import { priceOf } from "./testPrices.ts";

const tiered = (tiers: Price["tiers"]): Price => priceOf("tiered", tiers?.[0]?.usd ?? 0, { unit: "GB", tiers });
const EGRESS = tiered([
  { upTo: 10240, usd: 0.09 },
  { upTo: 51200, usd: 0.085 },
  { upTo: null, usd: 0.07 },
]);

describe("an amount", () => {
  it.each([
    [0, 0],
    [10_239, 921_510_000],
    // The bound itself still has the price of the tier that it ends; one more has the next.
    [10_240, 921_600_000],
    [10_241, 921_685_000],
    [51_200, 4_403_200_000],
    [51_201, 4_403_270_000],
    [10_240.5, 921_642_500],
  ])("of %d GB is %d millionths", (quantity, amount) => {
    expect(amountOf(EGRESS, quantity)).toBe(amount);
  });

  it("is the sum of its tiers, and tells only those that are reached", () => {
    expect(tierParts(EGRESS, 10_240)).toEqual([{ from: 0, upTo: 10_240, usd: "0.09", quantity: 10_240, amount: 921_600_000 }]);
    expect(tierParts(EGRESS, 10_241).map(({ quantity, amount }) => [quantity, amount])).toEqual([
      [10_240, 921_600_000],
      [1, 85_000],
    ]);
    expect(tierParts(EGRESS, 0)).toEqual([{ from: 0, upTo: 10_240, usd: "0.09", quantity: 0, amount: 0 }]);
  });

  it("is refused beyond what the source tells, below nothing, and for what is no number", () => {
    const upTo10 = tiered([{ upTo: 10, usd: 1 }]);
    expect(amountOf(upTo10, 10)).toBe(10_000_000);
    expect(() => amountOf(upTo10, 10.000001)).toThrow("no price beyond 10 GB");
    for (const quantity of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => amountOf(upTo10, quantity)).toThrow(`a quantity of ${quantity} cannot be priced`);
      expect(() => amountOf(priceOf("flat", 1), quantity)).toThrow(`a quantity of ${quantity} cannot be priced`);
    }
  });

  it("rounds once, half a millionth up", () => {
    expect(amountOf(priceOf("small", 0.0000005), 1)).toBe(1);
    expect(amountOf(priceOf("small", 0.0000004), 1)).toBe(0);
    expect(amountOf(priceOf("small", 0.0000004), 3)).toBe(1);
  });

  it("of whole quantities is what decimals make of it", () => {
    const price = fc
      .tuple(fc.integer({ min: 0, max: 2_000_000_000 }), fc.integer({ min: 0, max: 13 }))
      .map(([a, b]) => Number(`${a}e-${b}`));
    fc.assert(
      fc.property(price, fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 1_000_000 })), (usd, quantity) => {
        fc.pre(usd * quantity < 9e9);
        expect(amountOf(priceOf("flat", usd), quantity)).toBe(micros(new Big(usd).times(quantity)));
      }),
      { numRuns: 2000 },
    );
  });

  // A model that cannot be wrong: whole units, each priced by itself, in tenths of a cent.
  const model = (tiers: NonNullable<Price["tiers"]>, quantity: number): number => {
    let millis = 0;
    for (let unit = 1; unit <= quantity; unit++) {
      const tier = tiers.find(({ upTo }) => upTo === null || unit <= upTo);
      millis += Math.round((tier?.usd ?? 0) * 1000);
    }
    return millis * 1000;
  };
  const tiers = fc
    .record({
      bounds: fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }),
      millis: fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 5, maxLength: 5 }),
    })
    .map(({ bounds, millis }) =>
      [...bounds.sort((a, b) => a - b), null].map((upTo, index) => ({ upTo, usd: (millis[index] ?? 0) / 1000 })),
    );

  it("equals unit-by-unit counting", () => {
    fc.assert(
      fc.property(tiers, fc.integer({ min: 0, max: 100 }), (rows, quantity) => {
        expect(amountOf(tiered(rows), quantity)).toBe(model(rows, quantity));
      }),
    );
  });

  it("never falls with use, and does not jump at a bound", () => {
    fc.assert(
      fc.property(tiers, fc.integer({ min: 0, max: 100_000 }), (rows, thousandths) => {
        const at = thousandths / 1000;
        const before = amountOf(tiered(rows), at);
        const after = amountOf(tiered(rows), (thousandths + 1) / 1000);
        expect(after).toBeGreaterThanOrEqual(before);
        // A thousandth of a unit costs no more than the dearest tier makes of it, and a rounding.
        expect(after - before).toBeLessThanOrEqual(Math.max(...rows.map(({ usd }) => usd)) * 1000 + 1);
      }),
    );
  });

  it("is the sum of its parts, to a rounding each", () => {
    fc.assert(
      fc.property(tiers, fc.integer({ min: 0, max: 100_000 }), (rows, thousandths) => {
        const parts = tierParts(tiered(rows), thousandths / 1000);
        const total = parts.reduce((sum, { amount }) => sum + amount, 0);
        expect(Math.abs(total - amountOf(tiered(rows), thousandths / 1000))).toBeLessThanOrEqual(parts.length);
      }),
    );
  });
});

describe("a price that a measure picks", () => {
  const flex = priceOf("Flex", 8, {
    ...{ vendor: "mongodb", service: "atlas", region: "all", unit: "month", tierUnit: "ops/sec (band price, not marginal)" },
    tiers: [
      { upTo: 100, usd: 8 },
      { upTo: 200, usd: 15 },
      { upTo: 500, usd: 30 },
    ],
  });
  const sku = { vendor: "mongodb", service: "atlas", region: "aws/us-east-1", sku: "Flex" };
  const book = bookOf([flex]);

  it.each([
    [0, 8],
    [100, 8],
    [100.5, 15],
    [200, 15],
    [201, 30],
    [500, 30],
  ])("at %d is %d for the whole quantity", (measure, usd) => {
    const price = book.find({ ...sku, measure }) as Price;
    expect(price.usd).toBe(usd);
    expect(amountOf(price, 2)).toBe(2 * usd * 1_000_000);
  });

  it("says so where nobody measured, and beyond its bands", () => {
    expect(() => amountOf(book.find(sku) as Price, 1)).toThrow("the price goes by ops/sec, up to 500, which nobody said");
    expect(() => amountOf(book.find({ ...sku, measure: 501 }) as Price, 1)).toThrow("ops/sec, up to 500, and 501 has none");
    expect(() => amountOf(book.find({ ...sku, measure: -1 }) as Price, 1)).toThrow("and -1 has none");
  });
});

describe("a book", () => {
  const sku = { vendor: "aws", service: "ec2", region: "eu-west-1", sku: "m7g.large" };

  it("has the price of the region before that of all regions", () => {
    const everywhere = priceOf("m7g.large", 1, { region: "all" });
    expect(bookOf([everywhere]).find(sku)?.usd).toBe(1);
    expect(bookOf([everywhere, priceOf("m7g.large", 2, { region: "eu-west-1" })]).find(sku)?.usd).toBe(2);
    expect(bookOf([priceOf("m7g.large", 2)]).find(sku)).toBeUndefined();
  });

  it("asks the first of several for every place before it asks the next", () => {
    const unverified = priceOf("m7g.large", 3, { region: "eu-west-1", confidence: "unverified" });
    expect(layered([[priceOf("m7g.large", 1, { region: "all" })], [unverified]]).find(sku)?.usd).toBe(1);
    expect(layered([[priceOf("m7g.large", 1)], [unverified]]).find(sku)?.usd).toBe(3);
  });

  it("tells the regions that have a sku", () => {
    const book = layered([
      [priceOf("m7g.large", 1), priceOf("m7g.xlarge", 1, { region: "us-west-2" })],
      [priceOf("m7g.large", 1, { region: "eu-west-1" }), priceOf("m7g.large", 1)],
    ]);
    expect(book.regionsOf({ ...sku, region: "ap-south-1" })).toEqual(["eu-west-1", "us-east-1"]);
    expect(book.regionsOf({ ...sku, sku: "none" })).toEqual([]);
  });
});
