import { objectsOf, releasesOf } from "../kubernetes/objects.ts";
import { closedPods, reachOf } from "../kubernetes/reach.ts";
import { plannedStacks } from "../plan/planned.ts";
import { UsageError } from "../plan/project.ts";
import { reachText } from "../report/reachText.ts";
import { renderYaml } from "../report/renderYaml.ts";
import type { Paint } from "../report/terminal.ts";

export interface RenderRequest {
  readonly folder: string;
  readonly stack: string;
  /** Whether to tell who may reach whom, instead of the objects. */
  readonly reach: boolean;
  readonly paint: Paint;
}

/** The Kubernetes objects of a stack as YAML, or the table that follows from its network policies. */
export async function render({ folder, stack, reach, paint }: RenderRequest): Promise<string> {
  const [planned] = await plannedStacks({ folder, stacks: [stack] });
  if (!planned) throw new Error(`${stack} was not planned`);
  const objects = objectsOf(planned.graph);
  if (objects.length === 0) throw new UsageError(`${stack} has no Kubernetes objects`, "name a stack that has a cluster");
  return reach ? reachText(reachOf(objects), closedPods(objects), paint) : renderYaml(objects, releasesOf(planned.graph));
}
