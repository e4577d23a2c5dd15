/** The components around a resource. */
import type { Graph, Resource } from "./graph.ts";

export type Find = (urn: string) => Resource | undefined;

export function finderIn({ resources }: Pick<Graph, "resources">): Find {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  return (urn) => byUrn.get(urn);
}

/** Names of the components that a resource belongs to, outermost first: `data/redis`. A component belongs to itself. */
export const componentOf = (resource: Resource, find: Find): string =>
  [around(resource, find), ...(resource.custom ? [] : [resource.name])].filter(Boolean).join("/");

/** The same without the component itself. */
export function around({ parent }: Resource, find: Find): string {
  const names: string[] = [];
  for (let at = parent; at !== null; ) {
    const above = find(at);
    if (!above || above.parent === null) break;
    if (!above.custom) names.unshift(above.name);
    at = above.parent;
  }
  return names.join("/");
}
