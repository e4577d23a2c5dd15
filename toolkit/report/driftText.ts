/** Drift, for a terminal and for programs. */
import type { Drift } from "../engine/drift.ts";
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

export function driftText(stack: string, drift: readonly Drift[], paint: Paint): string {
  const acted = drift.filter(({ ignored }) => ignored === null);
  const ignored = drift.filter((difference) => difference.ignored !== null);
  const head = acted.length === 0 ? "as it was deployed" : counted(acted.length, "difference");
  const rows = acted.map(({ name, type, path, deployed, found }) =>
    path === null
      ? [paint("red", "gone"), name, paint("dim", shortType(type))]
      : [
          paint("yellow", "changed"),
          name,
          paint("dim", shortType(type)),
          `${path}: ${shown(found)}, deployed was ${shown(deployed)}`,
        ],
  );
  return [
    `${paint("bold", stack)}  ${head}`,
    ...(rows.length > 0 ? [table(rows)] : []),
    ...(ignored.length > 0 ? [paint("dim", `${counted(ignored.length, "difference")} ignored:`)] : []),
    ...ignored.map(({ name, path, ignored: why }) => paint("dim", `  ${name} ${path}: ${why}`)),
    ...(acted.length > 0
      ? [`→ monitor up ${stack} puts back what the program says; what should stay belongs into the program`]
      : []),
    "",
  ].join("\n");
}

/** `{ version, stack, differences }`, those that are ignored with their reason. */
export const driftJson = (stack: string, drift: readonly Drift[]): string =>
  `${JSON.stringify({ version: 1, stack, differences: drift }, null, 2)}\n`;
