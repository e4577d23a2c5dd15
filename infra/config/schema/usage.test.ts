import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readConfig } from "../load.ts";
import { raw, VALID, VALID_SHARED } from "../testConfig.ts";
import { ASSUMPTIONS, type Assumption, quantityOf, SHARED_ASSUMPTIONS, scaled, standardOf } from "./usage.ts";

const TAKES = ", text such as 50M or 1.5k, or { low, typical, high } of these, in rising order";

function read(usage: unknown, sections: typeof VALID = VALID) {
  const result = readConfig(raw({ ...sections, usage }));
  return "problems" in result ? result.problems : (result.config.usage as unknown as Record<string, unknown>);
}

describe("the table", () => {
  it.each(Object.entries<Assumption>({ ...SHARED_ASSUMPTIONS, ...ASSUMPTIONS }))("%s has a default that is allowed", (_, row) => {
    const { low, typical, high } = standardOf(row);
    expect([low, typical, high]).toEqual([...row.standard].sort((a, b) => a - b));
    expect(low).toBeGreaterThanOrEqual(row.range === "divisor" ? Number.MIN_VALUE : 0);
    expect(high).toBeLessThanOrEqual(row.range === "share" ? 1 : 1e9);
    // A number alone scales around it.
    expect(typical).toBeGreaterThan(0);
    expect(row.source).not.toBe("");
  });
});

describe("quantities", () => {
  it.each([
    ["50M", 50e6],
    ["1.5k", 1_500],
    ["2B", 2e9],
    ["90%", 0.9],
    ["0.1", 0.1],
    [7, 7],
  ])("%s is %d", (text, value) => {
    expect(quantityOf(text)).toBe(value);
  });

  it("alone keep the ratio that low and high had", () => {
    expect(scaled({ low: 5, typical: 10, high: 30 }, 50)).toEqual({ low: 25, typical: 50, high: 150 });
  });

  it("that are shares stay at most 1", () => {
    expect(scaled({ low: 0.4, typical: 0.5, high: 0.9 }, 0.8, { range: "share" })).toEqual({ low: 0.64, typical: 0.8, high: 1 });
  });

  it("alone keep their order, whatever they are", () => {
    const spread = fc.tuple(fc.nat(1e6), fc.nat(1e6), fc.nat(1e6)).map((three) => three.sort((a, b) => a - b));
    fc.assert(
      fc.property(spread, fc.double({ min: 0, max: 1e12, noNaN: true }), ([low = 0, typical = 0, high = 0], value) => {
        const now = scaled({ low, typical, high }, value);
        expect(now.typical).toBe(value);
        expect(now.low).toBeLessThanOrEqual(now.typical);
        expect(now.high).toBeGreaterThanOrEqual(now.typical);
      }),
    );
  });
});

describe("the section", () => {
  it("fills in what is not there", () => {
    expect(read({ pv: "50M" })).toMatchObject({
      ...{ pv: { low: 25e6, typical: 50e6, high: 100e6 }, sdkBytes: { low: 2_000, typical: 5_000, high: 10_000 } },
      ...{ claudeModel: "claude-sonnet-5-5", pineconePlan: "standard" },
    });
    expect(read({ pv: { low: "1M", typical: 2e6, high: "3M" } })).toMatchObject({ pv: { low: 1e6, typical: 2e6, high: 3e6 } });
    expect(read({ stateBytes: "4M" }, VALID_SHARED)).toMatchObject({ stateBytes: { low: 1e6, typical: 4e6, high: 1e7 } });
  });

  it.each<[unknown, string, string]>([
    [{ pv: -1 }, "pv", `a number from 0${TAKES}`],
    [{ pv: "50X" }, "pv", `a number from 0${TAKES}`],
    [{ pv: "-5" }, "pv", `a number from 0${TAKES}`],
    [{ pv: true }, "pv", `a number from 0${TAKES}`],
    [{ pv: { low: 1, typical: 3 } }, "pv", `a number from 0${TAKES}`],
    [{ pv: { low: 1, typical: 3, high: 2 } }, "pv", `a number from 0${TAKES}`],
    [{ cdnHitRatio: 1.2 }, "cdnHitRatio", `a number from 0 to 1, or in percent${TAKES}`],
    [{ requestsPerVcpu: 0 }, "requestsPerVcpu", `a number above 0${TAKES}`],
  ])("refuses %j", (usage, key, message) => {
    expect(read(usage)).toMatchObject([{ path: `monitor:usage.${key}`, message }]);
  });

  it.each<[unknown, string, string]>([
    [{ sdkByte: 1 }, "sdkByte", "did you mean sdkBytes?"],
    [{ pv: { low: 1, typical: 2, high: 3, hihg: 4 } }, "pv.hihg", "did you mean high?"],
  ])("refuses %j and names the nearest", (usage, key, remedy) => {
    expect(read(usage)).toMatchObject([{ path: `monitor:usage.${key}`, message: "unknown key", remedy }]);
  });

  it("names the nearest model, and every problem at once", () => {
    expect(read({ claudeModel: "claude-sonet-5", pineconePlan: "gold", pv: -1 })).toMatchObject([
      { path: "monitor:usage.pv" },
      { path: "monitor:usage.claudeModel", remedy: "did you mean claude-sonnet-5?" },
      { path: "monitor:usage.pineconePlan", message: "one of starter, standard, enterprise" },
    ]);
  });
});
