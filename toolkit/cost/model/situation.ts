/** Everything the areas of the model work from: one point of assumptions, and the graph it is about. */
import type { Resource } from "../../graph/graph.ts";
import type { Use } from "../map/mapper.ts";
import type { EnvironmentAt } from "./assumptions.ts";
import { type Facts, input, numberIn } from "./facts.ts";
import { type Placement, placementOf } from "./nodes.ts";
import { type Traffic, trafficOf } from "./traffic.ts";
import { DAYS_PER_MONTH } from "./units.ts";

/** What the configuration says that no resource shows. */
export interface Settings {
  /** Hours of a month in which there are nodes, where they follow office hours. */
  readonly nodeHours?: number;
  readonly mailHost?: string;
  /** Who embeds, and with which model. */
  readonly embedding?: { readonly provider: string; readonly model: string };
}

export interface Situation {
  readonly at: EnvironmentAt;
  readonly traffic: Traffic;
  readonly facts: Facts;
  readonly settings: Settings;
  readonly placement: Placement;
  /** Requests that reach CloudFront, by the kind of file or service. */
  readonly cdn: { readonly sdk: number; readonly pages: number; readonly api: number };
  /** GB in the database, once it holds as much as it is to keep. */
  readonly databaseGb: number;
  /** GB between services and database: writes, and what queries read. */
  readonly databaseTrafficGb: number;
  /** GB to and from the models and the vector index. */
  readonly modelsGb: { readonly sent: number; readonly received: number };
}

/** How each type of resource is used, as areas of the model say. */
export type UseTable = Readonly<Record<string, (resource: Resource, situation: Situation) => Use>>;

/** Of events without error only sums are kept: about a hundredth of what they weigh. */
const ROLLED_UP = 0.01;
/** A page of the dashboard asks the API this often, and is made of this many files. */
const QUERIES_PER_PAGE = 20;
const FILES_PER_PAGE = 3;
/** A token of English or code, and a vector as JSON. https://platform.claude.com/docs/en/about-claude/glossary#tokens */
const BYTES_PER_TOKEN = 4;
const VECTOR_BYTES = 12_000;
const GIGABYTE = 2 ** 30;

export function situationOf(at: EnvironmentAt, facts: Facts, settings: Settings): Situation {
  const traffic = trafficOf(at);
  const perMonthGb = traffic.errorGb + ((traffic.events * at.eventBytes) / GIGABYTE) * ROLLED_UP;
  const vectors = traffic.embeddings * VECTOR_BYTES;
  return {
    ...{ at, traffic, facts, settings },
    placement: placementOf(facts, at, traffic),
    cdn: {
      sdk: traffic.sdkLoads * (isProxied(facts) ? 1 - at.cdnHitRatio : 1),
      pages: (traffic.queries / QUERIES_PER_PAGE) * FILES_PER_PAGE,
      api: traffic.apiRequests,
    },
    databaseGb: perMonthGb * at.storageFactor * (at.eventDays / DAYS_PER_MONTH),
    databaseTrafficGb: perMonthGb + traffic.outGb,
    modelsGb: {
      sent: (traffic.analyses * at.inputTokens * BYTES_PER_TOKEN + vectors) / GIGABYTE,
      received: (traffic.analyses * at.outputTokens * BYTES_PER_TOKEN + vectors) / GIGABYTE,
    },
  };
}

/** Whether Cloudflare's cache stands before CloudFront's. */
const isProxied = (facts: Facts): boolean =>
  facts.all("cloudflare:index/dnsRecord:DnsRecord").some((record) => input(record, "proxied") === true);

/** Days after which a bucket deletes what is in it, or what was replaced. */
export function bucketDays(
  facts: Facts,
  bucket: Resource,
  key: "expiration" | "noncurrentVersionExpiration",
): number | undefined {
  const lifecycle = facts.beside(bucket, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration");
  const rules = lifecycle && input(lifecycle, "rules");
  if (!lifecycle || !Array.isArray(rules)) return undefined;
  const field = key === "expiration" ? "days" : "noncurrentDays";
  const days = rules.map((_, index) => numberIn(lifecycle, 0, "rules", index, key, field)).filter((value) => value > 0);
  return days.length > 0 ? Math.max(...days) : undefined;
}
