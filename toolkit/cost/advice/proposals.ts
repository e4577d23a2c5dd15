/**
 * What could be cheaper, as changes of the configuration: one function per idea, each pure. Whether an idea saves anything is not said
 * here but by pricing the environment with the change (`advise.ts`); ideas that save nothing are never shown.
 */
import { fitAtMaximum, type NodePool } from "../../../infra/cluster/capacity.ts";
import { INSTANCE_NAMES, instanceType } from "../../../infra/cluster/instances.ts";
import type { EnvironmentConfig } from "../../../infra/config/schema/index.ts";
import type { Spread } from "../../../infra/config/schema/usage.ts";
import type { Json } from "../../graph/graph.ts";
import type { Placement } from "../model/nodes.ts";
import type { Band } from "../money.ts";

export interface Change {
  /** `cluster.nodePools[0].min` */
  readonly path: string;
  readonly value: Json;
}

/** Headings of the deployment plan's list of savings (section 10.2), and what it has no word for. */
export const TOPICS = {
  purchase: "Buy ahead",
  scaling: "Scale with the work",
  size: "Fit sizes to what is asked for",
  data: "Queries and storage",
  cdn: "Cache at the edge",
  ai: "Call models less",
  network: "Network",
} as const;
export type Topic = keyof typeof TOPICS;

export interface Proposal {
  /** Lower case and dashes; the same for every environment. */
  readonly id: string;
  readonly topic: Topic;
  readonly title: string;
  /** When it is right to do it, or what it costs besides money. */
  readonly condition: string;
  readonly changes: readonly Change[];
}

export interface Surroundings {
  readonly config: EnvironmentConfig;
  /** Which pods run on which nodes, at low, typical and high use. */
  readonly placement: Band<Placement>;
}

type Idea = (around: Surroundings) => readonly Proposal[];

const buyAhead: Idea = ({ config: { cluster, commitments } }) => {
  const has = (what: "nodes" | "cache") => commitments.some((it) => it.for === what);
  const with_ = (more: Json): Change[] => [{ path: "commitments", value: [...(commitments as unknown as Json[]), more] }];
  const onDemand = cluster.nodePools.some(({ capacity }) => capacity === "on-demand");
  return [
    ...(onDemand && !has("nodes")
      ? (["1y", "3y"] as const).flatMap((term): Proposal[] => [
          {
            ...{ id: `reserve-nodes-${term}`, topic: "purchase", title: `Reserve the least number of nodes for ${term}` },
            condition: "The instance type stays the same for as long; it is paid whether the nodes run or not.",
            changes: with_({ for: "nodes", kind: "reserved", term, payment: term === "1y" ? "all-upfront" : "no-upfront" }),
          },
          {
            ...{
              id: `savings-plan-${term}`,
              topic: "purchase",
              title: `A Compute Savings Plan for the least number of nodes, ${term}`,
            },
            condition: "Nodes of some type run for as long; the type, size and region may change.",
            changes: with_({ for: "nodes", kind: "savings-plan", term, payment: "no-upfront" }),
          },
        ])
      : []),
    ...(has("cache")
      ? []
      : (["1y", "3y"] as const).map(
          (term): Proposal => ({
            ...{ id: `reserve-cache-${term}`, topic: "purchase", title: `Reserve the cache's nodes for ${term}` },
            condition: "The node type stays the same for as long.",
            changes: with_({ for: "cache", term }),
          }),
        )),
    ...cluster.nodePools.flatMap(({ name, capacity }, index): Proposal[] =>
      capacity === "spot"
        ? []
        : [
            {
              ...{ id: `spot-${name}`, topic: "purchase", title: `Buy the pool ${name} as spot` },
              condition:
                "Nodes may go with two minutes' notice: for environments where that may happen, with several instance types.",
              changes: [{ path: `cluster.nodePools[${index}].capacity`, value: "spot" }],
            },
          ],
    ),
  ];
};

const sleep: Idea = ({ config: { cluster, addons } }) =>
  cluster.officeHours || addons.karpenter
    ? []
    : [
        {
          ...{ id: "office-hours", topic: "scaling", title: "Stop the nodes outside office hours" },
          condition: "Nobody needs the environment at night and on weekends; the API is down then.",
          changes: [{ path: "cluster.officeHours", value: { from: "08:00", to: "20:00" } }],
        },
      ];

/** Nodes that are only there because the minimum says so. */
const lowerFloor: Idea = ({ config: { cluster, network } }) => {
  const zones = network.zones.length;
  return [
    ...cluster.nodePools.flatMap(({ name, min, max }, index): Proposal[] => {
      const least = Math.max(1, min - 1);
      if (least === min) return [];
      return [
        {
          ...{
            id: `floor-${name}`,
            topic: "scaling",
            title: `Let the pool ${name} shrink to ${least} of its ${min} to ${max} nodes`,
          },
          condition:
            least < zones
              ? `Fewer nodes than the ${zones} zones: for a while after a zone fails there is less room.`
              : "The traffic at night is small enough.",
          changes: [{ path: `cluster.nodePools[${index}].min`, value: least }],
        },
      ];
    }),
  ];
};

const FAMILY = /^([a-z])(\d\w*)\.(.+)$/;

/** Instance types beside the pool's own: of its generation, with more or less memory for each processor, and the next smaller size. */
const fitNodes: Idea = ({ config: { cluster, api }, placement }) =>
  cluster.nodePools.flatMap(({ name, instanceTypes, max }, index): Proposal[] => {
    const [current = ""] = instanceTypes;
    const [, letter = "", generation = "", size = ""] = FAMILY.exec(current) ?? [];
    const own = instanceType(current);
    const idle = Math.round(placement.typical.idle * 100);
    return INSTANCE_NAMES.map(instanceType)
      .filter((type) => {
        const [, otherLetter, otherGeneration, otherSize] = FAMILY.exec(type.name) ?? [];
        const isBeside = otherGeneration === generation && otherSize === size && otherLetter !== letter;
        const isSmaller = otherLetter === letter && otherGeneration === generation && type.vcpus * 2 === own.vcpus;
        return type.architecture === own.architecture && (isBeside || isSmaller);
      })
      .map((type): Proposal => {
        const pool = { name, instanceTypes: [type.name], max: Math.ceil(max * Math.max(1, own.vcpus / type.vcpus)) };
        const others = cluster.nodePools.filter((_, at) => at !== index);
        while (pool.max < MOST_NODES && !fits([...others, pool], api)) pool.max++;
        return {
          ...{ id: `nodes-${name}-${type.name.replace(".", "-")}`, topic: "size" },
          title: `Take ${type.name} for the pool ${name}, in place of ${current}`,
          condition: `What pods ask for decides: ${idle} % of today's nodes is asked for by nobody at typical use.`,
          changes: [
            { path: `cluster.nodePools[${index}].instanceTypes`, value: [type.name] },
            ...(pool.max === max ? [] : [{ path: `cluster.nodePools[${index}].max`, value: pool.max }]),
          ],
        };
      });
  });

/** What the schema takes. */
const MOST_NODES = 100;

function fits(pools: readonly NodePool[], api: EnvironmentConfig["api"]): boolean {
  const { wanted, placed } = fitAtMaximum(pools, api);
  return placed >= wanted;
}

/** Burstable caches are small, others begin with large. */
const CACHE_SIZES = { t: ["micro", "small", "medium"], other: ["large", "xlarge", "2xlarge", "4xlarge"] } as const;

const fitData: Idea = ({ config: { mongodb, redis, storage, logs, usage } }) => {
  const [, family = "", size = ""] = /^(cache\.\w+)\.(\w+)$/.exec(redis.nodeType) ?? [];
  const sizes: readonly string[] = family.startsWith("cache.t") ? CACHE_SIZES.t : CACHE_SIZES.other;
  const smaller = sizes[sizes.indexOf(size) - 1];
  const tiers = ["M10", "M20", "M30", "M40", "M50", "M60", "M80"];
  const lower = mongodb.topology === "flex" ? undefined : tiers[tiers.indexOf(mongodb.tier) - 1];
  const proposals: (Proposal | false | undefined | "")[] = [
    smaller !== undefined && {
      ...{ id: "cache-size", topic: "size", title: `Take ${family}.${smaller} for the cache, in place of ${redis.nodeType}` },
      condition: "Its memory stays below three quarters full: the metric DatabaseMemoryUsagePercentage tells.",
      changes: [{ path: "redis.nodeType", value: `${family}.${smaller}` }],
    },
    lower !== undefined && {
      ...{
        id: "database-tier",
        topic: "data",
        title: `Tune queries until ${lower} is enough, in place of ${mongodb.topology === "flex" ? "" : mongodb.tier}`,
      },
      condition: "Atlas' Performance Advisor has no index left to suggest, and processors stay below half in the busiest hour.",
      changes: [{ path: "mongodb.tier", value: lower }],
    },
    days(storage.objects) > 30 && {
      ...{ id: "keep-objects", topic: "data", title: `Keep source maps and attachments 30 days, in place of ${storage.objects}` },
      condition: "Nobody looks at older ones.",
      changes: [{ path: "storage.objects", value: "30d" }],
    },
    days(logs.retention) > 90 && {
      ...{ id: "keep-logs", topic: "data", title: `Keep CloudWatch logs 90 days, in place of ${logs.retention}` },
      condition: "Auditors often want a year; so does the rule logs-one-year, in production.",
      changes: [{ path: "logs.retention", value: "90d" }],
    },
    usage.eventDays.typical > 30 && {
      ...{
        id: "keep-events",
        topic: "data",
        title: `Keep errors in the database 30 days, in place of ${usage.eventDays.typical}`,
      },
      condition: "Counts of older ones are enough.",
      changes: [{ path: "usage.eventDays", value: 30 }],
    },
  ];
  return proposals.filter((it): it is Proposal => typeof it === "object");
};

const days = (duration: string): number => (duration.endsWith("d") ? Number.parseInt(duration, 10) : 0);

/** Assumptions that work in the application can change. */
const fewerCalls: Idea = ({ config: { usage } }) => [
  {
    ...{ id: "cdn-cache", topic: "cdn", title: "Answer nearly all requests for files from the CDN's cache" },
    condition: "File names carry a hash, so that they are kept for a year; no query strings, no cookies.",
    changes: [towards("cdnHitRatio", usage.cdnHitRatio, "high")],
  },
  {
    ...{ id: "sdk-cache", topic: "cdn", title: "Let browsers keep the SDK for longer" },
    condition: "Pages name the SDK by its hash, or its lifetime in caches is raised.",
    changes: [towards("viewsPerSdkLoad", usage.viewsPerSdkLoad, "high")],
  },
  {
    ...{ id: "sample-sessions", topic: "data", title: "Send fewer sessions and web vitals" },
    condition: "A sample is enough for rates and percentiles; errors are still all sent.",
    changes: [towards("eventsPerView", usage.eventsPerView, "low")],
  },
  {
    ...{ id: "ai-fewer", topic: "ai", title: "Analyse an issue when it matters, not whenever it is new" },
    condition: "An issue is analysed once enough people have met it, or when somebody opens it.",
    changes: [towards("analysesPerIssue", usage.analysesPerIssue, "low")],
  },
  {
    ...{ id: "ai-prompt-cache", topic: "ai", title: "Read the prompt's fixed part from Claude's cache" },
    condition: "Analyses come within five minutes of each other.",
    changes: [towards("promptCacheShare", usage.promptCacheShare, "high")],
  },
  {
    ...{ id: "ai-batch", topic: "ai", title: "Analyse in batches, at half the price" },
    condition: "An answer may take up to a day.",
    changes: [towards("batchShare", usage.batchShare, "high")],
  },
  {
    ...{ id: "ai-shorter", topic: "ai", title: "Give Claude less to read" },
    condition: "Stack frames of libraries and repeated breadcrumbs are left out.",
    changes: [towards("inputTokens", usage.inputTokens, "low")],
  },
];

/** Half of the way from the typical value to an end of the spread that is assumed: reachable, not perfect. */
function towards(key: string, { low, typical, high }: Spread, end: "low" | "high"): Change {
  const goal = Number(((typical + (end === "low" ? low : high)) / 2).toPrecision(3));
  return {
    path: `usage.${key}`,
    value: { low: Math.min(low, goal), typical: goal, high: end === "low" ? Math.max(goal, Math.min(high, typical)) : high },
  };
}

const simplerNetwork: Idea = ({ config: { network, edge } }) => {
  const proposals: Proposal[] = [];
  if (network.nat === "per-zone")
    proposals.push({
      ...{ id: "one-nat", topic: "network", title: "One NAT gateway for all zones" },
      condition: "When its zone fails, nothing reaches the internet, models among it, until it is back.",
      changes: [{ path: "network.nat", value: "one" }],
    });
  if (network.interfaceEndpoints.length > 0)
    proposals.push({
      ...{ id: "no-endpoints", topic: "network", title: "Reach AWS services through NAT instead of interface endpoints" },
      condition: "Less passes than the break-even point below, and no rule asks for private ways.",
      changes: [{ path: "network.interfaceEndpoints", value: [] }],
    });
  if (edge.priceClass !== "PriceClass_100")
    proposals.push({
      ...{ id: "price-class", topic: "cdn", title: "Serve from CloudFront's places in North America and Europe alone" },
      condition: "Visitors elsewhere may wait longer.",
      changes: [{ path: "edge.priceClass", value: "PriceClass_100" }],
    });
  return proposals;
};

const IDEAS: readonly Idea[] = [buyAhead, sleep, lowerFloor, fitNodes, fitData, fewerCalls, simplerNetwork];

export const proposalsFor = (around: Surroundings): readonly Proposal[] => IDEAS.flatMap((idea) => idea(around));
