/** Nodes, the AI service's function and queues, logs, keys and secrets, models, e-mail. */
import type { Resource } from "../../graph/graph.ts";
import type { Use } from "../map/mapper.ts";
import { seenBy } from "./edge.ts";
import { input, numberIn } from "./facts.ts";
import type { Situation, UseTable } from "./situation.ts";
import { DAYS_PER_MONTH, GB, MTOK, SECONDS_PER_MONTH } from "./units.ts";

/** CloudWatch keeps logs compressed, to about 0.15 of their size. https://aws.amazon.com/cloudwatch/pricing/ (examples) */
const LOG_COMPRESSION = 0.15;
/** Lambda asks an empty queue with five pollers, each waiting up to twenty seconds. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const POLLS = (5 * SECONDS_PER_MONTH) / 20;
/** SQS asks for a data key on each side as often as the queue says; Atlas checks its key every fifteen minutes. */
const ATLAS_CHECKS = SECONDS_PER_MONTH / 900;
/** external-secrets reads each secret every hour, and so does the function at most. */
const SECRET_READS = 2 * (SECONDS_PER_MONTH / 3_600);
/** What is in a prompt cache is read this often before it is forgotten. */
const READS_PER_CACHE_WRITE = 10;

const QUEUE = "aws:sqs/queue:Queue";
const SECRET = "aws:secretsmanager/secret:Secret";

/** Most of the cluster's logs are the control plane's audit log; the cache's two share the rest. */
const OF_CONTROL_PLANE = 0.9;

function ingestedGb(group: Resource, situation: Situation): number | undefined {
  const { at, traffic, facts } = situation;
  switch (facts.owner(group)?.type) {
    case "monitor:cluster:Cluster":
      return at.clusterLogGb * OF_CONTROL_PLANE;
    case "monitor:data:Redis":
      return (at.clusterLogGb * (1 - OF_CONTROL_PLANE)) / 2;
    case "monitor:edge:Firewall":
      return (seenBy(facts.beside(group, "aws:wafv2/webAcl:WebAcl"), situation) * at.requestLogBytes) / GB;
    case "monitor:workloads:AiService":
      return (traffic.analyses * at.requestLogBytes) / GB;
    default:
      return undefined;
  }
}

function logUse(group: Resource, situation: Situation): Use {
  const ingested = ingestedGb(group, situation);
  if (ingested === undefined) return {};
  const days = numberIn(group, DAYS_PER_MONTH, "retentionInDays");
  return {
    monthlyDataIngestedGb: ingested,
    storageGb: ingested * LOG_COMPRESSION * (days / DAYS_PER_MONTH),
    // Each line is looked through once.
    monthlyDataScannedGb: ingested,
  };
}

function queueUse(queue: Resource, { at, traffic }: Situation): Use {
  // What has failed for good is rare; only the queue that leads there is worked on.
  if (input(queue, "redrivePolicy") === undefined) return { monthlyRequests: 0 };
  // Sent, received, deleted.
  return { monthlyRequests: 3 * traffic.analyses + POLLS, requestSizeKb: at.errorBytes / 1_024 };
}

function keyUse(key: Resource, { facts, traffic }: Situation): Use {
  if (facts.owner(key)?.type === "monitor:data:AtlasEncryption") return { monthlyRequests: ATLAS_CHECKS };
  const reuse = numberIn(facts.one(QUEUE), 300, "kmsDataKeyReusePeriodSeconds");
  const queues = (2 * SECONDS_PER_MONTH) / reuse;
  return { monthlyRequests: queues + facts.all(SECRET).length * SECRET_READS + traffic.issues };
}

/** Tokens a month, by how they are billed. What waits for a batch is not cached: a batch may take longer than the cache remembers. */
export function tokensOf({ at, traffic }: Pick<Situation, "at" | "traffic">) {
  const now = traffic.analyses * (1 - at.batchShare);
  const batched = traffic.analyses * at.batchShare;
  const read = now * at.inputTokens * at.promptCacheShare;
  const written = read / READS_PER_CACHE_WRITE;
  return {
    input: Math.max(0, now * at.inputTokens - read - written),
    cacheWrite: Math.min(written, now * at.inputTokens - read),
    cacheRead: read,
    output: now * at.outputTokens,
    batchInput: batched * at.inputTokens,
    batchOutput: batched * at.outputTokens,
  };
}

function aiUse(_: Resource, situation: Situation): Use {
  const { at, traffic, settings } = situation;
  const tokens = tokensOf(situation);
  return {
    model: at.claudeModel,
    promptTokens: at.inputTokens,
    mtok: Object.fromEntries(Object.entries(tokens).map(([key, value]) => [key, value / MTOK])),
    ...(settings.embedding && { embeddingProvider: settings.embedding.provider, embeddingModel: settings.embedding.model }),
    embeddingMtok: (traffic.embeddings * at.embeddingTokens) / MTOK,
  };
}

export const workloads: UseTable = {
  "aws:eks/nodeGroup:NodeGroup": (group, { at, placement, settings }) => {
    const instances = placement.instances.get(group.urn);
    return {
      ...(instances !== undefined && { instances }),
      monthlyCpuCreditHrs: at.burstHours,
      ...(settings.nodeHours !== undefined && { monthlyHrs: settings.nodeHours }),
    };
  },
  "kubernetes:karpenter.sh/v1:NodePool": (_, { placement }) => ({ unplacedPods: placement.unplaced.length }),
  "aws:lambda/function:Function": (_, { at, traffic }) => ({
    monthlyRequests: traffic.analyses,
    requestDurationMs: at.analysisSeconds * 1_000,
  }),
  [QUEUE]: queueUse,
  "aws:cloudwatch/logGroup:LogGroup": logUse,
  "aws:kms/key:Key": keyUse,
  [SECRET]: () => ({ monthlyRequests: SECRET_READS }),
  "monitor:workloads:AiService": aiUse,
  "monitor:workloads:ApiService": (_, { traffic, settings }) =>
    settings.mailHost === undefined ? {} : { mailHost: settings.mailHost, monthlyEmails: traffic.mails },
};
