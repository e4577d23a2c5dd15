/** What no resource shows: that the stack becomes another, and what a change loosens that it is itself held to. Pure. */

import { Big } from "big.js";
import { micros } from "../cost/money.ts";
import { money } from "../cost/print/money.ts";
import { budgetOf } from "../cost/stack.ts";
import { byText } from "../graph/graph.ts";
import type { PlannedStack } from "../plan/plan.ts";
import { policySettings } from "../policy/settings.ts";

/** In sentences without their full stop; none where nothing of it changes. */
export const noticesOf = (before: PlannedStack, after: PlannedStack): string[] => [
  ...projectNotices(before, after),
  ...budgetNotices(before, after),
  ...policyNotices(before, after),
];

/** A stack belongs to a project by its name: https://www.pulumi.com/docs/iac/cli/commands/pulumi_stack_rename/ */
function projectNotices({ graph: { project: was, stack } }: PlannedStack, { graph: { project: is } }: PlannedStack): string[] {
  if (was === is) return [];
  const first = `pulumi stack rename ORGANIZATION/${is}/${stack} first, or all of it is made a second time beside what is deployed`;
  return [`the project is called ${is}, no longer ${was}: ${first}`];
}

function budgetNotices(before: PlannedStack, after: PlannedStack): string[] {
  const [was, is] = [budgetOf(before), budgetOf(after)];
  if (was === null) return [];
  if (is === null) return ["its budget is taken away"];
  const usd = (amount: number): string => money(micros(new Big(amount)));
  return [
    ...(was.monthlyUsd === is.monthlyUsd ? [] : [`its budget goes from ${usd(was.monthlyUsd)} to ${usd(is.monthlyUsd)} a month`]),
    ...(was.onBreach === "block" && is.onBreach !== "block" ? ["a breach of its budget no longer fails the check"] : []),
    ...(same(was.limits, is.limits) && same(was.change, is.change) ? [] : ["limits of its budget change"]),
  ];
}

function policyNotices(before: PlannedStack, after: PlannedStack): string[] {
  const [was, is] = [policySettings(before), policySettings(after)];
  const rules = [...new Set([...Object.keys(was.severity), ...Object.keys(is.severity)])].sort(byText);
  const own = "as the rule has it";
  return [
    ...(was.profile === is.profile ? [] : [`the rules take it for ${is.profile}, no longer for ${was.profile}`]),
    ...rules
      .filter((rule) => was.severity[rule] !== is.severity[rule])
      .map((rule) => `severity of ${rule}: ${was.severity[rule] ?? own} → ${is.severity[rule] ?? own}`),
  ];
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
