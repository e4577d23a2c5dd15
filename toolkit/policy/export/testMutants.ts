/** A stack with one thing broken each time, and what other people's scanners must say to it. */
import type { Graph, Json, Resource } from "../../graph/graph.ts";

export interface Mutant {
  /** Checks that fail now and did not before; those, and no others. */
  readonly fails: readonly string[];
  /** @default prod */
  readonly stack?: "prod" | "shared";
  /** The resource that is broken, by its name and the end of its type. */
  readonly of: string;
  /** What its inputs are then, by path; undefined takes one away. Where this is missing, the whole resource is. */
  readonly set?: Readonly<Record<string, Json | undefined>>;
}

/** The graph with a mutant's resource broken, or gone. */
export function mutated(graph: Graph, { of, set }: Mutant): Graph {
  const wanted = resourceOf(graph, of);
  const resources = graph.resources.flatMap((one) => (one !== wanted ? [one] : set === undefined ? [] : [withInputs(one, set)]));
  return { ...graph, resources };
}

export function resourceOf(graph: Graph, of: string): Resource {
  const [name, type] = of.split(":");
  const found = graph.resources.find((one) => one.name === name && one.type.endsWith(`:${type}`));
  if (!found) throw new Error(`no ${of} in ${graph.stack}`);
  return found;
}

function withInputs(resource: Resource, set: NonNullable<Mutant["set"]>): Resource {
  const inputs = structuredClone(resource.inputs) as Record<string, Json>;
  const propertyDependencies = { ...resource.propertyDependencies };
  for (const [path, value] of Object.entries(set)) {
    const steps = path.split(".");
    const last = steps.pop() ?? "";
    let at = inputs as Record<string, Json | undefined>;
    for (const step of steps) at = at[step] as Record<string, Json | undefined>;
    if (value === undefined) delete at[last];
    else at[last] = value;
    if (steps.length === 0) delete propertyDependencies[last];
  }
  return { ...resource, inputs, propertyDependencies };
}

/** A resource and what it has to do with, two steps far: all that a scanner needs to judge it, and little else. */
export function around(graph: Graph, of: string): Graph {
  let near = new Set([resourceOf(graph, of).urn]);
  for (let step = 0; step < 2; step++) {
    const next = new Set(near);
    for (const { urn, propertyDependencies } of graph.resources)
      for (const other of Object.values(propertyDependencies).flat()) {
        if (near.has(urn)) next.add(other);
        if (near.has(other)) next.add(urn);
      }
    near = next;
  }
  return { ...graph, resources: graph.resources.filter(({ urn }) => near.has(urn)) };
}
