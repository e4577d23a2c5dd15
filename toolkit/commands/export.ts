import { jsonText } from "../graph/graph.ts";
import { objectsOf, releasesOf } from "../kubernetes/objects.ts";
import { plannedStacks } from "../plan/planned.ts";
import { UsageError } from "../plan/project.ts";
import { FACTS } from "../policy/export/facts.ts";
import { leftOut, terraformPlan } from "../policy/export/plan.ts";
import { renderYaml } from "../report/renderYaml.ts";

export type ExportFormat = "terraform-plan" | "kubernetes";

export interface ExportRequest {
  readonly folder: string;
  readonly stack: string;
  readonly format: ExportFormat;
}

export interface ExportAnswer {
  readonly text: string;
  /** Types that no scanner would see, and how many there are of each. */
  readonly leftOut: ReadonlyMap<string, number>;
}

/** A stack in a form that other people's scanners read. */
export async function exportStack({ folder, stack, format }: ExportRequest): Promise<ExportAnswer> {
  const [planned] = await plannedStacks({ folder, stacks: [stack] });
  if (!planned) throw new Error(`${stack} was not planned`);
  const { graph } = planned;
  if (format === "kubernetes") {
    const objects = objectsOf(graph);
    if (objects.length === 0) throw new UsageError(`${stack} has no Kubernetes objects`, "name a stack that has a cluster");
    return { text: renderYaml(objects, releasesOf(graph)), leftOut: new Map() };
  }
  return { text: jsonText(terraformPlan(graph, FACTS)), leftOut: leftOut(graph, FACTS) };
}
