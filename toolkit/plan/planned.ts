/** The one way to the plans of a project, whosever it is. */
import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { PlannedStack, PlanOptions } from "./plan.ts";
import { isTyped, openProject, type Project } from "./project.ts";

/**
 * Plans stacks: of a project with a schema for its configuration in this process, of any other in processes of their own.
 * @throws InvalidConfig, UsageError, RunError or PlanError; then nothing is answered at all
 */
export async function plannedStacks(options: PlanOptions): Promise<PlannedStack[]> {
  const project = openProject(options.folder);
  if (isTyped(project) && !hasOtherSdk(project)) return (await import("./plan.ts")).planStacks(options);
  return (await import("./child.ts")).planInChild(options);
}

/** Whether the program would load another SDK than the recorder's, in which nothing of it would be heard here. */
function hasOtherSdk({ root }: Project): boolean {
  const theirs = sdkFrom(path.join(root, "_.js"));
  return theirs !== undefined && theirs !== sdkFrom(import.meta.filename);
}

function sdkFrom(asker: string): string | undefined {
  try {
    return realpathSync(createRequire(asker).resolve("@pulumi/pulumi/package.json"));
  } catch {
    return undefined;
  }
}
