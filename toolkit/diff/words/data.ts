/** Databases, caches, buckets, queues and secrets, in words. */
import type { Json } from "../../graph/graph.ts";
import { isOlder } from "../versions.ts";
import { atlasBackups, atlasCluster, atlasUser } from "./atlas.ts";
import { protection, shorter } from "./protection.ts";
import { inputsOf, type Saying, type Setting, settings, type Teller, tellers } from "./saying.ts";
import { days, gib, hours, onOff, shown, time } from "./units.ts";

/**
 * Larger or smaller nodes are made beside the old ones, which are then left.
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/redis-cluster-vertical-scaling.html
 */
const cacheScales: Setting["means"] = () => ({
  more: "in place, online",
  downtime: "connections break for seconds as nodes change over",
});

const cacheType: Teller = (subject) => {
  const { engine } = inputsOf(subject).after;
  const label = engine === "valkey" ? "Valkey" : engine === "memcached" ? "Memcached" : "Redis";
  return settings({ path: "nodeType", label, means: cacheScales })(subject);
};

const cacheRest = settings(
  {
    path: "clusterMode",
    label: "cluster mode",
    // https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/modify-cluster-mode.html
    means: (before, after) => {
      if (before === "enabled") return { more: "there to stay: refused", level: "high" };
      return after === "enabled" && before !== "compatible"
        ? { more: "by way of compatible alone: refused", level: "medium" }
        : {};
    },
  },
  {
    path: "numNodeGroups",
    label: "shards",
    means: () => ({ more: "keys move between shards, online" }),
  },
  { path: "replicasPerNodeGroup", label: "replicas a shard" },
  {
    path: "numCacheClusters",
    label: "nodes",
    means: (before, _, subject) =>
      before === undefined && subject.before?.inputs.numNodeGroups !== undefined
        ? { more: "shards do not become one group: refused", level: "high" }
        : {},
  },
  { path: "engine", label: "engine" },
  {
    path: "engineVersion",
    label: "version",
    means: () => ({ more: "in place", downtime: "a failover, seconds", level: "medium" }),
  },
  {
    path: "multiAzEnabled",
    label: "several zones",
    unit: onOff,
    means: (_, after) => ({ level: after === true ? "none" : "medium" }),
  },
  {
    path: "automaticFailoverEnabled",
    label: "automatic failover",
    unit: onOff,
    means: (_, after) => ({ level: after === true ? "none" : "medium" }),
  },
  {
    path: "transitEncryptionEnabled",
    label: "encryption in transit",
    unit: onOff,
    means: (_, after) => ({ level: after === true ? "none" : "high" }),
  },
  { path: "authToken", label: "password", means: (_, after) => ({ level: after === undefined ? "high" : "medium" }) },
  { path: "snapshotRetentionLimit", label: "snapshots kept", unit: days, means: fewer("snapshots") },
  { path: "maintenanceWindow", label: "maintenance" },
);

/** What is kept for less is deleted as soon as that counts. */
function fewer(what: string): Setting["means"] {
  return (before, after) => {
    const [was, is] = [before, after].map((value) => Number(value ?? 0)) as [number, number];
    return is < was ? { level: "medium", loss: is === 0 ? `all ${what}` : `${what} older than ${days(is)}` } : { level: "low" };
  };
}

/** SQS's own, where nothing is said. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const FOUR_DAYS = 345_600;

/** What is older than it is kept from now on is deleted. */
const lessKept = (
  what: string,
  before: Json,
  after: Json,
  unit: (value: Json) => string,
): ReturnType<NonNullable<Setting["means"]>> =>
  Number(after) < Number(before) ? { level: "medium", loss: `${what} older than ${unit(after)}` } : {};

function noShrinking(what: string): Setting["means"] {
  return (before, after) => (isOlder(before, after) ? { more: `${what} does not shrink: refused`, level: "medium" } : {});
}

const versioning: Setting["means"] = (_, after) => ({ level: onOff(after) === "on" ? "none" : "medium" });
const acl: Setting = {
  ...{ path: "acl", label: "access" },
  means: (_, after) =>
    /public|authenticated-read/.test(String(after)) ? { level: "high", exposure: `everybody has access (${shown(after)})` } : {},
};
const expires = (path: string): Setting => ({
  ...{ path, label: "files expire after", unit: days },
  means: (before, after) =>
    after !== undefined && (before === undefined || Number(after) < Number(before))
      ? { level: "medium", loss: `files older than ${days(after)}` }
      : {},
});

/** With what older programs set on the bucket itself, under the names that either generation of it has. */
const bucket = settings(
  {
    path: "forceDestroy",
    label: "is deleted with its files",
    unit: (value) => (value === true ? "yes" : "no"),
    means: (_, after) => ({ level: after === true ? "medium" : "none" }),
  },
  acl,
  ...["versioning.enabled", "versionings.enabled"].map(
    (path): Setting => ({ path, label: "versioning", unit: onOff, means: versioning }),
  ),
  ...["lifecycleRules.expiration.days", "lifecycleRules.expirations.days"].map(expires),
);

const database = settings(
  {
    path: "instanceClass",
    label: "instance",
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.DBInstance.Modifying.html
    means: () => ({ more: "in place", downtime: "some minutes; with Multi-AZ a failover", level: "medium" }),
  },
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.ModifyingExisting.html
  { path: "allocatedStorage", label: "storage", unit: gib, means: noShrinking("storage") },
  { path: "maxAllocatedStorage", label: "storage grows to", unit: gib },
  {
    path: "engineVersion",
    label: "version",
    means: (before, after) =>
      isOlder(before, after)
        ? { more: "no way back in place: refused", level: "medium" }
        : { downtime: "some minutes", level: "medium" },
  },
  {
    path: "multiAz",
    label: "several zones",
    unit: onOff,
    means: (_, after) => ({ level: onOff(after) === "on" ? "low" : "medium" }),
  },
  { path: "backupRetentionPeriod", label: "backups kept", unit: days, means: fewer("backups") },
  protection("deletionProtection", "deletion protection"),
  protection("storageEncrypted", "encryption at rest"),
  {
    path: "publiclyAccessible",
    label: "on the internet",
    unit: onOff,
    means: (_, after) => (after === true ? { exposure: "puts the database on the internet", level: "high" } : { level: "none" }),
  },
  {
    path: "skipFinalSnapshot",
    label: "deleted without a last snapshot",
    unit: onOff,
    means: (_, after) => ({ level: after === true ? "medium" : "none" }),
  },
);

const table = settings(
  { path: "billingMode", label: "billing" },
  { path: "readCapacity", label: "read capacity" },
  { path: "writeCapacity", label: "write capacity" },
  protection("deletionProtectionEnabled", "deletion protection"),
  protection("pointInTimeRecovery.enabled", "point-in-time restore"),
);

/** Of what keeps others out as long as it is there. */
const gone =
  (saying: Omit<Saying, "tells">): Teller =>
  ({ operation }) =>
    operation === "delete" ? [{ ...saying, tells: [] }] : [];

export const DATA: Readonly<Record<string, Teller>> = {
  "aws:elasticache/replicationGroup:ReplicationGroup": tellers(cacheType, cacheRest),
  "aws:elasticache/cluster:Cluster": tellers(cacheType, cacheRest),
  "mongodbatlas:index/advancedCluster:AdvancedCluster": atlasCluster,
  "mongodbatlas:index/cloudBackupSchedule:CloudBackupSchedule": atlasBackups,
  "mongodbatlas:index/databaseUser:DatabaseUser": atlasUser,
  "aws:s3/bucket:Bucket": bucket,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": settings(
    {
      path: "rules.applyServerSideEncryptionByDefault.sseAlgorithm",
      label: "encrypted by",
      means: (before, after) => (/kms/.test(String(before)) && !/kms/.test(String(after)) ? { level: "medium" } : {}),
    },
    { path: "rules.applyServerSideEncryptionByDefault.kmsMasterKeyId", label: "key" },
  ),
  "aws:s3/bucketVersioning:BucketVersioning": tellers(
    settings({
      path: "versioningConfiguration.status",
      label: "versioning",
      means: versioning,
    }),
    gone({ text: "versioning is suspended: what is written over is lost from then on", level: "medium" }),
  ),
  "aws:s3/bucketAcl:BucketAcl": settings(acl),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": settings(expires("rules.expiration.days")),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": tellers(
    gone({ text: "nothing keeps the bucket from being made public", level: "high", exposure: "the bucket may be made public" }),
    settings(
      ...["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].map(
        (path): Setting => ({
          ...{ path, label: path, unit: onOff },
          means: (_, after) =>
            after === true ? { level: "none" } : { exposure: "the bucket may be made public", level: "high" },
        }),
      ),
    ),
  ),
  "aws:rds/instance:Instance": database,
  "aws:rds/cluster:Cluster": database,
  "aws:rds/clusterInstance:ClusterInstance": database,
  "aws:docdb/cluster:Cluster": database,
  "aws:redshift/cluster:Cluster": database,
  "aws:dynamodb/table:Table": table,
  "pulumi-nodejs:dynamic/monitor:PineconeIndex": tellers(
    settings(
      { path: "dimension", label: "dimension" },
      { path: "metric", label: "metric" },
      { path: "region", label: "region" },
      protection("deletionProtection", "deletion protection"),
    ),
  ),
  "aws:sqs/queue:Queue": settings(
    {
      path: "messageRetentionSeconds",
      label: "messages kept",
      unit: (value) => time(value ?? FOUR_DAYS),
      means: (before, after) => lessKept("messages", before ?? FOUR_DAYS, after ?? FOUR_DAYS, time),
    },
    { path: "visibilityTimeoutSeconds", label: "hidden while worked on", unit: time },
  ),
  "aws:kinesis/stream:Stream": settings(
    {
      path: "retentionPeriod",
      label: "records kept",
      unit: (value) => hours(value ?? 24),
      means: (before, after) => lessKept("records", before ?? 24, after ?? 24, hours),
    },
    { path: "shardCount", label: "shards" },
  ),
  "aws:ebs/volume:Volume": settings({ path: "size", label: "size", unit: gib, means: noShrinking("a volume") }),
  "aws:secretsmanager/secret:Secret": settings({
    path: "recoveryWindowInDays",
    label: "recoverable after deletion",
    unit: days,
    means: shorter,
  }),
  "aws:kms/key:Key": settings(
    { path: "deletionWindowInDays", label: "recoverable after deletion", unit: days, means: shorter },
    protection("enableKeyRotation", "rotation"),
    {
      path: "isEnabled",
      label: "enabled",
      unit: (value) => onOff(value ?? true),
      means: (_, after) => (after === false ? { level: "high", downtime: "what is encrypted with it cannot be read" } : {}),
    },
  ),
  "aws:ecr/repository:Repository": settings({ path: "imageTagMutability", label: "tags" }),
};
