/** A preview as JSON: the contract other tools build on. Keys sorted, same bytes on every run. */

import type { Estimate } from "../cost/line.ts";
import { estimateJson } from "../cost/print/json.ts";
import { jsonText } from "../graph/graph.ts";
import type { PlannedStack } from "../plan/plan.ts";
import type { PolicyReport } from "../policy/finding.ts";

/** `cost` and `findings` are null where nothing has computed them: absent is not zero, and not clean. What is waived is no finding. */
export function previewJson(
  stacks: readonly PlannedStack[],
  costs: ReadonlyMap<string, Estimate> = new Map(),
  policies: ReadonlyMap<string, PolicyReport> = new Map(),
): string {
  const environments = stacks.map(({ name, config, graph }) => {
    const { resources, cannotTell } = graph;
    const estimate = costs.get(name);
    const cost = estimate === undefined ? null : { currency: "USD", ...estimateJson(estimate, graph) };
    return { name, config, resources, cannotTell, cost, findings: policies.get(name)?.findings ?? null };
  });
  return jsonText({ version: 1, environments });
}
