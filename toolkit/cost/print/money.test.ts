import { describe, expect, it } from "vitest";
import { amount, money, moneyChange, moneyRange, percent, unitMoney } from "./money.ts";

describe("money as people read it", () => {
  it.each([
    [0, "$0"],
    [1, "<$0.01"],
    [4_999, "<$0.01"],
    [5_000, "$0.01"],
    [70_000, "$0.07"],
    [994_999, "$0.99"],
    [995_000, "$1"],
    [1_499_999, "$1"],
    [1_500_000, "$2"],
    [999_499_999, "$999"],
    [1_234_567_890, "$1,235"],
    [1_234_567_000_000, "$1,234,567"],
    [-3_000_000, "-$3"],
    [-20_000, "-$0.02"],
  ])("%d micro-dollars are %s", (micros, text) => {
    expect(money(micros)).toBe(text);
  });

  it("has a sign where it is a change, and one figure where a range is none", () => {
    expect([5_000_000, -5_000_000, 0].map(moneyChange)).toEqual(["+$5", "-$5", "$0"]);
    expect(moneyRange({ low: 1_000_000, typical: 2_000_000, high: 3_000_000 })).toBe("$1–$3");
    expect(moneyRange({ low: 1_000_001, typical: 2_000_000, high: 1_000_002 })).toBe("$1");
  });

  it("shows every digit of a price for one", () => {
    expect(["0.0000002", "2e-7", "0.045", "12"].map(unitMoney)).toEqual(["$0.0000002", "$0.0000002", "$0.045", "$12"]);
  });
});

describe("a quantity", () => {
  it.each([
    [0, "0"],
    [0.6, "0.6"],
    [0.1 + 0.2, "0.3"],
    [0.00001234, "0.0000123"],
    [20.55, "20.6"],
    [730, "730"],
    [1_234_567.8, "1,234,568"],
    [1e15, "1,000,000,000,000,000"],
  ])("of %d is %s", (quantity, text) => {
    expect(amount(quantity)).toBe(text);
  });
});

describe("a part of a whole", () => {
  it.each([
    [0, 10, "0 %"],
    [1, 3, "33 %"],
    [4, 1_000, "0.4 %"],
    [1, 1_000_000, "<0.1 %"],
    [0, 0, "–"],
  ])("%d of %d is %s", (part, whole, text) => {
    expect(percent(part, whole)).toBe(text);
  });
});
