/** A preview as JSON: the contract other tools build on. Keys sorted, same bytes on every run. */
import { sorted } from "../graph/graph.ts";
import type { PlannedStack } from "../plan/plan.ts";

/** `cost` and `findings` are null as long as nothing has computed them: absent is not zero, and not clean. */
export function previewJson(stacks: readonly PlannedStack[]): string {
  const environments = stacks.map(({ name, config, graph: { resources, cannotTell } }) => ({
    ...{ name, config, resources, cannotTell },
    ...{ cost: null, findings: null },
  }));
  return `${JSON.stringify(sorted({ version: 1, environments }), null, 2)}\n`;
}
