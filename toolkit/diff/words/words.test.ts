import { describe, expect, it } from "vitest";
import type { Json, Resource } from "../../graph/graph.ts";
import type { Change } from "../change.ts";
import { diffGraphs } from "../diff.ts";
import { graphOf, output, resource } from "../testGraphs.ts";

type Inputs = Resource["inputs"];

const changeOf = (type: string, before: Inputs | null, after: Inputs | null): Change => {
  const side = (inputs: Inputs | null): Resource[] => (inputs ? [resource(type, "a", inputs)] : []);
  const [change] = diffGraphs(graphOf(side(before)), graphOf(side(after))).changes;
  if (!change) throw new Error("nothing differs");
  return change;
};
const words = (type: string, before: Inputs | null, after: Inputs | null): readonly string[] =>
  changeOf(type, before, after).words;

const pod = (container: Json, more: object = {}): Inputs => ({
  spec: { template: { spec: { containers: [container] } }, ...more },
});
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const limits = (memory: string, cpu: string): Json => ({
  name: "api",
  image: "r/api@sha256:aaaaaaaaaaaaaaaa",
  resources: { limits: { memory, cpu } },
});
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const POLICY = "aws:iam/rolePolicy:RolePolicy";
const policy = (...statements: object[]): Inputs => ({ policy: JSON.stringify({ Statement: statements }) });
const allow = (Action: Json, Resource: Json = "*", more: object = {}): object => ({ Effect: "Allow", Action, Resource, ...more });
const tier = (instanceSize: string, shards = 1): Inputs => ({
  replicationSpecs: Array.from({ length: shards }, () => ({
    regionConfigs: [{ electableSpecs: { instanceSize, nodeCount: 3 } }],
  })),
});
const ATLAS = "mongodbatlas:index/advancedCluster:AdvancedCluster";

describe("words", () => {
  it.each<[string, Inputs | null, Inputs | null, string[]]>([
    [DEPLOYMENT, pod(limits("4096Mi", "500m")), pod(limits("8192Mi", "2")), ["memory limit 4 → 8 GiB", "CPU limit 0.5 → 2 vCPU"]],
    [DEPLOYMENT, pod({ name: "api", image: "r/api:1" }), pod({ name: "api", image: "r/api:2" }), ["image r/api:1 → r/api:2"]],
    [
      DEPLOYMENT,
      pod({ name: "api", image: `r/api@sha256:${"a".repeat(64)}` }),
      pod({ name: "api", image: `r/api@sha256:${"b".repeat(64)}` }),
      ["image sha256:aaaaaaaaaaaa → sha256:bbbbbbbbbbbb"],
    ],
    [
      DEPLOYMENT,
      pod({
        name: "api",
        env: [
          { name: "A", value: "1" },
          { name: "B", value: "1" },
        ],
      }),
      pod({
        name: "api",
        env: [
          { name: "C", value: "1" },
          { name: "B", value: "2" },
        ],
      }),
      ["environment gets C", "environment loses A", "environment B 1 → 2"],
    ],
    [DEPLOYMENT, { spec: { replicas: 3 } }, { spec: { replicas: 5 } }, ["replicas 3 → 5"]],
    [
      "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
      { spec: { maxReplicas: 5 } },
      { spec: { maxReplicas: 9 } },
      ["most pods 5 → 9"],
    ],
    [
      "kubernetes:networking.k8s.io/v1:NetworkPolicy",
      { spec: { ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/8" } }], ports: [{ port: 80 }] }] } },
      { spec: { ingress: [{ ports: [{ port: 80 }] }] } },
      ["opens 80 from anywhere", "closes 80 from 10.0.0.0/8"],
    ],
    ["aws:lambda/function:Function", { memorySize: 512 }, { memorySize: 2048 }, ["memory 512 MiB → 2 GiB"]],
    ["aws:cloudwatch/logGroup:LogGroup", { retentionInDays: 7 }, {}, ["kept 7 days → for ever"]],
    [
      "aws:elasticache/replicationGroup:ReplicationGroup",
      { nodeType: "cache.m7g.large", engine: "redis" },
      { nodeType: "cache.m7g.xlarge", engine: "redis" },
      ["Redis cache.m7g.large → cache.m7g.xlarge (in place, online)"],
    ],
    [ATLAS, tier("M30"), tier("M40"), ["MongoDB M30 → M40 (in place, rolling)"]],
    [ATLAS, tier("M30"), tier("M30", 2), ["shards 1 → 2"]],
    [
      INGRESS,
      null,
      { ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" },
      ["new SecurityGroupIngressRule", "opens 443 from 0.0.0.0/0"],
    ],
    [
      INGRESS,
      { fromPort: 80, toPort: 90, cidrIpv4: "10.0.0.0/8" },
      null,
      ["SecurityGroupIngressRule is deleted", "closes 80–90 from 10.0.0.0/8"],
    ],
    [
      "aws:ec2/securityGroup:SecurityGroup",
      { ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["10.0.0.0/8", "::/0"] }] },
      { ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, self: true }] },
      ["opens everything from the group itself", "closes 22 from 10.0.0.0/8", "closes 22 from ::/0"],
    ],
    [
      POLICY,
      policy(allow(["s3:Get"], "b/*")),
      policy(allow(["s3:Get", "s3:Put"], ["b/*", "c/*"])),
      ["may now s3:Put on b/*", "may now s3:Get, s3:Put on c/*"],
    ],
    [POLICY, policy(allow("s3:*")), policy(allow("s3:Get")), ["may now s3:Get on *", "may no longer s3:* on *"]],
    [POLICY, policy({ Effect: "Deny", Action: "s3:Delete", Resource: "*" }), policy(), ["is denied no longer s3:Delete on *"]],
    [
      "aws:lb/listener:Listener",
      { sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" },
      { sslPolicy: "ELBSecurityPolicy-2016-08" },
      ["TLS policy ELBSecurityPolicy-TLS13-1-2-2021-06 → ELBSecurityPolicy-2016-08"],
    ],
    ["aws:eks/nodeGroup:NodeGroup", { scalingConfig: { maxSize: 3 } }, { scalingConfig: { maxSize: 5 } }, ["most nodes 3 → 5"]],
    [
      "acme:cloud:Thing",
      { a: { b: "x".repeat(100) }, t: ["1", "2"] },
      { a: { b: 1 }, t: ["2", "3"], n: true },
      [`a.b: ${"x".repeat(59)}… → 1`, "n: set to true", "t: + 3, − 1"],
    ],
    ["acme:cloud:Thing", { tags: { a: "1", b: "1" } }, { tags: { a: "2" } }, ["tags changed"]],
  ])("%s %#", (type, before, after, expected) => expect(words(type, before, after)).toEqual(expected));

  it("names what is read from where, not its URN", () => {
    const queue = resource("aws:sqs/queue:Queue", "jobs");
    const thing = (value: Json): Resource => resource("acme:cloud:Thing", "a", { value });
    const { changes } = diffGraphs(graphOf([queue, thing("x")]), graphOf([queue, thing(output(queue, "url"))]));
    expect(changes[0]?.words).toEqual(["value: x → ${jobs.url} (perhaps)"]);
  });
});

describe("risk", () => {
  it.each<[string, string, Inputs | null, Inputs | null, Partial<Change["risk"]>]>([
    [
      "a port opened to everybody",
      INGRESS,
      null,
      { fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" },
      { level: "high", exposure: "opens 443 to everybody (0.0.0.0/0)" },
    ],
    [
      "to a network of ours",
      INGRESS,
      null,
      { fromPort: 443, toPort: 443, cidrIpv4: "10.0.0.0/8" },
      { level: "low", exposure: null },
    ],
    [
      "a database opened to everybody",
      "mongodbatlas:index/projectIpAccessList:ProjectIpAccessList",
      null,
      { cidrBlock: "0.0.0.0/0" },
      { level: "high", exposure: "opens the database to everybody, with a password" },
    ],
    ["everything allowed", POLICY, policy(), policy(allow("*")), { level: "high" }],
    ["something allowed", POLICY, policy(), policy(allow("s3:Get", "b/*")), { level: "medium" }],
    ["something no longer allowed", POLICY, policy(allow("s3:Get", "b/*")), policy(), { level: "low" }],
    [
      "a bucket for everybody",
      "aws:s3/bucketPolicy:BucketPolicy",
      policy(),
      policy(allow("s3:GetObject", "b/*", { Principal: "*" })),
      { level: "high", exposure: "everybody may s3:GetObject on b/*" },
    ],
    [
      "on a condition",
      "aws:s3/bucketPolicy:BucketPolicy",
      policy(),
      policy(allow("s3:GetObject", "b/*", { Principal: "*", Condition: { StringEquals: { a: "b" } } })),
      { level: "medium", exposure: null },
    ],
    [
      "a database made anew",
      "aws:rds/instance:Instance",
      { storageEncrypted: false },
      { storageEncrypted: true },
      { level: "high", dataLoss: "lost: the database" },
    ],
    [
      "a database that scales",
      "aws:rds/instance:Instance",
      { instanceClass: "a" },
      { instanceClass: "b" },
      { level: "medium", dataLoss: null, downtime: "some minutes; with Multi-AZ a failover" },
    ],
    [
      "a cache that scales",
      "aws:elasticache/replicationGroup:ReplicationGroup",
      { nodeType: "a" },
      { nodeType: "b" },
      { level: "low", downtime: "connections break for seconds as nodes change over" },
    ],
    [
      "old TLS",
      "aws:lb/listener:Listener",
      { sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" },
      { sslPolicy: "ELBSecurityPolicy-2016-08" },
      { level: "high" },
    ],
    [
      "all pods at once",
      DEPLOYMENT,
      pod({ name: "a", image: "x:1" }, { strategy: { type: "Recreate" } }),
      pod({ name: "a", image: "x:2" }, { strategy: { type: "Recreate" } }),
      { downtime: "all pods stop before new ones start" },
    ],
    [
      "no pod at all",
      DEPLOYMENT,
      { spec: { replicas: 1 } },
      { spec: { replicas: 0 } },
      { level: "high", downtime: "no pod runs" },
    ],
    ["less memory than before", DEPLOYMENT, pod(limits("8192Mi", "1")), pod(limits("4096Mi", "1")), { level: "medium" }],
    ["a way back that is none", ATLAS, { clusterType: "SHARDED" }, { clusterType: "REPLICASET" }, { level: "high" }],
    ["a tag", "aws:sqs/queue:Queue", { tags: { a: "1" } }, { tags: { a: "2" } }, { level: "none" }],
  ])("%s", (_, type, before, after, expected) => expect(changeOf(type, before, after).risk).toMatchObject(expected));
});
