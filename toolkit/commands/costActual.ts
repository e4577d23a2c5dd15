/** Forecast of an environment against what was paid for it. */
import { compareActual } from "../cost/actual.ts";
import type { Estimate } from "../cost/line.ts";
import { actualText } from "../cost/print/actualText.ts";
import { jsonText } from "../graph/graph.ts";
import { readText, UsageError } from "../plan/project.ts";
import type { Paint } from "../report/terminal.ts";

export interface CostActualRequest {
  readonly estimate: Estimate;
  /** CSV file of actual spend. */
  readonly from: string;
  /** As 2026-10. @default the last one in the file */
  readonly month?: string;
  readonly format: "text" | "json";
  readonly paint: Paint;
}

/** @throws UsageError where the file cannot be read, has problems, or nothing for the environment and month */
export async function costActual({ estimate, from, month, format, paint }: CostActualRequest): Promise<string> {
  const text = readText(from);
  const { parseActual } = await import("../cost/actualFile.ts");
  const spends = parseActual(text, from, estimate.name);
  const months = [...new Set(spends.map((spend) => spend.month))].sort();
  const wanted = month ?? months.at(-1);
  if (wanted === undefined)
    throw new UsageError(`${from} has no row for ${estimate.name}`, "leave the column environment empty, or name it");
  if (!months.includes(wanted))
    throw new UsageError(`${from} has nothing of ${wanted} for ${estimate.name}`, `months it has: ${months.join(", ")}`);
  const report = compareActual(estimate, spends, wanted);
  return format === "json" ? jsonText({ version: 1, currency: "USD", ...report }) : actualText(report, paint);
}
