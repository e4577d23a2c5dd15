/** A review as a comment. The summary always fits; details are folded, and left out from the end where the host has no room for them. */
import { counted } from "../../report/terminal.ts";
import type { EnvironmentReview, Review, ReviewChange, ReviewFinding } from "../report.ts";
import { clipped } from "../report.ts";
import { code, inert } from "./escape.ts";
import * as words from "./words.ts";

/**
 * Characters that a comment may have. GitHub: https://github.com/orgs/community/discussions/27190, GitLab:
 * https://docs.gitlab.com/administration/instance_limits/, Azure DevOps and Bitbucket by what their APIs refuse.
 */
export const HOSTS = { github: 65_536, gitlab: 1_000_000, azure: 150_000, bitbucket: 32_768 } as const;
export type Host = keyof typeof HOSTS;

export interface MarkdownOptions {
  readonly host: Host;
  /** Where a line of code can be looked at; null where nobody knows. @default none */
  readonly linkTo?: (source: { readonly file: string; readonly line: number }) => string | null;
  /** Where the whole report is: an artefact's address. */
  readonly fullReport?: string;
}

/** How many rows each list keeps; less and less until it fits. */
const DETAILS = [300, 100, 40, 15, 5, 2, 0] as const;
/** For the marker that finds the comment again. */
const ROOM = 500;

export function reviewMarkdown(review: Review, options: MarkdownOptions): string {
  const room = HOSTS[options.host] - ROOM;
  for (const most of DETAILS) {
    const text = written(review, options, most);
    if (text.length <= room) return text;
  }
  // Even without details: many environments, long names.
  return `${summary(review, options, 20).slice(0, room - 50)}\n\n…\n`;
}

function written(review: Review, options: MarkdownOptions, most: number): string {
  const changed = review.environments.filter(({ state }) => state !== "unchanged");
  const isCut = most < DETAILS[0];
  return `${[
    summary(review, options, 160),
    ...(most === 0 ? [] : changed.map((environment) => details(environment, options, most))),
    ...(isCut
      ? [`_Details are left out: a comment has no room for them.${whole(options)}_`]
      : whole(options)
        ? [`_${whole(options).trim()}_`]
        : []),
    `<sub>${inert(`${review.base.ref} (${review.base.commit.slice(0, 9)}) → ${review.head.commit.slice(0, 9)}, planned offline on ${review.date}; costs are estimates from list prices before tax.`)}</sub>`,
  ].join("\n\n")}\n`;
}

const whole = ({ fullReport }: MarkdownOptions): string =>
  fullReport === undefined ? "" : ` The whole report is at ${fullReport}`;

function summary(review: Review, _: MarkdownOptions, width: number): string {
  const { environments, base, verdict } = review;
  const changed = environments.filter(({ state }) => state !== "unchanged");
  const same = environments.filter(({ state }) => state === "unchanged");
  const { fails, text } = words.verdictText(review);
  const sign = fails ? "❌" : verdict.overridden ? "⚠️" : "✅";
  return [
    `## ${inert(clipped(review.project, width))}: ${words.headline(review)}`,
    "",
    `${sign} ${fails ? "**The check fails**: " : ""}${text}`,
    ...verdict.failures
      .slice(0, 10)
      .map((failure) => `- **${inert(clipped(failure.environment, 40))}** ${inert(clipped(failure.text, width))}`),
    ...(verdict.failures.length > 10 ? [`- and ${verdict.failures.length - 10} more`] : []),
    ...(base.problem === null
      ? []
      : [
          "",
          `⚠️ ${code(clipped(base.ref, width))} cannot be planned, so the head is reviewed alone: ${inert(clipped(base.problem, 600))}`,
        ]),
    ...(base.note === null ? [] : ["", `⚠️ ${inert(clipped(base.note, 600))}`]),
    ...(changed.length === 0
      ? []
      : [
          "",
          "| Environment | Resources | Cost a month | | Findings | Look first at |",
          "|---|---|--:|--:|---|---|",
          ...changed.map((environment) => summaryRow(environment, width)),
        ]),
    ...(same.length === 0 ? [] : ["", `Without change: ${same.map(({ name }) => inert(clipped(name, 40))).join(", ")}`]),
  ].join("\n");
}

const STATES: Readonly<Record<EnvironmentReview["state"], string>> = {
  ...{ changed: "", unchanged: "", new: " (new)", removed: " (removed)", alone: "" },
};

function summaryRow({ name, state, counts, cost, findings, changes, resources }: EnvironmentReview, width: number): string {
  const [first] = changes;
  const cells = [
    `**${inert(clipped(name, 40))}**${STATES[state]}`,
    state === "alone" ? counted(resources, "resource") : words.countsText(counts),
    cost === null ? "–" : words.costText(cost),
    cost?.gap ? `**${words.gapText(cost)}**` : "",
    words.findingsText(findings),
    first === undefined ? "" : `${RISK[first.risk.level]} ${inert(clipped(`${first.name}: ${first.words[0]}`, width))}`,
  ];
  return `| ${cells.join(" | ")} |`;
}

const RISK: Readonly<Record<ReviewChange["risk"]["level"], string>> = {
  ...{ high: "🔴 high:", medium: "🟠 medium:", low: "🟡", none: "⚪" },
};

/** What of an environment is worth reading, the worst in sight and the rest folded. */
function details(environment: EnvironmentReview, options: MarkdownOptions, most: number): string {
  const { name, changes, omitted, findings, cost, promotion } = environment;
  const shown = changes.slice(0, most);
  const hidden = changes.length - shown.length + omitted;
  const image = promotion && words.imageText(promotion);
  return [
    `### ${inert(clipped(name, 80))}`,
    ...(image ? [`⚠️ ${inert(image)}`] : []),
    ...folded(
      `${counted(changes.length + omitted, "change")}, by risk`,
      [...shown.map((change) => changeItem(change, options, most)), ...(hidden > 0 ? [`- and ${hidden} more`] : [])],
      changes.some(({ risk }) => risk.level === "high" || risk.level === "medium"),
    ),
    ...folded(
      `${counted(findings.new.length, "new finding")}`,
      findings.new.slice(0, most).map((finding) => findingItem(finding, options)),
      true,
    ),
    ...folded(
      `${counted(findings.fixed.length, "finding")} fixed`,
      findings.fixed.slice(0, most).map((finding) => findingItem(finding, options)),
    ),
    ...folded(
      `${counted(findings.remaining.length, "finding")} as before`,
      findings.remaining.slice(0, most).map((finding) => findingItem(finding, options)),
    ),
    ...folded(
      `Cost by line${cost?.gap ? `: ${words.gapText(cost)}` : ""}`,
      cost === null || cost.rows.length === 0
        ? []
        : [
            [
              "| | Line | |",
              "|--:|---|---|",
              ...cost.rows
                .slice(0, most)
                .map(({ id, words: how, gap }) => `| ${words.usdChange(gap.typical)} | ${inert(id)} | ${inert(how)} |`),
            ].join("\n"),
          ],
    ),
    ...(cost?.budget ?? []).map(({ text, breach }) => `${breach ? "❌" : "⚠️"} budget: ${inert(text)}`),
    ...folded(
      promotion === null || promotion.untested.length === 0
        ? ""
        : `${counted(promotion.untested.length, "change")} that ${inert(promotion.from)} does not get`,
      (promotion?.untested ?? []).slice(0, most).map(({ name: what, words: how }) => `- ${inert(`${what}: ${how}`)}`),
    ),
  ].join("\n\n");
}

function folded(title: string, items: readonly string[], open = false): string[] {
  if (items.length === 0) return [];
  return [`<details${open ? " open" : ""}><summary>${title}</summary>\n\n${items.join("\n")}\n\n</details>`];
}

function changeItem(change: ReviewChange, options: MarkdownOptions, most: number): string {
  const { risk, monthly, because, properties, component, type, name } = change;
  const dangers = [...words.dangersOf(change), words.blastText(change)].filter((text) => text !== null);
  const price = monthly === null || monthly === 0 ? "" : ` ${words.usdChange(monthly)}`;
  // Properties are for who opens the report, but for what has few of them.
  const values = most < 40 ? [] : properties.slice(0, 6);
  return [
    `- ${RISK[risk.level]} **${words.operationText(change)}** ${code(name)} ${inert(type)}${component === "" ? "" : ` in ${inert(component)}`}${price}${at(change.source, options)}`,
    ...change.words.slice(0, most < 15 ? 2 : 6).map((text) => `  - ${inert(text)}`),
    ...dangers.map((text) => `  - ⚠️ ${inert(text)}`),
    ...(because.length === 0 ? [] : [`  - not sure: ${inert(because.slice(0, 3).join("; "))}`]),
    ...(values.length === 0
      ? []
      : [
          `  - ${values.map(({ path, before, after }) => `${code(clipped(path, 80))}: ${short(before)} → ${short(after)}`).join("; ")}`,
        ]),
  ].join("\n");
}

const short = (value: string | null): string => (value === null ? "–" : code(clipped(value, 60)));

function findingItem(finding: ReviewFinding, options: MarkdownOptions): string {
  const { severity, name, type, message, reason, remedy } = finding;
  return [
    `- ${severity === "high" ? "🔴" : severity === "medium" ? "🟠" : "🟡"} **${inert(words.findingHead(finding))}** ${code(name)} ${inert(type)}: ${inert(message)}${at(finding.source, options)}`,
    `  - ${inert(reason)}`,
    `  - → ${inert(remedy)}`,
  ].join("\n");
}

/** A link to the line of code, where somebody knows the address and the path is one. */
function at(source: ReviewChange["source"], { linkTo }: MarkdownOptions): string {
  if (source === null) return "";
  const place = `${source.file}:${source.line}`;
  const address = linkTo?.(source) ?? null;
  return address === null ? ` · ${code(place)}` : ` · [${inert(place)}](${address})`;
}
