/** Which resources of a graph refer to which: by value, by dependency, by symbol. */
import { byText, type Graph, type Json, type Resource } from "../../graph/graph.ts";
import { symbolsIn } from "../../graph/symbols.ts";
import { pushTo } from "../../graph/values.ts";

export interface References {
  /** URNs in the graph that a resource refers to; itself is never one of them. */
  readonly to: (urn: string) => readonly string[];
  /** URNs of what refers to it. */
  readonly from: (urn: string) => readonly string[];
}

export function referencesIn(graph: Graph): References {
  const known = new Set(graph.resources.map(({ urn }) => urn));
  const to = new Map<string, readonly string[]>();
  const from = new Map<string, string[]>();
  for (const resource of graph.resources) {
    const all = [
      ...resource.dependsOn,
      ...Object.values(resource.propertyDependencies).flat(),
      ...symbolUrns(resource.inputs),
      ...(resource.options.deletedWith === null ? [] : [resource.options.deletedWith]),
      ...(resource.options.replaceWith ?? []),
      ...symbolUrns(resource.options.replacementTrigger ?? null),
    ];
    const found = [...new Set(all)].filter((urn) => urn !== resource.urn && known.has(urn)).sort(byText);
    to.set(resource.urn, found);
    for (const urn of found) pushTo(from, urn, resource.urn);
  }
  return { to: (urn) => to.get(urn) ?? [], from: (urn) => from.get(urn) ?? [] };
}

/** What one input of a resource refers to. */
export const referencesOf = ({ inputs, propertyDependencies }: Resource, property: string): string[] => [
  ...new Set([...(propertyDependencies[property] ?? []), ...symbolUrns(inputs[property] ?? null)]),
];

function symbolUrns(value: Json): string[] {
  if (typeof value === "string") return symbolsIn(value).map(({ urn }) => urn);
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(symbolUrns);
}
