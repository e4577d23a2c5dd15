/** What a reviewer must not miss, and what nobody wants to read: one change each, in words and with its risk. */
import { describe, expect, it } from "vitest";
import { type Json, type Resource, SECRET } from "../../graph/graph.ts";
import type { Change } from "../change.ts";
import { diffGraphs } from "../diff.ts";
import { graphOf, resource } from "../testGraphs.ts";

type Inputs = Resource["inputs"];
type More = Parameters<typeof resource>[3];

const changeOf = (type: string, before: Inputs | null, after: Inputs | null, more: More = {}): Change | undefined => {
  const side = (inputs: Inputs | null): Resource[] => (inputs ? [resource(type, "a", inputs, more)] : []);
  return diffGraphs(graphOf(side(before)), graphOf(side(after))).changes[0];
};
const told = (type: string, before: Inputs | null, after: Inputs | null): (string | undefined)[] => {
  const change = changeOf(type, before, after);
  return change ? [change.risk.level, ...change.words] : [];
};

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const POLICY = "aws:iam/rolePolicy:RolePolicy";
const WAF = "aws:wafv2/webAcl:WebAcl";
const EKS = "aws:eks/cluster:Cluster";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const NETWORK_POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const ATLAS = "mongodbatlas:index/advancedCluster:AdvancedCluster";

const pod = (...containers: readonly Json[]): Inputs => ({
  metadata: { name: "api" },
  spec: { template: { spec: { containers } } },
});
const policy = (...statements: readonly Json[]): Inputs => ({ policy: JSON.stringify({ Statement: statements }) });
const rule = (name: string, priority: number, more: object = { action: { block: {} } }): Json => ({ name, priority, ...more });
const region = (more: object): Inputs => ({
  replicationSpecs: [{ regionConfigs: [{ regionName: "US_EAST_1", electableSpecs: { instanceSize: "M30" }, ...more }] }],
});

describe("a firewall", () => {
  it.each<[string, Inputs, Inputs, string[]]>([
    [
      "that lets in what no rule decides",
      { defaultAction: { block: {} } },
      { defaultAction: { allow: {} } },
      ["high", "what no rule decides: block → allow"],
    ],
    [
      "whose rule only counts, beside a rule that comes",
      { rules: [rule("a", 1)] },
      { rules: [rule("b", 0), rule("a", 1, { action: { count: {} } })] },
      ["medium", "rule b added (block)", "rule a: block → count"],
    ],
    [
      "whose managed rules only count",
      { rules: [rule("a", 1, { overrideAction: { none: {} } })] },
      { rules: [rule("a", 1, { overrideAction: { count: {} } })] },
      ["medium", "rule a: as its rules say → count"],
    ],
    [
      "that asks its rules in another order",
      { rules: [rule("a", 1), rule("b", 2)] },
      { rules: [rule("a", 2), rule("b", 1)] },
      ["medium", "rules are asked in another order"],
    ],
    ["whose rules' numbers move", { rules: [rule("a", 1)] }, { rules: [rule("a", 5)] }, ["low", "rules[a].priority: 1 → 5"]],
  ])("%s", (_, before, after, expected) => expect(told(WAF, before, after)).toEqual(expected));
});

describe("what gets open", () => {
  it.each<[string, string, Inputs | null, Inputs | null, string, string]>([
    [
      "a new database",
      "aws:rds/instance:Instance",
      null,
      { publiclyAccessible: true },
      "high",
      "puts the database on the internet",
    ],
    [
      "a new cluster's API server",
      EKS,
      null,
      { vpcConfig: { publicAccessCidrs: ["0.0.0.0/0"] } },
      "high",
      "opens the cluster's API server to everybody",
    ],
    [
      "an API server that nobody keeps inside any more",
      EKS,
      { vpcConfig: { endpointPublicAccess: false } },
      { vpcConfig: {} },
      "medium",
      "puts the cluster's API server on the internet",
    ],
    [
      "half the internet",
      INGRESS,
      null,
      { fromPort: 22, toPort: 22, cidrIpv4: "0.0.0.0/1" },
      "high",
      "opens 22 to a good part of the internet (0.0.0.0/1)",
    ],
    [
      "ICMP",
      INGRESS,
      null,
      { ipProtocol: "icmp", fromPort: -1, toPort: -1, cidrIpv4: "0.0.0.0/0" },
      "high",
      "opens ICMP to everybody (0.0.0.0/0)",
    ],
    [
      "a listener without TLS",
      "aws:lb/listener:Listener",
      { protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" },
      { protocol: "HTTP" },
      "high",
      "speaks plain HTTP, without TLS",
    ],
    [
      "a bucket's guard that goes",
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      { blockPublicAcls: true },
      null,
      "high",
      "the bucket may be made public",
    ],
    [
      "a firewall that stands aside",
      "aws:wafv2/webAclAssociation:WebAclAssociation",
      { webAclArn: "a" },
      null,
      "high",
      "no firewall in front any more",
    ],
    [
      "a queue's own policy",
      "aws:sqs/queue:Queue",
      {},
      policy({ Effect: "Allow", Principal: "*", Action: "sqs:*", Resource: "*" }),
      "high",
      "everybody may sqs:* on *",
    ],
    [
      "metadata without a token",
      "aws:ec2/launchTemplate:LaunchTemplate",
      { metadataOptions: { httpTokens: "required" } },
      { metadataOptions: { httpTokens: "optional" } },
      "high",
      "instance metadata without a token",
    ],
    [
      "what pods may reach",
      NETWORK_POLICY,
      { spec: { policyTypes: ["Ingress", "Egress"] } },
      { spec: { policyTypes: ["Ingress"] } },
      "medium",
      "pods may reach everything",
    ],
    [
      "a cluster to everybody",
      "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
      null,
      { roleRef: { name: "view" }, subjects: [{ kind: "Group", name: "system:unauthenticated" }] },
      "high",
      "everybody who reaches the API server has the role view",
    ],
  ])("%s", (_, type, before, after, level, exposure) =>
    expect(changeOf(type, before, after)?.risk).toMatchObject({ level, exposure }),
  );

  it("is nothing where a record that was never behind Cloudflare is new", () => {
    expect(changeOf("cloudflare:index/dnsRecord:DnsRecord", null, { proxied: false })?.risk.exposure).toBeNull();
  });
  it("is nothing where the engine ignores it", () => {
    const ingress = [{ fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }];
    const change = changeOf(
      "aws:ec2/securityGroup:SecurityGroup",
      { tags: { a: "1" } },
      { tags: { a: "2" }, ingress },
      {
        options: { ignoreChanges: ["ingress"] },
      },
    );
    expect(change).toMatchObject({ words: ["tags.a: 1 → 2"], risk: { level: "none", exposure: null } });
  });
});

describe("who may do what", () => {
  const allow = (Action: Json, more: object = {}): Json => ({ Effect: "Allow", Action, Resource: "*", ...more });
  it.each<[string, string, Inputs, Inputs, string[]]>([
    [
      "the same in other statements",
      POLICY,
      policy(allow(["a:b", "a:c"])),
      policy(allow("a:C"), allow("a:b", { Sid: "B" })),
      ["none", "policy says the same in other words"],
    ],
    [
      "under another condition",
      POLICY,
      policy(allow("a:b", { Condition: { StringEquals: { "aws:PrincipalTag/team": "x" } } })),
      policy(allow("a:b", { Condition: { StringEquals: { "aws:PrincipalTag/team": "y" } } })),
      [
        "medium",
        "may now a:b on * if aws:PrincipalTag/team StringEquals y",
        "may no longer a:b on * if aws:PrincipalTag/team StringEquals x",
      ],
    ],
    [
      "another kind of principal of the same name",
      "aws:sqs/queuePolicy:QueuePolicy",
      policy(allow("a:b", { Principal: { AWS: "x" } })),
      policy(allow("a:b", { Principal: { Federated: "x" } })),
      ["medium", "x may now a:b on *", "x may no longer a:b on *"],
    ],
    [
      "a role's managed policies",
      "aws:iam/role:Role",
      { name: "r" },
      { name: "r", managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] },
      ["high", "grants AdministratorAccess"],
    ],
    [
      "everything in a cluster",
      "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
      { rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }] },
      { rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }] },
      ["high", "may now * *.*", "may no longer get pods"],
    ],
  ])("%s", (_, type, before, after, expected) => expect(told(type, before, after)).toEqual(expected));

  it("names a cluster's administrator", () => {
    const inputs = { policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy" };
    const change = changeOf("aws:eks/accessPolicyAssociation:AccessPolicyAssociation", null, inputs);
    expect(change).toMatchObject({
      words: ["new AccessPolicyAssociation", "grants AmazonEKSClusterAdminPolicy"],
      risk: { level: "high" },
    });
  });
});

describe("Kubernetes", () => {
  it("tells containers by name, wherever they stand", () => {
    const probe = (periodSeconds: number): Json => ({ name: "api", livenessProbe: { periodSeconds } });
    expect(told(DEPLOYMENT, pod({ name: "log" }, probe(10)), pod(probe(5), { name: "log" }))).toEqual([
      "low",
      "pods are replaced",
      "api: livenessProbe.periodSeconds: 10 → 5",
    ]);
  });
  it("tells a container that comes once", () => {
    expect(told(DEPLOYMENT, pod({ name: "api" }), pod({ name: "api" }, { name: "log", image: "l:1" }))).toEqual([
      "low",
      "container log added (l:1)",
    ]);
  });
  it("says what holds where nothing is said", () => {
    const secured = pod({ name: "api", securityContext: { allowPrivilegeEscalation: false } });
    expect(told(DEPLOYMENT, secured, pod({ name: "api", securityContext: {} }))).toEqual([
      "high",
      "may gain privileges off → on",
    ]);
    const said = pod({ name: "api", securityContext: { privileged: false } });
    expect(told(DEPLOYMENT, pod({ name: "api", securityContext: {} }), said)).toEqual([
      "none",
      "privileged still off (none → false)",
    ]);
  });
  it("prints no secret where a variable gets one, or loses it", () => {
    const variable = (value: string): Inputs => pod({ name: "api", env: [{ name: "KEY", value }] });
    const change = changeOf(DEPLOYMENT, variable("hunter2"), variable(SECRET));
    expect(change?.words).toEqual(["environment KEY in clear → a secret"]);
    expect(JSON.stringify(change?.properties)).not.toContain("hunter2");
  });
  it("names whom a policy is about, by labels and expressions", () => {
    const from = (podSelector: Json): Inputs => ({ spec: { ingress: [{ from: [{ podSelector }] }] } });
    const expression = { matchExpressions: [{ key: "tier", operator: "In", values: ["a", "b"] }] };
    expect(told(NETWORK_POLICY, from({ matchLabels: { app: "a" } }), from(expression))).toEqual([
      "low",
      "opens everything from pods tier in a, b",
      "closes everything from pods a",
    ]);
  });
  it("sees that a policy without a rule keeps out all, and one with an empty rule none", () => {
    expect(told(NETWORK_POLICY, { spec: { ingress: [] } }, { spec: { ingress: [{}] } })).toEqual([
      "high",
      "opens everything from anywhere",
    ]);
  });
});

describe("long values", () => {
  it("are shown where they part", () => {
    const script = (end: string): Inputs => ({ userData: `${"#".repeat(100)}\nmemory=${end}` });
    expect(told("aws:ec2/instance:Instance", script("4"), script("8"))[1]).toBe(
      "start-up script …############ memory=4 → …############ memory=8 (the instance stops and starts)",
    );
  });
  it("tell of a list what comes and goes", () => {
    const cidrs = [1, 2, 3, 4, 5].map((at) => `203.0.11${at}.0/24`);
    const cluster = (...more: string[]): Inputs => ({ vpcConfig: { publicAccessCidrs: [...cidrs, ...more] } });
    expect(told(EKS, cluster(), cluster("198.51.100.0/24"))).toEqual(["low", "API server reachable from + 198.51.100.0/24"]);
  });
});

describe("what a vendor refuses, or moves", () => {
  it.each<[string, string, Inputs, Inputs, string[]]>([
    [
      "EKS goes back",
      EKS,
      { version: "1.35" },
      { version: "1.34" },
      ["medium", "Kubernetes 1.35 → 1.34 (EKS does not go back: refused)"],
    ],
    [
      "EKS skips one",
      EKS,
      { version: "1.33" },
      { version: "1.35" },
      ["medium", "Kubernetes 1.33 → 1.35 (EKS goes one minor version at a time: refused)"],
    ],
    [
      "storage shrinks",
      "aws:rds/instance:Instance",
      { allocatedStorage: 100 },
      { allocatedStorage: 50 },
      ["medium", "storage 100 → 50 GiB (storage does not shrink: refused)"],
    ],
    [
      "a database moves",
      ATLAS,
      region({}),
      region({ regionName: "EU_WEST_1" }),
      ["medium", "region US_EAST_1 → EU_WEST_1 (members are filled anew there, then take over)"],
    ],
    [
      "a database gets machines of its own",
      ATLAS,
      region({ providerName: "FLEX" }),
      region({ providerName: "AWS" }),
      ["medium", "MongoDB Flex → M30 (moves to machines of its own)"],
    ],
    [
      "envelope encryption comes",
      EKS,
      { name: "a" },
      { name: "a", encryptionConfig: { resources: ["secrets"] } },
      ["low", 'encryptionConfig: set to {"resources":["secrets"]}'],
    ],
  ])("%s", (_, type, before, after, expected) => expect(told(type, before, after)).toEqual(expected));
});

describe("what is lost though the resource stays", () => {
  it.each<[string, string, Inputs, Inputs, string]>([
    ["logs", "aws:cloudwatch/logGroup:LogGroup", {}, { retentionInDays: 7 }, "lost: logs older than 7 days"],
    ["backups", "aws:rds/instance:Instance", { backupRetentionPeriod: 7 }, { backupRetentionPeriod: 0 }, "lost: all backups"],
    [
      "files",
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      { rules: [{ id: "a", expiration: { days: 90 } }] },
      { rules: [{ id: "a", expiration: { days: 7 } }] },
      "lost: files older than 7 days",
    ],
  ])("%s", (_, type, before, after, dataLoss) =>
    expect(changeOf(type, before, after)?.risk).toMatchObject({ level: "medium", dataLoss }),
  );
});
