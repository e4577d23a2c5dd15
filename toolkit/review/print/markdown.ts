/** A review as a comment. The summary always fits; details are folded, and left out from the end where the host has no room for them. */
import { counted } from "../../report/terminal.ts";
import type { EnvironmentReview, Review, ReviewChange, ReviewCost, ReviewFinding } from "../report.ts";
import { code, inert, inertHtml, link } from "./escape.ts";
import { type Told, toldOf } from "./told.ts";
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

interface Extent {
  /** How many rows each list keeps. */
  readonly rows: number;
  /** Characters of what stands in the summary. */
  readonly width: number;
}

/** More and more, until it fits no longer. */
const EXTENTS: readonly Extent[] = [
  ...[20, 100].map((width) => ({ rows: 0, width })),
  ...[2, 5].map((rows) => ({ rows, width: 100 })),
  ...[15, 40, 100, 300].map((rows) => ({ rows, width: 160 })),
];
const ALL = 300;
/** For the marker that finds the comment again. */
const ROOM = 500;

/** Bitbucket shows tags as they are written, so that nothing can be folded: only the worst is told. https://jira.atlassian.com/browse/BCLOUD-15185 */
const folds = ({ host }: MarkdownOptions): boolean => host !== "bitbucket";

export function reviewMarkdown(review: Review, options: MarkdownOptions): string {
  const room = HOSTS[options.host] - ROOM;
  let fitting: string | undefined;
  for (const extent of folds(options) ? EXTENTS : EXTENTS.filter(({ rows }) => rows <= 5)) {
    const text = written(review, options, extent);
    if (text.length > room) return fitting ?? cut(text, room);
    fitting = text;
  }
  return fitting ?? "";
}

/** Even without details too long: many environments, long names. Whole lines, so that nothing is left open. */
function cut(text: string, room: number): string {
  let length = 0;
  const kept = text.split("\n").filter((line) => {
    length += line.length + 1;
    return length <= room - 10;
  });
  return `${kept.join("\n")}\n\n…\n`;
}

function written(review: Review, options: MarkdownOptions, extent: Extent): string {
  const changed = review.environments.filter(words.isChanged);
  const told = toldOf(changed, extent.rows);
  const isCut = extent.rows < ALL;
  const full = options.fullReport === undefined ? [] : [link("The full report", options.fullReport)];
  const notes = [...(isCut ? ["There is more than a comment has room for."] : []), ...full];
  const print = inert(`${words.revisionsText(review)}, ${review.date}. ${words.FINE_PRINT}`);
  return `${[
    summary(review, extent),
    ...(extent.rows === 0 ? [] : changed.map((environment) => details(environment, told, options, extent))),
    ...(notes.length === 0 ? [] : [notes.join(" ")]),
    folds(options) ? `<sub>${print}</sub>` : print,
  ].join("\n\n")}\n`;
}

const SIGNS = { fails: "❌", overridden: "⚠️", "cannot-say": "❔", passes: "✅" } as const;
const RISK: Readonly<Record<ReviewChange["risk"]["level"], string>> = { ...{ high: "🔴", medium: "🟠", low: "🟡", none: "⚪" } };
const SEVERITY: Readonly<Record<ReviewFinding["severity"], string>> = { ...{ high: "🔴", medium: "🟠", low: "🟡" } };
const NAME = 40;
const MOST_FAILURES = 10;

function summary(review: Review, { width }: Extent): string {
  const { environments, base, verdict } = review;
  const changed = environments.filter(words.isChanged);
  const same = environments.filter((environment) => !words.isChanged(environment));
  const { kind, head, text } = words.verdictText(review);
  const rest = verdict.failures.length - MOST_FAILURES;
  return [
    `## ${inert(review.project, NAME)} – ${words.headline(review)}`,
    "",
    `${SIGNS[kind]} **${head}**: ${text}`,
    ...(verdict.failures.length === 0 ? [] : [""]),
    ...verdict.failures
      .slice(0, MOST_FAILURES)
      .map((failure) => `- **${inert(failure.environment, NAME)}** ${inert(words.failureText(failure), width)}`),
    ...(rest > 0 ? [`- and ${rest} more`] : []),
    ...(base.problem === null
      ? []
      : ["", `⚠️ ${code(base.ref)} cannot be planned, so the head is reviewed alone: ${inert(base.problem, 600)}`]),
    ...(base.note === null ? [] : ["", `⚠️ ${inert(base.note, 600)}`]),
    ...(changed.length === 0
      ? []
      : [
          "",
          "| Environment | Resources | Cost a month | Difference | Findings | Look first at |",
          "|---|---|--:|--:|---|---|",
          ...changed.map((environment) => summaryRow(environment, width)),
        ]),
    // Here, where they always stand.
    ...changed.flatMap((environment) => {
      const warnings = words.warningsOf(environment).join("; ");
      return warnings === "" ? [] : ["", `⚠️ **${inert(environment.name, NAME)}** – ${inert(warnings, width * 4)}`];
    }),
    ...(same.length === 0 ? [] : ["", `Without change: ${same.map(({ name }) => inert(name, NAME)).join(", ")}`]),
  ].join("\n");
}

function summaryRow(environment: EnvironmentReview, width: number): string {
  const { name, cost, changes } = environment;
  const [first] = changes;
  const state = words.stateText(environment);
  const gap = cost && words.gapText(cost);
  const cells = [
    `**${inert(name, NAME)}**${state && ` (${state})`}`,
    words.changesText(environment),
    cost === null ? "–" : inert(words.costText(cost)),
    gap === null ? "–" : cost?.gap?.typical === 0 ? inert(gap) : `**${inert(gap)}**`,
    words.findingsText(environment),
    first === undefined ? "–" : `${RISK[first.risk.level]} ${inert(words.lookText(first), width)}`,
  ];
  return `| ${cells.join(" | ")} |`;
}

/** What of an environment is worth reading, the worst in sight and the rest folded. */
function details(environment: EnvironmentReview, told: Told, options: MarkdownOptions, { rows }: Extent): string {
  const { name, findings, cost, promotion } = environment;
  const untold = words.untoldText(environment);
  const { grave, other, more: further } = words.sortedOut(environment);
  const list = <T>(title: string, all: readonly T[], itemOf: (item: T) => string, { open = false, more = 0 } = {}): string[] => {
    const hidden = Math.max(0, all.length - rows) + more;
    const items = [...all.slice(0, rows).map(itemOf), ...(hidden > 0 ? [`- and ${hidden} more`] : [])];
    return items.length === 0 ? [] : [fold(title, items.join("\n"), open, options)];
  };
  const ofChange = (change: ReviewChange): string => changeItem(change, told.above(change, environment), options, rows);
  const ofFinding = (finding: ReviewFinding): string => findingItem(finding, told.above(finding, environment), options);
  return [
    `### ${inert(name, NAME)}`,
    ...(cost?.budget ?? []).slice(0, rows).map(({ text, breach }) => `${breach ? "❌" : "⚠️"} budget, ${inert(text)}`),
    ...list(words.graveTitle(grave.length, further.grave), grave, ofChange, { open: true, more: further.grave }),
    ...list(counted(findings.new.length, "new finding"), findings.new, ofFinding, { open: true }),
    ...list(`${counted(findings.newlyWaived.length, "finding")} waived by this change`, findings.newlyWaived, ofFinding, {
      open: true,
    }),
    ...list(words.otherTitle(other.length + further.other), other, ofChange, { more: further.other }),
    ...(promotion === null
      ? []
      : list(
          `${counted(promotion.untested.length, "change")} that ${promotion.from} does not get`,
          promotion.untested,
          ({ type, name: what, words: how }) => `- ${code(what)} ${inert(type, NAME)} – ${inert(how)}`,
        )),
    ...(cost === null || cost.rows.length === 0 ? [] : [fold("Cost by line", costTable(cost, rows), false, options)]),
    ...list(`${counted(findings.fixed.length, "finding")} fixed`, findings.fixed, ofFinding),
    ...list(words.remainingText(environment), findings.remaining, ofFinding),
    ...(findings.omitted > 0 ? [`And ${counted(findings.omitted, "further finding")}.`] : []),
    ...(untold === null ? [] : [`Nothing is taken for granted where ${untold}.`]),
  ].join("\n\n");
}

/** Blank lines make what is in it Markdown again. */
const fold = (title: string, body: string, open: boolean, options: MarkdownOptions): string =>
  folds(options)
    ? `<details${open ? " open" : ""}><summary>${inertHtml(title)}</summary>\n\n${body}\n\n</details>`
    : `**${inert(title)}**\n\n${body}`;

function changeItem(change: ReviewChange, above: string | null, options: MarkdownOptions, rows: number): string {
  const { risk, monthly, because, component, type, name } = change;
  const price = monthly === null || monthly === 0 ? "" : ` **${inert(words.usdChange(monthly))}**`;
  const head = `- ${RISK[risk.level]} **${words.operationText(change)}** ${code(name)} ${inert(type, NAME)}${component === "" ? "" : ` in ${inert(component, NAME)}`}${price}`;
  if (above !== null) return `${head}, as in ${inert(above, NAME)} – ${inert(change.words.join("; "))}`;
  const blast = words.blastText(change, 5);
  const anew = change.properties.filter(({ replaces }) => replaces).slice(0, 4);
  return [
    `${head}${at(change.source, options)}`,
    ...words.dangersOf(change).map(({ kind, text }) => `  - ⚠️ **${kind}**: ${inert(text)}`),
    ...change.words.slice(0, rows < 15 ? 2 : 6).map((text) => `  - ${inert(text)}`),
    ...(anew.length === 0 ? [] : [`  - made anew for ${anew.map(valueText).join("; ")}`]),
    ...(because.length === 0 ? [] : [`  - not sure: ${inert(because.slice(0, 3).join("; "))}`]),
    ...(blast === null ? [] : [`  - ${inert(blast)}`]),
  ].join("\n");
}

const valueText = ({ path, before, after }: ReviewChange["properties"][number]): string =>
  `${code(path)}: ${short(before)} → ${short(after)}`;
const short = (value: string | null): string => (value === null ? "–" : code(value, 60));

function findingItem(finding: ReviewFinding, above: string | null, options: MarkdownOptions): string {
  const { severity, name, type, message, reason, remedy } = finding;
  const head = `- ${SEVERITY[severity]} **${inert(words.findingHead(finding), 100)}** ${code(name)} ${inert(type, NAME)}`;
  if (above !== null) return `${head}, as in ${inert(above, NAME)}`;
  return [`${head} – ${inert(message)}${at(finding.source, options)}`, `  - ${inert(reason)}`, `  - → ${inert(remedy)}`].join(
    "\n",
  );
}

const costTable = ({ rows: all }: ReviewCost, rows: number): string =>
  [
    "| Difference | Line | What changes |",
    "|--:|---|---|",
    ...all
      .slice(0, rows)
      .map(({ id, words: how, gap }) => `| ${inert(words.usdChange(gap.typical))} | ${inert(id, 120)} | ${inert(how)} |`),
  ].join("\n");

/** A link to the line of code, where somebody knows the address and it cannot lead out of the repository. */
function at(source: ReviewChange["source"], { linkTo }: MarkdownOptions): string {
  if (source === null) return "";
  const isPlain = /^[\w@+-][\w@+.-]*(\/[\w@+-][\w@+.-]*)*$/.test(source.file);
  return ` · ${link(code(`${source.file}:${source.line}`), (isPlain && linkTo?.(source)) || null)}`;
}
