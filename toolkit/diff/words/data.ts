/** Databases, caches, buckets, queues and secrets, in words. */
import type { Json } from "../../graph/graph.ts";
import {
  arrow,
  inputsOf,
  list,
  object,
  type Saying,
  type Setting,
  type Subject,
  settings,
  type Teller,
  tellers,
} from "./saying.ts";
import { days, gib, onOff, seconds, shown } from "./units.ts";

/** A protection that is switched off is worth a look. */
const protection = (path: string, label: string): Setting => ({
  ...{ path, label, unit: onOff },
  means: (_, after) => (onOff(after) === "on" ? { level: "none" } : { level: "medium" }),
});

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
  { path: "snapshotRetentionLimit", label: "snapshots kept", unit: days, means: fewer },
  { path: "maintenanceWindow", label: "maintenance" },
);

/** Backups that are kept for less. */
function fewer(before: Json | undefined, after: Json | undefined): { readonly level: "medium" | "low" } {
  return { level: Number(after ?? 0) < Number(before ?? 0) ? "medium" : "low" };
}

/**
 * Atlas changes one member after the other, the primary last, so that an election is all that clients see.
 * https://www.mongodb.com/docs/atlas/scale-cluster/
 */
const ROLLING = { more: "in place, rolling", downtime: "an election a shard, seconds" } as const;
const REGION = "replicationSpecs.regionConfigs";

const atlasCluster: Teller = (subject) => [...atlasTier(subject), ...atlasShape(subject), ...atlasRest(subject)];

/** Sizes of a cluster's nodes, in whatever shard and region. */
function tierOf(specs: Json | undefined): string {
  const sizes = list(specs).flatMap((spec) =>
    list(object(spec).regionConfigs).map((region) => {
      const { electableSpecs, providerName } = object(region);
      return providerName === "FLEX" ? "Flex" : shown(object(electableSpecs).instanceSize);
    }),
  );
  return [...new Set(sizes)].join(" and ");
}

function atlasTier(subject: Subject): Saying[] {
  const { before, after } = inputsOf(subject);
  const [was, is] = [tierOf(before.replicationSpecs), tierOf(after.replicationSpecs)];
  if (was === is || was === "" || is === "") return [];
  const isShared = (tier: string): boolean => /M0|M2$|M5$|Flex/.test(tier);
  const { more, downtime, level } = isShared(is)
    ? { more: "Atlas documents no way back from a dedicated cluster", downtime: "", level: "high" as const }
    : isShared(was)
      ? { more: "moves to machines of its own", downtime: "minutes, as the data moves", level: "medium" as const }
      : { ...ROLLING, level: "low" as const };
  const tells = ["electableSpecs.instanceSize", "providerName", "backingProviderName"].map((name) => `${REGION}.${name}`);
  return [{ text: `MongoDB ${arrow(was, is)} (${more})`, tells, level, ...(downtime !== "" && { downtime }) }];
}

function atlasShape(subject: Subject): Saying[] {
  const { before, after } = inputsOf(subject);
  const [was, is] = [list(before.replicationSpecs).length, list(after.replicationSpecs).length];
  if (was === is || was === 0 || is === 0) return [];
  // A shard is emptied before it goes. https://www.mongodb.com/docs/manual/tutorial/remove-shards-from-cluster/
  return [{ text: `shards ${was} → ${is}`, tells: ["replicationSpecs"], level: is < was ? "medium" : "low" }];
}

/** From a replica set to shards; of the way back Atlas's documents say nothing. https://www.mongodb.com/docs/atlas/scale-cluster/ */
const topologyMeans: Setting["means"] = (_, after) =>
  after === "REPLICASET"
    ? { more: "Atlas documents no way from shards to a replica set", level: "high" }
    : { more: "in place; clients start anew", downtime: "clients reconnect", level: "medium" };

const atlasRest = settings(
  { path: `${REGION}.electableSpecs.diskSizeGb`, label: "disk", unit: gib },
  { path: `${REGION}.electableSpecs.nodeCount`, label: "nodes" },
  { path: `${REGION}.autoScaling.computeMinInstanceSize`, label: "scales from" },
  { path: `${REGION}.autoScaling.computeMaxInstanceSize`, label: "scales to" },
  { path: "mongoDbMajorVersion", label: "MongoDB version", means: () => ({ ...ROLLING, level: "medium" }) },
  { path: "clusterType", label: "topology", means: topologyMeans },
  protection("backupEnabled", "backups"),
  protection("pitEnabled", "point-in-time restore"),
  protection("terminationProtectionEnabled", "termination protection"),
  { path: "advancedConfiguration.minimumEnabledTlsProtocol", label: "oldest TLS" },
);

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
  { path: "allocatedStorage", label: "storage", unit: gib },
  { path: "maxAllocatedStorage", label: "storage grows to", unit: gib },
  { path: "engineVersion", label: "version", means: () => ({ downtime: "some minutes", level: "medium" }) },
  { path: "multiAz", label: "several zones", unit: onOff },
  { path: "backupRetentionPeriod", label: "backups kept", unit: days, means: fewer },
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

export const DATA: Readonly<Record<string, Teller>> = {
  "aws:elasticache/replicationGroup:ReplicationGroup": tellers(cacheType, cacheRest),
  "aws:elasticache/cluster:Cluster": tellers(cacheType, cacheRest),
  "mongodbatlas:index/advancedCluster:AdvancedCluster": atlasCluster,
  "aws:s3/bucket:Bucket": bucket,
  "aws:s3/bucketVersioning:BucketVersioning": settings({
    path: "versioningConfiguration.status",
    label: "versioning",
    means: (_, after) => ({ level: after === "Enabled" ? "none" : "medium" }),
  }),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": settings(
    ...["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].map(
      (path): Setting => ({
        ...{ path, label: path, unit: onOff },
        means: (_, after) => (after === true ? { level: "none" } : { exposure: "the bucket may be made public", level: "high" }),
      }),
    ),
  ),
  "aws:rds/instance:Instance": database,
  "aws:rds/cluster:Cluster": database,
  "aws:rds/clusterInstance:ClusterInstance": database,
  "aws:docdb/cluster:Cluster": database,
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
    means: fewer,
  }),
  "aws:kms/key:Key": settings(
    { path: "deletionWindowInDays", label: "recoverable after deletion", unit: days, means: fewer },
    protection("enableKeyRotation", "rotation"),
  ),
  "aws:ecr/repository:Repository": settings({ path: "imageTagMutability", label: "tags" }),
};
