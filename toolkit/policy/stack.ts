/** A planned stack under the rules. */
import type { Estimate } from "../cost/line.ts";
import type { PlannedStack } from "../plan/plan.ts";
import { checkPolicy } from "./check.ts";
import type { PolicyReport } from "./finding.ts";
import { RULES } from "./rules/index.ts";
import { policySettings } from "./settings.ts";

/** @throws UsageError for settings that are none */
export function checkStack(
  planned: PlannedStack,
  { estimate, today }: { estimate: Estimate | null; today: string },
): PolicyReport {
  const { graph, config } = planned;
  return checkPolicy({ ...{ graph, config, estimate, today }, settings: policySettings(planned), rules: RULES });
}
