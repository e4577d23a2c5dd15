/** Costs for a terminal: environments side by side, then each by component and service, the dearest first. */
import { table } from "../../report/table.ts";
import { counted, type Paint } from "../../report/terminal.ts";
import { blocks } from "../budget.ts";
import type { Line } from "../line.ts";
import { type Band, type Micros, sumBands } from "../money.ts";
import { byComponent, type ComponentGroup, folded, type ServiceGroup } from "./group.ts";
import { amount, money, moneyRange, percent, unitMoney } from "./money.ts";
import {
  type CostReport,
  type EnvironmentCost,
  findingText,
  incompleteText,
  nodesText,
  priceNotes,
  resourceName,
  unpricedReasons,
} from "./report.ts";

export interface CostTextOptions {
  readonly paint: Paint;
  /** Whether to list every line, and everything that has no figure. */
  readonly all: boolean;
}

const BAR_WIDTH = 20;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
/** What is said of each reason without --all. */
const FEW = 3;
const DRIVERS = 5;

export function costText({ environments, today }: CostReport, options: CostTextOptions): string {
  return `${[
    ...(environments.length > 1 ? [summaryText(environments, options.paint)] : []),
    ...environments.map((environment) => environmentText(environment, today, options)),
    nextSteps(environments, options),
  ].join("\n\n")}\n`;
}

function summaryText(environments: readonly EnvironmentCost[], paint: Paint): string {
  const head = ["US dollars a month", "low", "typical", "high", "baseline", "usage", "budget"].map((cell) => paint("dim", cell));
  const all = sumBands(environments.map(({ estimate }) => estimate.monthly));
  const rows = environments.map(({ estimate, budget }) => [
    paint("bold", estimate.name) + (estimate.unpriced.length > 0 ? " †" : ""),
    ...bandCells(estimate.monthly, paint),
    ...[money(estimate.baseline.typical), money(estimate.usage.typical)],
    budget === null ? paint("dim", "none") : budgetCell(budget, paint),
  ]);
  const incomplete = environments.some(({ estimate }) => estimate.unpriced.length > 0);
  return [
    table([head, ...rows, ["all", ...bandCells(all, paint)]], ["left", "right", "right", "right", "right", "right", "left"]),
    ...(incomplete ? [paint("yellow", "† incomplete: some things have no figure; they are told below")] : []),
  ].join("\n");
}

const bandCells = ({ low, typical, high }: Band<Micros>, paint: Paint): string[] => [
  paint("dim", money(low)),
  money(typical),
  paint("dim", money(high)),
];

function budgetCell({ monthly, percent: part, findings }: NonNullable<EnvironmentCost["budget"]>, paint: Paint): string {
  const text = `${money(monthly)}, ${part} %`;
  const over = findings.some(({ what }) => what === "over");
  const high = findings.some(({ what }) => what === "high");
  return over ? paint("red", `${text}, over`) : high ? paint("yellow", `${text}, high use is over`) : `${text}`;
}

function environmentText(
  { estimate, budget, nodes, drivers }: EnvironmentCost,
  today: string,
  { paint, all }: CostTextOptions,
): string {
  const { name, monthly, baseline, usage, lines, unpriced, free } = estimate;
  const incomplete = incompleteText(estimate);
  const list = sumBands(lines.map((line) => line.list));
  return [
    `${paint("bold", name)}  ${paint("bold", money(monthly.typical))} a month  ${paint("dim", moneyRange(monthly))}`,
    `  baseline ${money(baseline.typical)}, usage ${money(usage.typical)} ${paint("dim", moneyRange(usage))}${
      list.typical === monthly.typical ? "" : `, ${money(list.typical - monthly.typical)} off the list price by commitments`
    }`,
    ...(incomplete === undefined ? [] : [paint("yellow", `  ${incomplete}`)]),
    ...(budget === null ? [] : budgetLines(budget, paint)),
    ...(lines.length === 0
      ? ["", "  nothing here costs anything"]
      : ["", linesTable(byComponent(lines), monthly, { paint, all })]),
    ...(nodes === null ? [] : ["", `  ${nodesText(nodes)}`]),
    ...(drivers.length === 0 ? [] : ["", driversText(drivers, paint)]),
    ...(unpriced.length === 0 ? [] : ["", unpricedText(unpriced, { paint, all })]),
    "",
    ...freeLines(free, { paint, all }),
    ...priceNotes(lines, today).flatMap(({ text, prices, isWarning }) => [
      isWarning ? paint("yellow", `  ${text}`) : paint("dim", `  ${text}`),
      ...(all && isWarning ? prices.map((price) => `    ${price}`) : []),
    ]),
  ].join("\n");
}

function budgetLines(budget: NonNullable<EnvironmentCost["budget"]>, paint: Paint): string[] {
  const { monthly, percent: part, findings } = budget;
  return [
    `  budget ${money(monthly)}: typical use takes ${part} %`,
    ...findings
      .filter(({ what }) => what !== "incomplete")
      .map((finding) => paint(finding.level === "block" ? "red" : "yellow", `    ${findingText(finding)}`)),
    ...(blocks(budget) ? [paint("red", "    monitor cost --check fails")] : []),
  ];
}

type Row = readonly string[];

function linesTable(components: readonly ComponentGroup[], total: Band<Micros>, { paint, all }: CostTextOptions): string {
  const largest = Math.max(...components.map(({ monthly }) => monthly.typical), 1);
  const bar = (of: Micros): string => paint("cyan", barOf(of / largest));
  const row = (label: string, { low, typical, high }: Band<Micros>, tail: string, strong = false): Row => [
    label,
    paint("dim", money(low)),
    strong ? paint("bold", money(typical)) : money(typical),
    paint("dim", money(high)),
    tail,
  ];
  const serviceRows = (services: readonly ServiceGroup[]): Row[] => {
    const { shown, rest } = all ? { shown: services, rest: [] } : folded(services, total);
    return [
      ...shown.flatMap(({ name, monthly, members }) => [
        row(`    ${name}${markOf(members)}`, monthly, bar(monthly.typical)),
        ...(all ? members.map((line) => row(`      ${lineName(line)}`, line.monthly, paint("dim", priceOf(line)))) : []),
      ]),
      ...restRow(rest, "    ", "smaller", row),
    ];
  };
  const { shown, rest } = all ? { shown: components, rest: [] } : folded(components, total);
  const rows = [
    ["  component, service", "low", "typical", "high"].map((cell) => paint("dim", cell)),
    ...shown.flatMap(({ name, monthly, members }) => {
      const single = !all && members.length === 1 ? members[0] : undefined;
      const label = `  ${paint("bold", name)}${single ? `  ${single.name}${markOf(single.members)}` : ""}`;
      return [row(label, monthly, bar(monthly.typical), true), ...(single ? [] : serviceRows(members))];
    }),
    ...restRow(rest, "  ", "smaller components", row),
  ];
  return table(rows, ["left", "right", "right", "right", "left"]);
}

function restRow(
  rest: readonly { readonly monthly: Band<Micros> }[],
  indent: string,
  what: string,
  row: (label: string, monthly: Band<Micros>, tail: string) => Row,
): Row[] {
  return rest.length === 0 ? [] : [row(`${indent}${rest.length} ${what}`, sumBands(rest.map(({ monthly }) => monthly)), "")];
}

const markOf = (lines: readonly Line[]): string => (lines.some(({ price }) => price.unverified) ? "*" : "");

const lineName = ({ name, resource, price }: Line): string =>
  `${name}, ${resourceName(resource).split(" ").pop()}${price.unverified ? "*" : ""}`;

function priceOf({ quantity, unit, unitPrice, discount, list, monthly }: Line): string {
  const range = quantity.low === quantity.high ? "" : ` (${amount(quantity.low)}–${amount(quantity.high)})`;
  const less = discount === null ? "" : `, ${discount.name}: ${percent(list.typical - monthly.typical, list.typical)} less`;
  return `${amount(quantity.typical)}${range} ${unit} × ${unitMoney(unitPrice)}${less}`;
}

function barOf(share: number): string {
  const eighths = Math.round(Math.max(0, share) * BAR_WIDTH * 8);
  return "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "");
}

function driversText(drivers: EnvironmentCost["drivers"], paint: Paint): string {
  const rows = drivers
    .slice(0, DRIVERS)
    .map(({ key, values, monthly }) => [
      `    ${key}`,
      `${amount(values.low)} … ${amount(values.typical)} … ${amount(values.high)}`,
      `${money(monthly.low)} … ${money(monthly.high)}`,
    ]);
  return [
    paint("dim", "  what moves it most, from its cheap to its dear end, all else typical (monitor:usage)"),
    table(rows, ["left", "left", "left"]),
  ].join("\n");
}

function unpricedText(unpriced: EnvironmentCost["estimate"]["unpriced"], { paint, all }: CostTextOptions): string {
  return [
    paint("yellow", `  ${counted(unpriced.length, "thing")} without a figure:`),
    ...unpricedReasons(unpriced).flatMap(({ why, what }) => {
      const shown = all ? what : what.slice(0, FEW);
      const more = what.length - shown.length;
      return [
        `    ${why}: ${what.length}`,
        ...shown.map((name) => paint("dim", `      ${name}`)),
        ...(more > 0 ? [paint("dim", `      and ${more} more`)] : []),
      ];
    }),
  ].join("\n");
}

function freeLines(free: EnvironmentCost["estimate"]["free"], { paint, all }: CostTextOptions): string[] {
  if (free.length === 0) return [];
  const resources = free.reduce((sum, each) => sum + each.resources, 0);
  const text = counted(resources, "resource costs nothing by its nature", "resources cost nothing by their nature");
  if (!all) return [paint("dim", `  ${text}`)];
  return [
    paint("dim", `  ${text}:`),
    ...free.map(({ type, resources: count, why }) => `    ${count} × ${type.split(":").pop()}: ${why}`),
  ];
}

/** Commands that lead on from here, with this report's own names. */
function nextSteps(environments: readonly EnvironmentCost[], { paint, all }: CostTextOptions): string {
  const costly = environments.map(({ estimate }) => estimate).filter(({ lines }) => lines.length > 0);
  const last = costly.at(-1);
  if (!last) return paint("dim", "nothing to explain");
  const dearest = last.lines.reduce((a, b) => (b.monthly.typical > a.monthly.typical ? b : a));
  const steps = [
    ...(all ? [] : [[`monitor cost ${last.name} --all`, "every line, its quantity and price"]]),
    [`monitor cost explain ${last.name} ${quoted(dearest.id)}`, "how a line comes about, and where its price is from"],
    ...(costly.length > 1 ? [[`monitor cost diff ${costly.at(-2)?.name} ${last.name}`, "why they differ"]] : []),
  ];
  return paint("dim", table(steps.map(([command = "", what = ""]) => [command, `# ${what}`])));
}

const quoted = (id: string): string => (/^[\w./-]+$/.test(id) ? id : `'${id.replaceAll("'", "'\\''")}'`);
