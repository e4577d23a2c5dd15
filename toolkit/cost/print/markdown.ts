/** Costs as Markdown, for a pull request: one table of environments, the details of each folded away. */
import { escapeHtml } from "../../report/html/markup.ts";
import { escaped } from "../../report/markdown.ts";
import { counted } from "../../report/terminal.ts";
import type { Line } from "../line.ts";
import { sumBands } from "../money.ts";
import { byComponent, folded } from "./group.ts";
import { money, moneyRange } from "./money.ts";
import {
  type CostReport,
  type EnvironmentCost,
  findingText,
  incompleteText,
  nodesText,
  priceNotes,
  unpricedReasons,
} from "./report.ts";

/** Reasons are told in full, what they are about up to here: a comment has at most 65,536 characters. */
const FEW = 10;
const MOST_TEXT = 80;

export function costMarkdown({ environments, today }: CostReport): string {
  return `${["### Monthly cost", summary(environments), ...environments.map((each) => details(each, today))].join("\n\n")}\n`;
}

function summary(environments: readonly EnvironmentCost[]): string {
  const rows = environments.map(({ estimate: { name, monthly, baseline, usage, unpriced }, budget }) => {
    const marks = unpriced.length > 0 ? " †" : "";
    const over = budget?.findings.some(({ what }) => what === "over");
    const held = budget === null ? "none" : `${money(budget.monthly)}, ${budget.percent} %${over ? " ❌ over" : ""}`;
    return `| **${cell(name)}**${marks} | ${money(monthly.low)} | **${money(monthly.typical)}** | ${money(monthly.high)} | ${money(baseline.typical)} | ${money(usage.typical)} | ${held} |`;
  });
  const incomplete = environments.some(({ estimate }) => estimate.unpriced.length > 0);
  const findings = environments.flatMap(({ estimate, budget }) =>
    (budget?.findings ?? [])
      .filter(({ what }) => what !== "incomplete")
      .map((finding) => `- ${finding.level === "block" ? "❌" : "⚠️"} ${cell(`${estimate.name}, ${findingText(finding)}`)}`),
  );
  return [
    "| | Low | Typical | High | Baseline | Usage | Budget |",
    "|---|--:|--:|--:|--:|--:|---|",
    ...rows,
    ...(incomplete ? ["", "† incomplete: something has no figure and is not in the total."] : []),
    ...(findings.length > 0 ? ["", ...findings] : []),
  ].join("\n");
}

function details({ estimate, nodes }: EnvironmentCost, today: string): string {
  const { name, monthly, lines, unpriced, free } = estimate;
  const incomplete = incompleteText(estimate);
  const head = `<b>${escapeHtml(oneLine(name))}</b>: ${escapeHtml(`${money(monthly.typical)} a month, ${moneyRange(monthly)}`)}`;
  return [
    `<details><summary>${head}${incomplete === undefined ? "" : `, ${escapeHtml(incomplete)}`}</summary>`,
    "",
    ...(lines.length === 0 ? ["Nothing here costs anything."] : componentTable(estimate)),
    ...(nodes === null ? [] : ["", cell(nodesText(nodes))]),
    ...(unpriced.length === 0 ? [] : ["", "Without a figure:", "", ...unpricedReasons(unpriced).map(reasonItem)]),
    ...(free.length === 0
      ? []
      : [
          "",
          `${counted(
            free.reduce((sum, each) => sum + each.resources, 0),
            "resource",
          )} free by nature.`,
        ]),
    "",
    ...priceNotes(lines, today).map(({ text, isWarning }) => `- ${isWarning ? "⚠️ " : ""}${cell(text)}`),
    "",
    "</details>",
  ].join("\n");
}

function componentTable({ lines, monthly }: EnvironmentCost["estimate"]): string[] {
  const { shown, rest } = folded(byComponent(lines), monthly);
  const row = (label: string, { low, typical, high }: typeof monthly): string =>
    `| ${label} | ${money(low)} | ${money(typical)} | ${money(high)} |`;
  return [
    "| Component, service | Low | Typical | High |",
    "|---|--:|--:|--:|",
    ...shown.flatMap((component) => {
      const services = folded(component.members, monthly);
      return [
        row(`**${cell(component.name)}**`, component.monthly),
        ...services.shown.map((service) => row(`&emsp;${cell(service.name)}${markOf(service.members)}`, service.monthly)),
        ...(services.rest.length === 0
          ? []
          : [row(`&emsp;${services.rest.length} smaller`, sumBands(services.rest.map((each) => each.monthly)))]),
      ];
    }),
    ...(rest.length === 0 ? [] : [row(`${rest.length} smaller components`, sumBands(rest.map((each) => each.monthly)))]),
  ];
}

const markOf = (lines: readonly Line[]): string => (lines.some(({ price }) => price.unverified) ? "\\*" : "");

const reasonItem = ({ why, what }: { readonly why: string; readonly what: readonly string[] }): string => {
  const more = what.length > FEW ? `, and ${what.length - FEW} more` : "";
  return `- ${cell(why)} (${what.length}): ${what.slice(0, FEW).map(cell).join("; ")}${more}`;
};

const oneLine = (text: string): string => {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > MOST_TEXT ? `${line.slice(0, MOST_TEXT)}…` : line;
};

export const cell = (text: string): string => escaped(oneLine(text));
