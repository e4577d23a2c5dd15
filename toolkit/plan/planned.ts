/** The one way to the plans of a project, whosever it is. */
import type { PlannedStack, PlanOptions } from "./plan.ts";
import { isTyped, openProject } from "./project.ts";

/**
 * Plans stacks: of a project with a schema for its configuration in this process, of any other in processes of their own.
 * @throws InvalidConfig, UsageError, RunError or PlanError; then nothing is answered at all
 */
export async function plannedStacks(options: PlanOptions): Promise<PlannedStack[]> {
  if (isTyped(openProject(options.folder))) return (await import("./plan.ts")).planStacks(options);
  return (await import("./child.ts")).planInChild(options);
}
