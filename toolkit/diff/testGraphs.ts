/** Graphs that tests make up. */
import {
  bareResource,
  byText,
  DEFAULT_OPTIONS,
  type Graph,
  type Resource,
  type ResourceOptions,
  STACK_TYPE,
} from "../graph/graph.ts";
import { symbol } from "../graph/symbols.ts";

const STACK = "urn:pulumi:s::p::pulumi:pulumi:Stack::p-s";

export const urnOf = (type: string, name: string, above = "", stack = "s"): string =>
  `urn:pulumi:${stack}::p::${above === "" ? "" : `${above}$`}${type}::${name}`;

type More = Partial<Omit<Resource, "options">> & { readonly options?: Partial<ResourceOptions> };

export const resource = (
  type: string,
  name: string,
  inputs: Resource["inputs"] = {},
  { options, ...more }: More = {},
): Resource =>
  bareResource({
    urn: urnOf(type, name),
    parent: STACK,
    ...{ type, name, inputs },
    ...more,
    options: { ...DEFAULT_OPTIONS, ...options },
  });

/** What groups others; its children's URNs begin with its type. */
export const component = (type: string, name: string, more: More = {}): Resource =>
  resource(type, name, {}, { custom: false, ...more });

export const child = (
  parent: Resource,
  type: string,
  name: string,
  inputs: Resource["inputs"] = {},
  more: More = {},
): Resource => {
  const above = parent.urn.split("::")[2] ?? "";
  return resource(type, name, inputs, { urn: urnOf(type, name, above), parent: parent.urn, ...more });
};

/** An output of a resource, as an input of another. */
export const output = ({ urn }: Resource, path: string): string => symbol(urn, path);

/** With the stack around them; what inputs follow from is read off them. */
export function graphOf(resources: readonly Resource[], stack = "s"): Graph {
  const urns = new Set(resources.map(({ urn }) => urn));
  const linked = resources.map((one): Resource => {
    const used = (value: unknown): string[] => [...urns].filter((urn) => JSON.stringify(value).includes(`${urn}#`));
    const pairs = Object.entries(one.inputs).map(([key, value]) => [key, used(value)] as const);
    return { ...one, propertyDependencies: Object.fromEntries(pairs.filter(([, list]) => list.length > 0)) };
  });
  const root = bareResource({ urn: STACK, type: STACK_TYPE, name: "p-s", custom: false });
  const all = [root, ...linked].sort((a, b) => byText(a.urn, b.urn));
  const graph: Graph = { project: "p", stack: "s", resources: all, outputs: {}, cannotTell: [] };
  return stack === "s" ? graph : renamedStack(graph, stack);
}

/** The same graph as another stack's. */
export const renamedStack = (graph: Graph, stack: string): Graph => ({
  ...(JSON.parse(
    JSON.stringify(graph).replaceAll("urn:pulumi:s::", `urn:pulumi:${stack}::`).replaceAll("p-s", `p-${stack}`),
  ) as Graph),
  stack,
});
