/** What drift costs: the environment priced as it was found, against as it was planned. Pure. */
import type { Drift } from "../engine/drift.ts";
import type { Graph, Json, Resource } from "../graph/graph.ts";
import { put, stepsOf } from "./compare/changes.ts";
import type { Estimate } from "./line.ts";
import { type Band, band, type Micros } from "./money.ts";

export interface DriftCost {
  readonly drift: Drift;
  /** What a month costs more, or less; null where prices do not tell. */
  readonly monthly: Band<Micros> | null;
}

/** @param price prices a graph of the same stack */
export function driftCosts(graph: Graph, drifts: readonly Drift[], price: (graph: Graph) => Estimate): readonly DriftCost[] {
  const planned = price(graph);
  return drifts.map((drift) => {
    const changed = asFound(graph, drift);
    if (!changed) return { drift, monthly: null };
    const found = price(changed);
    // What has no figure on one side alone would look like a difference.
    const isComparable = found.unpriced.length === planned.unpriced.length;
    return { drift, monthly: isComparable ? band((point) => found.monthly[point] - planned.monthly[point]) : null };
  });
}

/** The graph with the one difference in it; undefined where its resource is not in the plan, or the path cannot be followed. */
function asFound(graph: Graph, { urn, path, found }: Drift): Graph | undefined {
  const resource = graph.resources.find((it) => it.urn === urn);
  if (!resource || path?.includes('["')) return undefined;
  const others = graph.resources.filter((it) => it !== resource);
  if (path === null) return { ...graph, resources: others };
  const inputs = structuredClone(resource.inputs) as Record<string, Json>;
  put(inputs, stepsOf(path), found);
  const changed: Resource = { ...resource, inputs };
  return { ...graph, resources: graph.resources.map((it) => (it === resource ? changed : it)) };
}
