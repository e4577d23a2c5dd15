import { describe, expect, it } from "vitest";
import type { Json, Resource } from "../../graph/graph.ts";
import { NETWORK } from "./network.ts";
import { beside, type Inputs, judged, rulesOf } from "./testRows.ts";
import { adrift, outcomes, ruleIn, set, thing, unknown, withMore, without } from "./testTable.ts";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const vpc = judged("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" });
const closed = beside("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "vpcId", vpc, { ingress: [], egress: [] });
const rule = (from: number, to: number, range: string, protocol = "tcp"): Json => ({
  ...{ protocol, fromPort: from, toPort: to, cidrBlocks: [range], description: "office" },
});
const group = judged(GROUP, { description: "what it is for", ingress: [rule(22, 22, "203.0.113.0/24")] });
const machine = beside("aws:ec2/instance:Instance", "vpcSecurityGroupIds", group);

rulesOf(NETWORK, {
  "network-flow-logs": [
    [vpc, beside("aws:ec2/flowLog:FlowLog", "vpcId", vpc)],
    without("beside"),
    "keeps no flow logs",
    adrift("beside", "vpcId"),
  ],
  "network-default-group": [
    [vpc, closed],
    set("beside", "ingress", [rule(0, 0, "0.0.0.0/0", "-1")]),
    "beside: has rules",
    unknown("beside", "ingress"),
  ],
  "network-public-addresses": [
    [judged("aws:ec2/subnet:Subnet", { mapPublicIpOnLaunch: false })],
    set("it", "mapPublicIpOnLaunch", true),
    "gives every machine a public address",
    unknown("it", "mapPublicIpOnLaunch"),
  ],
  "network-described": [
    [group],
    set("it", "ingress[0].description", undefined),
    "has no description of its own",
    unknown("it", "description"),
  ],
  "network-open-admin": [
    [group],
    set("it", "ingress[0].cidrBlocks", ["0.0.0.0/0"]),
    "opens SSH or remote desktop to the internet",
    unknown("it", "ingress[0].cidrBlocks[0]"),
  ],
  "network-open-data": [
    [group],
    set("it", "ingress[0]", rule(5432, 5432, "0.0.0.0/0")),
    "opens a database's port to the internet",
    unknown("it", "ingress"),
  ],
  "network-open-any": [
    [group],
    set("it", "ingress[0]", rule(0, 65_535, "0.0.0.0/0")),
    "opens every port to the internet",
    set("it", "ingress[0]", { protocol: "[unknown]", cidrBlocks: ["0.0.0.0/0"] }),
  ],
  "network-open-http": [
    [group],
    set("it", "ingress[0]", rule(80, 80, "0.0.0.0/0")),
    "opens port 80 to the internet",
    set("it", "ingress[0]", { protocol: "tcp", fromPort: "[unknown]", toPort: 443, cidrBlocks: ["0.0.0.0/0"] }),
  ],
  "network-open-egress": [
    [group],
    set("it", "egress", [rule(0, 0, "0.0.0.0/0", "-1")]),
    "reaches every port everywhere",
    unknown("it", "egress"),
  ],
  "network-group-used": [[group, machine], without("beside"), "is on nothing", adrift("beside", "vpcSecurityGroupIds")],
  "network-rule-conflicts": [
    [group],
    withMore(beside(INGRESS, "securityGroupId", group, {}, "more")),
    "has rules inside and beside it (more)",
    (sample) => unknown("it", "ingress")(withMore(beside(INGRESS, "securityGroupId", group, {}, "more"))(sample)),
  ],
});

const kinds = (id: string, ...resources: readonly Resource[]): string[] => {
  return outcomes(ruleIn(NETWORK, id), { resources }).map(({ kind }) => kind);
};

describe("rules that are resources of their own", () => {
  const open = { ipProtocol: "tcp", fromPort: 20, toPort: 30, cidrIpv4: "0.0.0.0/0" };
  const cases: readonly (readonly [string, string, Inputs, readonly string[]])[] = [
    ["an ingress rule", INGRESS, open, ["broken"]],
    ["an ingress rule by IPv6", INGRESS, { ...open, cidrIpv4: "10.0.0.0/8", cidrIpv6: "::/0" }, ["broken"]],
    ["an ingress rule of every protocol", INGRESS, { ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" }, ["broken"]],
    ["an ingress rule of ICMP", INGRESS, { ...open, ipProtocol: "icmp", fromPort: -1, toPort: -1 }, ["kept"]],
    ["an ingress rule for a group", INGRESS, { ...open, cidrIpv4: "[unknown]", fromPort: 443, toPort: 443 }, ["kept"]],
    ["an ingress rule in capitals", INGRESS, { ...open, ipProtocol: "TCP" }, ["broken"]],
    ["an ingress rule for half of the internet", INGRESS, { ...open, cidrIpv4: "128.0.0.0/1" }, ["broken"]],
    ["an ingress rule for a secret address", INGRESS, { ...open, cidrIpv4: "[secret]" }, ["cannotTell"]],
    ["a group with secret rules", GROUP, { ingress: "[secret]" }, ["cannotTell"]],
    [
      "a VPC's own group",
      "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
      { ingress: [rule(0, 0, "0.0.0.0/0", "-1")] },
      ["broken"],
    ],
    ["an egress rule", EGRESS, open, []],
    [
      "an old ingress rule",
      "aws:ec2/securityGroupRule:SecurityGroupRule",
      { ...(rule(22, 22, "0.0.0.0/0") as object), type: "ingress" },
      ["broken"],
    ],
    [
      "an old egress rule",
      "aws:ec2/securityGroupRule:SecurityGroupRule",
      { ...(rule(22, 22, "0.0.0.0/0") as object), type: "egress" },
      [],
    ],
    [
      "one of which nobody knows the direction",
      "aws:ec2/securityGroupRule:SecurityGroupRule",
      { type: "[unknown]" },
      ["cannotTell"],
    ],
  ];

  it.each(cases)("%s", (_, type, inputs, expected) => {
    expect(kinds("network-open-admin", judged(type, inputs))).toEqual(expected);
  });
});

describe("a prefix list of the program's", () => {
  const LIST = "aws:ec2/managedPrefixList:ManagedPrefixList";
  const list = (...cidrs: readonly string[]) => thing(LIST, "list", { inputs: { entries: cidrs.map((cidr) => ({ cidr })) } });
  const office = list("203.0.113.0/24");
  const entry = (cidr: string) =>
    beside("aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry", "prefixListId", office, { cidr }, "entry");
  const byList = judged(GROUP, {
    ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, prefixListIds: [`\${${office.urn}#id}`] }],
  });

  it.each([
    ["everybody", [list("203.0.113.0/24", "0.0.0.0/0")], ["broken"]],
    ["everybody, beside it", [office, entry("0.0.0.0/0")], ["broken"]],
    ["nobody knows whom", [list("[unknown]")], ["cannotTell"]],
    ["an office", [office, entry("198.51.100.0/24")], ["kept"]],
  ])("may hold %s", (_, lists, expected) => expect(kinds("network-open-admin", byList, ...lists)).toEqual(expected));
});

it("counts a group as used by machines and not by rules that speak of it", () => {
  const other = thing(GROUP, "other");
  expect(kinds("network-group-used", group, beside(INGRESS, "referencedSecurityGroupId", group), other)).toEqual([
    "broken",
    "broken",
  ]);
});

it("knows that a rule of which nobody knows whose it is attaches nothing", () => {
  expect(kinds("network-group-used", group, judged(INGRESS, { securityGroupId: "[unknown]" }))).toEqual(["broken"]);
});

it("takes a symbol for an address of something, not for everywhere", () => {
  const range = `\${${vpc.urn}#cidrBlock}`;
  expect(kinds("network-open-data", judged(GROUP, { ingress: [rule(6379, 6379, range)] }))).toEqual(["kept"]);
});
