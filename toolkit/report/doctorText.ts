/** What the doctor found, for a terminal and as JSON. */
import type { Check } from "../engine/doctor/check.ts";
import { table } from "./table.ts";
import { counted, type Paint, type Style } from "./terminal.ts";

const STYLE: Readonly<Record<Check["verdict"], Style>> = { ok: "green", failed: "red", "cannot tell": "yellow" };

export function doctorText(checks: readonly Check[], paint: Paint): string {
  const rows = table(checks.map(({ what, verdict, found }) => [paint(STYLE[verdict], verdict), what, found])).split("\n");
  const lines = checks.flatMap(({ remedy }, index) => [rows[index] ?? "", ...(remedy === null ? [] : [`  → ${remedy}`])]);
  return `${lines.join("\n")}\n\n${summary(checks, paint)}\n`;
}

function summary(checks: readonly Check[], paint: Paint): string {
  const count = (wanted: Check["verdict"]) => checks.filter(({ verdict }) => verdict === wanted).length;
  const [failed, untold] = [count("failed"), count("cannot tell")];
  return [
    `${counted(checks.length, "check")}: ${failed === 0 ? paint("green", "none failed") : paint("red", `${failed} failed`)}`,
    ...(untold === 0 ? [] : [`${paint("yellow", `${untold}`)} cannot be told`]),
  ].join(", ");
}

export const doctorJson = (stack: string | null, checks: readonly Check[]): string =>
  `${JSON.stringify({ version: 1, stack, checks }, null, 2)}\n`;
