/** ElastiCache: replication groups, and clusters of one node. */
import { type Resource, UNKNOWN } from "../../graph/graph.ts";
import { either, isSet, isTrue, mostlyProduction, onlyProduction, says, unknownAt } from "../judge.ts";
import { SECURITY_HUB } from "../references.ts";
import type { Rule } from "../rule.ts";
import { told } from "../world.ts";

const GROUP = { service: "ElastiCache", of: ["aws:elasticache/replicationGroup:ReplicationGroup"] } as const;
const NODE = "aws:elasticache/cluster:Cluster";
const CLUSTER = { service: "ElastiCache", of: [...GROUP.of, NODE] } as const;

/** What follows a group has its settings; of a group itself, the same input is its name. */
const follows = ({ type, inputs }: Resource): boolean => type === NODE && inputs.replicationGroupId !== undefined;

/** Memcached keeps nothing, and knows nobody. */
const isOwn = (cluster: Resource): boolean => !follows(cluster) && told(cluster, "engine") !== "memcached";

export const ELASTICACHE: readonly Rule[] = [
  {
    ...CLUSTER,
    id: "redis-at-rest",
    title: "what the cache keeps is encrypted",
    severity: "high",
    reason: "Snapshots and swapped memory lie on disks that others handle.",
    remedy: "set atRestEncryptionEnabled: true, on an aws.elasticache.ReplicationGroup (it is made anew)",
    reference: `${SECURITY_HUB}/elasticache-controls.html#elasticache-4`,
    peers: ["CKV_AWS_29"],
    judge: (group) => {
      if (!isOwn(group)) return null;
      const [enabled, engine] = [told(group, "atRestEncryptionEnabled"), told(group, "engine")];
      if (enabled === undefined && engine === UNKNOWN) return unknownAt("engine");
      return isTrue(group, "atRestEncryptionEnabled", "is not encrypted at rest", { absent: engine === "valkey" });
    },
  },
  {
    ...CLUSTER,
    id: "redis-in-transit",
    title: "clients speak TLS to the cache",
    severity: "high",
    reason: "Without TLS, the password and all data cross the network in clear.",
    remedy: "set transitEncryptionEnabled: true, and transitEncryptionMode: required, on an aws.elasticache.ReplicationGroup",
    reference: `${SECURITY_HUB}/elasticache-controls.html#elasticache-5`,
    peers: ["CKV_AWS_30"],
    judge: (group) => {
      if (follows(group)) return null;
      const enabled = isTrue(group, "transitEncryptionEnabled", "speaks without TLS");
      if (enabled.kind !== "kept") return enabled;
      return says(group, "transitEncryptionMode", (value) =>
        value === "preferred" ? "speaks without TLS to who asks for it" : null,
      );
    },
  },
  {
    ...CLUSTER,
    id: "redis-auth",
    title: "clients of the cache say who they are",
    severity: "high",
    reason: "Whoever reaches the port reads, changes and deletes everything.",
    remedy: "set authToken, or userGroupIds for users of their own rights, on an aws.elasticache.ReplicationGroup",
    reference: `${SECURITY_HUB}/elasticache-controls.html#elasticache-6`,
    peers: ["CKV_AWS_31"],
    judge: (group) =>
      isOwn(group)
        ? either(isSet(group, "authToken", "asks for no password"), isSet(group, "userGroupIds", "asks for no password"))
        : null,
  },
  {
    ...CLUSTER,
    id: "redis-backups",
    title: "the cache is backed up daily",
    severity: mostlyProduction("medium"),
    reason: "Queues and sessions that no snapshot holds are gone with the nodes.",
    remedy: "set monitor:redis.snapshots, or snapshotRetentionLimit to the days to keep",
    reference: `${SECURITY_HUB}/elasticache-controls.html#elasticache-1`,
    peers: ["CKV_AWS_134"],
    judge: (cluster) =>
      isOwn(cluster)
        ? says(cluster, "snapshotRetentionLimit", (value) => (Number(value ?? 0) > 0 ? null : "keeps no snapshots"))
        : null,
  },
  {
    ...GROUP,
    id: "redis-own-key",
    title: "the cache is encrypted with a key of the account's own",
    severity: onlyProduction("medium"),
    reason: "Only a key of one's own can be withdrawn, and shows who used it.",
    remedy: "set kmsKeyId",
    reference: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html",
    peers: ["CKV_AWS_191"],
    judge: (group) => isSet(group, "kmsKeyId", "is encrypted with AWS's key"),
  },
  {
    ...CLUSTER,
    id: "redis-minor-upgrades",
    title: "minor versions come by themselves",
    severity: "low",
    reason: "Minor versions are how security fixes arrive.",
    remedy: "set autoMinorVersionUpgrade: true, or leave it out",
    reference: `${SECURITY_HUB}/elasticache-controls.html#elasticache-2`,
    peers: ["CKV_AWS_322"],
    judge: (cluster) => isTrue(cluster, "autoMinorVersionUpgrade", "takes no minor versions by itself", { absent: true }),
  },
  {
    ...CLUSTER,
    id: "redis-subnet-group",
    title: "the cache stands in subnets that were chosen for it",
    severity: "medium",
    reason: "The default subnet group is the default VPC, which is open to the internet.",
    remedy: "set subnetGroupName to a group of private subnets",
    reference: `${SECURITY_HUB}/elasticache-controls.html#elasticache-7`,
    peers: ["CKV_AWS_323"],
    judge: (cluster) => {
      if (follows(cluster)) return null;
      const set = isSet(cluster, "subnetGroupName", "stands in the default subnets");
      return set.kind === "kept" && cluster.inputs.subnetGroupName === "default"
        ? says(cluster, "subnetGroupName", () => "stands in the default subnets")
        : set;
    },
  },
  {
    ...GROUP,
    id: "redis-failover",
    title: "a replica in another zone takes over",
    severity: mostlyProduction("high"),
    reason: "Where one zone fails, the cache and what waits in its queues are gone.",
    remedy: "set monitor:redis.topology to replica or cluster, or automaticFailoverEnabled and multiAzEnabled",
    reference: `${SECURITY_HUB}/elasticache-controls.html#elasticache-3`,
    peers: ["CKV2_AWS_50"],
    judge: (group) => {
      const failover = isTrue(group, "automaticFailoverEnabled", "does not fail over");
      return failover.kind === "kept" ? isTrue(group, "multiAzEnabled", "has its replicas in any zone") : failover;
    },
  },
  {
    ...GROUP,
    id: "redis-logs",
    title: "slow queries are logged",
    severity: onlyProduction("low"),
    reason: "Without the slow log nobody can tell which query holds the cache up.",
    remedy: "add logDeliveryConfigurations of logType slow-log",
    reference: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html",
    peers: [],
    judge: (group) => isSet(group, "logDeliveryConfigurations", "keeps no slow log"),
  },
];
