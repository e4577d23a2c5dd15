/** What Atlas is asked for, per topology: pure arguments. https://www.mongodb.com/docs/atlas/reference/api-resources-spec/v2/ */
import type { AdvancedClusterArgs } from "@pulumi/mongodbatlas/advancedCluster.js";
import type { CloudBackupScheduleArgs } from "@pulumi/mongodbatlas/cloudBackupSchedule.js";
import type { EnvironmentConfig } from "../../config/schema/index.ts";
import { days, gibibytes } from "../../config/units.ts";

export type MongoDbConfig = EnvironmentConfig["mongodb"];
export type DedicatedConfig = Exclude<MongoDbConfig, { topology: "flex" }>;

/** Atlas spells AWS regions its own way: `us-east-1` is `US_EAST_1`. */
export const atlasRegion = (region: string): string => region.toUpperCase().replaceAll("-", "_");

/** Preference for a region in elections; the only region has the highest. */
const PRIORITY = 7;
const NODES_PER_SHARD = 3;

type ClusterSpec = Pick<
  AdvancedClusterArgs,
  | "clusterType"
  | "replicationSpecs"
  | "backupEnabled"
  | "pitEnabled"
  | "mongoDbMajorVersion"
  | "encryptionAtRestProvider"
  | "advancedConfiguration"
>;

/** Topology and size of the cluster. */
export function clusterSpec(config: MongoDbConfig, region: string): ClusterSpec {
  const regionName = atlasRegion(region);
  if (config.topology === "flex") {
    return {
      clusterType: "REPLICASET",
      replicationSpecs: [
        { regionConfigs: [{ providerName: "FLEX", backingProviderName: "AWS", regionName, priority: PRIORITY }] },
      ],
    };
  }
  const shard = {
    regionConfigs: [
      {
        providerName: "AWS",
        regionName,
        priority: PRIORITY,
        electableSpecs: {
          instanceSize: config.tier,
          nodeCount: config.topology === "replica-set" ? config.nodes : NODES_PER_SHARD,
          diskSizeGb: gibibytes(config.disk),
        },
        autoScaling: autoScaling(config),
      },
    ],
  };
  return {
    clusterType: config.topology === "sharded" ? "SHARDED" : "REPLICASET",
    replicationSpecs: Array.from({ length: config.topology === "sharded" ? config.shards : 1 }, () => shard),
    mongoDbMajorVersion: config.version,
    backupEnabled: true,
    pitEnabled: config.pointInTime !== undefined,
    encryptionAtRestProvider: config.encryption === "customer-key" ? "AWS" : "NONE",
    advancedConfiguration: { minimumEnabledTlsProtocol: "TLS1_2", javascriptEnabled: false },
  };
}

const scales = (config: MongoDbConfig): boolean =>
  config.topology !== "flex" && config.maxTier !== undefined && config.maxTier !== config.tier;

/** Either alone may change tier and disk both: without a larger tier to go to, both stay as the configuration has them. */
function autoScaling(config: DedicatedConfig) {
  if (!scales(config)) return { diskGbEnabled: false, computeEnabled: false };
  const { tier, maxTier } = config;
  return {
    diskGbEnabled: true,
    computeEnabled: true,
    computeScaleDownEnabled: true,
    computeMinInstanceSize: tier,
    computeMaxInstanceSize: maxTier,
  };
}

/**
 * What autoscaling has chosen stays, of shards that are there; a new one starts with what the configuration says. The provider's own
 * way (`useEffectiveFields`) has no effect on more than one shard.
 * https://www.pulumi.com/registry/packages/mongodbatlas/api-docs/advancedcluster/#multi-shard-clusters-and-topology-changes
 */
export const leftToAtlas = (config: MongoDbConfig): string[] =>
  scales(config)
    ? ["instanceSize", "diskSizeGb"].map((size) => `replicationSpecs[*].regionConfigs[*].electableSpecs.${size}`)
    : [];

/** Snapshots: every six hours for two days, daily for a week, weekly for as long as the configuration says, monthly for a year. */
export const backupSchedule = (
  config: DedicatedConfig,
): Pick<
  CloudBackupScheduleArgs,
  | "policyItemHourly"
  | "policyItemDaily"
  | "policyItemWeeklies"
  | "policyItemMonthlies"
  | "restoreWindowDays"
  | "referenceHourOfDay"
> => ({
  referenceHourOfDay: 3,
  ...(config.pointInTime !== undefined && { restoreWindowDays: days(config.pointInTime) }),
  policyItemHourly: { frequencyInterval: 6, retentionUnit: "days", retentionValue: 2 },
  policyItemDaily: { frequencyInterval: 1, retentionUnit: "days", retentionValue: 7 },
  policyItemWeeklies: [{ frequencyInterval: 7, retentionUnit: "days", retentionValue: days(config.snapshots) }],
  policyItemMonthlies: [{ frequencyInterval: 1, retentionUnit: "months", retentionValue: 12 }],
});
