/** How far the offline plan was right, held against what the engine was given by the same program. Pure. */
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { byText, type Graph, type Json, joinPath, type Resource, SECRET, STACK_TYPE, UNKNOWN } from "../graph/graph.ts";
import { isNamed } from "../graph/optionPaths.ts";
import { replaceSymbols, symbolsIn } from "../graph/symbols.ts";
import { plainInputs } from "../graph/wire.ts";

export interface Difference {
  readonly urn: string;
  /** Property, or `parent`, `protect`. */
  readonly path: string;
  readonly offline: Json;
  readonly engine: Json;
}

export interface Trust {
  /** Resources that both have, alike. */
  readonly matched: number;
  /** URNs that only the engine has. */
  readonly missed: readonly string[];
  /** URNs that only the offline plan has. */
  readonly extra: readonly string[];
  readonly different: readonly Difference[];
}

interface Registered {
  readonly parent: string;
  readonly protect: boolean;
  readonly inputs: { readonly [key: string]: Json };
}

/**
 * @param events of a preview or an up, from begin to end
 * @param root of the project, from which the program's files are named
 */
export function trustOf(graph: Graph, events: readonly EngineEvent[], root: string): Trust {
  const engine = registeredIn(events, root);
  const offline = new Map(graph.resources.filter(isComparable).map((resource) => [resource.urn, resource]));
  const different = [...offline.values()].flatMap((resource) => {
    const registered = engine.get(resource.urn);
    return registered ? differences(resource, registered) : [];
  });
  const wrong = new Set(different.map(({ urn }) => urn));
  return {
    matched: [...offline.keys()].filter((urn) => engine.has(urn) && !wrong.has(urn)).length,
    missed: [...engine.keys()].filter((urn) => !offline.has(urn)).sort(byText),
    extra: [...offline.keys()].filter((urn) => !engine.has(urn)).sort(byText),
    different,
  };
}

/** The stack itself has no inputs; default providers are the engine's own. */
const isComparable = ({ type, urn }: Pick<Resource, "type" | "urn">): boolean =>
  type !== STACK_TYPE && !(type.startsWith("pulumi:providers:") && /::default(_\d+)*$/.test(urn));

function registeredIn(events: readonly EngineEvent[], root: string): Map<string, Registered> {
  const found = new Map<string, Registered>();
  for (const { resourcePreEvent } of events) {
    const { urn, type, new: next } = resourcePreEvent?.metadata ?? {};
    if (urn === undefined || type === undefined || !next || !isComparable({ urn, type })) continue;
    found.set(urn, { parent: next.parent, protect: next.protect === true, inputs: plainInputs(next.inputs, root).inputs });
  }
  return found;
}

function differences(resource: Resource, { parent, protect, inputs }: Registered): Difference[] {
  const { urn, options } = resource;
  // Where changes are ignored, the engine keeps what is deployed.
  const isKept = ({ path }: Unlike): boolean => isNamed(options.ignoreChanges, { path });
  return [
    ...(resource.parent === parent ? [] : [{ urn, path: "parent", offline: resource.parent, engine: parent }]),
    ...(options.protect === protect ? [] : [{ urn, path: "protect", offline: options.protect, engine: protect }]),
    // What providers add to the inputs, as names and defaults, the program did not give.
    ...Object.entries(resource.custom ? resource.inputs : {}).flatMap(([key, value]) =>
      unlike(joinPath("", key), value, inputs[key])
        .filter((difference) => !isKept(difference))
        .map((difference) => ({ urn, ...difference })),
    ),
  ];
}

type Unlike = Omit<Difference, "urn">;

function unlike(path: string, offline: Json, engine: Json | undefined): Unlike[] {
  if (isNested(offline) && isNested(engine) && Array.isArray(offline) === Array.isArray(engine)) {
    const [a, b] = [offline, engine] as { readonly [key: string]: Json }[];
    // The engine adds a file's hash.
    const isFile = /\.(asset|archive)$/.test(path);
    const keys = [...new Set([...Object.keys(a ?? {}), ...(isFile ? [] : Object.keys(b ?? {}))])];
    return keys.flatMap((key) =>
      unlike(joinPath(path, Array.isArray(offline) ? Number(key) : key), a?.[key] ?? null, b?.[key] ?? null),
    );
  }
  return isAlike(offline, engine ?? null) ? [] : [{ path, offline, engine: engine ?? null }];
}

/** A symbol is like any value that the engine has in its place, and like what the engine does not know yet. */
function isAlike(offline: Json, engine: Json): boolean {
  if (offline === engine) return true;
  if (engine === UNKNOWN || engine === SECRET || offline === UNKNOWN) return true;
  if (typeof offline !== "string" || symbolsIn(offline).length === 0) return false;
  const parts = replaceSymbols(offline, () => GAP).split(GAP);
  if (typeof engine !== "string") return parts.every((part) => part === "");
  return new RegExp(`^${parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".*")}$`, "s").test(engine);
}

/** Stands where a symbol stood; in no text. */
const GAP = "\0";

type Nested = readonly Json[] | { readonly [key: string]: Json };
const isNested = (value: Json | undefined): value is Nested => typeof value === "object" && value !== null;
