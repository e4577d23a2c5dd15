/** What the engine would do, for a terminal: what is lost first, then what changes, then what is new. */

import { isStateful } from "../engine/stateful.ts";
import type { Change, Op, Step } from "../engine/steps.ts";
import { changing } from "../engine/steps.ts";
import { byText } from "../graph/graph.ts";
import { table } from "./table.ts";
import { counted, type Paint, type Style } from "./terminal.ts";
import { shortType } from "./tree.ts";

/** In the order of their weight. */
const SHOWN: readonly (readonly [Op, sign: string, style: Style, past: string])[] = [
  ["delete", "-", "red", "deleted"],
  ["replace", "±", "red", "replaced"],
  ["update", "~", "yellow", "updated"],
  ["import", "<", "cyan", "imported"],
  ["create", "+", "green", "created"],
];

/** What comes or goes is listed as far as anybody reads; what is stateful always. */
const MOST_LISTED = 20;
/** Paths that are named of one resource. */
const MOST_PATHS = 4;

/** `2 to replace, 1 to create, 240 unchanged`; of what is over, `2 replaced, 1 created`. */
export function countsText(steps: readonly Step[], isOver = false): string {
  const count = (op: Op) => steps.filter((step) => step.op === op).length;
  const parts = SHOWN.flatMap(([op, , , past]) => (count(op) > 0 ? [`${count(op)} ${isOver ? past : `to ${op}`}`] : []));
  const same = count("same");
  return [...parts, ...(same > 0 && !isOver ? [`${same} unchanged`] : [])].join(", ") || "nothing";
}

/** Said of every stack: counts, then the resources. */
export function stepsText(stack: string, steps: readonly Step[], paint: Paint): string {
  const head = `${paint("bold", stack)}  ${countsText(steps)}`;
  if (changing(steps).length === 0) return `${head}\n`;
  const rows = SHOWN.flatMap(([op, sign, style]) => {
    const found = steps.filter((step) => step.op === op);
    const stateful = op === "create" ? [] : found.filter(isStateful);
    const others = found.filter((step) => !stateful.includes(step));
    const isLong = op === "create" || op === "delete";
    const listed = [...stateful, ...(isLong ? others.slice(0, MOST_LISTED) : others)];
    const rest = found.length - listed.length;
    return [
      ...listed.map((step) => [
        paint(style, sign),
        step.name,
        paint("dim", shortType(step.type)),
        paint(
          "dim",
          [step.protected && op !== "update" ? "protected" : "", changesText(step.changes)].filter(Boolean).join("; "),
        ),
      ]),
      ...(rest > 0 ? [[paint(style, sign), `and ${counted(rest, "more resource")}`]] : []),
    ];
  });
  return `${head}\n${table(rows)}\n`;
}

function changesText(changes: readonly Change[]): string {
  const sorted = [...changes].sort((a, b) => Number(b.replaces) - Number(a.replaces));
  const named = sorted.slice(0, MOST_PATHS).map(({ path, replaces }) => (replaces ? `${path} (replaces)` : path));
  const rest = changes.length - named.length;
  return [...named, ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
}

/** The same for programs: `{ version, environments: [{ name, counts, steps }] }`, steps sorted by URN, without those that stay. */
export function stepsJson(stacks: readonly { readonly name: string; readonly steps: readonly Step[] }[]): string {
  const environments = stacks.map(({ name, steps }) => ({
    name,
    counts: Object.fromEntries(
      [...SHOWN.map(([op]) => op), "same" as const].map((op) => [op, steps.filter((step) => step.op === op).length]),
    ),
    steps: changing(steps).toSorted((a, b) => byText(a.urn, b.urn)),
  }));
  return `${JSON.stringify({ version: 1, environments }, null, 2)}\n`;
}
