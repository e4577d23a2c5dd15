/** Rules of security groups, in whichever of the ways they are written, as one kind of thing. */
import { type Json, type Resource, UNKNOWN } from "../graph/graph.ts";
import { symbolsIn } from "../graph/symbols.ts";
import { reachesAll } from "./addresses.ts";
import { fields, isHidden, itemsAt, unknownAt } from "./judge.ts";
import { broken, type Outcome } from "./rule.ts";
import { hasUnknown, type World } from "./world.ts";

export const SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup";
/** A VPC's own, which a program takes over; it is made by nobody, and so says less. */
const DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const OLD_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

const PREFIX_LIST = "aws:ec2/managedPrefixList:ManagedPrefixList";
const PREFIX_LIST_ENTRY = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry";

/** Rules that are resources of their own. */
export const SEPARATE_RULES = [OLD_RULE, INGRESS_RULE, EGRESS_RULE] as const;
/** What holds rules inside. */
const GROUPS: readonly string[] = [SECURITY_GROUP, DEFAULT_GROUP];
export const SECURITY_RULES = [SECURITY_GROUP, DEFAULT_GROUP, ...SEPARATE_RULES] as const;

export const isGroup = ({ type }: Resource): boolean => GROUPS.includes(type);

export type Direction = "ingress" | "egress";

interface SecurityRule {
  readonly path: string;
  readonly protocol: Json | undefined;
  readonly from: Json | undefined;
  readonly to: Json | undefined;
  /** Address ranges and prefix lists, and whatever else stands among them. */
  readonly ranges: readonly Json[];
}

/** The rules of one direction that a resource holds; null where nobody knows which. */
function securityRules(resource: Resource, direction: Direction): readonly SecurityRule[] | null {
  const { type, inputs } = resource;
  if (isGroup(resource)) {
    const items = itemsAt(resource, direction);
    return items === null ? null : items.map(({ path, value }) => ruleOf(value, path));
  }
  if (type === OLD_RULE) {
    if (isHidden(inputs.type)) return null;
    return inputs.type === direction ? [ruleOf(inputs, "")] : [];
  }
  return (type === INGRESS_RULE) === (direction === "ingress") ? [ruleOf(inputs, "")] : [];
}

const RANGES = ["cidrBlocks", "ipv6CidrBlocks", "cidrIpv4", "cidrIpv6", "prefixListIds", "prefixListId"];

function ruleOf(block: Json, path: string): SecurityRule {
  if (typeof block !== "object" || block === null)
    return { path, protocol: UNKNOWN, from: UNKNOWN, to: UNKNOWN, ranges: [UNKNOWN] };
  const { protocol, ipProtocol, fromPort: from, toPort: to, ...others } = fields(block);
  return { path, protocol: ipProtocol ?? protocol, from, to, ranges: RANGES.flatMap((input) => others[input] ?? []) };
}

/** A range; or those of a prefix list, where this program makes it. */
function rangesOf(range: Json, world: World): readonly Json[] {
  const made = typeof range === "string" ? symbolsIn(range).map(({ urn }) => world.get(urn)) : [];
  const list = made.find((one) => one?.type === PREFIX_LIST);
  if (!list) return [range];
  const inside = itemsAt(list, "entries")?.map(({ value }) => fields(value).cidr) ?? [UNKNOWN];
  const beside = world.pointingAt(list, PREFIX_LIST_ENTRY, "prefixListId").map(({ inputs }) => inputs.cidr);
  return [...inside, ...beside].map((cidr) => cidr ?? UNKNOWN);
}

/** Whether something is so; null where nobody knows. */
type Maybe = boolean | null;

function reachesWorld({ ranges }: SecurityRule, world: World): Maybe {
  const all = ranges.flatMap((range) => rangesOf(range, world));
  return all.some(reachesAll) || (all.some(hasUnknown) ? null : false);
}

/** By name or number; AWS takes `TCP` too. */
const isProtocol = (protocol: Json | undefined, names: readonly string[]): boolean =>
  names.includes(String(protocol).toLowerCase());

const isAllProtocols = (protocol: Json | undefined): boolean => isProtocol(protocol, ["-1", "all"]);

const hasPorts = (protocol: Json | undefined): boolean =>
  protocol === undefined || isProtocol(protocol, ["tcp", "udp", "6", "17"]);

/** Every port of every protocol. */
export const isEverything = ({ protocol, from, to }: SecurityRule): Maybe => {
  if (isHidden(protocol)) return null;
  if (isAllProtocols(protocol)) return true;
  if (!hasPorts(protocol)) return false;
  if (isHidden(from) || isHidden(to)) return null;
  return Number(from) <= 1 && Number(to) === 65_535;
};

export const covers =
  (ports: readonly number[]) =>
  ({ protocol, from, to }: SecurityRule): Maybe => {
    if (isHidden(protocol)) return null;
    if (isAllProtocols(protocol)) return true;
    if (!hasPorts(protocol)) return false;
    if (isHidden(from) || isHidden(to)) return null;
    return ports.some((port) => Number(from) <= port && port <= Number(to));
  };

/** What is the matter with the rules of one direction that reach all addresses and are of a kind that should not. */
export function openToWorld(
  resource: Resource,
  world: World,
  direction: Direction,
  isAsked: (rule: SecurityRule) => Maybe,
  message: string,
): readonly Outcome[] {
  const rules = securityRules(resource, direction);
  if (rules === null) return [unknownAt(isGroup(resource) ? direction : "type")];
  return rules.flatMap((rule) => {
    const [open, asked] = [reachesWorld(rule, world), isAsked(rule)];
    if (open === false || asked === false) return [];
    const { path } = rule;
    return open && asked ? broken(message, path === "" ? {} : { path }) : unknownAt(path === "" ? "what it admits" : path);
  });
}
