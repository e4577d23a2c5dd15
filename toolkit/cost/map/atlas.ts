/** MongoDB Atlas. https://www.mongodb.com/pricing and https://www.mongodb.com/docs/atlas/billing/ */
import type { Draft } from "../line.ts";
import { HOURS_PER_MONTH } from "../money.ts";
import { type Mapper, per, type Service, type Use, used } from "./mapper.ts";
import { NotTold, type Reader } from "./reader.ts";

const ATLAS = { vendor: "mongodb", service: "atlas" };
/** Prices are of a replica set of this many nodes. */
const NODES = 3;

/** GB of disk that a tier's price includes. https://www.mongodb.com/docs/atlas/reference/amazon-aws/ */
const INCLUDED_GB: Readonly<Record<string, number>> = { M10: 10, M20: 20, M30: 40, M40: 80, M50: 160, M60: 320, M80: 750 };
/** A disk grows when it is this full. https://www.mongodb.com/docs/atlas/cluster-autoscaling/ */
const FULL = 0.9;
/** What a Flex cluster holds at most. https://www.mongodb.com/docs/atlas/reference/flex-limitations/ */
const FLEX_GB = 5;
/** With up to this many shards, Atlas keeps the config server of MongoDB 8.0 and later in one of them. https://www.mongodb.com/docs/manual/core/config-shard/ */
const EMBEDDED_UP_TO = 3;

const regionOf = (region: Reader): string => `aws/${(region.text("regionName") ?? "").toLowerCase().replaceAll("_", "-")}`;

function flex(use: Use): Draft[] {
  const gb = used(use, "storageGb") ?? 0;
  if (gb > FLEX_GB) throw new NotTold(`a Flex cluster holds ${FLEX_GB} GB, and ${gb.toFixed(1)} GB would be in it`);
  const measure = used(use, "opsPerSecond");
  return [
    {
      ...{ key: "flex", name: "Flex cluster, storage and transfer included" },
      ...{
        sku: { ...ATLAS, region: "all", sku: "Flex", ...(measure !== undefined && { measure }) },
        quantity: 1,
        unit: "months",
      },
    },
  ];
}

const cluster: Mapper = (inputs, use) => {
  const shards = inputs.blocks("replicationSpecs");
  const first = (shards[0] ?? inputs).block("regionConfigs");
  if (first.text("providerName") === "FLEX") return flex(use);
  const region = regionOf(first);
  const specs = first.block("electableSpecs");
  const given = specs.text("instanceSize") ?? "M10";
  const chosen = use.instanceSize;
  const size = typeof chosen === "string" ? chosen : given;
  const nodes = specs.number("nodeCount") ?? NODES;
  const sharded = inputs.text("clusterType") === "SHARDED";
  const price = (sku: string) => ({ ...ATLAS, region, sku });
  const perSet = nodes / NODES;

  const needed = used(use, "storageGb");
  const disk = Math.max(specs.number("diskSizeGb") ?? 0, (needed ?? 0) / FULL);
  const extra = Math.max(0, disk - (INCLUDED_GB[size] ?? 0)) * perSet;
  const replicated = used(use, "monthlyReplicatedGb");
  const drafts: Draft[] = [
    {
      ...{ key: "nodes", name: `Cluster (${size}, ${nodes} nodes${sharded ? " a shard" : ""})`, sku: price(size) },
      ...{ count: shards.length, quantity: HOURS_PER_MONTH * perSet, unit: "hours of three nodes" },
    },
  ];
  if (extra > 0)
    drafts.push({
      ...{ key: "storage", name: "Disk beyond what the tier includes", sku: price("extra-storage") },
      ...{ count: shards.length, quantity: extra, unit: "GB" },
    });
  if (sharded && hasConfigServers(inputs, shards.length))
    drafts.push({
      ...{ key: "config-servers", name: "Config servers, a replica set of their own", sku: price("config-servers") },
      ...{ quantity: HOURS_PER_MONTH, unit: "hours of three nodes" },
    });
  if (encrypts(inputs))
    drafts.push({
      ...{ key: "customer-key", name: "Encryption with a customer key, a part of the cluster's price" },
      sku: { ...ATLAS, region: "all", sku: "uplift.advanced-security" },
      ...{ quantity: 0, unit: "dollars of cluster", derived: { from: ["nodes"], take: "sum" } },
    });
  if (inputs.is("backupEnabled"))
    drafts.push({
      ...{ key: "snapshots", name: "Snapshot storage", sku: price("backup.snapshot-storage"), usage: true },
      ...{ quantity: per(used(use, "snapshotStorageGb")), unit: "GB" },
    });
  if (inputs.is("pitEnabled"))
    drafts.push({
      ...{ key: "oplog", name: "Continuous backup", sku: price("backup.continuous.oplog"), usage: true },
      ...{ quantity: per(used(use, "oplogGb")), unit: "GB" },
    });
  drafts.push({
    ...{ key: "transfer", name: "Transfer between zones, both directions", sku: price("data-transfer.same-region"), usage: true },
    // To every node but the primary, out of its zone and into theirs.
    ...{ quantity: replicated === undefined ? null : replicated * (nodes - 1) * 2, unit: "GB" },
  });
  return drafts;
};

const encrypts = (inputs: Reader): boolean => (inputs.text("encryptionAtRestProvider") ?? "NONE") !== "NONE";

const hasConfigServers = (inputs: Reader, shards: number): boolean =>
  shards > EMBEDDED_UP_TO || Number.parseFloat(inputs.text("mongoDbMajorVersion") ?? "8.0") < 8;

const WITH_CLUSTER = "paid for with the cluster, where it is listed";

export const atlas: Service = {
  name: "MongoDB Atlas",
  priced: { "mongodbatlas:index/advancedCluster:AdvancedCluster": cluster },
  free: {
    "mongodbatlas:index/alertConfiguration:AlertConfiguration": "alerts cost nothing",
    "mongodbatlas:index/cloudBackupSchedule:CloudBackupSchedule": `the storage of snapshots is ${WITH_CLUSTER}`,
    "mongodbatlas:index/cloudProviderAccessAuthorization:CloudProviderAccessAuthorization": "a permission",
    "mongodbatlas:index/cloudProviderAccessSetup:CloudProviderAccessSetup": "a permission",
    "mongodbatlas:index/databaseUser:DatabaseUser": "users cost nothing",
    "mongodbatlas:index/encryptionAtRest:EncryptionAtRest": `a customer key is ${WITH_CLUSTER}`,
    "mongodbatlas:index/privateLinkEndpoint:PrivateLinkEndpoint": "the endpoint on AWS's side is what is paid for",
    "mongodbatlas:index/privateLinkEndpointService:PrivateLinkEndpointService": "the endpoint on AWS's side is what is paid for",
    "mongodbatlas:index/project:Project": "projects cost nothing",
    "mongodbatlas:index/projectIpAccessList:ProjectIpAccessList": "a permission",
  },
};
