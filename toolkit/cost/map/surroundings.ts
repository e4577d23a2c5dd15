/** A resource's surroundings in its graph, each looked up in constant time. */
import { componentOf, finderIn } from "../../graph/components.ts";
import type { Graph, Json, Resource } from "../../graph/graph.ts";
import { symbolsIn } from "../../graph/symbols.ts";
import { pushTo } from "../../graph/values.ts";
import type { Around } from "./mapper.ts";
import { NotTold, readerOf } from "./reader.ts";

export function surroundings(graph: Graph, today: string): (resource: Resource) => Around & { readonly component: string } {
  const find = finderIn(graph);
  const provider = graph.resources.find(({ type }) => type === "pulumi:providers:aws");
  const regions = new Map<string | null, string | undefined>();
  const regionBy = (urn: string | null): string | undefined => {
    if (!regions.has(urn)) regions.set(urn, regionOf(urn === null ? provider : find(urn)) ?? regionOf(provider));
    return regions.get(urn);
  };
  let referrers: ReadonlyMap<string, readonly Resource[]> | undefined;
  return (resource) => ({
    today,
    find,
    get region() {
      const region = readerOf(resource).text("region") ?? regionBy(resource.provider);
      if (region === undefined) throw new NotTold("the region is not told");
      return region;
    },
    get component() {
      return componentOf(resource, find);
    },
    referringTo(urn, type) {
      referrers ??= referrersIn(graph);
      return (referrers.get(urn) ?? []).filter((it) => it.type === type);
    },
  });
}

const regionOf = (provider: Resource | undefined): string | undefined =>
  provider === undefined ? undefined : readerOf(provider).text("region");

function referrersIn(graph: Graph): ReadonlyMap<string, readonly Resource[]> {
  const referrers = new Map<string, Resource[]>();
  for (const resource of graph.resources) {
    const urns = new Set<string>();
    collect(resource.inputs, urns);
    for (const urn of urns) pushTo(referrers, urn, resource);
  }
  return referrers;
}

/** URNs that a value refers to anywhere in it. */
function collect(value: Json, into: Set<string>): void {
  if (typeof value === "string") {
    if (value.includes("${urn:")) for (const { urn } of symbolsIn(value)) into.add(urn);
  } else if (typeof value === "object" && value !== null) for (const item of Object.values(value)) collect(item, into);
}
