import { parse } from "yaml";
import type { PriceBook } from "../cost/prices/book.ts";
import { scenarioText } from "../cost/print/scenarioText.ts";
import { parseScenario, priceScenario, totalOf } from "../cost/scenario/scenario.ts";
import { jsonText } from "../graph/graph.ts";
import { readText, UsageError } from "../plan/project.ts";
import type { Paint } from "../report/terminal.ts";

/** The deployment plan's own table. */
export const PLAN_FILE = new URL("../cost/scenario/plan.yaml", import.meta.url);

export interface CostScenarioRequest {
  /** @default the deployment plan's table */
  readonly file?: string;
  readonly format: "text" | "json";
  readonly book: PriceBook;
  /** As 2026-11-23. */
  readonly today: string;
  readonly paint: Paint;
}

/** Prices a list of things beside the figure that was planned for each. @throws UsageError where the file cannot be read or is none */
export function costScenario({ file, format, book, today, paint }: CostScenarioRequest): string {
  const name = file ?? "plan.yaml";
  const text = readText(file ?? PLAN_FILE, { shown: name });
  let input: unknown;
  try {
    input = parse(text);
  } catch (error) {
    throw new UsageError(`${name} is no YAML: ${(error as Error).message.split("\n")[0]}`);
  }
  const scenario = parseScenario(input, name);
  const items = priceScenario(scenario, { book, today });
  if (format === "text") return scenarioText(scenario, items, paint);
  const totals = { planned: totalOf(items, "planned") / 1e6, priced: totalOf(items, "priced") / 1e6 };
  return jsonText({
    ...{ version: 1, currency: "USD", name: scenario.name, ...totals },
    items: items.map(({ name: title, planned, priced, unpriced, note, lines }) => ({
      ...{ name: title, planned: planned / 1e6, priced: priced / 1e6, unpriced, note },
      lines: lines.map(({ id, name: line, quantity, unit, unitPrice, monthly, price }) => ({
        ...{ id, name: line, quantity: quantity.typical, unit, unitPrice, monthly: monthly.typical / 1e6, ...price },
      })),
    })),
  });
}
