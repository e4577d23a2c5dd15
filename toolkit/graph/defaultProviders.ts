/** The providers that Pulumi makes by itself, one for each package that a program uses without a provider of its own. */
import { bareResource, byText, type Graph, type Resource, SECRET, STACK_TYPE } from "./graph.ts";

export interface ProviderConfig {
  /** `namespace:key` to text. */
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: ReadonlySet<string>;
}

/** The graph with its default providers, configured as the stack says, so that each resource says where it will be. */
export function withDefaultProviders(graph: Graph, config: ProviderConfig): Graph {
  const root = graph.resources.find(({ type }) => type === STACK_TYPE);
  const prefix = `urn:pulumi:${graph.stack}::${graph.project}`;
  const providers = new Map<string, Resource>();
  const served = graph.resources.map((resource) => {
    const { type, custom, provider } = resource;
    if (!custom || provider !== null || type.startsWith("pulumi")) return resource;
    const name = type.split(":")[0] ?? "";
    const made = providers.get(name) ?? defaultProvider(name, prefix, root?.urn ?? null, config);
    providers.set(name, made);
    return { ...resource, provider: made.urn };
  });
  return { ...graph, resources: [...served, ...providers.values()].sort((a, b) => byText(a.urn, b.urn)) };
}

function defaultProvider(name: string, prefix: string, parent: string | null, { values, secretKeys }: ProviderConfig): Resource {
  const own = Object.entries(values).filter(([key]) => key.startsWith(`${name}:`));
  const secrets = own.filter(([key]) => secretKeys.has(key)).map(([key]) => key.slice(name.length + 1));
  const inputs = Object.fromEntries(
    own.map(([key, value]) => [key.slice(name.length + 1), secretKeys.has(key) ? SECRET : value]),
  );
  const type = `pulumi:providers:${name}`;
  return bareResource({ urn: `${prefix}::${type}::default`, type, name: "default", parent, inputs, secrets });
}
