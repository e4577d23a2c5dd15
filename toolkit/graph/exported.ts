/** What a stack exports. */
import type { Json } from "./graph.ts";
import type { PlainInputs } from "./wire.ts";

/** How the SDK marks a resource that a stack exports whole, for the engine to know. */
const RESOURCE_MARK = "@isPulumiResource";

const withoutMarks = <T extends Json>(value: T): T => {
  if (Array.isArray(value)) return value.map(withoutMarks) as unknown as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]: [string, Json]) => (key === RESOURCE_MARK ? [] : [[key, withoutMarks(item)]])),
  ) as T;
};

/** Whether a path leads into a resource that is exported whole: what nobody asks for by name needs no excuse. */
function isInResource(outputs: Json, path: string): boolean {
  let at: Json | undefined = outputs;
  for (const step of path.split(/[.[\]]+/)) {
    if (typeof at !== "object" || at === null) return false;
    if (RESOURCE_MARK in at) return true;
    at = (at as { readonly [key: string]: Json })[step];
  }
  return false;
}

export interface Exported {
  readonly outputs: { readonly [key: string]: Json };
  /** Paths of values that nobody knows, but for those inside a resource that is exported whole. */
  readonly unknowns: readonly string[];
}

export function exported({ inputs, unknowns }: PlainInputs): Exported {
  return { outputs: withoutMarks(inputs), unknowns: unknowns.filter((path) => !isInResource(inputs, path)) };
}
