/** Turns a case as Terraform writes it into the graph that the mappers read: Pulumi's types and names, and symbols for references. */
import { bareResource, type Graph, type Json, type Resource, UNKNOWN } from "../../graph/graph.ts";
import { symbol } from "../../graph/symbols.ts";
import type { Use } from "../map/mapper.ts";
import type { Case } from "./case.ts";
import { PLURALS, TYPES } from "./types.ts";

/** `monthly_tier_1_requests` is `monthlyTier1Requests`. */
const camelCase = (name: string): string => name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const REFERENCE = /\$\{\s*((?:module\.[\w-]+(?:\[[^\]]*\])?\.)*\w+\.[\w-]+(?:\[[^\]]*\])?)\.([\w.*[\]-]+)\s*\}/g;
const EACH = /\$\{\s*(?:each\.(?:key|value)|count\.index)\s*\}/g;

/** The resource of a case first, then the others that the case brings. */
export function graphOf(one: Case): Graph {
  const { address, resourceType, region, attributes, relatedResources } = one;
  const related = Object.entries(relatedResources);
  const urns = new Map(related.map(([name]) => [name, urnOf(typeIn(name), name)]));
  const inputs = (of: Case["attributes"]): Resource["inputs"] => converted(of, one, urns) as Resource["inputs"];
  const provider = resource("pulumi:providers:aws", "aws", { region });
  const priced = resource(TYPES[resourceType] ?? resourceType, address, inputs(attributes));
  const others = related.map(([name, values]) => resource(typeIn(name), name, inputs(values)));
  return { project: "cases", stack: "cases", resources: [priced, ...others, provider], outputs: {}, cannotTell: [] };
}

/** `aws_lb` of `module.front.aws_lb.this[0]`. */
const typeIn = (address: string): string => {
  const [, type = address] = /(?:^|\.)([a-z0-9]+_\w+)\.[^.]*$/.exec(address.replace(/\[[^\]]*\]/g, "")) ?? [];
  return TYPES[type] ?? type;
};

const urnOf = (type: string, name: string): string => `urn:pulumi:cases::cases::${type}::${name}`;

const resource = (type: string, name: string, inputs: Resource["inputs"]): Resource =>
  bareResource({ urn: urnOf(type, name), type, name, inputs });

function converted(value: Json, one: Case, urns: ReadonlyMap<string, string>): Json {
  if (typeof value === "string") return resolved(value, one, urns);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => converted(item, one, urns));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [PLURALS[key] ?? camelCase(key), converted(item, one, urns)]),
  );
}

/** A text with its references made symbols. What refers to anything that the case does not bring, nobody can tell. */
function resolved(text: string, { instanceKey }: Case, urns: ReadonlyMap<string, string>): Json {
  const own = instanceKey === undefined ? text : text.replace(EACH, String(instanceKey));
  const known = own.replace(REFERENCE, (whole, address: string, path: string) => {
    const urn = urns.get(address) ?? urns.get(address.replace(/\[[^\]]*\]$/, "")) ?? ofMany(urns, address);
    return urn === undefined ? whole : symbol(urn, camelCase(path));
  });
  return /\$\{(?!urn:pulumi:)/.test(known) ? UNKNOWN : known;
}

/** `aws_subnet.a` may be meant where there is only `aws_subnet.a[0]`. */
const ofMany = (urns: ReadonlyMap<string, string>, address: string): string | undefined =>
  [...urns].find(([name]) => name.startsWith(`${address}[`))?.[1];

/** The use of a case under the names that the mappers know. */
export function useOf({ resourceType, usage }: Case): Use {
  const said = camelCased(usage);
  return { ...NOT_COUNTED, ...said, ...(/^aws_(lb|alb)$/.test(resourceType) && capacity(said)) };
}

const camelCased = (usage: Case["usage"]): Use =>
  Object.fromEntries(Object.entries(usage).map(([key, value]) => [camelCase(key), figure(value)]));

/** A figure, a name, or a block of these; what is neither tells nothing. */
function figure(value: Json): Use[string] {
  if (typeof value === "number" || typeof value === "string") return value;
  return typeof value === "object" && value !== null && !Array.isArray(value) ? camelCased(value as Case["usage"]) : undefined;
}

/** What Infracost leaves out, or takes for none where a case does not say: its lines are what a case is compared with. */
const NOT_COUNTED: Use = { publicIpv4Addresses: 0, monthlyCpuCreditHrs: 0, imageVolumeGb: 0 };

/**
 * Infracost's figures for a load balancer, which it divides by these and takes for hours of capacity units in a month. AWS counts
 * connections a second and rules a second, and so does the mapper.
 */
const CAPACITY: Readonly<Record<string, number>> = {
  newConnections: 100,
  activeConnections: 3000,
  processedBytesGb: 1,
  ruleEvaluations: 1000,
};

function capacity(said: Use): Use {
  const hours = Object.entries(CAPACITY).flatMap(([key, by]) => {
    const stated = said[key];
    return typeof stated === "number" ? [stated / by] : [];
  });
  const none = Object.fromEntries(Object.keys(CAPACITY).map((key) => [key, undefined]));
  return { ...none, ...(hours.length > 0 && { capacityUnitHours: Math.max(...hours) }) };
}
