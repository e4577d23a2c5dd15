import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { ASSUMPTIONS, type Assumption, type Spread } from "../../../infra/config/schema/usage.ts";
import { type PlannedStack, planStacks } from "../../plan/plan.ts";
import { ROOT } from "../../plan/testGraph.ts";
import { estimate } from "../estimate.ts";
import type { Estimate } from "../line.ts";
import { priceBook } from "../prices/load.ts";
import { type Overrides, usageOf, withOverrides } from "./assumptions.ts";
import { placements, useOf } from "./use.ts";

const constant = (value: number): Spread => ({ low: value, typical: value, high: value });
const KEYS = Object.entries<Assumption>(ASSUMPTIONS);

let stacks: ReadonlyMap<string, PlannedStack>;
const stackOf = (name: string): PlannedStack => stacks.get(name) as PlannedStack;
beforeAll(async () => {
  const planned = await planStacks({ folder: ROOT, stacks: ["dev", "staging", "prod", "shared"] });
  // Services with a price, whatever the environments choose; assumptions are the test's own.
  const config = {
    smtp: { host: "email-smtp.us-east-1.amazonaws.com" },
    vectors: { embedding: { provider: "openai", model: "text-embedding-3-small" } },
  };
  stacks = new Map(planned.map((stack) => [stack.name, { ...stack, config: { ...stack.config, ...config, usage: {} } }]));
});

function estimateOf(name: string, overrides: Overrides = {}): Estimate {
  const { graph, config } = stackOf(name);
  const usage = withOverrides(usageOf(config), overrides);
  return estimate({ graph, use: useOf({ graph, config, usage }), book: priceBook(), today: "2026-11-23" });
}

/** How the one resource of a type and name is used at typical assumptions. */
function used(name: string, type: string, resource: string, overrides: Overrides): unknown {
  const { graph, config } = stackOf(name);
  const usage = withOverrides(usageOf(config), overrides);
  const found = graph.resources.find((each) => each.type === type && each.name === resource);
  return found && useOf({ graph, config, usage })(found, "typical");
}

describe("how resources of prod are used at round numbers", () => {
  const overrides = {
    ...{
      pv: "10M",
      viewsPerSdkLoad: 4,
      sdkBytes: 4096,
      cdnHitRatio: "90%",
      viewersElsewhere: "25%",
      eventsPerView: 1,
      eventBytes: 1024,
    },
    ...{ errorRate: "1%", errorBytes: 8192, attachmentsPerError: 0.5, attachmentBytes: 65_536, issuesPerThousandErrors: 5 },
    ...{ dashboardUsers: 20, queriesPerUser: 1_000, responseBytes: 16_384, requestLogBytes: 1024, accessLogBytes: 256 },
    ...{ deploysPerMonth: 20, sourceMapBytes: 1024 ** 2, dumpsPerMonth: 10, eventDays: 73, storageFactor: 1, snapshotFactor: 2 },
    ...{ cacheGb: 0.5, natGbPerNode: 4, crossZoneShare: "50%", analysesPerIssue: 1, embeddingsPerIssue: 1, issueMonths: 12 },
    ...{ analysisSeconds: 15, mailsPerIssue: 3, embeddingTokens: 250, clusterLogGb: 4, peakFactor: 3 },
  };
  /** 10M events, 100k errors and 20k queries. */
  const REQUESTS = 10_120_000;
  const GB = 2 ** 30;
  const near = (value: number) => expect.closeTo(value, 3);

  it.each<[string, string, object]>([
    // 2.5M loads, of which Cloudflare's cache keeps nine tenths away, a quarter of the rest from elsewhere.
    [
      "aws:cloudfront/distribution:Distribution",
      "sdk-site-distribution",
      {
        monthlyHttpsRequests: { us: near(187_500), asiaPacific: near(62_500) },
        monthlyDataTransferToInternetGb: { us: near((187_500 * 4096) / GB), asiaPacific: near((62_500 * 4096) / GB) },
      },
    ],
    // And 20k ÷ 20 pages of three files.
    [
      "aws:cloudfront/distribution:Distribution",
      "dashboard-site-distribution",
      { monthlyHttpsRequests: { us: near(0.75 * (REQUESTS + 3_000)), asiaPacific: near(0.25 * (REQUESTS + 3_000)) } },
    ],
    ["aws:wafv2/webAcl:WebAcl", "alb-firewall-acl", { monthlyRequests: REQUESTS }],
    ["aws:wafv2/webAcl:WebAcl", "cdn-firewall-acl", { monthlyRequests: near(REQUESTS + 3_000 + 250_000) }],
    // 3.851 requests a second, a new connection for every twenty of them.
    [
      "aws:lb/loadBalancer:LoadBalancer",
      "alb-balancer",
      { newConnections: near(0.1925), processedBytesGb: near(13.3514 + 3.1271) },
    ],
    [
      "aws:cloudwatch/logGroup:LogGroup",
      "alb-firewall-logs",
      { monthlyDataIngestedGb: near((REQUESTS * 1024) / GB), storageGb: near(((REQUESTS * 1024) / GB) * 0.15 * 12) },
    ],
    // 50k files of 64 KiB a month, and twenty times 1 MiB, for 90 days.
    [
      "aws:s3/bucket:Bucket",
      "storage-bucket",
      {
        standard: {
          storageGb: near((3.0518 + 20 / 1024) * (90 / (730 / 24))),
          monthlyTier1Requests: 50_400,
          monthlyTier2Requests: 1_000,
        },
      },
    ],
    // 73 days are 2.4 months of 0.7629 GB, and a hundredth of 9.537 GB: ten dumps a month, kept 35 days.
    ["aws:s3/bucket:Bucket", "backups-bucket", { standard: { storageGb: near(2.4 * 0.85831 * 10 * (35 / (730 / 24))) } }],
    [
      "mongodbatlas:index/advancedCluster:AdvancedCluster",
      "mongodb-cluster",
      // Two shards; two operations for each of 11.55 requests a second; three days of the oplog.
      {
        instanceSize: "M30",
        storageGb: near(1.03),
        snapshotStorageGb: near(4.12),
        opsPerSecond: near(23.105),
        oplogGb: near(0.7629 * (3 / (730 / 24))),
      },
    ],
    // 500 vectors a month of 1,024 numbers and a kilobyte, for a year.
    [
      "pulumi-nodejs:dynamic/monitor:PineconeIndex",
      "vectors-index",
      {
        plan: "standard",
        storageGb: near((500 * 12 * 5_096) / 1e9),
        monthlyReadUnits: 125,
        monthlyWriteUnits: near(500 * 5.096),
      },
    ],
    ["aws:lambda/function:Function", "ai-function", { monthlyRequests: 500, requestDurationMs: 15_000 }],
    // Each of 500 messages is sent, received and deleted; five pollers ask three times a minute.
    ["aws:sqs/queue:Queue", "ai-queue", { monthlyRequests: 1_500 + 657_000, requestSizeKb: 8 }],
    ["aws:sqs/queue:Queue", "ai-dead-letters", { monthlyRequests: 0 }],
    ["aws:elasticache/replicationGroup:ReplicationGroup", "redis-group", { snapshotStorageSizeGb: 0.5 }],
    // Three pods of 2 vCPU and 8 GiB fit on one node; the pool has three at least.
    ["aws:eks/nodeGroup:NodeGroup", "cluster-main-group", { instances: 3 }],
    ["monitor:workloads:ApiService", "api", { mailHost: "email-smtp.us-east-1.amazonaws.com", monthlyEmails: 1_500 }],
    ["monitor:workloads:AiService", "ai", { model: "claude-sonnet-5-5", embeddingMtok: 0.125 }],
    // Half of 2 × 13.3514 GB; a gateway in each zone, so that nothing crosses to one.
    ["monitor:network:Network", "network", { monthlyIntraRegionGb: near(13.3514) }],
  ])("%s %s", (type, name, use) => {
    expect(used("prod", type, name, overrides)).toMatchObject(use);
  });

  it("splits what goes through NAT between the gateways, and lets endpoints take their part of it", () => {
    const { graph, config } = stackOf("prod");
    const models = { analysesPerIssue: 0, embeddingsPerIssue: 0 };
    const nat = "aws:ec2/natGateway:NatGateway";
    // 3 nodes × 4 GB, three gateways.
    expect(used("prod", nat, "network-nat-a", { ...overrides, ...models })).toEqual({ monthlyDataProcessedGb: near(4) });
    const network = graph.resources.find(({ type }) => type === "monitor:network:Network");
    const link = graph.resources.find(({ name }) => name === "mongodb-link-endpoint");
    if (!network || !link) throw new Error("prod has both");
    const endpoint = { ...link, urn: `${link.urn}-ecr`, name: "network-ecr", parent: network.urn };
    const more = { ...graph, resources: [...graph.resources, endpoint] };
    const use = useOf({ graph: more, config, usage: withOverrides(usageOf(config), { ...overrides, ...models }) });
    const gateway = graph.resources.find(({ type }) => type === nat);
    // One of the eight endpoints on offer takes an eighth of 12 GB.
    expect(use(endpoint, "typical")).toEqual({ monthlyDataProcessedGb: 1.5 });
    expect(gateway && use(gateway, "typical")).toEqual({ monthlyDataProcessedGb: near(3.5) });
  });

  it("has nodes for the hours of the office alone, where it keeps them", () => {
    const { graph, config } = stackOf("dev");
    const cluster = {
      ...(config.cluster as object),
      officeHours: { days: ["mon", "tue", "wed", "thu", "fri"], from: "08:00", to: "20:00" },
    };
    const use = useOf({ graph, config: { ...config, cluster } });
    const group = graph.resources.find(({ type }) => type === "aws:eks/nodeGroup:NodeGroup");
    // 60 of 168 hours a week.
    expect(group && use(group, "typical")).toEqual({ instances: 1, monthlyHrs: near(730 * (60 / 168)), monthlyCpuCreditHrs: 2 });
  });
});

describe("the shared stack", () => {
  it("keeps thirty images, a year of states, and the zone's plan", () => {
    const overrides = { imageBytes: 2 ** 30 / 3, deploysPerMonth: 100, stateBytes: 1024 ** 2 };
    expect(used("shared", "aws:ecr/repository:Repository", "registry-api", overrides)).toEqual({
      storageGb: expect.closeTo(10, 6),
    });
    expect(used("shared", "aws:s3/bucket:Bucket", "state-bucket-bucket", overrides)).toMatchObject({
      standard: { storageGb: expect.closeTo((100 / 1024) * 12, 6), monthlyTier1Requests: 2_000, monthlyTier2Requests: 2_000 },
    });
    expect(used("shared", "monitor:shared:Zone", "cloudflare", {})).toEqual({ plan: "free" });
  });

  it("has no pods", () => {
    expect(placements(stackOf("shared"))).toBeUndefined();
  });
});

describe("pods and nodes", () => {
  it("grow with traffic up to what the autoscaler and the pool allow", () => {
    const { graph, config } = stackOf("prod");
    const at = (pv: string) => placements({ graph, config, usage: withOverrides(usageOf(config), { pv }) })?.typical;
    const api = (pv: string) =>
      at(pv)
        ?.nodes.flatMap(({ pods }) => pods)
        .filter(({ service }) => service === "monitor-api").length;
    // 2 vCPUs that serve 250 a second each, kept 70 % busy: 350 a second and pod, against 1.01 requests a view in the busiest hour.
    expect(["10M", "1B", "2B", "20B"].map(api)).toEqual([3, 4, 7, 10]);
    expect(["10M", "20B"].map((pv) => at(pv)?.nodes.length)).toEqual([3, 4]);
    expect(at("10M")?.shares.get("monitor-api")).toBeCloseTo(0.25, 9);
  });
});

describe("an estimate", () => {
  it.each(["dev", "staging", "prod", "shared"])("of %s knows every resource, and says why one has no price", (name) => {
    const { unpriced } = estimateOf(name);
    expect(unpriced.filter(({ why }) => why.includes("nothing here knows"))).toEqual([]);
    // What has no figure lacks a price, never a quantity.
    expect(unpriced.filter(({ why }) => why.includes("nobody said"))).toEqual([]);
  });

  it("grows with page views", () => {
    const views = fc.double({ min: 3, max: 10, noNaN: true }).map((exponent) => 10 ** exponent);
    fc.assert(
      fc.property(views, views, (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((pv) => estimateOf("prod", { pv: constant(pv) }).monthly);
        for (const point of ["low", "typical", "high"] as const) {
          // Lines are rounded one by one: ten of them may each lose a millionth.
          expect(more?.[point]).toBeGreaterThanOrEqual((less?.[point] ?? 0) - 10);
        }
      }),
      { numRuns: 30 },
    );
  });

  it.each(KEYS)("depends on %s, and is least at its cheap end", (key, { standard: [low, , high], cheap = "low" }) => {
    // So many that pods, nodes and the database's tier follow too; only dev has burstable nodes.
    const stack = key === "burstHours" ? "dev" : "prod";
    const at = (value: number) => estimateOf(stack, { pv: constant(3e9), [key]: constant(value) }).monthly.typical;
    const [first, last] = [at(low), at(high === low ? high * 2 : high)];
    if (cheap === "low") expect(first).toBeLessThan(last);
    else expect(first).toBeGreaterThan(last);
  });

  it("has its low point below its high one on every line but those that make up for others", () => {
    const { lines } = estimateOf("prod", { pv: "10M" });
    const falling = lines.filter(({ monthly: { low, high } }) => low > high).map(({ id }) => id);
    expect(falling).toEqual([
      // What may wait for a batch, or is in the cache, is not paid for in full; and usage eats up a plan's minimum.
      "AiService/ai/claude-batch-input",
      "AiService/ai/claude-batch-output",
      "AiService/ai/claude-cache-read",
      "AiService/ai/claude-cache-write-5m",
      "PineconeIndex/vectors-index/minimum",
    ]);
  });
});
