/** What Pulumi's engine shows a policy pack, as the graph that rules look at. */
import { type PolicyResource, Secret } from "@pulumi/policy";
import * as proxies from "@pulumi/policy/proxy.js";
import { STATEFUL } from "../../../infra/core/stateful.ts";
import {
  byText,
  DEFAULT_OPTIONS,
  type Graph,
  type Json,
  type Resource,
  type ResourceOptions,
  SECRET,
  STACK_TYPE,
  UNKNOWN,
} from "../../graph/graph.ts";

/** What the package declares as its own alone: there is no other way to a value that a guard stands before. */
const INTERNALS = proxies as unknown as Readonly<Record<string, string>>;
/** A text for each kind of value that is not known yet. */
const UNKNOWNS = new Set<unknown>(
  Object.entries(INTERNALS).flatMap(([name, text]) => (/^unknown\w+Value$/.test(name) ? [text] : [])),
);

/** A shorter value is part of too much else. */
const SHORTEST_SECRET = 8;

type Fields = { readonly [key: string]: Json };

/** The inputs of resources, as they come by, one after the other. */
export class EngineInputs {
  readonly #inputs = new Map<string, Fields>();
  readonly #secrets = new Set<string>();

  /** @param props as the engine shows them to what may remedy them: behind a guard of unknowns, and one of secrets */
  note(urn: string, props: unknown): void {
    this.#inputs.set(urn, this.#fields(behind(behind(props))));
  }

  of(urn: string): Fields | undefined {
    return this.#inputs.get(urn);
  }

  /** What is shown in the end has its secrets in clear: those that some resource was given are known. */
  masked(props: unknown): Fields {
    return this.#fields(behind(props));
  }

  #fields(value: unknown): Fields {
    const entries = Object.entries((value ?? {}) as object);
    return Object.fromEntries(
      entries.flatMap(([key, item]) => (key.startsWith("__") || item === undefined ? [] : [[key, this.#plain(item)]])),
    );
  }

  #plain(value: unknown): Json {
    if (UNKNOWNS.has(value)) return UNKNOWN;
    if (value instanceof Secret) {
      this.#learn(value.value);
      return SECRET;
    }
    if (typeof value === "string") return this.#secrets.has(value) ? SECRET : value;
    if (Array.isArray(value)) return value.map((item) => this.#plain(item));
    if (typeof value !== "object" || value === null) return value as Json;
    return this.#fields(value);
  }

  #learn(value: unknown): void {
    if (typeof value === "string" && value.length >= SHORTEST_SECRET && !UNKNOWNS.has(value)) this.#secrets.add(value);
    else if (typeof value === "object" && value !== null) for (const item of Object.values(value)) this.#learn(item);
  }
}

const behind = (guarded: unknown): unknown =>
  (guarded as Readonly<Record<string, unknown>>)[INTERNALS.getSpecialProxyTarget ?? ""] ?? guarded;

export function engineGraph(resources: readonly PolicyResource[], inputs: EngineInputs): Graph {
  const stack = resources.find(({ type }) => type === STACK_TYPE);
  const [, , name = "", project = ""] = /^(urn:pulumi):([^:]+)::([^:]+)::/.exec(stack?.urn ?? resources[0]?.urn ?? "") ?? [];
  return {
    ...{ project, stack: name, cannotTell: [] },
    resources: resources
      .filter(({ type, urn }) => !isDefaultProvider(type, urn))
      .map((resource) => resourceOf(resource, inputs))
      .sort((a, b) => byText(a.urn, b.urn)),
    outputs: inputs.masked(stack?.props),
  };
}

const isProvider = (type: string): boolean => type.startsWith("pulumi:providers:");
const isDefaultProvider = (type: string, urn: string): boolean => isProvider(type) && /::default(_[\w]+)?$/.test(urn);

function resourceOf(
  { urn, type, name, props, parent, provider, opts, ...shown }: PolicyResource,
  inputs: EngineInputs,
): Resource {
  const own = provider !== undefined && !isDefaultProvider(provider.type, provider.urn) ? provider.urn : null;
  return {
    ...{ urn, type, name, parent: parent?.urn ?? null, provider: own, custom: provider !== undefined || isProvider(type) },
    inputs: type === STACK_TYPE ? {} : (inputs.of(urn) ?? inputs.masked(props)),
    ...{ secrets: [], unknowns: [], source: null },
    dependsOn: shown.dependencies.map(({ urn }) => urn).sort(byText),
    propertyDependencies: Object.fromEntries(
      Object.entries(shown.propertyDependencies).map(([input, urns]) => [input, urns.map(({ urn }) => urn).sort(byText)]),
    ),
    options: optionsOf(opts),
  };
}

/** The engine does not show whether a resource is retained when it is deleted; of ours, the configuration says so. */
export const withRetained = (graph: Graph, { protection }: { readonly [key: string]: Json }): Graph =>
  (protection as { readonly retain?: boolean } | undefined)?.retain !== true
    ? graph
    : {
        ...graph,
        resources: graph.resources.map((resource) =>
          STATEFUL.has(resource.type) ? { ...resource, options: { ...resource.options, retainOnDelete: true } } : resource,
        ),
      };

const optionsOf = ({ protect, ignoreChanges, deleteBeforeReplace }: PolicyResource["opts"]): ResourceOptions => ({
  ...DEFAULT_OPTIONS,
  ...{ protect, ignoreChanges, deleteBeforeReplace: deleteBeforeReplace ?? null },
});
