import { describe, expect, it } from "vitest";
import type { Resource } from "../../graph/graph.ts";
import { diffGraphs } from "../diff.ts";
import { graphOf, resource } from "../testGraphs.ts";

type Inputs = Resource["inputs"];

/** Level, then words. */
const told = (type: string, before: Inputs, after: Inputs): string[] => {
  const [change] = diffGraphs(graphOf([resource(type, "a", before)]), graphOf([resource(type, "a", after)])).changes;
  return change ? [change.risk.level, ...change.words] : [];
};

const CACHE = "aws:elasticache/replicationGroup:ReplicationGroup";
const DATABASE = "aws:rds/instance:Instance";
const EKS = "aws:eks/cluster:Cluster";
const SERVICE = "kubernetes:core/v1:Service";

describe("what is made anew", () => {
  it("is not told as what would be done in place, and why before what else", () => {
    expect(told(DATABASE, { engine: "postgres", engineVersion: "15" }, { engine: "mysql", engineVersion: "8" })).toEqual([
      "high",
      "engine: postgres → mysql",
      "version 15 → 8",
    ]);
    expect(told("aws:ec2/instance:Instance", { instanceType: "t3.micro" }, { instanceType: "t4g.micro" })).toEqual([
      "medium",
      "type t3.micro → t4g.micro",
    ]);
  });
});

describe("databases and what keeps things", () => {
  it("know a tenth version from a first", () =>
    expect(told(DATABASE, { engineVersion: "15.4" }, { engineVersion: "15.10" })).toEqual(["medium", "version 15.4 → 15.10"]));
  it("tell that shards are not joined, and that Redis gets them in two steps", () => {
    const [single, sharded] = [{ numCacheClusters: 2 }, { clusterMode: "enabled", numNodeGroups: 3 }];
    expect(told(CACHE, sharded, single)).toEqual([
      "high",
      "cluster mode enabled → none (stays as it is)",
      "shards 3 → none (stays as it is)",
      "nodes none → 2 (shards do not become one group: refused)",
    ]);
    expect(told(CACHE, single, sharded)).toContain("cluster mode none → enabled (by way of compatible alone: refused)");
  });
  const cluster = (instanceSize: string, more: Inputs, shards = 1): Inputs => ({
    replicationSpecs: Array.from({ length: shards }, () => ({
      regionConfigs: [{ providerName: "AWS", electableSpecs: { instanceSize }, autoScaling: { diskGbEnabled: true } }],
    })),
    ...more,
  });
  it("tell that Atlas leaves a size to its autoscaling, where the provider does", () => {
    const type = "mongodbatlas:index/advancedCluster:AdvancedCluster";
    const [without, rolling] = [
      "MongoDB M10 → M20 (without effect as long as autoscaling is on)",
      "MongoDB M10 → M20 (in place, rolling)",
    ];
    const effective = { useEffectiveFields: true };
    expect(told(type, cluster("M10", effective), cluster("M20", effective))).toEqual(["medium", without]);
    expect(told(type, cluster("M10", {}), cluster("M20", {}))).toEqual(["low", rolling]);
    expect(told(type, cluster("M10", effective, 2), cluster("M20", effective, 2))).toEqual(["low", rolling]);
  });
  it.each<[string, string, Inputs, Inputs, string[]]>([
    [
      "snapshots of Atlas",
      "mongodbatlas:index/cloudBackupSchedule:CloudBackupSchedule",
      { policyItemWeeklies: [{ retentionUnit: "days", retentionValue: 35 }] },
      { policyItemWeeklies: [{ retentionUnit: "days", retentionValue: 14 }] },
      ["medium", "weekly snapshots kept 35 → 14 days (those to come)"],
    ],
    [
      "a queue",
      "aws:sqs/queue:Queue",
      { messageRetentionSeconds: 1_209_600 },
      { messageRetentionSeconds: 3600 },
      ["medium", "messages kept 14 days → 1 h"],
    ],
    ["a stream", "aws:kinesis/stream:Stream", { retentionPeriod: 48 }, {}, ["medium", "records kept 48 → 24 h"]],
    [
      "a volume",
      "aws:ebs/volume:Volume",
      { size: 100 },
      { size: 50 },
      ["medium", "size 100 → 50 GiB (a volume does not shrink: refused)"],
    ],
    [
      "a bucket of the older kind",
      "aws:s3/bucketV2:BucketV2",
      { acl: "private", versionings: [{ enabled: true }], lifecycleRules: [{ expirations: [{ days: 90 }] }] },
      { acl: "public-read", versionings: [{ enabled: false }], lifecycleRules: [{ expirations: [{ days: 1 }] }] },
      ["high", "access private → public-read", "versioning on → off", "files expire after 90 days → 1 day"],
    ],
  ])("%s", (_, type, before, after, expected) => expect(told(type, before, after)).toEqual(expected));
});

describe("who gets in", () => {
  it("is nobody from outside where a cluster's API server is closed, whatever addresses it admitted", () => {
    const open = { vpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.0/24"] } };
    expect(told(EKS, open, { vpcConfig: { endpointPublicAccess: false } })[0]).toBe("low");
    expect(told(EKS, open, { vpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ["0.0.0.0/0"] } })[0]).toBe("high");
    expect(told(EKS, open, { vpcConfig: { endpointPublicAccess: true } })).toEqual([
      "medium",
      "API server reachable from 203.0.113.0/24 → none (stays as it is)",
    ]);
  });
  it.each<[string, string, Inputs, Inputs, string[]]>([
    [
      "an API without credentials",
      "aws:apigatewayv2/route:Route",
      { authorizationType: "JWT" },
      {},
      ["high", "callable by everybody"],
    ],
    [
      "a browser's question",
      "aws:apigateway/method:Method",
      { httpMethod: "OPTIONS", authorization: "AWS_IAM" },
      { httpMethod: "OPTIONS", authorization: "NONE" },
      ["low", "authorization: AWS_IAM → NONE"],
    ],
    [
      "a balancer for everybody",
      SERVICE,
      { spec: { type: "LoadBalancer", loadBalancerSourceRanges: ["10.0.0.0/8"] } },
      { spec: { type: "LoadBalancer" } },
      ["high", "admits 10.0.0.0/8 → everybody"],
    ],
    [
      "an annotation that puts a balancer on the internet",
      "kubernetes:networking.k8s.io/v1:Ingress",
      { metadata: { annotations: { "alb.ingress.kubernetes.io/scheme": "internal" } } },
      { metadata: { annotations: { "alb.ingress.kubernetes.io/scheme": "internet-facing" } } },
      ["medium", "its load balancer is on the internet"],
    ],
    [
      "pods that may do more",
      "kubernetes:core/v1:Namespace",
      { metadata: { labels: { "pod-security.kubernetes.io/enforce": "restricted" } } },
      { metadata: { labels: { "pod-security.kubernetes.io/enforce": "baseline" } } },
      ["high", "pods in it must be restricted → baseline"],
    ],
    [
      "an annotation that a controller acts by",
      "kubernetes:core/v1:ServiceAccount",
      { metadata: { annotations: { "eks.amazonaws.com/role-arn": "a" } } },
      { metadata: { annotations: { "eks.amazonaws.com/role-arn": "b" } } },
      ["low", 'metadata.annotations["eks.amazonaws.com/role-arn"]: a → b'],
    ],
    [
      "a label that says whose it is",
      SERVICE,
      { metadata: { labels: { "app.kubernetes.io/part-of": "a", team: "a" } } },
      { metadata: { labels: { "app.kubernetes.io/part-of": "b", team: "b" } } },
      ["none", "metadata.labels changed"],
    ],
  ])("%s", (_, type, before, after, expected) => expect(told(type, before, after)).toEqual(expected));
  it.each<[string, string, Inputs, Inputs, string[]]>([
    [
      "a user of the database who administers it",
      "mongodbatlas:index/databaseUser:DatabaseUser",
      { roles: [{ roleName: "readWrite", databaseName: "monitor" }] },
      { roles: [{ roleName: "atlasAdmin", databaseName: "admin" }] },
      ["high", "is atlasAdmin on admin", "is no longer readWrite on monitor"],
    ],
    [
      "pods that are root",
      "kubernetes:apps/v1:Deployment",
      { spec: { template: { spec: { securityContext: { runAsNonRoot: true, runAsUser: 10_001 } } } } },
      { spec: { template: { spec: { securityContext: { runAsUser: 0 } } } } },
      ["high", "pods are replaced", "not as root on → off", "user 10001 → 0"],
    ],
    [
      "a function whose code is another",
      "aws:lambda/function:Function",
      { description: "bundle a" },
      { description: "bundle b" },
      ["low", "description bundle a → bundle b"],
    ],
    [
      "a firewall that is taken away, for sure",
      "aws:cloudfront/distribution:Distribution",
      { webAclId: "${urn:pulumi:s::p::aws:wafv2/webAcl:WebAcl::w#arn}" },
      {},
      ["high", "firewall ${w.arn} → none"],
    ],
  ])("%s", (_, type, before, after, expected) => expect(told(type, before, after)).toEqual(expected));
  it("is told by the end of an ARN, where secrets differ", () => {
    const secret = (name: string): string => `arn:aws:secretsmanager:us-east-1:111122223333:secret:monitor/prod/${name}`;
    const policy = (name: string): Inputs => ({
      policy: JSON.stringify({
        Statement: [{ Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secret(name) }],
      }),
    });
    expect(told("aws:iam/rolePolicy:RolePolicy", policy("a"), policy("b")).slice(1)).toEqual([
      `may now secretsmanager:GetSecretValue on ${secret("a").slice(0, -1)}b`,
      `may no longer secretsmanager:GetSecretValue on ${secret("a")}`,
    ]);
  });
});

describe("in general", () => {
  const metrics = (averageUtilization: number): Inputs => ({
    spec: { metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization } } }] },
  });
  it("tells what pods are scaled by", () =>
    expect(told("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", metrics(70), metrics(50))).toEqual([
      "low",
      "scales at CPU 70 → 50 %",
    ]));
  it("calls elements of lists by their names", () => {
    const rules = (limit: number): Inputs => ({ items: [{ name: "first" }, { name: "second", limit }] });
    expect(told("acme:cloud:Thing", rules(1), rules(2))).toEqual(["low", "items[second].limit: 1 → 2"]);
    expect(told("acme:cloud:Thing", { items: [{ name: "a" }] }, { items: [{ name: "b" }] })).toEqual([
      "low",
      "items[0].name: a → b",
    ]);
  });
  it("does not tell again, as a whole, what is told of its parts", () => {
    const pod = (resources?: Inputs): Inputs => ({
      spec: { template: { spec: { containers: [{ name: "api", image: "a", ...(resources && { resources }) }] } } },
    });
    expect(told("kubernetes:apps/v1:Deployment", pod(), pod({ limits: { memory: "1Gi" } }))).toEqual([
      "medium",
      "memory limit none → 1 GiB",
    ]);
  });
  it("leaves a policy that says more than AWS takes to be told as it stands", () => {
    const policy = (verb: string): Inputs => ({
      policy: JSON.stringify({
        Statement: [
          {
            Effect: "Allow",
            Action: Array.from({ length: 500 }, (_, at) => `s3:${verb}${at}`),
            Resource: Array.from({ length: 500 }, (_, at) => `arn:${at}`),
          },
        ],
      }),
    });
    expect(told("aws:iam/policy:Policy", policy("a"), policy("b"))[1]).toMatch(/^policy\.Statement\[0\]\.Action: \+ s3:b0, /);
  });
});
