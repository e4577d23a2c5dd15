import { describe, expect, it } from "vitest";
import { type Inputs, priceOne } from "./testResource.ts";

const CLUSTER = "mongodbatlas:index/advancedCluster:AdvancedCluster";

const region = (more: Inputs = {}) => ({
  ...{ providerName: "AWS", regionName: "US_EAST_1", priority: 7 },
  electableSpecs: { instanceSize: "M30", nodeCount: 3, diskSizeGb: 40 },
  ...more,
});
const shards = (count: number, more: Inputs = {}) => Array.from({ length: count }, () => ({ regionConfigs: [region(more)] }));
const sharded: Inputs = { clusterType: "SHARDED", replicationSpecs: shards(2), mongoDbMajorVersion: "8.0" };
const QUIET = { storageGb: 1, monthlyReplicatedGb: 0 };

describe("a dedicated cluster", () => {
  it("is paid for by shard, and by three nodes", () => {
    // 0.54 an hour.
    expect(priceOne(CLUSTER, sharded, QUIET).lines).toEqual(["nodes: 1460 hours of three nodes = 788.4", "transfer: 0 GB = 0"]);
    const five = {
      clusterType: "REPLICASET",
      replicationSpecs: shards(1, { electableSpecs: { instanceSize: "M10", nodeCount: 5, diskSizeGb: 10 } }),
    };
    // Five thirds of 0.08 an hour.
    expect(priceOne(CLUSTER, five, QUIET).lines[0]).toMatch(/^nodes: 1216\.66\d+ hours of three nodes = 97\.333333$/);
  });

  it("has the tier that autoscaling chose", () => {
    expect(priceOne(CLUSTER, sharded, { ...QUIET, instanceSize: "M50" }).lines[0]).toBe(
      "nodes: 1460 hours of three nodes = 2920",
    );
  });

  it("pays for disk beyond what its tier includes, given or grown", () => {
    const given = {
      ...sharded,
      replicationSpecs: shards(2, { electableSpecs: { instanceSize: "M30", nodeCount: 3, diskSizeGb: 100 } }),
    };
    expect(priceOne(CLUSTER, given, QUIET).lines).toContain("storage: 120 GB = 30");
    // 90 GB of data on a disk that grows at nine tenths: 100, of which 40 are included, on each of two shards.
    expect(priceOne(CLUSTER, sharded, { ...QUIET, storageGb: 90 }).lines).toContain("storage: 120 GB = 30");
  });

  it("pays a part of its price more for a key of our own", () => {
    const { lines } = priceOne(CLUSTER, { ...sharded, encryptionAtRestProvider: "AWS" }, QUIET);
    expect(lines[0]).toBe("customer-key: 788.4 dollars of cluster = 118.26");
  });

  it("pays for backups and for what replication carries between zones", () => {
    const use = { storageGb: 10, snapshotStorageGb: 50, oplogGb: 5, monthlyReplicatedGb: 3 };
    const { lines } = priceOne(CLUSTER, { ...sharded, backupEnabled: true, pitEnabled: true }, use);
    // 3 GB to two nodes, charged where it leaves and where it arrives.
    expect(lines).toEqual([
      ...["nodes: 1460 hours of three nodes = 788.4", "oplog: 5 GB = 1", "snapshots: 50 GB = 7", "transfer: 12 GB = 0.12"],
    ]);
  });

  it.each([
    ["8.0", 3, false],
    ["8.0", 4, true],
    ["7.0", 2, true],
  ])("of version %s with %i shards has config servers of its own: %s", (version, count, expected) => {
    const { unpriced } = priceOne(CLUSTER, { ...sharded, mongoDbMajorVersion: version, replicationSpecs: shards(count) }, QUIET);
    const line = "Config servers, a replica set of their own: no price for mongodb atlas config-servers in aws/us-east-1";
    expect(unpriced).toEqual(expected ? [line] : []);
  });

  it("has no price where the source knows none, and says so of what follows", () => {
    const elsewhere = { ...sharded, replicationSpecs: shards(2, { regionName: "EU_WEST_1" }), encryptionAtRestProvider: "AWS" };
    expect(priceOne(CLUSTER, elsewhere, QUIET)).toEqual({
      ...{ lines: [], free: [] },
      unpriced: [
        "Cluster (M30, 3 nodes a shard): no price for mongodb atlas M30 in aws/eu-west-1; there is one in aws/us-east-1",
        "Encryption with a customer key, a part of the cluster's price: follows from other lines of the same resource, and one of them has no price",
        "Transfer between zones, both directions: no price for mongodb atlas data-transfer.same-region in aws/eu-west-1; there is one in aws/us-east-1",
      ],
    });
  });
});

describe("a Flex cluster", () => {
  const flex: Inputs = {
    clusterType: "REPLICASET",
    replicationSpecs: [{ regionConfigs: [{ providerName: "FLEX", regionName: "US_EAST_1" }] }],
  };

  it.each([
    [0, 8],
    [100, 8],
    [101, 15],
    [500, 30],
  ])("at %i operations a second costs %i dollars", (opsPerSecond, usd) => {
    expect(priceOne(CLUSTER, flex, { opsPerSecond, storageGb: 1 }).lines).toEqual([`flex: 1 months = ${usd}`]);
  });

  it("ends at 500 operations a second and 5 GB", () => {
    expect(priceOne(CLUSTER, flex, { opsPerSecond: 501 })).toMatchObject({
      lines: [],
      unpriced: [expect.stringContaining("501")],
    });
    expect(priceOne(CLUSTER, flex, { opsPerSecond: 1, storageGb: 7.25 }).unpriced).toEqual([
      "a Flex cluster holds 5 GB, and 7.3 GB would be in it",
    ]);
  });
});
