/** A review for a terminal: what each environment becomes, the worst first, and at the end whether the check fails. */
import { table } from "../../report/table.ts";
import { counted, type Paint, type Style } from "../../report/terminal.ts";
import type { EnvironmentReview, Promotion, Review, ReviewChange, ReviewFinding } from "../report.ts";
import { type Bundle, bundled } from "./bundle.ts";
import { lineOf } from "./escape.ts";
import { type Above, type Told, toldOf } from "./told.ts";
import * as words from "./words.ts";

export interface ReviewTextOptions {
  readonly paint: Paint;
}

const MOST_CHANGES = 50;
const MOST_FINDINGS = 50;
const MOST_ROWS = 8;
const INDENT = " ".repeat(10);

/** No name may reach the language of a terminal or of a pipeline's log, nor leave its line. */
const clean = (text: string, most = 400): string => lineOf(text, most).replace(/^::/, ": :");
const name = (text: string): string => clean(text, 100);

export function reviewText(review: Review, { paint }: ReviewTextOptions): string {
  const { environments, base } = review;
  const changed = environments.filter(words.isChanged);
  const same = environments.filter((environment) => !words.isChanged(environment));
  const told = toldOf(changed, ({ changes, findings }) => [
    ...changes.slice(0, MOST_CHANGES),
    ...findings.new.slice(0, MOST_FINDINGS),
  ]);
  return `${[
    [
      paint("bold", `${name(review.project)}: ${words.headline(review)}`),
      paint("dim", `${clean(words.revisionsText(review))}, ${review.date}`),
      ...(base.problem === null ? [] : [paint("yellow", `${name(base.ref)} cannot be planned: ${clean(base.problem, 600)}`)]),
      ...(base.note === null ? [] : [paint("yellow", clean(base.note, 600))]),
    ].join("\n"),
    ...(changed.length === 0 ? [] : [summaryTable(changed, paint)]),
    ...changed.map((environment) => environmentText(environment, told, paint)),
    ...(same.length === 0 ? [] : [paint("dim", `without change: ${same.map((each) => name(each.name)).join(", ")}`)]),
    verdictLines(review, paint),
  ].join("\n\n")}\n`;
}

function summaryTable(environments: readonly EnvironmentReview[], paint: Paint): string {
  const heads = ["environment", "resources", "cost a month", "difference", "findings"].map((head) => paint("dim", head));
  return table(
    [heads, ...environments.map((environment) => summaryRow(environment, paint))],
    ["left", "left", "right", "right", "left"],
  );
}

function summaryRow(environment: EnvironmentReview, paint: Paint): string[] {
  const { cost } = environment;
  const state = words.stateText(environment);
  const gap = cost?.gap?.typical ?? 0;
  const gapText = (cost && words.gapText(cost)) ?? "";
  return [
    `${paint("bold", name(environment.name))}${state && ` (${state})`}`,
    words.changesText(environment),
    cost === null ? "" : words.costText(cost),
    gap === 0 ? gapText : paint(gap > 0 ? "red" : "green", gapText),
    words.findingsText(environment),
  ];
}

const RISK: Readonly<Record<ReviewChange["risk"]["level"], Style>> = {
  ...{ high: "red", medium: "yellow", low: "cyan", none: "dim" },
};

/** As wide as the longest, so that what follows stands below each other. */
const badge = (level: ReviewChange["risk"]["level"], paint: Paint): string => paint(RISK[level], level.padEnd(6));

function environmentText(environment: EnvironmentReview, told: Told, paint: Paint): string {
  const { changes, omitted, findings, cost, promotion } = environment;
  const shown = bundled(changes).slice(0, MOST_CHANGES);
  const kept = changes.length - shown.flat().length;
  const hidden = kept + omitted;
  const image = promotion && words.imageText(promotion);
  const untold = words.untoldText(environment);
  const rows = (cost?.rows ?? []).slice(0, MOST_ROWS);
  const groups = [
    [
      ...(cost?.budget ?? []).map(({ text, breach }) => `  ${paint(breach ? "red" : "yellow", `budget, ${clean(text)}`)}`),
      ...environment.notices.map((notice) => `  ${paint("yellow", clean(notice))}`),
      ...(image ? [`  ${paint("yellow", clean(image, 600))}`] : []),
      ...(promotion === null ? [] : untestedLines(promotion, paint)),
    ],
    [
      ...shown.flatMap((all) =>
        all.length === 1 ? changeLines(all[0], told.above(all[0], environment), paint) : changesLines(all, paint),
      ),
      ...(hidden > 0 ? [paint("dim", `  and ${counted(hidden, "change")} more${placeOf(kept, hidden)}`)] : []),
    ],
    [
      ...findings.new
        .slice(0, MOST_FINDINGS)
        .flatMap((finding) => findingLines(finding, told.above(finding, environment), paint)),
      ...(findings.counts.new > MOST_FINDINGS
        ? [paint("dim", `  and ${findings.counts.new - MOST_FINDINGS} more that are new`)]
        : []),
      ...findings.newlyWaived.flatMap((finding) => [
        `  ${paint("yellow", "waived")}  ${findingHead(finding)}`,
        `${INDENT}${paint("dim", clean(finding.reason))}`,
      ]),
      ...findings.fixed.map((finding) => `  ${paint("green", "fixed ")}  ${findingHead(finding)}`),
      ...(findings.counts.remaining === 0 ? [] : [paint("dim", `  ${words.remainingText(environment)}; --format html has them`)]),
    ],
    rows.map(({ id, words: how, gap }) => {
      const amount = words.usdChange(gap.typical).padStart(INDENT.length - 2);
      return `${paint(gap.typical > 0 ? "red" : "green", amount)}  ${clean(id, 120)}  ${paint("dim", clean(how))}`;
    }),
    untold === null ? [] : [paint("dim", `  ${untold}`)],
  ];
  const body = groups.flatMap((lines) => (lines.length === 0 ? [] : [lines.join("\n")])).join("\n\n");
  return `${paint("bold", name(environment.name))}\n${body}`;
}

/** Where the rest is, or as much of it as a report has room for. */
const placeOf = (kept: number, hidden: number): string =>
  kept === 0 ? "" : `; --format html has ${kept === hidden ? "them" : `${kept} of them`}`;

function untestedLines({ from, untested }: Promotion, paint: Paint): string[] {
  if (untested.length === 0) return [];
  const names = untested.slice(0, MOST_ROWS).map((one) => one.name);
  const rest = untested.length - names.length;
  const head = `${counted(untested.length, "change")} that ${name(from)} does not get:`;
  return [`  ${paint("yellow", head)} ${clean(names.join(", "))}${rest > 0 ? ` and ${rest} more` : ""}`];
}

/** Several of which the same is to be said. */
function changesLines(all: Bundle, paint: Paint): string[] {
  const [first] = all;
  const says = words.sayingsOf(first);
  const names = all.slice(0, MOST_ROWS).map((one) => `${name(one.type)} ${name(one.name)}`);
  const rest = all.length - names.length;
  const head = `  ${badge(first.risk.level, paint)}  ${words.operationText(first)} ${paint("bold", counted(all.length, "resource"))}`;
  return [
    `${head}${says.length === 0 ? "" : `: ${clean(says.join("; "))}`}`,
    ...words.dangersOf(first).map((danger) => `${INDENT}${clean(words.dangerText(danger))}`),
    `${INDENT}${paint("dim", `${names.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`)}`,
  ];
}

/** What cannot hurt is told in a line. */
function changeLines(change: ReviewChange, above: Above | null, paint: Paint): string[] {
  const { risk, type, component, monthly, source, because } = change;
  const where = component === "" ? "" : ` in ${name(component)}`;
  const price = monthly === null || monthly === 0 ? "" : `  ${words.usdChange(monthly)}`;
  const head = `  ${badge(risk.level, paint)}  ${words.operationText(change)} ${paint("bold", name(change.name))}  ${name(type)}${where}${price}`;
  const place = source === null ? "" : `  ${paint("dim", `${name(source.file)}:${source.line}`)}`;
  const says = words.sayingsOf(change);
  const inShort = says.length === 0 ? "" : `: ${clean(says.join("; "))}`;
  if (above !== null) return [`${head}, as in ${name(above.name)}${above.alike ? "" : inShort}`];
  if (!words.isGrave(change)) return [`${head}${inShort}${place}`];
  const blast = words.blastText(change, 5);
  return [
    `${head}${place}`,
    ...words.dangersOf(change).map((danger) => `${INDENT}${paint(RISK[risk.level], clean(words.dangerText(danger)))}`),
    ...says.map((text) => `${INDENT}${clean(text)}`),
    ...(because.length === 0 ? [] : [`${INDENT}${paint("yellow", `not sure: ${clean(because.slice(0, 3).join("; "))}`)}`]),
    ...(blast === null ? [] : [`${INDENT}${paint("dim", clean(blast))}`]),
  ];
}

const findingHead = (finding: ReviewFinding): string =>
  `${name(words.findingHead(finding))}, ${name(finding.name)}: ${clean(finding.message)}`;

function findingLines(finding: ReviewFinding, above: Above | null, paint: Paint): string[] {
  const { source, severity, reason, remedy } = finding;
  const place = source === null ? "" : `  ${paint("dim", `${name(source.file)}:${source.line}`)}`;
  const head = `  ${paint(RISK[severity], "new   ")}  ${findingHead(finding)}`;
  if (above !== null) return [`${head}, as in ${name(above.name)}`];
  return [`${head}${place}`, `${INDENT}${paint("dim", clean(reason))}`, `${INDENT}→ ${clean(remedy)}`];
}

const VERDICT = { fails: "red", overridden: "yellow", "cannot-say": "yellow", passes: "green" } as const;

function verdictLines(review: Review, paint: Paint): string {
  const { kind, head, text } = words.verdictText(review);
  return [
    `${paint(VERDICT[kind], `${head}:`)} ${text}`,
    ...words.failuresOf(review).map(({ text: what, names }) => `  ${paint("bold", names.map(name).join(", "))}  ${clean(what)}`),
    paint("dim", words.finePrint(review)),
  ].join("\n");
}
