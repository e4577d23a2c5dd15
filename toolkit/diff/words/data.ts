/** Databases, caches, buckets, queues and secrets, in words. */
import { atlasCluster } from "./atlas.ts";
import { older, protection } from "./protection.ts";
import { inputsOf, type Saying, type Setting, settings, type Teller, tellers } from "./saying.ts";
import { days, gib, onOff, seconds, shown } from "./units.ts";

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
  { path: "numNodeGroups", label: "shards", means: () => ({ more: "keys move between shards, online" }) },
  { path: "replicasPerNodeGroup", label: "replicas a shard" },
  { path: "numCacheClusters", label: "nodes" },
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

/** A time to think again that gets shorter. */
const shorter: Setting["means"] = (before, after) => ({ level: Number(after ?? 0) < Number(before ?? 0) ? "medium" : "low" });

const bucket = settings({
  path: "forceDestroy",
  label: "is deleted with its files",
  unit: (value) => (value === true ? "yes" : "no"),
  means: (_, after) => ({ level: after === true ? "medium" : "none" }),
});

const database = settings(
  {
    path: "instanceClass",
    label: "instance",
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.DBInstance.Modifying.html
    means: () => ({ more: "in place", downtime: "some minutes; with Multi-AZ a failover", level: "medium" }),
  },
  {
    path: "allocatedStorage",
    label: "storage",
    unit: gib,
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.ModifyingExisting.html
    means: (before, after) => (older(before, after) ? { more: "storage does not shrink: refused", level: "medium" } : {}),
  },
  { path: "maxAllocatedStorage", label: "storage grows to", unit: gib },
  {
    path: "engineVersion",
    label: "version",
    means: (before, after) =>
      older(before, after)
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
  "aws:s3/bucket:Bucket": bucket,
  "aws:s3/bucketVersioning:BucketVersioning": tellers(
    settings({
      path: "versioningConfiguration.status",
      label: "versioning",
      means: (_, after) => ({ level: after === "Enabled" ? "none" : "medium" }),
    }),
    gone({ text: "versioning is suspended: what is written over is lost from then on", level: "medium" }),
  ),
  "aws:s3/bucketAcl:BucketAcl": settings({
    path: "acl",
    label: "access",
    means: (_, after) =>
      /public|authenticated-read/.test(String(after))
        ? { level: "high", exposure: `everybody has access (${shown(after)})` }
        : {},
  }),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": settings({
    path: "rules.expiration.days",
    label: "files expire after",
    unit: days,
    means: (before, after) =>
      after !== undefined && (before === undefined || Number(after) < Number(before))
        ? { level: "medium", loss: `files older than ${days(after)}` }
        : {},
  }),
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
    { path: "messageRetentionSeconds", label: "messages kept", unit: seconds },
    { path: "visibilityTimeoutSeconds", label: "hidden while worked on", unit: seconds },
  ),
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
