/** VPCs, subnets, security groups. */
import type { Resource } from "../../graph/graph.ts";
import { all, companion, itemsAt, mostlyProduction, says, unknownAt } from "../judge.ts";
import { SECURITY_HUB } from "../references.ts";
import { broken, cannotTell, kept, type Outcome, type Rule } from "../rule.ts";
import {
  covers,
  type Direction,
  isEverything,
  isGroup,
  openToWorld,
  SECURITY_GROUP,
  SECURITY_RULES,
  SEPARATE_RULES,
} from "../securityRules.ts";
import { hasUnknown, type World } from "../world.ts";

const VPC = { service: "VPC", of: ["aws:ec2/vpc:Vpc"] } as const;
const GROUPS = { service: "VPC", of: SECURITY_RULES } as const;

/** Where databases, caches and queues listen, and what manages machines. */
const DATA_PORTS = [1433, 1521, 3306, 5432, 5439, 5672, 6379, 6380, 9042, 9092, 9200, 9300, 11_211, 27_017];

const judgeWorld = (...asked: Parameters<typeof openToWorld>): readonly Outcome[] | null => {
  const outcomes = openToWorld(...asked);
  return outcomes.length > 0 ? outcomes : kindOf(asked[0]) === null || kindOf(asked[0]) === asked[2] ? [kept] : null;
};

/** The direction a separate rule is of; null for groups, and where nobody knows. */
const kindOf = (resource: Resource): Direction | null => {
  const { type, inputs } = resource;
  if (isGroup(resource)) return null;
  if (type.includes("IngressRule") || inputs.type === "ingress") return "ingress";
  return type.includes("EgressRule") || inputs.type === "egress" ? "egress" : null;
};

const descriptionOf = (resource: Resource, path: string): Outcome =>
  says(resource, path, (value) =>
    typeof value === "string" && value !== "" && !value.startsWith("Managed by ") ? null : "has no description of its own",
  );

/** Whether something of this stack has a security group attached, and not only rules that speak of it. Null where it may. */
function isAttached(group: Resource, world: World): boolean | null {
  if (world.referringTo(group).some(({ type, custom }) => custom && !SPEAKING.includes(type))) return true;
  return hidesAttachments(world) ? null : false;
}

/** What speaks of groups, and has none attached. */
const SPEAKING: readonly string[] = [...SEPARATE_RULES, SECURITY_GROUP];

const hidden = new WeakMap<World, boolean>();

/** Whether any resource has groups attached that nobody knows. Asked once for each plan. */
function hidesAttachments(world: World): boolean {
  const known = hidden.get(world);
  if (known !== undefined) return known;
  const hides = world.graph.resources.some(
    ({ type, inputs }) =>
      !SPEAKING.includes(type) &&
      Object.entries(inputs).some(
        ([input, value]) => /securityGroup|vpcConfig|networkInterface/i.test(input) && hasUnknown(value),
      ),
  );
  hidden.set(world, hides);
  return hides;
}

export const NETWORK: readonly Rule[] = [
  {
    ...VPC,
    id: "network-flow-logs",
    title: "traffic of the network is logged",
    severity: mostlyProduction("medium"),
    reason: "Without flow logs nobody can tell afterwards who talked to whom.",
    remedy: "add aws.ec2.FlowLog with the VPC's id",
    reference: `${SECURITY_HUB}/ec2-controls.html#ec2-6`,
    peers: ["CKV2_AWS_11", "CIS AWS 3.7"],
    judge: (vpc, world) =>
      companion(vpc, world, {
        ...{ types: ["aws:ec2/flowLog:FlowLog"], input: "vpcId" },
        ...{ judge: () => kept, missing: "keeps no flow logs" },
      }),
  },
  {
    ...VPC,
    id: "network-default-group",
    title: "the default security group admits nothing",
    severity: "medium",
    reason: "What forgets to name a security group gets this one, and with it everything else that forgot.",
    remedy: "add aws.ec2.DefaultSecurityGroup with the VPC's id, ingress: [] and egress: []",
    reference: `${SECURITY_HUB}/ec2-controls.html#ec2-2`,
    peers: ["CKV2_AWS_12", "CIS AWS 5.5"],
    judge: (vpc, world) =>
      companion(vpc, world, {
        ...{ types: ["aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"], input: "vpcId" },
        judge: (group) => {
          const rules = ["ingress", "egress"].map((direction) => itemsAt(group, direction));
          if (rules.includes(null)) return unknownAt("ingress and egress");
          return rules.flat().length === 0 ? kept : broken("has rules");
        },
        missing: "leaves its default security group as AWS makes it, open among its members",
      }),
  },
  {
    service: "VPC",
    of: ["aws:ec2/subnet:Subnet", "aws:ec2/defaultSubnet:DefaultSubnet"],
    id: "network-public-addresses",
    title: "machines get no public address unasked",
    severity: "medium",
    reason: "Whatever is started in such a subnet is on the internet at once.",
    remedy: "set mapPublicIpOnLaunch: false, and give addresses to what needs one",
    reference: `${SECURITY_HUB}/ec2-controls.html#ec2-15`,
    peers: ["CKV_AWS_130"],
    judge: (subnet) =>
      says(subnet, "mapPublicIpOnLaunch", (value) => (String(value) === "true" ? "gives every machine a public address" : null)),
  },
  {
    ...{ service: "VPC", of: [SECURITY_GROUP, ...SEPARATE_RULES] },
    id: "network-described",
    title: "security groups and their rules say what they are for",
    severity: "low",
    reason: "A rule that nobody can explain is a rule that nobody dares to remove.",
    remedy: "set description",
    reference: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    peers: ["CKV_AWS_23"],
    judge: (resource) => {
      const own = descriptionOf(resource, "description");
      if (resource.type !== SECURITY_GROUP) return own;
      const inline = ["ingress", "egress"].flatMap(
        (direction) =>
          itemsAt(resource, direction)?.map(({ path }) => descriptionOf(resource, `${path}.description`)) ?? unknownAt(direction),
      );
      return all([own, ...inline]);
    },
  },
  {
    ...GROUPS,
    id: "network-open-admin",
    title: "nobody on the internet reaches SSH or remote desktop",
    severity: "high",
    reason: "Whatever answers on these ports is tried with stolen passwords within minutes.",
    remedy: "name the addresses that may, or go by AWS Systems Manager Session Manager and open none",
    reference: `${SECURITY_HUB}/ec2-controls.html#ec2-53`,
    peers: ["CKV_AWS_24", "CKV_AWS_25", "CIS AWS 5.3", "CIS AWS 5.4"],
    judge: (resource, world) =>
      judgeWorld(resource, world, "ingress", covers([22, 3389]), "opens SSH or remote desktop to the internet"),
  },
  {
    ...GROUPS,
    id: "network-open-data",
    title: "nobody on the internet reaches databases, caches or queues",
    severity: "high",
    reason: "Stores that are reached by strangers are read, wiped and held to ransom.",
    remedy: "admit the security groups of those that read and write, and nobody else",
    reference: `${SECURITY_HUB}/ec2-controls.html#ec2-19`,
    peers: [],
    judge: (resource, world) =>
      judgeWorld(resource, world, "ingress", covers(DATA_PORTS), "opens a database's port to the internet"),
  },
  {
    ...GROUPS,
    id: "network-open-any",
    title: "nobody on the internet reaches every port",
    severity: "high",
    reason: "What listens by mistake is reached too.",
    remedy: "name the ports and protocol that are meant",
    reference: `${SECURITY_HUB}/ec2-controls.html#ec2-18`,
    peers: ["CKV_AWS_277"],
    judge: (resource, world) => judgeWorld(resource, world, "ingress", isEverything, "opens every port to the internet"),
  },
  {
    ...GROUPS,
    id: "network-open-http",
    title: "nobody on the internet reaches plain HTTP",
    severity: "low",
    reason: "Whoever is on the way reads and changes what goes over plain HTTP.",
    remedy: "open 443 in place of 80, or only what redirects",
    reference: `${SECURITY_HUB}/ec2-controls.html#ec2-18`,
    peers: ["CKV_AWS_260"],
    judge: (resource, world) => judgeWorld(resource, world, "ingress", covers([80]), "opens port 80 to the internet"),
  },
  {
    ...GROUPS,
    id: "network-open-egress",
    title: "what runs does not reach every port everywhere",
    severity: "low",
    reason: "Whoever breaks in fetches tools and sends data out by whatever port is open.",
    remedy: "name the ports that are needed, and the addresses where they are known",
    reference: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    peers: ["CKV_AWS_382"],
    judge: (resource, world) => judgeWorld(resource, world, "egress", isEverything, "reaches every port everywhere"),
  },
  {
    service: "VPC",
    of: [SECURITY_GROUP],
    id: "network-group-used",
    title: "every security group is on something",
    severity: "low",
    reason: "A group on nothing guards nothing, and is taken for a guard.",
    remedy: "attach it, or take it out",
    reference: `${SECURITY_HUB}/ec2-controls.html#ec2-22`,
    peers: ["CKV2_AWS_5"],
    judge: (group, world) => {
      const attached = isAttached(group, world);
      if (attached === null) return cannotTell("what has it attached is not known before deployment");
      return attached ? kept : broken("is on nothing");
    },
  },
  {
    service: "VPC",
    of: [SECURITY_GROUP],
    id: "network-rule-conflicts",
    title: "a group's rules are written in one way only",
    severity: "medium",
    reason: "Rules inside the group and beside it delete each other, update after update.",
    remedy: "move the rules inside the group to resources of their own",
    reference: "https://www.pulumi.com/registry/packages/aws/api-docs/ec2/securitygroup/",
    peers: ["AWSGuard security-group-no-rule-management-conflicts"],
    judge: (group, world) => {
      const beside = SEPARATE_RULES.flatMap((type) => world.pointingAt(group, type, "securityGroupId"));
      const inside = ["ingress", "egress"].map((direction) => itemsAt(group, direction));
      if (beside.length === 0) return kept;
      if (inside.flat().some((rule) => rule !== null)) return broken(`has rules inside and beside it (${beside[0]?.name})`);
      return inside.includes(null) ? unknownAt("ingress and egress") : kept;
    },
  },
];
