import type { EnvironmentConfig } from "../../infra/config/schema/index.ts";
import { advise } from "../cost/advice/advise.ts";
import { breakEvens } from "../cost/advice/breakEven.ts";
import type { Usage } from "../cost/model/assumptions.ts";
import { inDollars } from "../cost/money.ts";
import { type AdviceView, adviceText } from "../cost/print/adviceText.ts";
import { estimateAt, estimateStack, usageOfStack } from "../cost/stack.ts";
import { jsonText } from "../graph/graph.ts";
import { InvalidConfig, type PlannedStack } from "../plan/plan.ts";
import { UsageError } from "../plan/project.ts";
import { variantPlanner } from "../plan/variant.ts";
import type { Paint } from "../report/terminal.ts";
import { bookOf, type CostInputs, overridesOf } from "./cost.ts";

export interface CostAdviceRequest extends CostInputs {
  readonly folder: string;
  readonly stack: string;
  readonly format: "text" | "json";
  /** As 2026-11-23. */
  readonly today: string;
  readonly paint: Paint;
  readonly onProgress?: (title: string, done: number, total: number) => void;
}

/**
 * What would make an environment cheaper, each idea priced with its change, and the points at which one way of paying beats another.
 * @throws UsageError or InvalidConfig before anything is planned
 */
export async function costAdvice({
  folder,
  stack: name,
  format,
  today,
  paint,
  onProgress,
  ...inputs
}: CostAdviceRequest): Promise<string> {
  const [overrides, book] = [overridesOf(inputs), await bookOf(inputs)];
  const planner = await variantPlanner(folder);
  const stack = planner.stack(name);
  if (stack.problems.length > 0) throw new InvalidConfig([stack]);
  if (stack.config?.kind !== "environment")
    throw new UsageError(`${name} is no environment of this toolkit: there is no advice on it`, "name one of kind environment");
  const config: EnvironmentConfig = stack.config;
  const price = (changed: PlannedStack) => estimateStack(changed, { book, today, overrides });
  const planned = await planner.plan(stack.file);
  const usage = usageOfStack(planned, overrides);
  const report = await advise({ planner, stack, planned, usage, price, ...(onProgress && { onProgress }) });
  const view: AdviceView = {
    ...report,
    breakEvens: breakEvens({
      ...{ estimate: report.estimate, book, zones: config.network.zones.length, usage },
      estimateAt: (at: Usage) => estimateAt(planned, at, { book, today }),
    }),
  };
  return format === "json" ? jsonText(adviceJson(view)) : adviceText(view, paint);
}

/** Dollars, as `monitor cost --format json` has them. */
function adviceJson({ estimate, advice, small, together, notHere, breakEvens: points }: AdviceView) {
  return {
    ...{ version: 1, currency: "USD", environment: estimate.name, monthly: inDollars(estimate.monthly) },
    advice: advice.map(({ saving, ...rest }) => ({ ...rest, saving: inDollars(saving) })),
    small: small.map(({ saving, ...rest }) => ({ ...rest, saving: inDollars(saving) })),
    together: together && { ids: together.ids, saving: inDollars(together.saving) },
    ...{ notHere, breakEvens: points },
  };
}
