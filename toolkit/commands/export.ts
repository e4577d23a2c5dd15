import { type Graph, jsonText, type Resource } from "../graph/graph.ts";
import { isObject, objectsOf, releasesOf } from "../kubernetes/objects.ts";
import { plannedStacks } from "../plan/planned.ts";
import { UsageError } from "../plan/project.ts";
import { FACTS } from "../policy/export/facts.ts";
import { terraformPlan } from "../policy/export/plan.ts";
import { renderYaml } from "../report/renderYaml.ts";

export type ExportFormat = "terraform-plan" | "kubernetes";

export interface ExportRequest {
  readonly folder: string;
  readonly stack: string;
  readonly format: ExportFormat;
}

export interface ExportAnswer {
  readonly text: string;
  /** What no scanner of this text would see of the stack, a line each. */
  readonly unseen: readonly string[];
}

/** A stack in a form that other people's scanners read. @throws UsageError where nothing is left to read: they would find it clean */
export async function exportStack({ folder, stack, format }: ExportRequest): Promise<ExportAnswer> {
  const [planned] = await plannedStacks({ folder, stacks: [stack] });
  if (!planned) throw new Error(`${stack} was not planned`);
  const { graph } = planned;
  const unseen = unseenOf(graph, format);
  const { isShown, what, remedy } = FORMS[format];
  if (!graph.resources.some(isShown)) throw new UsageError([`${stack} has no ${what}`, ...unseen].join("\n  "), remedy);
  const text = format === "kubernetes" ? renderYaml(objectsOf(graph), releasesOf(graph)) : jsonText(terraformPlan(graph, FACTS));
  return { text, unseen };
}

interface Form {
  readonly isShown: (resource: Resource) => boolean;
  readonly what: string;
  /** Where it has none. */
  readonly remedy: string;
}

const FORMS: Readonly<Record<ExportFormat, Form>> = {
  "terraform-plan": {
    isShown: ({ type }) => FACTS.types[type] !== undefined,
    what: "AWS resources that a Terraform plan could show",
    remedy: "--format kubernetes has what stands on a cluster; monitor policy judges the rest",
  },
  kubernetes: { isShown: isObject, what: "Kubernetes objects", remedy: "name a stack that has a cluster" },
};

/** Of Kubernetes' form only what stands on a cluster is asked for. */
function unseenOf(graph: Graph, format: ExportFormat): string[] {
  const counts = new Map<string, number>();
  for (const resource of graph.resources) {
    const { type, custom } = resource;
    if (!custom || type.startsWith("pulumi:") || FORMS[format].isShown(resource)) continue;
    if (format === "kubernetes" && !type.startsWith("kubernetes:")) continue;
    const what = isObject(resource) ? "kubernetes:* (--format kubernetes has them)" : type;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  const untold = graph.cannotTell.filter(({ path }) => path === null);
  return [
    ...(counts.size === 0 ? [] : [`left out: ${[...counts].map(([what, count]) => `${count} × ${what}`).join(", ")}`]),
    ...untold.map(({ resource, why }) => `cannot tell ${resource.split("::").pop()}: ${why}`),
  ];
}
