/** What an environment may cost, against what it does: limits from its configuration, on the whole, its components and services. */
import { Big } from "big.js";
import type { EnvironmentConfig } from "../../infra/config/schema/index.ts";
import type { Estimate, Line } from "./line.ts";
import { type Band, type Micros, micros, sumBands } from "./money.ts";

export type Budget = EnvironmentConfig["budget"];
type Limit = Budget["limits"][number];
type ChangeLimit = NonNullable<Budget["change"]>;

/** Something about a budget that a person should know; `block` fails a check. */
export interface BudgetFinding {
  readonly level: "warn" | "block";
  /** What is limited: `total`, `component mongodb`, `service EC2`. */
  readonly of: string;
  /**
   * What is wrong with it:
   * - over: the typical cost is above the limit;
   * - high: only much use is;
   * - rise: a change adds more than it may;
   * - unknown: the limit names nothing that the environment pays for;
   * - incomplete: something has no figure, so that the true cost is higher than what was checked.
   */
  readonly what: "over" | "high" | "rise" | "unknown" | "incomplete";
  /** Null where it is about no amount. */
  readonly limit: Micros | null;
  readonly amount: Micros | null;
}

export interface BudgetVerdict {
  readonly monthly: Micros;
  /** Part of the budget that typical use takes, in whole percent, rounded down: 100 is not over it. */
  readonly percent: number;
  readonly findings: readonly BudgetFinding[];
}

export const blocks = ({ findings }: Pick<BudgetVerdict, "findings">): boolean => findings.some(({ level }) => level === "block");

/** Holds an environment to its limits. What has no figure is never taken for nothing: it makes the verdict a warning. */
export function checkBudget(budget: Budget, estimate: Estimate): BudgetVerdict {
  const monthly = usd(budget.monthlyUsd);
  const limits = budget.limits.flatMap((limit) => {
    const of = `${limit.kind} ${limit.name}`;
    const lines = estimate.lines.filter(isOf(limit));
    if (lines.length === 0) return [{ level: "warn" as const, of, what: "unknown" as const, limit: null, amount: null }];
    return limit.monthlyUsd === undefined ? [] : against(of, usd(limit.monthlyUsd), sumOf(lines), budget.onBreach);
  });
  return {
    monthly,
    percent: Math.floor((100 * estimate.monthly.typical) / monthly),
    findings: [
      ...against("total", monthly, estimate.monthly, budget.onBreach),
      ...limits,
      ...(estimate.unpriced.length > 0
        ? [{ level: "warn" as const, of: "total", what: "incomplete" as const, limit: null, amount: null }]
        : []),
    ],
  };
}

/**
 * Holds a change to what it may add, at typical use. The limits are those of `budget`: let them be the base's, lest a change raises its own.
 * What had cost nothing before passes every limit in percent.
 */
export function checkChange(budget: Budget, base: Estimate, head: Estimate): readonly BudgetFinding[] {
  const rises = [
    { of: "total", change: budget.change, before: base.monthly.typical, after: head.monthly.typical },
    ...budget.limits.map((limit) => ({
      of: `${limit.kind} ${limit.name}`,
      change: limit.change,
      before: sumOf(base.lines.filter(isOf(limit))).typical,
      after: sumOf(head.lines.filter(isOf(limit))).typical,
    })),
  ];
  return rises.flatMap(({ of, change, before, after }) => {
    const most = change && mostOf(change, before);
    if (most === undefined || after - before <= most) return [];
    return [{ level: budget.onBreach, of, what: "rise" as const, limit: most, amount: after - before }];
  });
}

/** The lower of a change's limits. */
function mostOf({ monthlyUsd, percent }: ChangeLimit, before: Micros): Micros | undefined {
  const limits = [
    ...(monthlyUsd === undefined ? [] : [usd(monthlyUsd)]),
    ...(percent === undefined ? [] : [micros(new Big(before).times(percent).div(100).div(1e6))]),
  ];
  return limits.length === 0 ? undefined : Math.min(...limits);
}

function against(of: string, limit: Micros, { typical, high }: Band<Micros>, level: Budget["onBreach"]): BudgetFinding[] {
  if (typical > limit) return [{ level, of, what: "over", limit, amount: typical }];
  return high > limit ? [{ level: "warn", of, what: "high", limit, amount: high }] : [];
}

const isOf =
  ({ kind, name }: Limit) =>
  ({ component, service }: Line): boolean =>
    kind === "service" ? service === name : component === name || component.startsWith(`${name}/`);

const sumOf = (lines: readonly Line[]): Band<Micros> => sumBands(lines.map(({ monthly }) => monthly));

const usd = (amount: number): Micros => micros(new Big(amount));
