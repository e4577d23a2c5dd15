/** Who may reach whom, as a table. */
import type { Reach } from "../kubernetes/reach.ts";
import { table } from "./table.ts";
import type { Paint } from "./terminal.ts";

export function reachText(rows: readonly Reach[], closed: readonly string[], paint: Paint): string {
  const header = ["from", "to", "ports", "policy"].map((title) => paint("bold", title));
  const body = rows.map(({ from, to, ports, policy }) => [from, to, ports, policy]);
  return `${[table([header, ...body]), "", "Everything else is closed:", ...closed.map((line) => `  ${line}`)].join("\n")}\n`;
}
