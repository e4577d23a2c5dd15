/** Any valid configuration plans without error, and the graph holds everything the program set. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../infra/config/load.ts";
import { raw, VALID } from "../../infra/config/testConfig.ts";
import type { Graph } from "../graph/graph.ts";
import { TABLE } from "../graph/outputs/index.ts";
import { symbolsIn } from "../graph/symbols.ts";
import { planConfig } from "./testGraph.ts";

const ORGANIZATION = { organization: "5f0a1b2c3d4e5f6a7b8c9d0e" };
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const dedicated = {
  access: fc.constantFrom("private-link", "nat-addresses"),
  encryption: fc.constantFrom("customer-key", "atlas-key"),
  disk: fc.constantFrom("10GiB", "100GiB"),
  pointInTime: maybe(fc.constantFrom("24h", "72h", "7d")),
};

const secretOf = (name: string) => ({ from: `arn:aws:secretsmanager:us-east-1:111122223333:secret:monitor/${name}-AbCdEf` });

const anyMongoDb = fc.oneof(
  fc.constant({ topology: "flex" }),
  fc.record({
    topology: fc.constant("replica-set"),
    ...dedicated,
    tier: fc.constantFrom("M10", "M30"),
    maxTier: maybe(fc.constantFrom("M30", "M50")),
    nodes: fc.constantFrom(3, 5),
  }),
  fc.record({
    topology: fc.constant("sharded"),
    ...dedicated,
    tier: fc.constantFrom("M30", "M40"),
    shards: fc.integer({ min: 2, max: 5 }),
  }),
);
const anyRedis = fc.oneof(
  fc.record({ topology: fc.constant("single"), nodeType: fc.constant("cache.t4g.micro") }),
  fc.record({
    topology: fc.constant("replica"),
    nodeType: fc.constant("cache.m7g.large"),
    replicas: fc.integer({ min: 1, max: 5 }),
    multiAz: fc.boolean(),
  }),
  fc.record({
    topology: fc.constant("cluster"),
    nodeType: fc.constant("cache.r7g.xlarge"),
    shards: fc.integer({ min: 2, max: 6 }),
    version: fc.constantFrom("7.2", "8.1"),
  }),
);
const anyRegion = fc
  .constantFrom("us-east-1", "eu-west-1", "ap-southeast-2")
  .chain((region) =>
    fc
      .integer({ min: 2, max: 4 })
      .map((zones) => ({ region, zones: ["a", "b", "c", "d"].slice(0, zones).map((letter) => region + letter) })),
  );
const anyEdge = fc.oneof(
  fc.record({
    host: fc.constantFrom("monitor.example.com", "example.com"),
    proxy: fc.constantFrom({ mode: "proxied" }, { mode: "dns-only" }),
  }),
  fc.record({
    host: fc.constant("a.b.c.example.com"),
    proxy: fc.constantFrom({ mode: "dns-only" }, { mode: "proxied", certificate: "advanced" }),
  }),
);

const anyConfig = fc
  .record({
    place: anyRegion,
    nat: fc.constantFrom("none", "one", "per-zone"),
    cidr: fc.constantFrom("10.0.0.0/16", "172.16.64.0/18", "192.168.0.0/20"),
    interfaceEndpoints: fc.uniqueArray(fc.constantFrom("ecr.api", "sts", "logs"), { maxLength: 3 }),
    edge: anyEdge,
    mongodb: anyMongoDb,
    redis: anyRedis,
    pools: fc.uniqueArray(fc.constantFrom("main", "spot", "batch"), { minLength: 1, maxLength: 3 }),
    capacity: fc.constantFrom("on-demand", "spot"),
    endpoint: fc.constantFrom({ access: "private" }, { access: "public", cidrs: ["203.0.113.0/24"] }),
    admins: fc.integer({ min: 0, max: 2 }),
    viewers: fc.integer({ min: 0, max: 2 }),
    deletion: fc.boolean(),
    embedding: fc.constantFrom({ provider: "pinecone" }, { provider: "openai", model: "text-embedding-3-large" }),
    webhook: fc.boolean(),
    smtp: maybe(fc.constant({ host: "smtp.example.com" })),
    karpenter: maybe(
      fc.record({ maxVcpus: fc.integer({ min: 2, max: 64 }), capacity: fc.constantFrom(["spot"], ["on-demand"]) }),
    ),
    concurrency: fc.integer({ min: 1, max: 50 }),
  })
  .map(
    ({ place, mongodb, edge, smtp, ...any }): Record<string, unknown> => ({
      ...VALID,
      aws: { accountId: "111122223333", region: place.region },
      protection: { deletion: any.deletion },
      network: { cidr: any.cidr, zones: place.zones, nat: any.nat, interfaceEndpoints: any.interfaceEndpoints },
      edge: { zone: "example.com", ...edge },
      mongodb: JSON.parse(JSON.stringify({ ...ORGANIZATION, ...mongodb })),
      redis: any.redis,
      cluster: {
        endpoint: any.endpoint,
        nodePools: any.pools.map((name) => ({ name, instanceTypes: ["m7g.xlarge"], capacity: any.capacity, min: 1, max: 3 })),
        admins: Array.from({ length: any.admins }, (_, index) => `arn:aws:iam::111122223333:role/admin-${index}`),
        viewers: Array.from({ length: any.viewers }, (_, index) => `arn:aws:iam::111122223333:role/viewer-${index}`),
      },
      vectors: { region: "us-east-1", embedding: any.embedding },
      secrets: {
        ...(VALID.secrets as object),
        ...(any.embedding.provider === "openai" && { openaiApiKey: secretOf("openai") }),
        ...(any.webhook && { webhookUrl: secretOf("webhook") }),
      },
      ...(smtp && { smtp }),
      ai: { concurrency: any.concurrency },
      addons: JSON.parse(JSON.stringify({ karpenter: any.karpenter })),
    }),
  );

/** AWS's limits on names that Pulumi makes up, by type. Stack names have at most ten characters, the random ending seven. */
const NAME_LIMITS: Readonly<Record<string, number>> = {
  "aws:lb/loadBalancer:LoadBalancer": 32,
  "aws:lb/targetGroup:TargetGroup": 32,
  "aws:elasticache/replicationGroup:ReplicationGroup": 40,
  "aws:s3/bucket:Bucket": 63,
  "aws:iam/role:Role": 64,
  "aws:cloudfront/function:Function": 64,
  "aws:cloudwatch/logDeliverySource:LogDeliverySource": 60,
  "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": 60,
  "aws:eks/nodeGroup:NodeGroup": 63,
  "aws:lambda/function:Function": 64,
  "aws:sqs/queue:Queue": 80,
  "aws:cloudwatch/eventRule:EventRule": 64,
  "aws:iam/instanceProfile:InstanceProfile": 128,
};
/** These two have a shorter pattern in Pulumi.yaml. */
const WITHOUT_PROJECT = ["aws:lb/loadBalancer:LoadBalancer", "aws:lb/targetGroup:TargetGroup"];

function expectSound(graph: Graph): void {
  expect(graph.cannotTell).toEqual([]);
  const urns = new Set(graph.resources.map(({ urn }) => urn));
  const explicit = (name: string) => [...urns].find((urn) => urn.includes(`pulumi:providers:${name}:`));
  for (const resource of graph.resources) {
    for (const urn of [
      ...resource.dependsOn,
      ...Object.values(resource.propertyDependencies).flat(),
      ...(resource.parent ? [resource.parent] : []),
    ]) {
      expect(urns).toContain(urn);
    }
    for (const { urn } of symbolsIn(JSON.stringify(resource.inputs))) {
      const isLookup = (urn.split("::")[2] ?? "") in TABLE.lookups;
      expect(isLookup || urns.has(urn)).toBe(true);
    }
    for (const provider of ["aws", "kubernetes"]) {
      if (resource.type.startsWith(`${provider}:`)) expect(resource.provider).toBe(explicit(provider));
    }
    const limit = NAME_LIMITS[resource.type];
    if (limit !== undefined && resource.inputs.name === undefined) {
      const project = WITHOUT_PROJECT.includes(resource.type) ? 0 : "monitor-".length;
      expect(project + "abcdefghij-".length + resource.name.length + "-1234567".length, resource.name).toBeLessThanOrEqual(limit);
    }
  }
}

describe("any valid configuration", () => {
  it("plans, and the graph holds everything the program set", async () => {
    let planned = 0;
    await fc.assert(
      fc.asyncProperty(anyConfig, async (sections) => {
        fc.pre(!("problems" in readConfig(raw(sections))));
        expectSound(await planConfig(sections));
        planned++;
      }),
      { numRuns: 40, maxSkipsPerRun: 20 },
    );
    expect(planned).toBeGreaterThanOrEqual(40);
  });

  it("in a region of its own keeps CloudFront's things in us-east-1, with a replica of the key", async () => {
    const graph = await planConfig({
      ...VALID,
      aws: { accountId: "111122223333", region: "eu-west-1" },
      network: { cidr: "10.0.0.0/16", zones: ["eu-west-1a", "eu-west-1b"], nat: "one" },
    });
    expectSound(graph);
    const regionOf = (name: string) => graph.resources.find((resource) => resource.name === name)?.inputs.region;
    expect(regionOf("certificates-cdn")).toBe("us-east-1");
    expect(regionOf("certificates-alb")).toBe("eu-west-1");
    expect(regionOf("cdn-firewall-acl")).toBe("us-east-1");
    expect(regionOf("alb-firewall-acl")).toBe("eu-west-1");
    expect(regionOf("encryption-replica")).toBe("us-east-1");
  });
});

describe("a component's transform", () => {
  it("changes the inner resource it names, offline as under the engine", async () => {
    const { Network } = await import("../../infra/network/network.ts");
    const { record } = await import("../graph/record.ts");
    const pulumi = await import("@pulumi/pulumi");
    const seen: string[] = [];
    const graph = await record(
      () => {
        const policy = new pulumi.ComponentResource("test:Policy", "policy");
        new Network("net", {
          ...{ region: "us-east-1", cidr: "10.0.0.0/16", zones: ["us-east-1a", "us-east-1b"], nat: "one" as const },
          flowLogs: { destination: "arn:aws:s3:::logs", policy },
          transform: {
            vpc: (args) => ({ args: { ...args, enableNetworkAddressUsageMetrics: true } }),
            natGateway: (_, options) => ({ options: { ...options, protect: true } }),
            subnet: (_, __, name) => {
              seen.push(name);
              return {};
            },
          },
        });
      },
      { project: "monitor", stack: "test", root: "/", config: {}, secretKeys: [], table: TABLE, stackOutputs: () => undefined },
    );
    const find = (name: string) => graph.resources.find((resource) => resource.name === name);
    expect(find("net-vpc")?.inputs).toMatchObject({ cidrBlock: "10.0.0.0/16", enableNetworkAddressUsageMetrics: true });
    expect(graph.resources.filter(({ options }) => options.protect).map(({ name }) => name)).toEqual(["net-nat-a"]);
    expect(seen).toHaveLength(6);
  });
});
