/** Drift, for a terminal and for programs. */
import type { DriftCost } from "../cost/driftCost.ts";
import { dollars } from "../cost/money.ts";
import { moneyChange } from "../cost/print/money.ts";
import type { Json } from "../graph/graph.ts";
import { table } from "./table.ts";
import { counted, type Paint } from "./terminal.ts";
import { shortType } from "./tree.ts";

const LONGEST = 60;

const shown = (value: Json | undefined): string => {
  if (value === undefined) return "nothing";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
};

const priced = (monthly: DriftCost["monthly"]): string[] =>
  monthly === null || monthly.typical === 0 ? [] : [`${moneyChange(monthly.typical)} a month`];

/** @param unseen names of what was not looked at, because reading it takes reading secrets */
export function driftText(stack: string, costs: readonly DriftCost[], unseen: readonly string[], paint: Paint): string {
  const acted = costs.filter(({ drift }) => drift.ignored === null);
  const ignored = costs.filter(({ drift }) => drift.ignored !== null);
  const head = acted.length === 0 ? "as it was deployed" : counted(acted.length, "difference");
  const rows = acted.map(({ drift: { name, type, path, deployed, found }, monthly }) =>
    path === null
      ? [paint("red", "gone"), name, paint("dim", shortType(type)), ...priced(monthly)]
      : [
          paint("yellow", "changed"),
          name,
          paint("dim", shortType(type)),
          [`${path}: ${shown(found)}, deployed was ${shown(deployed)}`, ...priced(monthly)].join(", "),
        ],
  );
  return [
    `${paint("bold", stack)}  ${head}`,
    ...(rows.length > 0 ? [table(rows)] : []),
    ...(ignored.length > 0 ? [paint("dim", `${counted(ignored.length, "difference")} ignored:`)] : []),
    ...ignored.map(({ drift: { name, path, ignored: why }, monthly }) =>
      paint("dim", `  ${name} ${path}: ${[why, ...priced(monthly)].join(", ")}`),
    ),
    ...(unseen.length > 0 ? [paint("dim", `not looked at, without reading secrets: ${unseen.join(", ")}`)] : []),
    ...(acted.length > 0
      ? [`→ monitor up ${stack} puts back what the program says; what should stay belongs into the program`]
      : []),
    "",
  ].join("\n");
}

/** `{ version, stack, differences, notLookedAt }`, ignored ones with their reason; `monthlyUsd` is null where prices do not tell. */
export const driftJson = (stack: string, costs: readonly DriftCost[], unseen: readonly string[]): string =>
  `${JSON.stringify(
    {
      ...{ version: 1, stack },
      differences: costs.map(({ drift, monthly }) => ({ ...drift, monthlyUsd: monthly && dollars(monthly.typical) })),
      notLookedAt: unseen,
    },
    null,
    2,
  )}\n`;
