/** Findings for a terminal: by environment, worst first, each rule told once with everything that breaks it. */
import { SEVERITIES, type Severity } from "../../infra/config/schema/policy.ts";
import { groupBy } from "../graph/values.ts";
import type { Finding, PolicyReport } from "../policy/finding.ts";
import type { Rule } from "../policy/rule.ts";
import { table } from "./table.ts";
import { counted, type Paint, type Style } from "./terminal.ts";

const STYLES: Readonly<Record<Severity, Style>> = { high: "red", medium: "yellow", low: "cyan" };

export function policyText(reports: readonly PolicyReport[], rules: readonly Rule[], paint: Paint): string {
  const titles = new Map(rules.map(({ id, title }) => [id, title]));
  return `${reports.map((report) => stackText(report, titles, paint)).join("\n\n")}\n`;
}

function stackText(report: PolicyReport, titles: ReadonlyMap<string, string>, paint: Paint): string {
  return [
    `${paint("bold", report.stack)}  ${policyLine(report)}${paint("dim", `  rules kept ${counted(report.kept, "time")}`)}`,
    ...grouped(report.findings).flatMap((findings) => ruleLines(findings, titles, paint)),
    ...untoldLines(report, paint),
    ...waivedLines(report, paint),
  ].join("\n");
}

/** `2 findings: 1 high, 1 low; 3 waived; 2 not to be told`. */
export function policyLine({ findings, waived, cannotTell }: PolicyReport): string {
  return [
    findings.length === 0 ? "no findings" : `${counted(findings.length, "finding")}: ${severitiesText(findings)}`,
    ...(waived.length > 0 ? [`${waived.length} waived`] : []),
    ...(cannotTell.length > 0 ? [`${cannotTell.length} not to be told from the plan`] : []),
  ].join("; ");
}

/** `1 high, 2 low`. */
export const severitiesText = (findings: readonly Finding[]): string =>
  SEVERITIES.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : `${count} ${severity}`;
  }).join(", ");

/** Findings of one rule together; the order stays. */
export const grouped = <Of extends Finding>(findings: readonly Of[]): (readonly Of[])[] => [
  ...groupBy(findings, ({ rule, severity }) => `${rule}\n${severity}`).values(),
];

function ruleLines(findings: readonly Finding[], titles: ReadonlyMap<string, string>, paint: Paint): string[] {
  const [{ rule, severity, service } = { rule: "", severity: "low" as const, service: "" }] = findings;
  const title = titles.get(rule);
  return [
    `  ${paint(STYLES[severity], severity.padEnd(6))}  ${paint("bold", rule)}  ${service}${title === undefined ? "" : `: ${title}`}`,
    ...findings.map((finding) => `          ${whatText(finding, paint)}`),
    ...[...new Set(findings.map(({ remedy }) => remedy))].map((remedy) => `          → ${remedy}`),
  ];
}

function whatText({ name, path, message, source, kind }: Finding, paint: Paint): string {
  const at = path === null ? "" : `${path}: `;
  const where = source === null ? "" : paint("dim", `  ${source.file}:${source.line}`);
  return `${name}${where}  ${kind === "cannotTell" ? "cannot tell: " : ""}${at}${message}`;
}

/** What is waived, by who answers for it and until when. */
function waivedLines({ waived }: PolicyReport, paint: Paint): string[] {
  const byWaiver = new Map<string, Map<string, number>>();
  for (const { rule, waiver } of waived) {
    const key = `${waiver.owner}, until ${waiver.expires}`;
    const rules = byWaiver.get(key) ?? new Map<string, number>();
    byWaiver.set(key, rules.set(rule, (rules.get(rule) ?? 0) + 1));
  }
  return [...byWaiver].map(([key, rules]) => paint("dim", `  waived  (${key})  ${countsText(rules)}`));
}

/** What nobody can tell from the plan, where that is no finding: by rule. */
function untoldLines({ cannotTell }: PolicyReport, paint: Paint): string[] {
  const rules = new Map(grouped(cannotTell).map((findings) => [findings[0]?.rule ?? "", findings.length]));
  return rules.size === 0 ? [] : [paint("dim", `  cannot tell  ${countsText(rules)}`)];
}

const countsText = (rules: ReadonlyMap<string, number>): string =>
  [...rules].map(([rule, count]) => (count === 1 ? rule : `${rule} ×${count}`)).join(", ");

/** Every rule: its id, how bad it is to break it, what it asks, and under which ids others ask it. */
export function rulesText(rules: readonly Rule[], paint: Paint): string {
  const rows = rules.map(({ id, service, severity, title, peers }) => [
    paint("bold", id),
    severityText(severity),
    `${service}: ${title}`,
    paint("dim", peers.length > 0 ? peers.join(", ") : "ours alone"),
  ]);
  return `${table(rows)}\n\n${counted(rules.length, "rule")}; severity in production, staging and development where it differs.\n`;
}

export const severityText = (severity: Rule["severity"]): string =>
  typeof severity === "string" ? severity : `${severity.production}/${severity.staging}/${severity.development}`;
