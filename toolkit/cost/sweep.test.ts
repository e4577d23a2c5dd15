import { Big } from "big.js";
import { describe, expect, it } from "vitest";
import { atPoint, type Usage, usageOf } from "./model/assumptions.ts";
import { band, micros } from "./money.ts";
import { curveOf, driversOf } from "./sweep.ts";

const at = (usage: Usage, key: string, point: "low" | "typical" | "high"): number =>
  Number((atPoint(usage, point) as Record<string, unknown>)[key]);
/** Page views at a dollar per million, misses of the CDN's cache at ten dollars. */
const totalOf = (usage: Usage) =>
  band((point) =>
    micros(new Big(at(usage, "pv", point)).div(1e6).plus(new Big(1).minus(at(usage, "cdnHitRatio", point)).times(10))),
  );

describe("what moves a total", () => {
  const usage = usageOf({
    usage: { pv: { low: 1e6, typical: 2e6, high: 4e6 }, cdnHitRatio: { low: 0.5, typical: 0.75, high: 1 } },
  });
  const drivers = driversOf(usage, totalOf);

  it("is each assumption that does, by itself, the largest effect first", () => {
    expect(drivers.map(({ key, monthly }) => [key, monthly])).toEqual([
      ["cdnHitRatio", { low: 2_000_000, typical: 4_500_000, high: 7_000_000 }],
      ["pv", { low: 3_500_000, typical: 4_500_000, high: 6_500_000 }],
    ]);
  });

  it("is told from the cheap end to the dear one, whichever is larger", () => {
    expect(drivers.map(({ values }) => values)).toEqual([
      { low: 1, typical: 0.75, high: 0.5 },
      { low: 1e6, typical: 2e6, high: 4e6 },
    ]);
  });
});

describe("a total against page views", () => {
  it("goes from 1M to 1B, its band in the proportions that are assumed", () => {
    const curve = curveOf(
      usageOf({ usage: { pv: { low: 1e6, typical: 2e6, high: 4e6 }, cdnHitRatio: { low: 1, typical: 1, high: 1 } } }),
      totalOf,
    );
    expect(curve).toHaveLength(13);
    expect(curve[0]).toEqual({ pageViews: 1e6, monthly: { low: 500_000, typical: 1_000_000, high: 2_000_000 } });
    expect(curve.at(-1)).toEqual({ pageViews: 1e9, monthly: { low: 500e6, typical: 1_000e6, high: 2_000e6 } });
  });

  it("is none for what nobody visits", () => {
    expect(curveOf(usageOf({ kind: "shared" }), totalOf)).toEqual([]);
  });
});
