/** Buckets by what they are for, the cache's snapshots, the database, the vector index. */
import type { Resource } from "../../graph/graph.ts";
import type { Use } from "../map/mapper.ts";
import { input, numberIn } from "./facts.ts";
import { bucketDays, type Situation, type UseTable } from "./situation.ts";
import { DAYS_PER_MONTH, GB } from "./units.ts";

const BUCKET = "aws:s3/bucket:Bucket";
/** A bucket without expiry is reckoned as if it kept a year. */
const A_YEAR = 365;
/** Files of a release: what is uploaded for a version of SDK or dashboard, or of source maps. */
const FILES_PER_DEPLOY = 20;
/** A dump is uploaded in parts of 64 MB. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const PARTS_PER_GB = 16;
/** Those who write logs to a bucket put a file there every five minutes. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html */
const LOG_FILES = (DAYS_PER_MONTH * 24 * 60) / 5;

interface Stored {
  readonly gbPerMonth: number;
  readonly writes: number;
  readonly reads: number;
}

/** By the name of the bucket's component. */
const ROLES: Readonly<Record<string, (situation: Situation) => Stored>> = {
  storage: ({ at, traffic }) => ({
    gbPerMonth: traffic.attachmentGb + (at.deploysPerMonth * at.sourceMapBytes) / GB,
    writes: traffic.attachments + at.deploysPerMonth * FILES_PER_DEPLOY,
    // Source maps are read for a new issue, attachments when somebody looks at it.
    reads: 2 * traffic.issues,
  }),
  backups: ({ at, databaseGb }) => ({
    gbPerMonth: at.dumpsPerMonth * databaseGb,
    writes: at.dumpsPerMonth * (2 + databaseGb * PARTS_PER_GB),
    reads: 0,
  }),
  logs: ({ at, traffic, cdn, facts }) => {
    const lines = cdn.sdk + cdn.pages + cdn.api + 3 * traffic.apiRequests + traffic.attachments;
    const writers =
      facts.all("aws:cloudfront/distribution:Distribution").length +
      facts.all("aws:s3/bucketLogging:BucketLogging").length +
      (facts.all("aws:lb/loadBalancer:LoadBalancer").length + facts.all("aws:ec2/flowLog:FlowLog").length) * facts.zones;
    return { gbPerMonth: (lines * at.accessLogBytes) / GB, writes: writers * LOG_FILES, reads: 0 };
  },
  dashboard: ({ at, cdn }) => ({
    ...{ gbPerMonth: 0, writes: at.deploysPerMonth * FILES_PER_DEPLOY },
    reads: cdn.pages * (1 - at.cdnHitRatio),
  }),
  sdk: ({ at, cdn }) => ({
    gbPerMonth: (at.deploysPerMonth * at.sdkBytes) / GB,
    writes: at.deploysPerMonth * 2,
    reads: cdn.sdk * (1 - at.cdnHitRatio),
  }),
};

function bucketUse(bucket: Resource, situation: Situation): Use {
  const stored = ROLES[situation.facts.owner(bucket)?.name ?? ""]?.(situation);
  if (!stored) return {};
  const days = bucketDays(situation.facts, bucket, "expiration") ?? A_YEAR;
  return {
    standard: {
      storageGb: stored.gbPerMonth * (days / DAYS_PER_MONTH),
      monthlyTier1Requests: stored.writes,
      monthlyTier2Requests: stored.reads,
    },
  };
}

/** vCPUs of a node, smallest tier first. https://www.mongodb.com/docs/atlas/reference/amazon-aws/ */
const TIERS = { M10: 2, M20: 2, M30: 2, M40: 4, M50: 8, M60: 16, M80: 32 } as const;
/** A request looks its issue up and writes its event. */
const OPS_PER_REQUEST = 2;

function databaseUse(cluster: Resource, { at, traffic, facts, databaseGb }: Situation): Use {
  const specs = input(cluster, "replicationSpecs");
  const shards = Math.max(1, Array.isArray(specs) ? specs.length : 1);
  const region = (...path: string[]) => input(cluster, "replicationSpecs", 0, "regionConfigs", 0, ...path);
  const opsPerSecond = traffic.peakRequests * OPS_PER_REQUEST;
  const given = region("electableSpecs", "instanceSize");
  const most = region("autoScaling", "computeEnabled") === true ? region("autoScaling", "computeMaxInstanceSize") : given;
  const schedule = facts.beside(cluster, "mongodbatlas:index/cloudBackupSchedule:CloudBackupSchedule");
  const windowDays = numberIn(schedule, 0, "restoreWindowDays");
  return {
    opsPerSecond,
    ...(typeof given === "string" && {
      instanceSize: tierFor(opsPerSecond / shards / at.databaseOpsPerVcpu, given, String(most)),
    }),
    storageGb: databaseGb / shards,
    snapshotStorageGb: databaseGb * at.snapshotFactor,
    oplogGb: traffic.errorGb * at.storageFactor * (windowDays / DAYS_PER_MONTH),
    monthlyReplicatedGb: traffic.errorGb * at.storageFactor,
  };
}

/** The smallest tier from the given one on whose processors suffice, at most the largest that autoscaling may choose. */
export function tierFor(vcpus: number, given: string, most: string): string {
  const names = Object.keys(TIERS);
  const [from, to] = [names.indexOf(given), names.indexOf(most)];
  if (from < 0 || to < from) return given;
  const allowed = names.slice(from, to + 1);
  return allowed.find((name) => TIERS[name as keyof typeof TIERS] >= vcpus) ?? most;
}

/** A record is a vector of four-byte numbers and about a kilobyte beside it; sizes in thousands as Pinecone has them. */
const METADATA_BYTES = 1_000;
const FLOAT_BYTES = 4;

/** https://docs.pinecone.io/guides/manage-cost/understanding-cost: a query 1 RU per GB of namespace, at least 0.25; an upsert 1 WU per KB, at least 5. */
function indexUse(index: Resource, { at, traffic }: Situation): Use {
  const recordBytes = numberIn(index, 1024, "dimension") * FLOAT_BYTES + METADATA_BYTES;
  const storageGb = (traffic.embeddings * at.issueMonths * recordBytes) / 1e9;
  return {
    plan: at.pineconePlan,
    storageGb,
    monthlyReadUnits: traffic.embeddings * Math.max(0.25, storageGb),
    monthlyWriteUnits: traffic.embeddings * Math.max(5, recordBytes / 1_000),
  };
}

export const data: UseTable = {
  [BUCKET]: bucketUse,
  "aws:elasticache/replicationGroup:ReplicationGroup": (_, { at }) => ({ snapshotStorageSizeGb: at.cacheGb }),
  "mongodbatlas:index/advancedCluster:AdvancedCluster": databaseUse,
  "pulumi-nodejs:dynamic/monitor:PineconeIndex": indexUse,
};
