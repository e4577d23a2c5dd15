/** What Pulumi's engine shows a policy pack, as the graph that rules look at. */
import { type PolicyResource, Secret } from "@pulumi/policy";
import * as proxies from "@pulumi/policy/proxy.js";
import { STATEFUL } from "../../../infra/core/stateful.ts";
import { SHORTEST } from "../../engine/secrecy.ts";
import {
  byText,
  DEFAULT_OPTIONS,
  type Graph,
  type Json,
  joinPath,
  type Resource,
  type ResourceOptions,
  SECRET,
  STACK_TYPE,
  UNKNOWN,
} from "../../graph/graph.ts";
import type { PlainInputs } from "../../graph/wire.ts";

/** What the package declares as its own alone: there is no other way to a value that a guard stands before. */
const INTERNALS = proxies as unknown as Readonly<Record<string, string>>;
/** A text for each kind of value that is not known yet. */
const UNKNOWNS = new Set<unknown>(
  Object.entries(INTERNALS).flatMap(([name, text]) => (/^unknown\w+Value$/.test(name) ? [text] : [])),
);

/** The inputs of resources, as they come by, one after the other. */
export class EngineInputs {
  readonly #inputs = new Map<string, PlainInputs>();
  readonly #known = new Set<string>();

  /** @param props as the engine shows them to what may remedy them: behind a guard of unknowns, and one of secrets */
  note(urn: string, props: unknown): void {
    this.#inputs.set(urn, this.#plainInputs(behind(behind(props))));
  }

  of(urn: string): PlainInputs | undefined {
    return this.#inputs.get(urn);
  }

  /** What is shown in the end has its secrets in clear: those that some resource was given are known. */
  masked(props: unknown): PlainInputs {
    return this.#plainInputs(behind(props));
  }

  #plainInputs(props: unknown): PlainInputs {
    const secrets: string[] = [];
    const unknowns: string[] = [];
    const plain = (value: unknown, at: string): Json => {
      if (UNKNOWNS.has(value)) {
        unknowns.push(at);
        return UNKNOWN;
      }
      if (value instanceof Secret) this.#learn(value.value);
      if (value instanceof Secret || (typeof value === "string" && this.#known.has(value))) {
        secrets.push(at);
        return SECRET;
      }
      if (Array.isArray(value)) return value.map((item, index) => plain(item, joinPath(at, index)));
      return typeof value === "object" && value !== null ? fields(value, at) : (value as Json);
    };
    const fields = (object: object, at: string): PlainInputs["inputs"] =>
      Object.fromEntries(
        Object.entries(object)
          .filter(([key, item]) => !key.startsWith("__") && item !== undefined) // what providers and SDKs note for themselves
          .map(([key, item]) => [key, plain(item, joinPath(at, key))]),
      );
    return { inputs: fields(props ?? {}, ""), secrets, unknowns };
  }

  #learn(value: unknown): void {
    if (typeof value === "string" && value.length >= SHORTEST && !UNKNOWNS.has(value)) this.#known.add(value);
    else if (typeof value === "object" && value !== null) for (const item of Object.values(value)) this.#learn(item);
  }
}

/** What a guard stands before. */
const behind = (guarded: unknown): unknown =>
  (guarded as Readonly<Record<string, unknown>>)[INTERNALS.getSpecialProxyTarget ?? ""] ?? guarded;

export function engineGraph(resources: readonly PolicyResource[], inputs: EngineInputs): Graph {
  const stack = resources.find(({ type }) => type === STACK_TYPE);
  const [, name = "", project = ""] = /^urn:pulumi:([^:]+)::([^:]+)::/.exec(stack?.urn ?? resources[0]?.urn ?? "") ?? [];
  return {
    ...{ project, stack: name, cannotTell: [] },
    resources: resources.map((resource) => resourceOf(resource, inputs)).sort((a, b) => byText(a.urn, b.urn)),
    outputs: inputs.masked(stack?.props).inputs,
  };
}

const isProvider = (type: string): boolean => type.startsWith("pulumi:providers:");

function resourceOf(
  { urn, type, name, props, parent, provider, opts, ...shown }: PolicyResource,
  inputs: EngineInputs,
): Resource {
  return {
    ...{
      urn,
      type,
      name,
      parent: parent?.urn ?? null,
      provider: provider?.urn ?? null,
      custom: provider !== undefined || isProvider(type),
    },
    ...(inputs.of(urn) ?? inputs.masked(props)),
    source: null,
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
