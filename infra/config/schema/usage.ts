/**
 * How much an environment is used: what a cost estimate assumes. Each assumption is a spread of three values, and everything follows from
 * `pv`, the page views. One table says of each what it means, where its default comes from and which end of it is cheap.
 */
import { z } from "zod";
import { choice } from "./fields.ts";

/** By size, not by cost: low ≤ typical ≤ high. */
export interface Spread {
  readonly low: number;
  readonly typical: number;
  readonly high: number;
}

export interface Assumption {
  readonly unit: string;
  /** What it means, as a sentence. */
  readonly meaning: string;
  /** Low, typical, high. */
  readonly standard: readonly [low: number, typical: number, high: number];
  /** The end at which everything costs least: an estimate's low point takes it. @default low */
  readonly cheap?: "low" | "high";
  /** What it may be: `share` is from 0 to 1, `divisor` is above 0. @default from 0 */
  readonly range?: "share" | "divisor";
  /** Where the default comes from. */
  readonly source: string;
}

const ASSUMED = "assumed";
const WORKLOAD = "measured on the workload's peers";

/** An environment's. */
export const ASSUMPTIONS = {
  pv: {
    ...{ unit: "page views a month", meaning: "Pages that visitors open on the sites that are monitored." },
    ...{ standard: [500_000, 1_000_000, 2_000_000], source: "assumed; the deployment plan reckons production with 10M" },
  },
  peakFactor: {
    ...{ unit: "times the average", meaning: "Requests in the busiest hour, for which pods and the database are sized." },
    ...{ standard: [2, 3, 6], source: ASSUMED },
  },
  viewsPerSdkLoad: {
    ...{ unit: "page views", meaning: "Pages that a browser opens with the SDK in its own cache, for each time it is loaded." },
    ...{ standard: [2, 4, 8], cheap: "high", range: "divisor", source: ASSUMED },
  },
  sdkBytes: {
    ...{ unit: "bytes", meaning: "Size of the SDK as it is sent, headers included." },
    standard: [2_000, 5_000, 10_000],
    source: "from today's 1.7 KB (dist/sdk/monitor.js) to the 10 KB that it is meant to stay under",
  },
  cdnHitRatio: {
    ...{ unit: "share", meaning: "Requests for files that a CDN answers from its cache, at each CDN on the way." },
    ...{ standard: [0.8, 0.95, 0.99], cheap: "high", range: "share", source: ASSUMED },
  },
  viewersElsewhere: {
    ...{
      unit: "share",
      meaning: "Visitors outside North America and Europe, where CloudFront serves them nearer at a higher price.",
    },
    ...{ standard: [0, 0.1, 0.4], range: "share", source: ASSUMED },
  },
  eventsPerView: {
    ...{ unit: "a page view", meaning: "Requests of the SDK that carry no error: sessions and web vitals." },
    ...{ standard: [0.2, 1, 3], source: "assumed; Sentry's SDK sends a session before anything else" },
  },
  eventBytes: { unit: "bytes", meaning: "Size of such a request.", standard: [500, 1_000, 2_000], source: ASSUMED },
  errorRate: {
    ...{ unit: "a page view", meaning: "Errors that are reported." },
    ...{ standard: [0.005, 0.01, 0.03], source: ASSUMED },
  },
  errorBytes: {
    ...{ unit: "bytes", meaning: "Size of an error report." },
    standard: [2_500, 5_000, 10_000],
    source: `${WORKLOAD} with 5 KB; the SDK cuts a stack at 8 KiB (sdk/src/report.ts)`,
  },
  attachmentsPerError: {
    ...{ unit: "an error", meaning: "Files kept with an error in the object store." },
    ...{ standard: [0, 0.05, 0.2], source: ASSUMED },
  },
  attachmentBytes: { unit: "bytes", meaning: "Size of such a file.", standard: [10_000, 50_000, 200_000], source: ASSUMED },
  issuesPerThousandErrors: {
    ...{ unit: "in 1,000 errors", meaning: "Errors that are the first of their kind: new issues." },
    ...{ standard: [1, 5, 20], source: "assumed; grouping that splits one bug into many is the common complaint" },
  },
  dashboardUsers: { unit: "people", meaning: "People who use the dashboard.", standard: [5, 20, 100], source: ASSUMED },
  queriesPerUser: {
    unit: "a month",
    meaning: "Requests that each of them makes to the API.",
    standard: [200, 1_000, 5_000],
    source: ASSUMED,
  },
  responseBytes: { unit: "bytes", meaning: "Size of the answer to one.", standard: [2_000, 10_000, 50_000], source: ASSUMED },

  requestsPerVcpu: {
    ...{ unit: "a second", meaning: "Requests that an API pod serves with each vCPU it asks for." },
    ...{ standard: [100, 250, 800], cheap: "high", range: "divisor" },
    source: `${WORKLOAD}: 47 a second stored and grouped by one, 3,169 answered without storage, on two cores`,
  },
  databaseOpsPerVcpu: {
    ...{ unit: "a second", meaning: "Operations that the database does with each vCPU of a shard." },
    ...{ standard: [500, 1_000, 2_000], cheap: "high", range: "divisor", source: ASSUMED },
  },
  eventDays: {
    ...{ unit: "days", meaning: "How long the database keeps errors." },
    ...{ standard: [30, 60, 90], source: "Sentry keeps them 90 days" },
  },
  storageFactor: {
    ...{ unit: "bytes a byte", meaning: "What a byte of an error takes in the database, with indexes and after compression." },
    ...{ standard: [0.5, 1, 2], source: ASSUMED },
  },
  snapshotFactor: {
    ...{ unit: "bytes a byte", meaning: "What all kept snapshots of the database take together: each holds what changed." },
    ...{ standard: [1, 2, 4], source: ASSUMED },
  },
  dumpsPerMonth: {
    unit: "a month",
    meaning: "Dumps of the database into the backup bucket.",
    standard: [4, 8, 30],
    source: ASSUMED,
  },
  cacheGb: {
    unit: "GB",
    meaning: "What is in the cache and its queues, as one snapshot has it.",
    standard: [0.1, 0.5, 2],
    source: ASSUMED,
  },

  deploysPerMonth: { unit: "a month", meaning: "Releases that reach the environment.", standard: [4, 20, 60], source: ASSUMED },
  sourceMapBytes: {
    ...{ unit: "bytes", meaning: "Source maps that the monitored sites upload for each of them." },
    ...{ standard: [1_000_000, 5_000_000, 20_000_000], source: ASSUMED },
  },
  requestLogBytes: {
    ...{ unit: "bytes", meaning: "What CloudWatch takes of one request at a firewall, or of one analysis." },
    ...{ standard: [1_000, 1_500, 2_500], source: ASSUMED },
  },
  accessLogBytes: {
    ...{
      unit: "bytes",
      meaning: "What the log bucket takes of one request, compressed, at each of CDN, load balancer and bucket.",
    },
    ...{ standard: [100, 300, 600], source: ASSUMED },
  },
  clusterLogGb: {
    ...{ unit: "GB a month", meaning: "What CloudWatch takes of the control plane's and the cache's logs." },
    ...{ standard: [1, 4, 15], source: ASSUMED },
  },
  burstHours: {
    ...{
      unit: "vCPU-hours a month",
      meaning: "What each vCPU of a burstable node works beyond its baseline, which costs extra.",
    },
    ...{ standard: [0, 2, 50], source: "assumed; at usual times pods ask for less than the baseline" },
  },
  natGbPerNode: {
    ...{
      unit: "GB a month",
      meaning: "What each node fetches and sends through NAT beside the models: images, AWS's interfaces.",
    },
    ...{ standard: [1, 3, 10], source: ASSUMED },
  },
  crossZoneShare: {
    ...{ unit: "share", meaning: "Traffic between pods and the cache that crosses zones." },
    ...{
      standard: [0.33, 0.5, 0.67],
      range: "share",
      source: "two zones in equal parts cross half of the time, three two thirds",
    },
  },

  analysesPerIssue: { unit: "an issue", meaning: "Analyses by Claude of a new issue.", standard: [0.5, 1, 2], source: ASSUMED },
  inputTokens: {
    ...{ unit: "tokens", meaning: "What an analysis reads." },
    standard: [2_000, 6_000, 20_000],
    source: "assumed; a request holds 74 KB at most (services/contracts/analysis.ts), at four bytes a token",
  },
  outputTokens: { unit: "tokens", meaning: "What an analysis writes.", standard: [500, 1_000, 2_000], source: ASSUMED },
  promptCacheShare: {
    ...{
      unit: "share",
      meaning: "Of what is read outside of batches, from Claude's prompt cache. It forgets after five minutes.",
    },
    ...{ standard: [0, 0.2, 0.6], cheap: "high", range: "share", source: ASSUMED },
  },
  batchShare: {
    ...{ unit: "share", meaning: "Analyses that may wait for a batch, at half the price." },
    ...{ standard: [0, 0.2, 0.8], cheap: "high", range: "share", source: ASSUMED },
  },
  analysisSeconds: {
    unit: "seconds",
    meaning: "How long the function waits for an analysis.",
    standard: [5, 15, 40],
    source: ASSUMED,
  },
  embeddingsPerIssue: { unit: "an issue", meaning: "Vectors made, looked up and kept.", standard: [1, 1, 3], source: ASSUMED },
  embeddingTokens: {
    ...{ unit: "tokens", meaning: "Text of each." },
    ...{ standard: [100, 250, 500], source: "assumed; multilingual-e5-large reads 507 at most" },
  },
  issueMonths: { unit: "months", meaning: "How long an issue's vectors are kept.", standard: [6, 12, 24], source: ASSUMED },
  mailsPerIssue: { unit: "an issue", meaning: "Alert e-mails.", standard: [1, 3, 10], source: ASSUMED },
} as const satisfies Record<string, Assumption>;

/** The shared stack's. */
export const SHARED_ASSUMPTIONS = {
  imageBytes: {
    ...{ unit: "bytes", meaning: "An image in the registry, compressed, beyond the layers that it shares with others." },
    ...{
      standard: [5_000_000, 20_000_000, 80_000_000],
      source: "assumed; the API's bundle is 2 MB, Node's Alpine base about 55 MB",
    },
  },
  deploysPerMonth: {
    ...{ unit: "a month", meaning: "Releases and previews that read and write the state." },
    ...{ standard: [20, 100, 500], source: ASSUMED },
  },
  stateBytes: { unit: "bytes", meaning: "A version of the state.", standard: [500_000, 2_000_000, 5_000_000], source: ASSUMED },
} as const satisfies Record<string, Assumption>;

/** Models that have a price. https://platform.claude.com/docs/en/about-claude/models/overview */
export const CLAUDE_MODELS = [
  "claude-haiku-4-5",
  "claude-haiku-5-5",
  "claude-sonnet-4-5",
  "claude-sonnet-4-6",
  "claude-sonnet-5",
  "claude-sonnet-5-5",
  "claude-opus-4-6",
  "claude-opus-5",
  "claude-opus-5-5",
] as const;

const NUMBER = /^\d+(\.\d+)?[kMB%]?$/;
const FACTORS = { k: 1e3, M: 1e6, B: 1e9, "%": 0.01 } as const;

/** `1.5k`, `50M`, `2B`, `90%`, or a plain number, as a number. */
export function quantityOf(text: string | number): number {
  if (typeof text === "number") return text;
  const factor = FACTORS[text.slice(-1) as keyof typeof FACTORS];
  return factor === undefined ? Number(text) : Number((Number(text.slice(0, -1)) * factor).toPrecision(15));
}

/** A number alone becomes the typical value; low and high keep the ratio to it that they have in `around`. A share stays at most 1. */
export function scaled(around: Spread, typical: number, { range }: Pick<Assumption, "range"> = {}): Spread {
  const factor = around.typical === 0 ? 1 : typical / around.typical;
  const scale = (value: number): number => {
    const product = Number((value * factor).toPrecision(15));
    return range === "share" ? Math.min(1, product) : product;
  };
  return { low: Math.min(scale(around.low), typical), typical, high: Math.max(scale(around.high), typical) };
}

export const standardOf = ({ standard: [low, typical, high] }: Assumption): Spread => ({ low, typical, high });

/** What stands in a file or is given on the command line. */
export type SpreadInput = number | string | { readonly [Point in keyof Spread]: number | string };

const LIMITS = { any: "from 0", share: "from 0 to 1, or in percent", divisor: "above 0" } as const;

function assumption(row: Assumption) {
  const limit = LIMITS[row.range ?? "any"];
  const takes = `a number ${limit}, text such as 50M or 1.5k, or { low, typical, high } of these, in rising order`;
  const number = z.union([z.number({ error: takes }).min(0, takes), z.string({ error: takes }).regex(NUMBER, takes)], {
    error: takes,
  });
  const three = z.strictObject({ low: number, typical: number, high: number });
  const isAllowed = ({ low, typical, high }: Spread): boolean =>
    (row.range === "divisor" ? low > 0 : low >= 0) &&
    low <= typical &&
    typical <= high &&
    high <= (row.range === "share" ? 1 : 1e18);
  return z
    .union([number, three], { error: takes })
    .transform((input, context): Spread => {
      const spread =
        typeof input === "object"
          ? { low: quantityOf(input.low), typical: quantityOf(input.typical), high: quantityOf(input.high) }
          : scaled(standardOf(row), quantityOf(input), row);
      if (!isAllowed(spread)) context.addIssue({ code: "custom", message: takes, input });
      return spread;
    })
    .prefault(standardOf(row))
    .meta({ title: takes, description: `${row.meaning} Unit: ${row.unit}. Default: ${row.source}.` });
}

type Fields<Table> = { [Name in keyof Table]: ReturnType<typeof assumption> };
const fields = <Table extends Record<string, Assumption>>(table: Table): Fields<Table> =>
  Object.fromEntries(Object.entries(table).map(([name, row]) => [name, assumption(row)])) as Fields<Table>;

const ABOUT =
  "What a cost estimate assumes; it changes nothing that is deployed. A number alone is the typical value: low and high keep the ratio that they have to it by default.";

export const usage = z
  .strictObject({
    ...fields(ASSUMPTIONS),
    claudeModel: choice(CLAUDE_MODELS).default("claude-sonnet-5-5").describe("Model that analyses issues."),
    pineconePlan: choice(["starter", "standard", "enterprise"])
      .default("standard")
      .describe(
        "Plan of the Pinecone organisation: starter costs nothing and stops at its limits, the others have a monthly minimum.",
      ),
  })
  .prefault({})
  .describe(ABOUT);

export const sharedUsage = z
  .strictObject({
    ...fields(SHARED_ASSUMPTIONS),
    cloudflarePlan: choice(["free", "pro", "business"])
      .default("free")
      .describe("Plan of the Cloudflare zone, bought by the month on Cloudflare's own pages."),
  })
  .prefault({})
  .describe(ABOUT);

export type EnvironmentUsage = z.output<typeof usage>;
export type SharedUsage = z.output<typeof sharedUsage>;
