/** A review as a comment. The summary always fits; details are folded, and left out from the end where the host has no room for them. */
import type { EnvironmentReview, Review, ReviewChange, ReviewFinding } from "../report.ts";
import { code, inert, link, NAME } from "./escape.ts";
import { details, namesText } from "./markdown/details.ts";
import { ALL, EXTENTS, type Extent, folds, HOSTS, type MarkdownOptions, RISK } from "./markdown/options.ts";
import { alike, toldOf } from "./told.ts";
import * as words from "./words.ts";

export { HOSTS, type Host, type MarkdownOptions } from "./markdown/options.ts";

/** For the marker that finds the comment again. */
const ROOM = 500;

export function reviewMarkdown(review: Review, options: MarkdownOptions): string {
  const room = HOSTS[options.host] - ROOM;
  const groups = alike(review.environments.filter(words.isChanged));
  let fitting: string | undefined;
  for (const extent of folds(options) ? EXTENTS : EXTENTS.filter(({ grave }) => grave <= 5)) {
    const text = written(review, groups, options, extent);
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

function written(review: Review, groups: ReturnType<typeof alike>, options: MarkdownOptions, extent: Extent): string {
  const shownOf = (environment: EnvironmentReview): (ReviewChange | ReviewFinding)[] => {
    const { grave, other } = words.sortedOut(environment);
    return [...grave.slice(0, extent.grave), ...environment.findings.new.slice(0, extent.grave), ...other.slice(0, extent.other)];
  };
  const told = toldOf(
    groups.flatMap(([first]) => first ?? []),
    shownOf,
  );
  const isCut = extent.other < ALL;
  const full = options.fullReport === undefined ? [] : [link("The full report", options.fullReport)];
  const notes = [...(isCut ? ["There is more than a comment has room for."] : []), ...full];
  const print = inert(`${words.revisionsText(review)}, ${review.date}. ${words.finePrint(review)}`, 600);
  return `${[
    summary(review, extent),
    ...(extent.grave === 0 ? [] : groups.flatMap((same) => details(same, { told, options, extent }))),
    ...(notes.length === 0 ? [] : [notes.join(" ")]),
    folds(options) ? `<sub>${print}</sub>` : print,
  ].join("\n\n")}\n`;
}

const SIGNS = { fails: "❌", overridden: "⚠️", "cannot-say": "❔", passes: "✅" } as const;
const MOST_FAILURES = 10;

function summary(review: Review, { width }: Extent): string {
  const { environments, base } = review;
  const { problem } = review.head;
  const changed = environments.filter(words.isChanged);
  const same = environments.filter((environment) => !words.isChanged(environment));
  const { kind, head, text } = words.verdictText(review);
  const failures = words.failuresOf(review);
  const rest = failures.length - MOST_FAILURES;
  return [
    `## ${inert(review.project, NAME)} – ${words.headline(review)}`,
    "",
    `${SIGNS[kind]} **${head}**: ${text}`,
    ...(problem === null ? [] : ["", ...problem.map((line) => `> ${inert(line, 600)}  `)]),
    ...(failures.length === 0 ? [] : [""]),
    ...failures
      .slice(0, MOST_FAILURES)
      .map(({ text: what, names }) => `- **${namesText(names.map((name) => ({ name })))}** ${inert(what, width)}`),
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
