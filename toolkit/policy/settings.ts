/** What a stack asks of the rules: from its typed configuration, or, in a project of another make, from `monitor:policy` in its stack file. */
import { configMessage } from "../../infra/config/problem.ts";
import { problemsOf } from "../../infra/config/problems.ts";
import { type PolicySettings, policy } from "../../infra/config/schema/policy.ts";
import type { PlannedStack } from "../plan/plan.ts";
import { UsageError } from "../plan/project.ts";

const KEY = "monitor:policy";

/** @throws UsageError with every problem of what the file says */
export function policySettings({ name, config }: Pick<PlannedStack, "name" | "config">): PolicySettings {
  const found = config.policy ?? parsed(config[KEY]);
  const result = policy.safeParse(found, { reportInput: true });
  if (result.success) return result.data;
  throw new UsageError(configMessage(name, problemsOf(result.error, policy, KEY, found)));
}

/** Pulumi hands objects over as JSON; what is none is left for the schema to refuse. */
function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
