import { nearest } from "../../infra/config/problems.ts";
import type { Usage } from "../cost/model/assumptions.ts";
import { NO_COST } from "../cost/money.ts";
import { tierParts } from "../cost/prices/book.ts";
import { type Explained, explainJson, explainText } from "../cost/print/explainText.ts";
import { estimateAt, usageOfStack } from "../cost/stack.ts";
import { driversOf } from "../cost/sweep.ts";
import { plannedStacks } from "../plan/planned.ts";
import { UsageError } from "../plan/project.ts";
import type { Paint } from "../report/terminal.ts";
import { bookOf, type CostInputs, overridesOf } from "./cost.ts";

export interface CostExplainRequest extends CostInputs {
  readonly folder: string;
  readonly stack: string;
  /** A line's id: `NatGateway/network-nat-a/hours`. */
  readonly line: string;
  readonly format: "text" | "json";
  /** As 2026-11-23. */
  readonly today: string;
  readonly paint: Paint;
}

/** How one figure comes about: price, quantity, tiers, discount, the assumptions that move it, the line of code. */
export async function costExplain({
  folder,
  stack: name,
  line: id,
  format,
  today,
  paint,
  ...inputs
}: CostExplainRequest): Promise<string> {
  const [overrides, book] = [overridesOf(inputs), await bookOf(inputs)];
  const [stack] = await plannedStacks({ folder, stacks: [name] });
  if (!stack) throw new Error(`${name} was not planned`);
  const usage = usageOfStack(stack, overrides);
  const at = (assumed: Usage) => estimateAt(stack, assumed, { book, today });
  const estimate = at(usage);
  const line = estimate.lines.find((it) => it.id === id);
  if (!line) {
    const ids = estimate.lines.map((it) => it.id);
    const near = ids.filter((it) => it.toLowerCase().includes(id.toLowerCase())).slice(0, 5);
    throw new UsageError(
      `no line ${id} in ${name}`,
      near.length > 0 ? `lines like it: ${near.join(", ")}` : (nearest(id, ids).remedy ?? "monitor cost --all lists them"),
    );
  }
  const price = book.find(line.sku);
  const explained: Explained = {
    line,
    tiers: price?.tiers ? tierParts(price, line.quantity.typical) : [],
    note: price?.note ?? null,
    code: stack.graph.resources.find(({ urn }) => urn === line.resource)?.source ?? null,
    drivers: driversOf(usage, (assumed) => at(assumed).lines.find((it) => it.id === id)?.monthly ?? NO_COST),
  };
  return format === "json" ? explainJson(name, explained) : explainText(name, explained, paint);
}
