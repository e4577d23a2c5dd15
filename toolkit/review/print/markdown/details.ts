/** What a comment tells of an environment below the summary: the worst in sight, the rest folded. */
import { counted } from "../../../report/terminal.ts";
import type { EnvironmentReview, Promotion, ReviewChange, ReviewCost, ReviewFinding } from "../../report.ts";
import { type Bundle, bundled } from "../bundle.ts";
import { code, inert, inertHtml, link, NAME } from "../escape.ts";
import type { Told } from "../told.ts";
import * as words from "../words.ts";
import { type Extent, folds, type MarkdownOptions, RISK, SEVERITY } from "./options.ts";

export interface Telling {
  readonly told: Told;
  readonly options: MarkdownOptions;
  readonly extent: Extent;
}

/**
 * Nothing where the summary tells all.
 * @param same environments of which the first is told, because the others are the same but for their names
 */
export function details(same: readonly EnvironmentReview[], telling: Telling): readonly string[] {
  const [environment] = same as [EnvironmentReview];
  const { findings, cost, promotion } = environment;
  const { options, extent } = telling;
  const untold = words.untoldText(environment);
  const { counts } = findings;
  const { grave, other, more } = words.sortedOut(environment);
  const list = <T>(
    title: string,
    all: readonly T[],
    itemOf: (item: T) => string,
    { isGrave = false, total = all.length } = {},
  ) => {
    const items = all.slice(0, isGrave ? extent.grave : extent.other);
    const hidden = total - items.flat().length;
    return listOf({ title, items: items.map(itemOf), hidden }, isGrave, options);
  };
  const ofChange = (change: ReviewChange): string => changeItem(change, environment, telling);
  const ofChanges = (all: Bundle): string => (all.length === 1 ? ofChange(all[0]) : changesItem(all, telling));
  const ofFinding = (finding: ReviewFinding): string => findingItem(finding, environment, telling);
  const head =
    same.length === 1
      ? [`### ${namesText(same)}`]
      : [
          `### ${namesText(same)}`,
          `Told of ${inert(environment.name, NAME)}; in the others it is the same, but for their names.`,
        ];
  const body = [
    // A breach is a failure, and those stand above.
    ...(cost?.budget ?? []).filter(({ breach }) => !breach).map(({ text }) => `⚠️ budget, ${inert(text)}`),
    ...list(words.graveTitle(grave.length, more.grave), grave, ofChange, { isGrave: true, total: grave.length + more.grave }),
    ...list(counted(counts.new, "new finding"), findings.new, ofFinding, { isGrave: true, total: counts.new }),
    ...list(`${counted(counts.newlyWaived, "finding")} waived by this change`, findings.newlyWaived, ofFinding, {
      ...{ isGrave: true, total: counts.newlyWaived },
    }),
    ...list(words.otherTitle(other.length + more.other), bundled(other), ofChanges, { total: other.length + more.other }),
    ...(promotion === null || promotion.untested.length === 0 ? [] : [untestedText(promotion)]),
    ...(cost === null || cost.rows.length === 0 || extent.other === 0
      ? []
      : [fold("Cost by line", costTable(cost, extent.other), false, options)]),
    ...list(`${counted(counts.fixed, "finding")} fixed`, findings.fixed, ofFinding, { total: counts.fixed }),
    // Else their number is in the summary, and they are no matter of this change.
    ...(environment.state === "alone"
      ? list(words.remainingText(environment), findings.remaining, ofFinding, { total: counts.remaining })
      : []),
    ...(untold === null ? [] : [words.sentence(untold)]),
  ];
  return body.length === 0 ? [] : [...head, ...body];
}

/** As many names as people read. */
const MOST_NAMES = 5;

export function namesText(environments: readonly Pick<EnvironmentReview, "name">[]): string {
  const rest = environments.length - MOST_NAMES;
  const names = environments.slice(0, MOST_NAMES).map(({ name }) => inert(name, NAME));
  return `${names.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

interface List {
  readonly title: string;
  /** Those that there is room for. */
  readonly items: readonly string[];
  readonly hidden: number;
}

function listOf({ title, items, hidden }: List, isOpen: boolean, options: MarkdownOptions): string[] {
  if (items.length === 0) return hidden > 0 ? [`${inert(title)}.`] : [];
  return [fold(title, [...items, ...(hidden > 0 ? [`- and ${hidden} more`] : [])].join("\n"), isOpen, options)];
}

/** Blank lines make what is in it Markdown again. */
const fold = (title: string, body: string, isOpen: boolean, options: MarkdownOptions): string =>
  folds(options)
    ? `<details${isOpen ? " open" : ""}><summary>${inertHtml(title)}</summary>\n\n${body}\n\n</details>`
    : `**${inert(title)}**\n\n${body}`;

/** Names alone: what each of them is stands above. */
const MOST_UNTESTED = 8;

function untestedText({ from, untested }: Promotion): string {
  const names = untested.slice(0, MOST_UNTESTED).map(({ name }) => code(name, NAME));
  const rest = untested.length - names.length;
  return `${counted(untested.length, "change")} that ${inert(from, NAME)} does not get: ${names.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function changeItem(change: ReviewChange, environment: EnvironmentReview, { told, options, extent }: Telling): string {
  const { because, component, type, name, monthly } = change;
  const above = told.above(change, environment);
  const says = words.sayingsOf(change);
  const price = monthly === null || monthly === 0 ? "" : ` **${inert(words.usdChange(monthly))}**`;
  const head = `${operationHead(change)} ${code(name)} ${inert(type, NAME)}${component === "" ? "" : ` in ${inert(component, NAME)}`}${price}`;
  const inShort = says.length === 0 ? "" : ` – ${inert(says.join("; "))}`;
  if (above !== null) return `${head}, as in ${inert(above.name, NAME)}${above.alike ? "" : inShort}`;
  const dangers = words.dangersOf(change).map(({ kind, text }) => `  - ⚠️ **${kind}**: ${inert(text)}`);
  const unsure = because.length === 0 ? [] : [`  - not sure: ${inert(because.slice(0, 3).join("; "))}`];
  if (!words.isGrave(change)) return [`${head}${inShort}${at(change.source, options)}`, ...dangers, ...unsure].join("\n");
  const blast = words.blastText(change, 5);
  const anew = change.properties.filter(({ replaces }) => replaces).slice(0, 4);
  return [
    `${head}${at(change.source, options)}`,
    ...dangers,
    ...says.slice(0, extent.grave < 15 ? 2 : 6).map((text) => `  - ${inert(text)}`),
    ...(anew.length === 0 ? [] : [`  - made anew for ${anew.map(({ path }) => code(path)).join(", ")}`]),
    ...unsure,
    ...(blast === null ? [] : [`  - ${inert(blast)}`]),
  ].join("\n");
}

/** Several of which the same is to be said, by their names. */
function changesItem(all: Bundle, { extent }: Telling): string {
  const [first] = all;
  const says = words.sayingsOf(first);
  const named = all.slice(0, extent.other < 100 ? 8 : 30).map(({ name, type }) => `${code(name, NAME)} ${inert(type, NAME)}`);
  const rest = all.length - named.length;
  return [
    `${operationHead(first)} ${counted(all.length, "resource")}${says.length === 0 ? "" : ` – ${inert(says.join("; "))}`}`,
    ...words.dangersOf(first).map(({ kind, text }) => `  - ⚠️ **${kind}**: ${inert(text)}`),
    `  - ${named.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`,
  ].join("\n");
}

const operationHead = (change: ReviewChange): string => `- ${RISK[change.risk.level]} **${words.operationText(change)}**`;

function findingItem(finding: ReviewFinding, environment: EnvironmentReview, { told, options }: Telling): string {
  const { severity, name, type, message, reason, remedy } = finding;
  const above = told.above(finding, environment);
  const head = `- ${SEVERITY[severity]} **${inert(words.findingHead(finding), 100)}** ${code(name)} ${inert(type, NAME)}`;
  if (above !== null) return `${head}, as in ${inert(above.name, NAME)}`;
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
