/** Why two environments cost what they cost, for a terminal. */
import { table } from "../../report/table.ts";
import { counted, type Paint } from "../../report/terminal.ts";
import type { Cause, Causes } from "../compare/causes.ts";
import type { CostDiff, DiffGroup, DiffRow } from "../compare/diff.ts";
import { FACTORS, type Factor } from "../compare/factors.ts";
import type { Side } from "../compare/side.ts";
import { amount, money, moneyChange, moneySpan, percent } from "./money.ts";

export interface DiffTextOptions {
  readonly paint: Paint;
  /** Whether to list every row. */
  readonly all: boolean;
}

/** Rows without --all. */
const MOST = 20;
const RIGHT = "right" as const;

export function diffText(diff: CostDiff, causes: Causes | null, { paint, all }: DiffTextOptions): string {
  const { from, to, total, components, rows, same, unpriced, complete } = diff;
  const change = total.from.typical === 0 ? "" : `, ${percent(total.gap.typical, total.from.typical)}`;
  const shown = all ? rows : rows.slice(0, MOST);
  const rest = rows.slice(shown.length);
  const factors = FACTORS.filter((factor) => components.some(({ parts }) => parts.typical[factor] !== 0));
  const differing = unpriced.filter(({ side }) => side !== "both");
  return `${[
    `${paint("bold", from)} ${money(total.from.typical)} → ${paint("bold", to)} ${money(total.to.typical)} a month: ${paint("bold", moneyChange(total.gap.typical))}${change} ${paint("dim", moneySpan(total.gap))}`,
    ...(complete ? [] : [paint("yellow", "incomplete: something has no figure on one side only, told below")]),
    ...(rows.length === 0
      ? [`${counted(same, "line")}, all the same`]
      : [
          table(
            [
              ["component", from, to, "difference", ...factors].map((cell) => paint("dim", cell)),
              ...[...components.filter(isChanged), total].map((group) => groupRow(group, factors, paint)),
            ],
            ["left", RIGHT, RIGHT, RIGHT, ...factors.map(() => RIGHT)],
          ),
          [
            table(
              shown.map((row) => rowCells(row, paint)),
              [RIGHT, "left", "left"],
            ),
            ...(rest.length > 0
              ? [paint("dim", `${counted(rest.length, "smaller line")} make ${moneyChange(sumOf(rest))}; --all lists them`)]
              : []),
            paint("dim", `${counted(same, "line")} the same`),
          ].join("\n"),
        ]),
    ...(causes === null ? [] : [causesText(causes, paint)]),
    ...(differing.length === 0
      ? []
      : [
          [
            paint("yellow", "without a figure on one side:"),
            ...differing.map(({ id, side, why }) => `  ${side === "from" ? from : to}  ${id}: ${why}`),
          ].join("\n"),
        ]),
  ].join("\n\n")}\n`;
}

const isChanged = ({ parts, gap }: DiffGroup): boolean =>
  gap.typical !== 0 || FACTORS.some((factor) => parts.typical[factor] !== 0);
const sumOf = (rows: readonly DiffRow[]): number => rows.reduce((sum, { gap }) => sum + gap.typical, 0);

const groupRow = ({ name, from, to, gap, parts }: DiffGroup, factors: readonly Factor[], paint: Paint): string[] => [
  name,
  money(from.typical),
  money(to.typical),
  paint(gap.typical > 0 ? "red" : "green", moneyChange(gap.typical)),
  ...factors.map((factor) => (parts.typical[factor] === 0 ? "" : moneyChange(parts.typical[factor]))),
];

function rowCells({ id, from, to, gap, parts }: DiffRow, paint: Paint): string[] {
  const factors = FACTORS.filter((factor) => parts.typical[factor] !== 0);
  return [
    paint(gap.typical > 0 ? "red" : "green", moneyChange(gap.typical)),
    id,
    `${wordsOf(from, to)}  ${paint("dim", factors.join(", "))}`,
  ];
}

/** What is another: `2 → 6 × m7g.large`, `730 → 2,190 hours`. */
export function wordsOf(from: Side | null, to: Side | null): string {
  if (from === null && to === null) return "";
  if (from === null || to === null) {
    const side = (from ?? to) as Side;
    return `${from === null ? "new" : "gone"}: ${side.name}`;
  }
  const changes = [
    ...(from.sku.sku === to.sku.sku ? [] : [`${from.sku.sku} → ${to.sku.sku}`]),
    ...(from.count.typical === to.count.typical ? [] : [`${amount(from.count.typical)} → ${amount(to.count.typical)} of them`]),
    ...(from.quantity.typical === to.quantity.typical
      ? []
      : [`${amount(from.quantity.typical)} → ${amount(to.quantity.typical)} ${to.unit}`]),
    ...(from.purchase === to.purchase ? [] : [`${from.purchase} → ${to.purchase}`]),
    ...(from.discount === to.discount ? [] : [`${from.discount ?? "list price"} → ${to.discount ?? "list price"}`]),
    ...(from.unitPrice === to.unitPrice || from.sku.sku !== to.sku.sku ? [] : [`$${from.unitPrice} → $${to.unitPrice}`]),
  ];
  return `${to.name}: ${changes.length > 0 ? changes.join(", ") : "at low or high use alone"}`;
}

function causesText({ causes, without, method }: Causes, paint: Paint): string {
  const how =
    method.sampledOrders === null
      ? "exact: every order of changing them"
      : `exact, but for ±, the standard error: where many meet in a line, from ${method.sampledOrders} orders of changing them`;
  return [
    `${paint("bold", "By setting")} ${paint("dim", `(${how}; ${counted(method.plans, "plan")}, ${(method.milliseconds / 1000).toFixed(1)} s)`)}`,
    table(
      causes.map((cause) => causeCells(cause, paint)),
      [RIGHT, "left", "left"],
    ),
    ...(without.length > 0 ? [paint("dim", `differ, and change nothing that costs: ${without.join(", ")}`)] : []),
  ].join("\n");
}

const causeCells = ({ keys, gap, standardError }: Cause, paint: Paint): string[] => [
  paint(gap.typical > 0 ? "red" : "green", moneyChange(gap.typical)) +
    (standardError !== undefined && standardError >= CENT ? paint("dim", ` ± ${money(standardError)}`) : ""),
  keys.map(({ path }) => path).join(" with "),
  keys.map(({ from, to }) => `${shown(from)} → ${shown(to)}`).join("; "),
];

/** In millionths of a dollar. */
const CENT = 10_000;
const LONGEST = 40;
function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
