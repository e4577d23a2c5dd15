/** What a stack tells others, for a terminal and for programs. */
import { jsonText } from "../graph/graph.ts";
import { table } from "./table.ts";
import type { Paint } from "./terminal.ts";

/** As the Automation API gives outputs. */
export type OutputValues = Readonly<Record<string, { readonly value: unknown; readonly secret: boolean }>>;

const HIDDEN = "[secret]";

const shown = ({ value, secret }: OutputValues[string]): unknown => (secret ? HIDDEN : value);

export function outputsText(outputs: OutputValues, paint: Paint): string {
  const rows = Object.keys(outputs)
    .sort()
    .map((name) => {
      const value = shown(outputs[name] as OutputValues[string]);
      return [paint("dim", name), typeof value === "string" ? value : JSON.stringify(value)];
    });
  return rows.length === 0 ? "" : `${table(rows)}\n`;
}

export const outputsJson = (outputs: OutputValues): string =>
  jsonText(Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, shown(output)])));
