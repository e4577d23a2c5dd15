/**
 * A graph as the JSON of a Terraform plan that makes everything anew, for scanners that read such plans.
 * https://developer.hashicorp.com/terraform/internals/json-format
 */
import type { Graph, Json, Resource } from "../../graph/graph.ts";
import { type Facts, snakeCase, type TypeFacts } from "./names.ts";
import { type Argument, block, type Naming } from "./values.ts";

/** The format, and a Terraform version that writes it. */
const FORMAT = { format_version: "1.2", terraform_version: "1.9.8" } as const;

const PROVIDER = "registry.terraform.io/hashicorp/aws";

/** A resource under its name in Terraform. */
interface Named {
  readonly resource: Resource;
  readonly facts: TypeFacts;
  readonly name: string;
  /** `aws_lb.front`. */
  readonly address: string;
}

export function terraformPlan(graph: Graph, facts: Facts): { readonly [key: string]: Json } {
  const named = namedOf(graph, facts);
  const naming: Naming = ({ urn, path }) => {
    const one = named.get(urn);
    return one === undefined ? null : { resource: one.address, attribute: snakeCase(path.split(/[.[]/)[0] ?? "") };
  };
  const planned = [...named.values()].map((one) => ({ one, argument: block(one.resource.inputs, { facts: one.facts, naming }) }));
  return {
    ...FORMAT,
    planned_values: { root_module: { resources: planned.map(({ one, argument }) => plannedValues(one, argument)) } },
    resource_changes: planned.map(({ one, argument }) => change(one, argument)),
    configuration: {
      provider_config: { aws: { name: "aws", full_name: PROVIDER } },
      root_module: { resources: planned.map(({ one, argument }) => configuration(one, argument, named)) },
    },
  };
}

const head = ({ address, name, facts }: Named) => ({ address, mode: "managed", type: facts.terraform, name });

const plannedValues = (one: Named, { value, sensitive }: Argument): Json => ({
  ...{ ...head(one), provider_name: PROVIDER, schema_version: 0 },
  ...{ values: value ?? {}, sensitive_values: sensitive ?? {} },
});

const change = (one: Named, { value, unknown, sensitive }: Argument): Json => ({
  ...{ ...head(one), provider_name: PROVIDER },
  change: {
    ...{ actions: ["create"], before: null, after: value ?? {}, after_unknown: unknown ?? {} },
    ...{ before_sensitive: false, after_sensitive: sensitive ?? {} },
  },
});

const configuration = (one: Named, { expression }: Argument, named: ReadonlyMap<string, Named>): Json => ({
  ...{ ...head(one), provider_config_key: "aws", schema_version: 0, expressions: expression ?? {} },
  depends_on: one.resource.dependsOn.flatMap((urn) => named.get(urn)?.address ?? []),
});

/** By URN. Terraform has one name for each of a type, where Pulumi has one under each parent type. */
function namedOf(graph: Graph, facts: Facts): ReadonlyMap<string, Named> {
  const taken = new Set<string>();
  const named = new Map<string, Named>();
  for (const resource of graph.resources) {
    const known = facts.types[resource.type];
    if (known === undefined) continue;
    const plain = resource.name.replace(/[^\w-]/g, "_").replace(/^(?![A-Za-z_])/, "_");
    let name = plain;
    for (let more = 2; taken.has(`${known.terraform}.${name}`); more++) name = `${plain}_${more}`;
    const address = `${known.terraform}.${name}`;
    taken.add(address);
    named.set(resource.urn, { resource, facts: known, name, address });
  }
  return named;
}
