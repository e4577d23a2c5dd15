/** How a total answers to what is assumed: one assumption after the other, and over many orders of page views. Pure, given an estimator. */
import { ASSUMPTIONS, type Assumption, SHARED_ASSUMPTIONS, type Spread } from "../../infra/config/schema/usage.ts";
import { byText } from "../graph/graph.ts";
import { type Usage, withOverrides } from "./model/assumptions.ts";
import type { Band, Micros } from "./money.ts";

/** What one assumption does to the total, everything else at its typical value. */
export interface Driver {
  readonly key: string;
  readonly meaning: string;
  /** Its values where it makes the environment cheapest, at its typical value, and where it makes it dearest. */
  readonly values: Band;
  readonly monthly: Band<Micros>;
}

/** What an environment would cost at other numbers of page views, as it is configured. */
export interface CurvePoint {
  readonly pageViews: number;
  readonly monthly: Band<Micros>;
}

/** The monthly total at low, typical and high use. */
export type TotalOf = (usage: Usage) => Band<Micros>;

const ROWS: Readonly<Record<string, Assumption>> = { ...SHARED_ASSUMPTIONS, ...ASSUMPTIONS };

/** The assumptions that move the total, the one that moves it most first: a tornado chart's bars. */
export function driversOf(usage: Usage, totalOf: TotalOf): Driver[] {
  const spreads = Object.entries(usage as Readonly<Record<string, Spread | string>>).flatMap(([key, value]) =>
    typeof value === "object" ? [[key, value] as const] : [],
  );
  const still = Object.fromEntries(spreads.map(([key, { typical }]) => [key, constant(typical)]));
  return spreads
    .filter(([, { low, typical, high }]) => low !== typical || high !== typical)
    .map(([key, spread]): Driver => {
      // The three points of one estimate are the three ends of this one assumption.
      const monthly = totalOf({ ...usage, ...still, [key]: spread } as Usage);
      const row = ROWS[key];
      const values = row?.cheap === "high" ? { low: spread.high, typical: spread.typical, high: spread.low } : spread;
      return { key, meaning: row?.meaning ?? "", values, monthly };
    })
    .filter((driver) => effectOf(driver) > 0)
    .sort((a, b) => effectOf(b) - effectOf(a) || byText(a.key, b.key));
}

const constant = (value: number): Spread => ({ low: value, typical: value, high: value });

/** How far the ends are apart; which of them is dearer does not matter. */
const effectOf = ({ monthly: { low, typical, high } }: Driver): Micros =>
  Math.max(low, typical, high) - Math.min(low, typical, high);

/** From 1M to 1B page views, four to a decade. */
const PAGE_VIEWS = Array.from({ length: 13 }, (_, index) => Number((1e6 * 10 ** (index / 4)).toPrecision(3)));

/** Empty for a stack that nobody visits. */
export function curveOf(usage: Usage, totalOf: TotalOf): CurvePoint[] {
  if (!("pv" in usage)) return [];
  return PAGE_VIEWS.map((pageViews) => ({ pageViews, monthly: totalOf(withOverrides(usage, { pv: pageViews })) }));
}
