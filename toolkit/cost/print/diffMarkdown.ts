/** A difference as Markdown, for a comment: the sum stays in sight, rows are folded. */
import { counted } from "../../report/terminal.ts";
import type { Causes } from "../compare/causes.ts";
import type { CostDiff } from "../compare/diff.ts";
import { wordsOf } from "./diffText.ts";
import { cell } from "./markdown.ts";
import { money, moneyChange, moneySpan } from "./money.ts";

const MOST = 50;

export function diffMarkdown({ from, to, total, components, rows, same, complete }: CostDiff, causes: Causes | null): string {
  return `${[
    `**${cell(from)} → ${cell(to)}**: ${money(total.from.typical)} → ${money(total.to.typical)} a month, **${moneyChange(total.gap.typical)}** (${moneySpan(total.gap)})`,
    ...(complete ? [] : ["⚠️ incomplete: something has no figure on one side only"]),
    ...(rows.length === 0
      ? []
      : [
          [
            "| Component | From | To | Difference |",
            "|---|--:|--:|--:|",
            ...components
              .filter(({ gap }) => gap.typical !== 0)
              .map(
                (group) =>
                  `| ${cell(group.name)} | ${money(group.from.typical)} | ${money(group.to.typical)} | ${moneyChange(group.gap.typical)} |`,
              ),
          ].join("\n"),
          [
            `<details><summary>${counted(rows.length, "line")} differ, ${same} are the same</summary>`,
            "",
            "| Difference | Line | |",
            "|--:|---|---|",
            ...rows
              .slice(0, MOST)
              .map((row) => `| ${moneyChange(row.gap.typical)} | ${cell(row.id)} | ${cell(wordsOf(row.from, row.to))} |`),
            ...(rows.length > MOST ? [`| | and ${rows.length - MOST} more | |`] : []),
            "",
            "</details>",
          ].join("\n"),
        ]),
    ...(causes === null
      ? []
      : [
          [
            "| Difference | Setting |",
            "|--:|---|",
            ...causes.causes.map(
              ({ keys, gap }) => `| ${moneyChange(gap.typical)} | ${keys.map(({ path }) => cell(path)).join(" with ")} |`,
            ),
          ].join("\n"),
        ]),
  ].join("\n\n")}\n`;
}
