/** Prices a planned stack as its configuration has it: its assumptions, its commitments, its budget. */
import type { EnvironmentConfig } from "../../infra/config/schema/index.ts";
import type { PlannedStack } from "../plan/plan.ts";
import { UsageError } from "../plan/usageError.ts";
import { type Budget, checkBudget } from "./budget.ts";
import { estimate, unsaid } from "./estimate.ts";
import type { Estimate } from "./line.ts";
import { type Overrides, type Usage, usageOf, withOverrides } from "./model/assumptions.ts";
import { placements, useOf } from "./model/use.ts";
import { nodeCost } from "./nodeCost.ts";
import type { PriceBook } from "./prices/book.ts";
import type { EnvironmentCost } from "./print/report.ts";
import { curveOf, driversOf } from "./sweep.ts";

export interface StackCostOptions {
  readonly book: PriceBook;
  /** As 2026-11-23. */
  readonly today: string;
  /** Assumptions that are not the configuration's. @default none */
  readonly overrides?: Overrides;
}

/** Sections of the configuration; absent where it is another revision's, or the shared stack's. */
const sectionsOf = ({ config }: PlannedStack): Partial<EnvironmentConfig> => config as unknown as Partial<EnvironmentConfig>;

/** What a stack assumes of its use, with what is assumed otherwise. @throws UsageError for overrides that are not allowed */
export function usageOfStack({ config, isForeign }: PlannedStack, overrides: Overrides = {}): Usage {
  const [key] = Object.keys(overrides);
  if (isForeign && key !== undefined)
    throw new UsageError(`there is no ${key} to assume of a program of others`, "leave out --usage and --usage-file");
  return withOverrides(usageOf(config), overrides);
}

export function estimateStack(stack: PlannedStack, options: StackCostOptions): Estimate {
  return estimateAt(stack, usageOfStack(stack, options.overrides), options);
}

export function estimateAt(stack: PlannedStack, usage: Usage, { book, today }: StackCostOptions): Estimate {
  const { graph, config } = stack;
  const { commitments } = sectionsOf(stack);
  // How much somebody else's program is used is in no model of ours.
  const use = stack.isForeign ? unsaid : useOf({ graph, config, usage });
  return estimate({ graph, use, book, today, ...(commitments && { commitments }) });
}

/** Everything the reports tell of a stack. `sweeps`: whether also what drives its cost, and how it goes with page views. */
export function stackCost(stack: PlannedStack, options: StackCostOptions & { readonly sweeps: boolean }): EnvironmentCost {
  const usage = usageOfStack(stack, options.overrides);
  const made = estimateAt(stack, usage, options);
  if (stack.isForeign)
    return { estimate: made, graph: stack.graph, budget: null, nodes: null, drivers: [], curve: [], pageViews: null };
  const budget = budgetOf(stack);
  const placed = placements({ ...stack, usage })?.typical;
  const totalOf = (at: Usage) => estimateAt(stack, at, options).monthly;
  return {
    ...{ estimate: made, graph: stack.graph },
    budget: budget ? checkBudget(budget, made) : null,
    nodes: placed ? nodeCost(made, placed) : null,
    drivers: options.sweeps ? driversOf(usage, totalOf) : [],
    curve: options.sweeps ? curveOf(usage, totalOf) : [],
    pageViews: "pv" in usage ? usage.pv.typical : null,
  };
}

/** Null where it has none. */
export function budgetOf(stack: PlannedStack): Budget | null {
  const { budget } = sectionsOf(stack);
  return isBudget(budget) ? budget : null;
}

/** Another revision's may be untyped, or from before there were limits. */
const isBudget = (budget: Partial<Budget> | undefined): budget is Budget =>
  typeof budget?.monthlyUsd === "number" && Array.isArray(budget.limits);
