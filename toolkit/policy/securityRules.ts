/** Rules of security groups, in whichever of the ways they are written, as one kind of thing. */
import { type Json, type Resource, UNKNOWN } from "../graph/graph.ts";
import { isHidden, itemsAt, unknownAt } from "./judge.ts";
import { broken, type Outcome } from "./rule.ts";

export const SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup";
const OLD_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

/** Rules that are resources of their own. */
export const SEPARATE_RULES = [OLD_RULE, INGRESS_RULE, EGRESS_RULE] as const;
export const SECURITY_RULES = [SECURITY_GROUP, ...SEPARATE_RULES] as const;

export type Direction = "ingress" | "egress";

interface SecurityRule {
  readonly path: string;
  readonly protocol: Json | undefined;
  readonly from: Json | undefined;
  readonly to: Json | undefined;
  /** Address ranges, and whatever else stands among them. */
  readonly ranges: readonly Json[];
}

/** The rules of one direction that a resource holds; null where nobody knows which. */
function securityRules(resource: Resource, direction: Direction): readonly SecurityRule[] | null {
  const { type, inputs } = resource;
  if (type === SECURITY_GROUP) {
    const items = itemsAt(resource, direction);
    return items === null ? null : items.map(({ path, value }) => ruleOf(value as Block, path));
  }
  if (type === OLD_RULE) {
    if (isHidden(inputs.type)) return null;
    return inputs.type === direction ? [ruleOf(inputs, "")] : [];
  }
  return (type === INGRESS_RULE) === (direction === "ingress") ? [ruleOf(inputs, "")] : [];
}

type Block = { readonly [key: string]: Json };

function ruleOf(block: Block, path: string): SecurityRule {
  if (typeof block !== "object" || block === null)
    return { path, protocol: UNKNOWN, from: UNKNOWN, to: UNKNOWN, ranges: [UNKNOWN] };
  const { protocol, ipProtocol, fromPort: from, toPort: to, cidrBlocks, ipv6CidrBlocks, cidrIpv4, cidrIpv6 } = block;
  const ranges = [cidrBlocks, ipv6CidrBlocks, cidrIpv4, cidrIpv6].flatMap((range) =>
    range === undefined || range === null ? [] : range,
  );
  return { path, protocol: ipProtocol ?? protocol, from, to, ranges };
}

/** Whether something is so; null where nobody knows. */
type Maybe = boolean | null;

const isWorld = (range: Json): boolean => typeof range === "string" && /^(0\.0\.0\.0|[0:]*::[0:]*|0+(:0+){7})\/0$/.test(range);

/** Symbols are addresses of something, and so never all there are. */
const reachesWorld = ({ ranges }: SecurityRule): Maybe => ranges.some(isWorld) || (ranges.includes(UNKNOWN) ? null : false);

const isAllProtocols = (protocol: Json | undefined): boolean => protocol === "-1" || protocol === -1 || protocol === "all";

const hasPorts = (protocol: Json | undefined): boolean =>
  protocol === undefined || ["tcp", "udp", "6", "17", 6, 17].includes(protocol as string | number);

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
  direction: Direction,
  isAsked: (rule: SecurityRule) => Maybe,
  message: string,
): readonly Outcome[] {
  const rules = securityRules(resource, direction);
  if (rules === null) return [unknownAt(resource.type === SECURITY_GROUP ? direction : "type")];
  return rules.flatMap((rule) => {
    const [world, asked] = [reachesWorld(rule), isAsked(rule)];
    if (world === false || asked === false) return [];
    const { path } = rule;
    return world && asked ? broken(message, path === "" ? {} : { path }) : unknownAt(path === "" ? "what it admits" : path);
  });
}
