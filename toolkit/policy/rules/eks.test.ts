import { describe, expect, it } from "vitest";
import type { Resource } from "../../graph/graph.ts";
import { EKS } from "./eks.ts";
import { beside, judged, rulesOf } from "./testRows.ts";
import { adrift, messages, outcomes, ruleIn, set, thing, unknown, without } from "./testTable.ts";

const cluster = judged("aws:eks/cluster:Cluster", {
  version: "1.35",
  deletionProtection: true,
  enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
  encryptionConfig: { resources: ["secrets"], provider: { keyArn: "arn:aws:kms:key" } },
  accessConfig: { authenticationMode: "API" },
  vpcConfig: { endpointPrivateAccess: true, endpointPublicAccess: false },
});
const cni = beside("aws:eks/addon:Addon", "clusterName", cluster, {
  addonName: "vpc-cni",
  configurationValues: JSON.stringify({ enableNetworkPolicy: "true" }),
});
const world = [cluster, cni, beside("aws:eks/addon:Addon", "clusterName", cluster, { addonName: "coredns" }, "coredns")];

const subnet = thing("aws:ec2/subnet:Subnet", "subnet", { inputs: { mapPublicIpOnLaunch: false } });
const role = thing("aws:iam/role:Role", "role");
const pulling = beside("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "role", role, {
  policyArn: "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
});
const nodes = judged(
  "aws:eks/nodeGroup:NodeGroup",
  { remoteAccess: { ec2SshKey: "key", sourceSecurityGroupIds: ["sg-1"] } },
  { propertyDependencies: { subnetIds: [subnet.urn], nodeRoleArn: [role.urn] } },
);

rulesOf(EKS, {
  "eks-logs": [
    world,
    set("it", "enabledClusterLogTypes", ["api", "authenticator", "controllerManager", "scheduler"]),
    "keeps no audit log",
    unknown("it", "enabledClusterLogTypes[0]"),
  ],
  "eks-open-endpoint": [world, set("it", "vpcConfig", {}), "is reached from anywhere", unknown("it", "vpcConfig")],
  "eks-private-endpoint": [
    world,
    set("it", "vpcConfig.endpointPublicAccess", true),
    "has a public address",
    unknown("it", "vpcConfig.endpointPrivateAccess"),
  ],
  "eks-secrets-key": [
    world,
    set("it", "encryptionConfig", undefined),
    "does not encrypt secrets with a key of its own",
    unknown("it", "encryptionConfig.provider"),
  ],
  "eks-version": [world, set("it", "version", "1.33"), "1.33 left standard support on 2026-07-29", unknown("it", "version")],
  "eks-access-entries": [
    world,
    set("it", "accessConfig", undefined),
    "goes by aws-auth (CONFIG_MAP)",
    unknown("it", "accessConfig"),
  ],
  "eks-deletion-protection": [
    world,
    set("it", "deletionProtection", false),
    "can be deleted",
    unknown("it", "deletionProtection"),
  ],
  "eks-network-policy": [
    world,
    set("beside", "configurationValues", undefined),
    "does not enforce network policies",
    unknown("beside", "configurationValues"),
  ],
  "eks-nodes-ssh": [
    [nodes],
    set("it", "remoteAccess.sourceSecurityGroupIds", undefined),
    "opens SSH to the internet",
    unknown("it", "remoteAccess"),
  ],
  "eks-nodes-private": [
    [nodes, subnet],
    set("subnet", "mapPublicIpOnLaunch", true),
    "subnet: gives every machine a public address",
    unknown("subnet", "mapPublicIpOnLaunch"),
  ],
  "eks-nodes-images": [
    [nodes, role, pulling],
    set("beside", "policyArn", "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser"),
    "has AmazonEC2ContainerRegistryPowerUser (role)",
    unknown("beside", "policyArn"),
  ],
});

const rule = (id: string) => ruleIn(EKS, id);

describe("network policies", () => {
  const said = (resources: readonly Resource[]) => outcomes(rule("eks-network-policy"), { resources });

  it("are not enforced without the add-on", () => {
    expect(messages(said(without("beside")({ resources: world }).resources), "broken")).toEqual([
      "has no add-on that enforces network policies",
    ]);
  });

  it("are enforced by another network, or in Auto Mode where a map says so", () => {
    const bare = judged("aws:eks/cluster:Cluster");
    const auto = judged("aws:eks/cluster:Cluster", { computeConfig: { enabled: true } });
    const release = thing("kubernetes:helm.sh/v3:Release", "network", { inputs: { chart: "cilium" } });
    const map = thing("kubernetes:core/v1:ConfigMap", "map", {
      inputs: { metadata: { name: "amazon-vpc-cni" }, data: { "enable-network-policy-controller": "true" } },
    });
    const kinds = (...resources: readonly Resource[]) => said(resources).map(({ kind }) => kind);
    expect([kinds(bare), kinds(bare, release), kinds(auto), kinds(auto, map)]).toEqual([
      ["broken"],
      ["kept"],
      ["broken"],
      ["kept"],
    ]);
  });

  it("may be, where nobody knows whose an add-on is", () => {
    const alone = without("coredns")({ resources: world });
    expect(said(adrift("beside", "clusterName")(alone).resources).map(({ kind }) => kind)).toEqual(["cannotTell"]);
  });
});

describe("a node's subnet", () => {
  const table = thing("aws:ec2/routeTable:RouteTable", "table");
  const gateway = "${urn:pulumi:test::p::aws:ec2/internetGateway:InternetGateway::gateway#id}";
  const association = thing("aws:ec2/routeTableAssociation:RouteTableAssociation", "association", {
    propertyDependencies: { subnetId: [subnet.urn], routeTableId: [table.urn] },
  });

  it.each([
    ["a route to the internet", beside("aws:ec2/route:Route", "routeTableId", table, { gatewayId: gateway }), ["broken"]],
    ["a route by NAT", beside("aws:ec2/route:Route", "routeTableId", table, { natGatewayId: "nat-1" }), ["kept"]],
  ])("is judged by %s", (_, route, expected) => {
    const resources = [nodes, subnet, table, association, route];
    expect(outcomes(rule("eks-nodes-private"), { resources }).map(({ kind }) => kind)).toEqual(expected);
  });

  it("is judged by its network's main table where it has none of its own", () => {
    const vpc = thing("aws:ec2/vpc:Vpc", "vpc");
    const inside = { ...subnet, propertyDependencies: { vpcId: [vpc.urn] } };
    const main = (gatewayId: string) =>
      beside("aws:ec2/defaultRouteTable:DefaultRouteTable", "defaultRouteTableId", vpc, { routes: [{ gatewayId }] });
    const kinds = (...more: readonly Resource[]) =>
      outcomes(rule("eks-nodes-private"), { resources: [nodes, inside, vpc, ...more] }).map(({ kind }) => kind);
    expect([kinds(main(gateway)), kinds(main("[unknown]")), kinds()]).toEqual([["broken"], ["cannotTell"], ["kept"]]);
  });

  it("cannot be told where it is not of this program", () => {
    const named = judged(nodes.type, { subnetIds: ["subnet-1"] });
    expect(outcomes(rule("eks-nodes-private"), { resources: [named] }).map(({ kind }) => kind)).toEqual(["cannotTell"]);
  });

  it("cannot be told where one of several is not", () => {
    const subnet = thing("aws:ec2/subnet:Subnet", "inside");
    const mixed = judged(
      nodes.type,
      { subnetIds: [`\${${subnet.urn}#id}`, "subnet-1"] },
      { propertyDependencies: { subnetIds: [subnet.urn] } },
    );
    expect(outcomes(rule("eks-nodes-private"), { resources: [mixed, subnet] }).map(({ kind }) => kind)).toEqual(["cannotTell"]);
  });
});

it("finds what a node's role may write by a policy of its own", () => {
  const policy = JSON.stringify({ Statement: [{ Effect: "Allow", Action: "ecr:*", Resource: "*" }] });
  const written = beside("aws:iam/rolePolicy:RolePolicy", "role", role, { policy }, "written");
  expect(messages(outcomes(rule("eks-nodes-images"), { resources: [nodes, role, pulling, written] }), "broken")).toEqual([
    "may write images (role)",
  ]);
});

it("takes an empty list of addresses for everybody, as EKS does", () => {
  const open = judged("aws:eks/cluster:Cluster", { vpcConfig: { publicAccessCidrs: [] } });
  expect(outcomes(rule("eks-open-endpoint"), { resources: [open] })).toMatchObject([{ kind: "broken" }]);
});

it("takes two halves of the internet for the whole of it", () => {
  const open = judged("aws:eks/cluster:Cluster", { vpcConfig: { publicAccessCidrs: ["0.0.0.0/1", "128.0.0.0/1"] } });
  expect(outcomes(rule("eks-open-endpoint"), { resources: [open] })).toMatchObject([{ kind: "broken" }]);
});
