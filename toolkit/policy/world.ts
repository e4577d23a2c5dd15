/** What a rule sees beside its resource: the graph by type and by who refers to whom, configuration, cost, and values that may be unknown. */
import type { Profile } from "../../infra/config/schema/policy.ts";
import type { Estimate } from "../cost/line.ts";
import { type Graph, type Json, type Resource, SECRET, UNKNOWN } from "../graph/graph.ts";
import { symbolsIn } from "../graph/symbols.ts";
import { groupBy, pushTo } from "../graph/values.ts";
import { EVERY_TYPE } from "./rule.ts";

/** A value of a resource: unknown where the plan cannot tell it; undefined where the program does not set it. */
export type Read = { readonly known: true; readonly value: Json | undefined } | { readonly known: false; readonly path: string };

export interface World {
  readonly graph: Graph;
  /** As the stack file has it, typed where the project has a schema. */
  readonly config: { readonly [key: string]: Json };
  readonly profile: Profile;
  /** Null where nobody has priced the stack: under Pulumi's engine. */
  readonly estimate: Estimate | null;
  /** As 2026-11-23: what support of a version goes by. Null where nobody says. */
  readonly today: string | null;
  readonly get: (urn: string) => Resource | undefined;
  /** All of a type, or of several. */
  readonly ofType: (...types: readonly string[]) => readonly Resource[];
  /** Those of a type with an input, by its top-level name, that follows from the resource: the public access blocks whose `bucket` is this one. */
  readonly pointingAt: (resource: Resource, type: string, input: string) => readonly Resource[];
  /** What an input, by its top-level name, follows from. */
  readonly pointedAtBy: (resource: Resource, input: string) => readonly Resource[];
  /** All with an input that follows from the resource. */
  readonly referringTo: (resource: Resource) => readonly Resource[];
  /** What the plan does not know of a resource, beside inputs: what a component of another package makes, what waits for an output. */
  readonly untold: (resource: Resource) => readonly string[];
  /** Those of a type whose input, by its top-level name, is this value: what names a resource in clear, or what is `"[unknown]"`. */
  readonly withInput: (type: string, input: string, value: Json) => readonly Resource[];
}

export interface WorldParts {
  readonly graph: Graph;
  readonly config: { readonly [key: string]: Json };
  readonly profile: Profile;
  readonly estimate: Estimate | null;
  readonly today?: string | null;
}

export function worldOf(parts: WorldParts): World {
  const byUrn = new Map<string, Resource>();
  const byType = new Map<string, Resource[]>();
  const pointing = new Map<string, Resource[]>();
  const referring = new Map<string, Resource[]>();
  const untold = new Map<string, string[]>();
  for (const { resource, path, why } of parts.graph.cannotTell) if (path === null) pushTo(untold, resource, why);
  const graph: Graph = {
    ...parts.graph,
    resources: parts.graph.resources.map((one) => ({ ...one, inputs: withoutNulls(one.inputs) as Resource["inputs"] })),
  };
  for (const resource of graph.resources) {
    byUrn.set(resource.urn, resource);
    pushTo(byType, resource.type, resource);
    pushTo(byType, EVERY_TYPE, resource);
    for (const [input, urns] of Object.entries(resource.propertyDependencies))
      for (const urn of urns) {
        pushTo(pointing, `${urn}\n${resource.type}\n${input}`, resource);
        pushTo(referring, urn, resource);
      }
  }
  // Made when first asked for: few inputs ever are.
  const byInput = new Map<string, Map<Json | undefined, Resource[]>>();
  const valuesOf = (type: string, input: string): Map<Json | undefined, Resource[]> => {
    const key = `${type}\n${input}`;
    const known = byInput.get(key);
    if (known) return known;
    const made = groupBy(byType.get(type) ?? [], ({ inputs }): Json | undefined => inputs[input]);
    byInput.set(key, made);
    return made;
  };
  return {
    ...{ ...parts, graph, today: parts.today ?? null },
    get: (urn) => byUrn.get(urn),
    ofType: (...types) => types.flatMap((type) => byType.get(type) ?? []),
    pointingAt: ({ urn }, type, input) => pointing.get(`${urn}\n${type}\n${input}`) ?? [],
    pointedAtBy: ({ propertyDependencies }, input) => (propertyDependencies[input] ?? []).flatMap((urn) => byUrn.get(urn) ?? []),
    referringTo: ({ urn }) => referring.get(urn) ?? [],
    untold: ({ urn }) => untold.get(urn) ?? [],
    withInput: (type, input, value) => valuesOf(type, input).get(value) ?? [],
  };
}

/**
 * An input of a resource, by its path (`defaultActions[0].redirect.protocol`). Unknown where the value itself, or anything it stands in,
 * is, and where what it stands in is a secret or an output of its own; what is set somewhere below it may still be.
 */
export function read({ inputs }: Pick<Resource, "inputs">, path: string): Read {
  let value: Json | undefined = inputs;
  for (const [, name, quoted, index] of path.matchAll(/([^.[\]]+)|\["([^"]+)"\]|\[(\d+)\]/g)) {
    if (isOpaque(value)) return { known: false, path };
    if (typeof value !== "object" || value === null) return { known: true, value: undefined };
    value = (value as { readonly [key: string]: Json })[name ?? quoted ?? index ?? ""];
    if (value === UNKNOWN) return { known: false, path };
  }
  return { known: true, value };
}

/** What an input says; `"[unknown]"` where the plan cannot tell: where it is unknown, a secret, or what only a cloud knows. */
export function told(resource: Pick<Resource, "inputs">, path: string): Json | undefined {
  const found = read(resource, path);
  return found.known && !isOpaque(found.value) ? found.value : UNKNOWN;
}

/** Whether a text stands for what the plan does not know. */
export const isOpaque = (value: Json | undefined): boolean =>
  typeof value === "string" && (value === UNKNOWN || value === SECRET || symbolsIn(value).length > 0);

/** An object without what is null in it: providers take that for what is not set. */
function withoutNulls(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutNulls);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === null ? [] : [[key, withoutNulls(item as Json)]])),
  );
}

/** Whether anything in a value is unknown, or a secret. */
export function hasUnknown(value: Json | undefined): boolean {
  if (typeof value === "string") return value === UNKNOWN || value === SECRET;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(hasUnknown);
}
