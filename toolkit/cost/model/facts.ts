/** What the model reads from a graph: resources by type and component, never by the name of an environment. */
import type { Graph, Json, Resource } from "../../graph/graph.ts";
import { groupBy } from "../../graph/values.ts";

export interface Facts {
  /** Resources of a type. */
  all(type: string): readonly Resource[];
  /** The first of a type, where there is one. */
  one(type: string): Resource | undefined;
  /** The component that a resource belongs to. */
  owner(resource: Resource): Resource | undefined;
  /** The first of a type in the same component. */
  beside(resource: Resource, type: string): Resource | undefined;
  /** The first of a type whose metadata or target has a name. */
  named(type: string, name: Json | undefined, ...path: readonly string[]): Resource | undefined;
  /** Zones that there are subnets in, at least one. */
  readonly zones: number;
  /** Endpoints of AWS's own services in the VPC that are paid for. */
  readonly serviceEndpoints: number;
}

export function factsOf(graph: Graph): Facts {
  const byUrn = new Map(graph.resources.map((resource) => [resource.urn, resource]));
  const byType = groupBy(graph.resources, ({ type }) => type);
  const byParent = new Map<string, Resource>();
  for (const resource of graph.resources) {
    const key = `${resource.parent} ${resource.type}`;
    if (!byParent.has(key)) byParent.set(key, resource);
  }
  const indexes = new Map<string, ReadonlyMap<Json | undefined, Resource>>();
  const indexOf = (type: string, path: readonly string[]): ReadonlyMap<Json | undefined, Resource> => {
    const key = [type, ...path].join(" ");
    const known = indexes.get(key);
    if (known) return known;
    const index = new Map((byType.get(type) ?? []).map((each) => [input(each, ...path), each]));
    indexes.set(key, index);
    return index;
  };
  const owner = ({ parent }: Resource): Resource | undefined => (parent === null ? undefined : byUrn.get(parent));
  const endpoints = byType.get("aws:ec2/vpcEndpoint:VpcEndpoint") ?? [];
  return {
    zones: Math.max(
      1,
      new Set((byType.get("aws:ec2/subnet:Subnet") ?? []).map((subnet) => input(subnet, "availabilityZone"))).size,
    ),
    serviceEndpoints: endpoints.filter(
      (endpoint) => input(endpoint, "vpcEndpointType") === "Interface" && owner(endpoint)?.type === "monitor:network:Network",
    ).length,
    beside: ({ parent }, type) => byParent.get(`${parent} ${type}`),
    named: (type, name, ...path) => indexOf(type, path).get(name),
    all: (type) => byType.get(type) ?? [],
    one: (type) => byType.get(type)?.[0],
    owner,
  };
}

/** What stands at a path of inputs: `at(resource, "spec", "template")`; a step into a list is a number. */
export function input({ inputs }: Resource, ...path: readonly (string | number)[]): Json | undefined {
  let value: Json | undefined = inputs as Json;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as { readonly [key: string]: Json })[step];
  }
  return value;
}

/** A number at a path of inputs, else the default. */
export function numberIn(resource: Resource | undefined, otherwise: number, ...path: readonly (string | number)[]): number {
  const value = resource === undefined ? undefined : input(resource, ...path);
  return typeof value === "number" ? value : otherwise;
}
