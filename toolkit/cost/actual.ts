/** Forecast against what was paid: an estimate's services beside those of an invoice, by name. */
import { Big } from "big.js";
import { byText } from "../graph/graph.ts";
import type { Estimate } from "./line.ts";
import { type Band, type Micros, sum, sumBands } from "./money.ts";

/** A row of actual spend (`actualFile.ts`). */
export interface ActualSpend {
  /** As 2026-10. */
  readonly month: string;
  readonly vendor: string;
  readonly service: string;
  /** Credits are negative. */
  readonly amount: Micros;
}

export interface Comparison {
  readonly vendor: string;
  readonly service: string;
  /** Null where the estimate has no such service. */
  readonly forecast: Band<Micros> | null;
  /** Null where nothing was paid for it. */
  readonly actual: Micros | null;
  /** What was paid less the usual forecast; null where one of them is. */
  readonly difference: Micros | null;
  /** How far the usual forecast was off, in percent of what was paid; null where that is nothing. */
  readonly errorPercent: number | null;
  /** Where what was paid lies; null where one side is missing. */
  readonly place: "below" | "within" | "above" | null;
}

export interface ActualReport {
  readonly environment: string;
  readonly month: string;
  /** Other months that the file has. */
  readonly otherMonths: readonly string[];
  /** On both sides first, then the dearest first. */
  readonly services: readonly Comparison[];
  readonly total: Comparison;
  /** Things that the estimate has no figure for: its total lacks them. */
  readonly unpriced: number;
}

/** @param spends of one environment; none of them where the file has no row of the month */
export function compareActual(estimate: Estimate, spends: readonly ActualSpend[], month: string): ActualReport {
  const services = new Map<string, { vendor: string; service: string; forecast: Band<Micros>[]; actual: Micros[] }>();
  const at = (vendor: string, service: string) => {
    const key = `${vendor}|${service}`.toLowerCase();
    const known = services.get(key) ?? { vendor, service, forecast: [], actual: [] };
    services.set(key, known);
    return known;
  };
  for (const { sku, service, monthly } of estimate.lines) at(sku.vendor, service).forecast.push(monthly);
  for (const spend of spends) if (spend.month === month) at(spend.vendor, spend.service).actual.push(spend.amount);

  const rows = [...services.values()].map(({ vendor, service, forecast, actual }) =>
    compared(vendor, service, forecast.length > 0 ? sumBands(forecast) : null, actual.length > 0 ? sum(actual) : null),
  );
  const all = sum(spends.filter((spend) => spend.month === month).map(({ amount }) => amount));
  return {
    ...{ environment: estimate.name, month },
    otherMonths: [...new Set(spends.map((spend) => spend.month))].filter((other) => other !== month).sort(),
    services: rows.sort((a, b) => sides(b) - sides(a) || size(b) - size(a) || byText(nameOf(a), nameOf(b))),
    total: compared("", "total", estimate.monthly, all),
    unpriced: estimate.unpriced.length,
  };
}

function compared(vendor: string, service: string, forecast: Band<Micros> | null, actual: Micros | null): Comparison {
  const names = { vendor, service, forecast, actual };
  if (forecast === null || actual === null) return { ...names, difference: null, errorPercent: null, place: null };
  const off = new Big(forecast.typical).minus(actual);
  return {
    ...names,
    difference: actual - forecast.typical,
    errorPercent: actual === 0 ? null : off.times(100).div(Math.abs(actual)).round(1, Big.roundHalfUp).toNumber(),
    place: actual < forecast.low ? "below" : actual > forecast.high ? "above" : "within",
  };
}

const sides = ({ forecast, actual }: Comparison): number => Number(forecast !== null) + Number(actual !== null);
const size = ({ forecast, actual }: Comparison): number => Math.max(Math.abs(actual ?? 0), forecast?.typical ?? 0);
const nameOf = ({ vendor, service }: Comparison): string => `${vendor} ${service}`;
