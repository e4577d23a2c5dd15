import { expect, it } from "vitest";
import { ELASTICACHE } from "./elasticache.ts";
import { type Inputs, judged, rulesOf } from "./testRows.ts";
import { outcomes, set, unknown } from "./testTable.ts";

const world = [
  judged("aws:elasticache/replicationGroup:ReplicationGroup", {
    ...{ atRestEncryptionEnabled: true, transitEncryptionEnabled: true, transitEncryptionMode: "required" },
    ...{ authToken: "[secret]", snapshotRetentionLimit: 7, kmsKeyId: "arn:aws:kms:key", subnetGroupName: "caches" },
    ...{ automaticFailoverEnabled: true, multiAzEnabled: true, logDeliveryConfigurations: [{ logType: "slow-log" }] },
  }),
];

rulesOf(ELASTICACHE, {
  "redis-at-rest": [
    world,
    set("it", "atRestEncryptionEnabled", false),
    "is not encrypted at rest",
    unknown("it", "atRestEncryptionEnabled"),
  ],
  "redis-in-transit": [
    world,
    set("it", "transitEncryptionMode", "preferred"),
    "speaks without TLS to who asks for it",
    unknown("it", "transitEncryptionEnabled"),
  ],
  "redis-auth": [world, set("it", "authToken", undefined), "asks for no password", unknown("it", "authToken")],
  "redis-backups": [world, set("it", "snapshotRetentionLimit", 0), "keeps no snapshots", unknown("it", "snapshotRetentionLimit")],
  "redis-own-key": [world, set("it", "kmsKeyId", undefined), "is encrypted with AWS's key", unknown("it", "kmsKeyId")],
  "redis-minor-upgrades": [
    world,
    set("it", "autoMinorVersionUpgrade", false),
    "takes no minor versions by itself",
    unknown("it", "autoMinorVersionUpgrade"),
  ],
  "redis-subnet-group": [
    world,
    set("it", "subnetGroupName", "default"),
    "stands in the default subnets",
    unknown("it", "subnetGroupName"),
  ],
  "redis-failover": [
    world,
    set("it", "multiAzEnabled", false),
    "has its replicas in any zone",
    unknown("it", "automaticFailoverEnabled"),
  ],
  "redis-logs": [
    world,
    set("it", "logDeliveryConfigurations", undefined),
    "keeps no slow log",
    unknown("it", "logDeliveryConfigurations"),
  ],
});

it("asks no backups of what keeps nothing, or follows a group", () => {
  const rule = ELASTICACHE.find(({ id }) => id === "redis-backups");
  if (!rule) throw new Error("redis-backups");
  const kept: readonly Inputs[] = [{ engine: "memcached" }, { replicationGroupId: "group" }];
  for (const inputs of kept)
    expect(outcomes(rule, { resources: [judged("aws:elasticache/cluster:Cluster", inputs)] })).toEqual([]);
});

it("asks a group that is named by itself, and a Redis that follows none, what it asks any", () => {
  const broken = (type: string, inputs: Inputs) =>
    ELASTICACHE.flatMap((rule) =>
      outcomes(rule, { resources: [judged(type, inputs)] }).some(({ kind }) => kind === "broken") ? rule.id : [],
    );
  const ofAny = ["redis-at-rest", "redis-in-transit", "redis-auth", "redis-backups", "redis-subnet-group"];
  expect(broken("aws:elasticache/replicationGroup:ReplicationGroup", { replicationGroupId: "cache" })).toEqual(
    expect.arrayContaining(ofAny),
  );
  expect(broken("aws:elasticache/cluster:Cluster", { engine: "redis" })).toEqual(ofAny);
  expect(broken("aws:elasticache/cluster:Cluster", { replicationGroupId: "cache" })).toEqual([]);
  expect(broken("aws:elasticache/cluster:Cluster", { engine: "memcached", transitEncryptionEnabled: true })).toEqual([
    "redis-subnet-group",
  ]);
});

it("knows that Valkey encrypts at rest unless it is told not to", () => {
  const rule = ELASTICACHE.find(({ id }) => id === "redis-at-rest");
  if (!rule) throw new Error("redis-at-rest");
  const kinds = (inputs: Inputs) =>
    outcomes(rule, { resources: [judged("aws:elasticache/replicationGroup:ReplicationGroup", inputs)] }).map(({ kind }) => kind);
  expect(kinds({ engine: "valkey" })).toEqual(["kept"]);
  expect(kinds({ engine: "valkey", atRestEncryptionEnabled: false })).toEqual(["broken"]);
  expect(kinds({ engine: "redis" })).toEqual(["broken"]);
});
