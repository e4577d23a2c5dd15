/** Forecast against what was paid, for a terminal. */
import { table } from "../../report/table.ts";
import { counted, type Paint } from "../../report/terminal.ts";
import type { ActualReport, Comparison } from "../actual.ts";
import { money, moneyChange, moneyRange } from "./money.ts";

export function actualText(report: ActualReport, paint: Paint): string {
  const { environment, month, otherMonths, services, total, unpriced } = report;
  const both = services.filter(({ forecast, actual }) => forecast !== null && actual !== null);
  const unpaid = services.filter(({ actual }) => actual === null);
  const unforeseen = services.filter(({ forecast }) => forecast === null);
  const nameOf = namesAmong(services);
  const names = (some: readonly Comparison[]): string => some.map(nameOf).join(", ");
  const rows = [...both, ...unpaid, ...unforeseen, total].map((row) => cells(row, nameOf(row), paint));
  const head = ["", "low–high", "typical", "paid", "difference", "off", ""].map((text) => paint("dim", text));
  const notes = [
    ...(unpaid.length > 0 ? [`in the forecast alone: ${names(unpaid)}`] : []),
    ...(unforeseen.length > 0 ? [`paid, and not in the forecast: ${names(unforeseen)}`] : []),
    ...(unpriced > 0
      ? [`the forecast is incomplete: ${counted(unpriced, "thing")} in it ${unpriced === 1 ? "has" : "have"} no figure`]
      : []),
    ...(otherMonths.length > 0 ? [`the file also has ${otherMonths.join(", ")}: --month shows one of them`] : []),
  ];
  return `${[
    paint("bold", `${environment}, forecast of a month against ${month}`),
    table([head, ...rows], ["left", "right", "right", "right", "right", "right", "left"]),
    ...notes.map((note) => paint("yellow", note)),
  ].join("\n")}\n`;
}

/** With its vendor, where several vendors have one of that name. */
function namesAmong(services: readonly Comparison[]): (row: Comparison) => string {
  return ({ vendor, service }) =>
    services.some((other) => other.service === service && other.vendor !== vendor) && vendor !== ""
      ? `${service} (${vendor})`
      : service;
}

function cells(row: Comparison, name: string, paint: Paint): string[] {
  const { vendor, forecast, actual, difference, errorPercent, place } = row;
  return [
    vendor === "" ? paint("bold", name) : name,
    forecast === null ? "–" : moneyRange(forecast),
    forecast === null ? "–" : money(forecast.typical),
    actual === null ? "–" : money(actual),
    difference === null ? "" : moneyChange(difference),
    errorPercent === null ? "" : `${errorPercent > 0 ? "+" : ""}${errorPercent} %`,
    place === "within" ? "" : place === null ? "" : paint("yellow", `${place} the band`),
  ];
}
