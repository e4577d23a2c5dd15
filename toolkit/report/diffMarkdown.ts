/** How two plans differ, as Markdown: counts in sight, settings and resources folded. */
import { type Change, type Operation, subjectOf } from "../diff/change.ts";
import { inert } from "../review/print/escape.ts";
import { type Compared, foldedIn, riskLines, settingText, summary } from "./diffText.ts";
import { counted } from "./terminal.ts";
import { shortType } from "./tree.ts";

/** Rows of one table: a comment has at most 65,536 characters. */
const MOST_ROWS = 100;
const MOST_WORDS = 6;

const SIGNS: Readonly<Record<Operation, string>> = { create: "+", update: "~", replace: "±", delete: "−", move: ">" };

/** Names may be anything: no mention, link or end of a cell comes of them. */
const cell = (text: string): string => inert(text);

export function diffMarkdown(compared: Compared): string {
  const { from, to, settings, diff, notes, isOneStack } = compared;
  const inside = foldedIn(diff.changes);
  const changes = diff.changes.filter((change) => !inside.has(change));
  const folded = inside.size;
  return `${[
    `**${cell(from)} → ${cell(to)}**: ${cell(summary(compared))}`,
    ...notes.map(cell),
    ...(settings.length === 0
      ? []
      : [
          details(
            counted(settings.length, "setting"),
            ["| Setting | |", "|---|---|"],
            settings.map((setting) => `| ${cell(setting.path)} | ${cell(settingText(setting))} |`),
          ),
        ]),
    ...(changes.length === 0
      ? []
      : [
          details(
            `${counted(diff.changes.length, "resource")}${folded > 0 ? `, ${folded} of them with a renamed component` : ""}`,
            ["| | Resource | |", "|---|---|---|"],
            changes.map((change) => row(change, isOneStack)),
          ),
        ]),
  ].join("\n\n")}\n`;
}

function details(title: string, head: readonly string[], rows: readonly string[]): string {
  const rest = rows.length - MOST_ROWS;
  return [
    `<details><summary>${title}</summary>`,
    "",
    ...head,
    ...rows.slice(0, MOST_ROWS),
    ...(rest > 0 ? ["", `and ${rest} more`] : []),
    "",
    "</details>",
  ].join("\n");
}

function row(change: Change, isOneStack: boolean): string {
  const { operation, sure, words, because, risk } = change;
  const subject = subjectOf(change);
  const told = words.length > MOST_WORDS ? [...words.slice(0, MOST_WORDS), `and ${words.length - MOST_WORDS} more`] : words;
  const lines = [
    ...told.map(cell),
    ...(isOneStack ? riskLines(risk).map((line) => `**${cell(line)}**`) : []),
    ...because.slice(0, 1).map((reason) => `_${cell(`perhaps: ${reason}`)}_`),
  ];
  return `| ${SIGNS[operation]}${sure ? "" : "?"} | **${cell(subject.name)}** ${cell(shortType(subject.type))} | ${lines.join("<br>")} |`;
}
