/** Clusters of MongoDB Atlas, in words. */
import type { Json } from "../../graph/graph.ts";
import { fields, list } from "../../graph/values.ts";
import { isOlder } from "../versions.ts";
import { protection, shorter } from "./protection.ts";
import { arrow, inputsOf, type Saying, type Setting, type Subject, settings, type Teller } from "./saying.ts";
import { days, gib, onOff, shown } from "./units.ts";

/**
 * Atlas changes one member after the other, the primary last, so that an election is all that clients see.
 * https://www.mongodb.com/docs/atlas/scale-cluster/
 */
const ROLLING = { more: "in place, rolling", downtime: "an election a shard, seconds" } as const;
const REGION = "replicationSpecs.regionConfigs";

export const atlasCluster: Teller = (subject) => [
  ...atlasTier(subject),
  ...atlasShape(subject),
  ...atlasCloud(subject),
  ...atlasRest(subject),
];

/** Sizes of a cluster's nodes, in whatever shard and region. */
function tierOf(specs: Json | undefined): string {
  const sizes = list(specs).flatMap((spec) =>
    list(fields(spec).regionConfigs).map((region) => {
      const { electableSpecs, providerName } = fields(region);
      return providerName === "FLEX" ? "Flex" : shown(fields(electableSpecs).instanceSize);
    }),
  );
  return [...new Set(sizes)].join(" and ");
}

/**
 * Sizes are where autoscaling starts: with these fields the provider leaves them to it, in clusters of one shard.
 * https://github.com/mongodb/terraform-provider-mongodbatlas/blob/v2.16.0/docs/resources/advanced_cluster.md
 */
const IGNORED = { more: "without effect as long as autoscaling is on", level: "medium" } as const;
function isLeftToAtlas({ after }: Subject): boolean {
  const [shard, ...others] = list(after?.inputs.replicationSpecs);
  const scales = list(fields(shard).regionConfigs).some((region) => {
    const { computeEnabled, diskGbEnabled } = fields(fields(region).autoScaling);
    return computeEnabled === true || diskGbEnabled === true;
  });
  return after?.inputs.useEffectiveFields === true && others.length === 0 && scales;
}

function atlasTier(subject: Subject): Saying[] {
  const { before, after } = inputsOf(subject);
  const [was, is] = [tierOf(before.replicationSpecs), tierOf(after.replicationSpecs)];
  if (was === is || was === "" || is === "") return [];
  const isShared = (tier: string): boolean => /M0|M2$|M5$|Flex/.test(tier);
  const { more, downtime, level } = isShared(is)
    ? // `findClusterDiff` in the provider's advancedcluster/resource.go
      { more: "no way back from a dedicated cluster: refused", downtime: "", level: "high" as const }
    : isShared(was)
      ? { more: "moves to machines of its own", downtime: "minutes, as the data moves", level: "medium" as const }
      : isLeftToAtlas(subject)
        ? { ...IGNORED, downtime: "" }
        : { ...ROLLING, level: "low" as const };
  const tells = ["electableSpecs.instanceSize", "providerName", "backingProviderName"].map((name) => `${REGION}.${name}`);
  if (subject.operation === "replace") return [{ text: `MongoDB ${arrow(was, is)}`, tells, level: "low" }];
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

/** Members are made at the new place, filled, and take over. https://www.mongodb.com/docs/atlas/scale-cluster/ */
const MOVES = {
  more: "members are filled anew there, then take over",
  downtime: "an election a shard, seconds",
  level: "medium",
} as const;

/** Of machines that are shared the provider is none of the clouds; moving from those is a matter of size. */
const atlasCloud: Teller = (subject) => {
  const isShared = (cloud: Json | undefined): boolean => cloud === "FLEX" || cloud === "TENANT";
  const properties = subject.properties.filter(({ before, after }) => !isShared(before) && !isShared(after));
  return settings({ path: `${REGION}.providerName`, label: "cloud", means: () => MOVES })({ ...subject, properties });
};

/**
 * A narrower range is held against the size that the cluster has by then.
 * https://www.pulumi.com/registry/packages/mongodbatlas/api-docs/advancedcluster/#adjusting-the-auto-scaling-range-with-useeffectivefields
 */
function rangeMeans(smaller: Json | undefined, larger: Json | undefined): ReturnType<NonNullable<Setting["means"]>> {
  const size = (tier: Json | undefined): number => Number(/^[MR](\d+)/.exec(String(tier))?.[1]);
  return size(smaller) < size(larger)
    ? { more: "refused while the cluster's size is outside: change that first", level: "medium" }
    : {};
}

const atlasRest = settings(
  {
    path: `${REGION}.electableSpecs.diskSizeGb`,
    label: "disk",
    unit: gib,
    means: (_, __, subject) => (isLeftToAtlas(subject) ? IGNORED : {}),
  },
  { path: `${REGION}.electableSpecs.nodeCount`, label: "nodes" },
  { path: `${REGION}.autoScaling.computeEnabled`, label: "scales by itself", unit: onOff },
  { path: `${REGION}.autoScaling.computeScaleDownEnabled`, label: "scales down by itself", unit: onOff },
  { path: `${REGION}.autoScaling.diskGbEnabled`, label: "disk grows by itself", unit: onOff },
  { path: `${REGION}.autoScaling.computeMinInstanceSize`, label: "scales from", means: (was, is) => rangeMeans(was, is) },
  { path: `${REGION}.autoScaling.computeMaxInstanceSize`, label: "scales to", means: (was, is) => rangeMeans(is, was) },
  {
    path: "mongoDbMajorVersion",
    label: "MongoDB version",
    // https://www.mongodb.com/docs/atlas/tutorial/major-version-change/
    means: (before, after) =>
      before === undefined
        ? {}
        : isOlder(before, after)
          ? { more: "Atlas goes back only to a version whose features were pinned", level: "high" }
          : { ...ROLLING, level: "medium" },
  },
  { path: `${REGION}.regionName`, label: "region", means: () => MOVES },
  {
    path: "paused",
    label: "paused",
    unit: onOff,
    means: (_, after) => (after === true ? { level: "high", downtime: "the database stands still" } : { level: "low" }),
  },
  { path: "clusterType", label: "topology", means: topologyMeans },
  {
    path: "encryptionAtRestProvider",
    label: "disks encrypted with",
    unit: (value) => (value === undefined || value === "NONE" ? "Atlas's key" : `a key of one's own in ${shown(value)}`),
    means: (_, after) => (after === undefined || after === "NONE" ? { level: "medium" } : {}),
  },
  protection("backupEnabled", "backups"),
  protection("pitEnabled", "point-in-time restore"),
  protection("terminationProtectionEnabled", "termination protection"),
  {
    path: "advancedConfiguration.minimumEnabledTlsProtocol",
    label: "oldest TLS",
    means: (_, after) => (/TLS1_[01]$/.test(String(after)) ? { level: "high", exposure: `admits ${shown(after)}` } : {}),
  },
);

/** Roles of Atlas that reach beyond one database's data. https://www.mongodb.com/docs/atlas/mongodb-users-roles-and-privileges/ */
const isStrong = (role: string): boolean =>
  /^(atlasAdmin|dbAdmin\b|clusterMonitor|backup|enableSharding|killOpSession|.*AnyDatabase)/.test(role);

/** What a user of the database may do. */
export const atlasUser: Teller = (subject) => {
  const { before, after } = inputsOf(subject);
  const roles = ({ roles: all }: typeof before): string[] =>
    list(all).map((item) => {
      const { roleName, databaseName, collectionName } = fields(item);
      return `${shown(roleName)} on ${[databaseName, collectionName]
        .filter((part) => part !== undefined)
        .map((part) => shown(part))
        .join(".")}`;
    });
  const [was, is] = [roles(before), roles(after)];
  const tells = ["roles"];
  return [
    ...is
      .filter((role) => !was.includes(role))
      .map((role): Saying => ({ text: `is ${role}`, tells, level: isStrong(role) ? "high" : subject.before ? "medium" : "low" })),
    ...(subject.after ? was.filter((role) => !is.includes(role)) : []).map(
      (role): Saying => ({ text: `is no longer ${role}`, tells, level: "low" }),
    ),
  ];
};

/** Snapshots by how often they are taken; those that there are keep their time, if the schedule does not say otherwise. */
export const atlasBackups: Teller = (subject) => {
  const isForAll = subject.after?.inputs.updateSnapshots === true;
  const kept = (path: string, label: string): Setting => {
    const policies = subject.after?.inputs[path];
    const { retentionUnit } = fields(Array.isArray(policies) ? policies[0] : policies);
    return {
      ...{ path: `${path}.retentionValue`, label: `${label} snapshots kept` },
      unit: (value) => (value === undefined ? "none" : `${shown(value)} ${shown(retentionUnit ?? "days")}`),
      means: (before, after) =>
        Number(after ?? 0) < Number(before ?? 0)
          ? { level: "medium", ...(isForAll ? { loss: `${label} snapshots that are older` } : { more: "those to come" }) }
          : {},
    };
  };
  return settings(
    kept("policyItemHourly", "hourly"),
    kept("policyItemDaily", "daily"),
    kept("policyItemWeeklies", "weekly"),
    kept("policyItemMonthlies", "monthly"),
    kept("policyItemYearlies", "yearly"),
    {
      path: "restoreWindowDays",
      label: "any second restored of the last",
      unit: days,
      means: shorter,
    },
  )(subject);
};
