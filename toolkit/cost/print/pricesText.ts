/** What `cost prices` tells, for a terminal. */
import { table } from "../../report/table.ts";
import { counted, type Paint, type Style } from "../../report/terminal.ts";
import type { Sku } from "../line.ts";
import { type PriceUse, SPOT_STALE_AFTER_DAYS, STALE_AFTER_DAYS } from "../prices/age.ts";
import { nameOf, type PriceCheck } from "../prices/check.ts";
import type { Outcome } from "../prices/refresh/refresh.ts";
import type { Price } from "../prices/schema.ts";
import { money } from "./money.ts";

/** How many names are worth reading in a row; the JSON has all. */
const NAMES = 4;

export function checkText({ environments, prices, gaps, retiring, health }: PriceCheck, today: string, paint: Paint): string {
  const { oldest, stale, unverified, undated } = health;
  const rows = (uses: readonly PriceUse[], more: (use: PriceUse) => string): string[][] =>
    uses.map((use) => [nameOf(use.sku), `${money(use.monthly)} a month`, more(use)]);
  const age = ({ price, days }: PriceUse): string => (days === null ? "" : `as of ${price.asOf}, ${counted(days, "day")} old`);
  const sections = [
    section(paint, "red", gaps.length, "price is missing", "prices are missing", [
      ...gaps.map(({ sku, environments: wants, resources, regions }) => [
        ...[nameOf(sku), wants.join(", "), some(resources)],
        regions.length > 0 ? `known in ${regions.join(", ")}` : "known nowhere",
      ]),
    ]),
    section(paint, "yellow", unverified.length, "price is unverified", "prices are unverified", [
      ...rows(unverified, ({ price }) => price.source),
    ]),
    section(
      paint,
      "yellow",
      stale.length,
      `price is stale (after ${STALE_AFTER_DAYS} days, spot after ${SPOT_STALE_AFTER_DAYS})`,
      `prices are stale (after ${STALE_AFTER_DAYS} days, spot after ${SPOT_STALE_AFTER_DAYS})`,
      rows(stale, age),
    ),
    section(paint, "yellow", undated.length, "price has no date", "prices have no date", [
      ...rows(undated, ({ price }) => price.source),
    ]),
    section(paint, "yellow", retiring.length, "is being withdrawn by its vendor", "are being withdrawn by their vendors", [
      ...retiring.map(({ sku, environments: wants, day }) => [
        ...[nameOf(sku), wants.join(", ")],
        day <= today ? `gone since ${day}` : `from ${day}`,
      ]),
    ]),
  ];
  const head = `${environments.join(", ")}: ${counted(prices, "price")} of the books in use`;
  const last = oldest ? [`oldest: ${nameOf(oldest.sku)}, ${age(oldest)}`] : [];
  const remedies = [
    ...(gaps.some(({ sku, regions }) => sku.vendor === "aws" && regions.length > 0)
      ? ["monitor cost prices refresh --region REGION asks AWS for what is missing in a region"]
      : []),
    ...(gaps.length + stale.length + unverified.length > 0
      ? ["monitor cost prices refresh asks AWS for its part; --prices FILE adds prices of your own"]
      : []),
  ].map((remedy) => `  → ${remedy}`);
  return `${[paint("bold", head), ...sections.flat(), ...last, ...remedies].join("\n")}\n`;
}

function section(
  paint: Paint,
  style: Style,
  count: number,
  one: string,
  many: string,
  rows: readonly (readonly string[])[],
): string[] {
  if (count === 0) return [];
  return [paint(style, `${count} ${count === 1 ? one : many}`), indented(table(rows, ["left", "right"]))];
}

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, "  ");
const some = (names: readonly string[]): string =>
  names.length > NAMES ? `${names.slice(0, NAMES).join(", ")} and ${names.length - NAMES} more` : names.join(", ");

export interface Written {
  /** Files that have the new prices; what would be written where nothing is to be. */
  readonly files: readonly string[];
  readonly dryRun: boolean;
}

export function refreshText(outcomes: readonly Outcome[], { files, dryRun }: Written, paint: Paint): string {
  const of = <K extends Outcome["kind"]>(kind: K): Extract<Outcome, { kind: K }>[] =>
    outcomes.filter((outcome): outcome is Extract<Outcome, { kind: K }> => outcome.kind === kind);
  const [changed, confirmed, added, left] = [of("changed"), of("confirmed"), of("added"), of("left")];
  const verified = [...changed, ...confirmed].filter(({ before }) => before.confidence === "unverified").length;
  const lines = [
    ...section(paint, "yellow", changed.length, "price changed", "prices changed", [
      ...changed.map(({ price, before }) => [nameOf(price), `${figures(before)} → ${figures(price)}`, price.unit, origin(price)]),
    ]),
    ...section(paint, "green", added.length, "price is new", "prices are new", [
      ...added.map(({ price }) => [nameOf(price), figures(price), price.unit, origin(price)]),
    ]),
    ...(confirmed.length > 0 ? [paint("green", `${counted(confirmed.length, "price")} as before, now with a new date`)] : []),
    ...(verified > 0
      ? [paint("green", `${counted(verified, "price")} of these ${verified === 1 ? "was" : "were"} unverified`)]
      : []),
    ...section(paint, "dim", left.length, "price was not refreshed", "prices were not refreshed", whyRows(left)),
    files.length === 0 ? "nothing to write" : `${dryRun ? "would be written" : "written"}: ${files.join(", ")}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** What is worked out has a source of many words. */
const origin = ({ source, confidence }: Price): string =>
  confidence === "derived" ? "worked out from the on-demand price" : source;
/** `0.0816`, or the prices of all tiers. */
const figures = ({ usd, tiers }: Price): string => (tiers ? tiers.map((tier) => tier.usd).join("/") : String(usd));

/** Said once for each reason, the most frequent first. */
function whyRows(left: readonly { readonly sku: Sku; readonly why: string }[]): string[][] {
  const byWhy = new Map<string, string[]>();
  for (const { sku, why } of left) byWhy.set(why, [...(byWhy.get(why) ?? []), nameOf(sku)]);
  return [...byWhy].sort((a, b) => b[1].length - a[1].length).map(([why, names]) => [why, String(names.length), some(names)]);
}
