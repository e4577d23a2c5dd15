/** Rules about MongoDB Atlas, which no scanner knows. */
import { type Json, type Resource, UNKNOWN } from "../../graph/graph.ts";
import { isNamed } from "../../graph/optionPaths.ts";
import {
  all,
  companionsOf,
  fields,
  isHidden,
  isOn,
  isTrue,
  itemsAt,
  mostlyProduction,
  onlyProduction,
  says,
  unknownAt,
  worst,
} from "../judge.ts";
import { broken, cannotTell, kept, type Outcome, type Rule } from "../rule.ts";
import { isOpaque, read, told, type World } from "../world.ts";

const SERVICE = "Atlas";
const CLUSTER = "mongodbatlas:index/advancedCluster:AdvancedCluster";
/** As programs wrote it before, and some still do. */
const OLD_CLUSTER = "mongodbatlas:index/cluster:Cluster";
const FLEX_CLUSTER = "mongodbatlas:index/flexCluster:FlexCluster";
const PROJECT = "mongodbatlas:index/project:Project";
const SCHEDULE = "mongodbatlas:index/cloudBackupSchedule:CloudBackupSchedule";
const ALERT = "mongodbatlas:index/alertConfiguration:AlertConfiguration";
const ENDPOINT = "mongodbatlas:index/privateLinkEndpointService:PrivateLinkEndpointService";
const KEYS = "mongodbatlas:index/encryptionAtRest:EncryptionAtRest";

const DOCS = "https://www.mongodb.com/docs/atlas";
const CLUSTER_PAGE = "https://www.pulumi.com/registry/packages/mongodbatlas/api-docs/advancedcluster/";

/** Providers of clusters that share their machines: without backups to a point, keys or private endpoints of their own. */
const SHARED = new Set<Json | undefined>(["FLEX", "TENANT"]);

/** Whether a cluster has machines of its own; null where the plan cannot tell. */
function isDedicated(cluster: Resource): boolean | null {
  const provider = told(
    cluster,
    cluster.type === OLD_CLUSTER ? "providerName" : "replicationSpecs[0].regionConfigs[0].providerName",
  );
  return provider === UNKNOWN ? null : !SHARED.has(provider);
}

interface DedicatedRule extends Omit<Rule, "service" | "of" | "judge"> {
  readonly judge: (cluster: Resource, world: World) => Outcome | null;
}

/** A rule about what only a cluster with machines of its own can have. */
const dedicated = ({ judge, ...said }: DedicatedRule): Rule => ({
  ...{ ...said, service: SERVICE, of: [CLUSTER, OLD_CLUSTER] },
  judge: (cluster, world) => {
    const own = isDedicated(cluster);
    if (own === null) return unknownAt("replicationSpecs");
    return own ? judge(cluster, world) : null;
  },
});

/** What belongs to the same project, of a type; null where something may. */
function ofProject(cluster: Resource, type: string, world: World): readonly Resource[] | null {
  const [project] = world.pointedAtBy(cluster, "projectId").filter(({ type }) => type === PROJECT);
  if (project) return companionsOf(project, world, { types: [type], input: "projectId" });
  const { projectId } = cluster.inputs;
  if (projectId === undefined || isHidden(projectId)) return world.ofType(type).length > 0 ? null : [];
  return world.withInput(type, "projectId", projectId);
}

/** Whether deployments leave a region's sizes to Atlas, if that scales there: either kind of autoscaling changes both. */
function sizeOutcome(cluster: Resource, region: string, isOneShard: boolean): Outcome {
  const scaling = told(cluster, `${region}.autoScaling`);
  const sizes = ["instanceSize", "diskSizeGb"].map((size) => `${region}.electableSpecs.${size}`);
  const left = sizes.filter((path) => told(cluster, path) !== undefined);
  if (left.every((path) => isNamed(cluster.options.ignoreChanges, { path }))) return kept;
  const { computeEnabled, diskGbEnabled } = fields(scaling);
  const kinds = [scaling, computeEnabled, diskGbEnabled];
  if (!kinds.some(isOn)) return kinds.some(isHidden) ? unknownAt(`${region}.autoScaling`) : kept;
  const otherwise = "would be set back to the program's size by every deployment";
  return isOneShard ? isTrue(cluster, "useEffectiveFields", otherwise) : broken(otherwise, { path: left[0] });
}

const CLUSTERS: readonly Rule[] = [
  {
    id: "atlas-dedicated",
    ...{ service: SERVICE, of: [CLUSTER, OLD_CLUSTER, FLEX_CLUSTER] },
    title: "the cluster has machines of its own",
    severity: onlyProduction("medium"),
    reason:
      "A shared cluster has no backup to a point in time, no private endpoint, no key of ours, and slows down with its neighbours.",
    remedy: "choose monitor:mongodb.topology replica-set or sharded, or a cloud as providerName",
    reference: `${DOCS}/manage-clusters/`,
    peers: [],
    judge: (cluster) => {
      const own = cluster.type === FLEX_CLUSTER ? false : isDedicated(cluster);
      if (own === null) return unknownAt("replicationSpecs");
      return own ? kept : broken("shares its machines with others");
    },
  },
  {
    id: "atlas-termination-protection",
    ...{ service: SERVICE, of: [CLUSTER, OLD_CLUSTER, FLEX_CLUSTER] },
    title: "Atlas refuses to delete the cluster",
    severity: { production: "high", staging: "low", development: "off" },
    reason: "A cluster that is deleted in Atlas' console is gone with its snapshots.",
    remedy: "set monitor:protection.deletion, or terminationProtectionEnabled: true",
    reference: CLUSTER_PAGE,
    peers: [],
    judge: (cluster) => isTrue(cluster, "terminationProtectionEnabled", "may be deleted at any time"),
  },
  dedicated({
    id: "atlas-backup",
    title: "Atlas takes snapshots of the cluster",
    severity: { production: "high", staging: "medium", development: "off" },
    reason: "Without snapshots a wrong delete is for ever.",
    remedy: "set backupEnabled to true; monitor:mongodb.snapshots says for how long",
    reference: `${DOCS}/backup/cloud-backup/overview/`,
    peers: [],
    judge: (cluster) => isTrue(cluster, cluster.type === OLD_CLUSTER ? "cloudBackup" : "backupEnabled", "has no backups"),
  }),
  dedicated({
    id: "atlas-point-in-time",
    title: "the cluster can be had back as of any minute",
    severity: onlyProduction("medium"),
    reason: "Between two snapshots are hours of events that nobody sends again.",
    remedy: "set monitor:mongodb.pointInTime, such as 72h, or pitEnabled: true",
    reference: `${DOCS}/backup/cloud-backup/overview/#continuous-cloud-backups`,
    peers: [],
    judge: (cluster) => isTrue(cluster, "pitEnabled", "can be had back as of its snapshots alone"),
  }),
  dedicated({
    id: "atlas-backup-schedule",
    title: "snapshots are kept by a schedule of the program's",
    severity: onlyProduction("medium"),
    reason: "How far back one can go is then whatever Atlas' default is on that day.",
    remedy: "add a CloudBackupSchedule for the cluster with daily and weekly items (infra/data/mongodb)",
    reference: `${DOCS}/backup/cloud-backup/scheduling/`,
    peers: [],
    judge: (cluster, world) => {
      const schedules = companionsOf(cluster, world, { types: [SCHEDULE], input: "clusterName", named: "name" });
      if (schedules === null) return cannotTell("whose snapshots a schedule is about is not known before deployment");
      const [schedule] = schedules;
      if (!schedule) return broken("has no backup schedule");
      const [daily, weekly] = [read(schedule, "policyItemDaily"), read(schedule, "policyItemWeeklies")];
      if (!daily.known || !weekly.known) return unknownAt("policyItemDaily");
      const missing = [...(daily.value ? [] : ["daily"]), ...(weekly.value ? [] : ["weekly"])];
      return missing.length === 0 ? kept : broken(`its schedule (${schedule.name}) has no ${missing.join(" and ")} snapshots`);
    },
  }),
  dedicated({
    id: "atlas-tls",
    title: "the cluster speaks TLS 1.2 or newer",
    severity: { production: "high", staging: "medium", development: "low" },
    reason: "Older TLS can be read by others.",
    remedy: 'set advancedConfiguration.minimumEnabledTlsProtocol to "TLS1_2"',
    reference: `${DOCS}/security-cluster-tls/`,
    peers: [],
    judge: (cluster) =>
      says(cluster, "advancedConfiguration.minimumEnabledTlsProtocol", (value) =>
        value === "TLS1_2" || value === "TLS1_3" ? null : `accepts ${String(value ?? "whatever Atlas' default is")}`,
      ),
  }),
  dedicated({
    id: "atlas-javascript",
    title: "the cluster runs no JavaScript of queries",
    severity: mostlyProduction("low"),
    reason: "$where and mapReduce run what an injected query brings.",
    remedy: "set advancedConfiguration.javascriptEnabled to false",
    reference: "https://www.mongodb.com/docs/manual/core/server-side-javascript/",
    peers: [],
    judge: (cluster) =>
      says(cluster, "advancedConfiguration.javascriptEnabled", (value) =>
        value === false ? null : "runs JavaScript of queries",
      ),
  }),
  dedicated({
    id: "atlas-own-key",
    title: "the cluster is encrypted with a key of ours",
    severity: onlyProduction("medium"),
    reason: "With Atlas' own key nobody here can take the data's key away, or sees who used it.",
    remedy:
      "set monitor:mongodb.encryption to customer-key, or encryptionAtRestProvider, with an EncryptionAtRest for the project",
    reference: `${DOCS}/security-kms-encryption/`,
    peers: [],
    judge: (cluster, world) => {
      const provider = says(cluster, "encryptionAtRestProvider", (value) =>
        value === undefined || value === "NONE" ? "is encrypted with Atlas' key" : null,
      );
      if (provider.kind !== "kept") return provider;
      const keys = ofProject(cluster, KEYS, world);
      if (keys === null) return cannotTell("which key its project has is not known before deployment");
      return keys.length > 0
        ? kept
        : broken("asks for a key that its project does not have", { path: "encryptionAtRestProvider" });
    },
  }),
  dedicated({
    id: "atlas-private",
    title: "the cluster is reached through a private endpoint",
    severity: onlyProduction("high"),
    reason: "Without one the database answers on the internet, and a password is all that is between.",
    remedy: "set monitor:mongodb.access to private-link, or add a PrivateLinkEndpoint and a PrivateLinkEndpointService",
    reference: `${DOCS}/security-private-endpoint/`,
    peers: [],
    judge: (cluster, world) => {
      const endpoints = ofProject(cluster, ENDPOINT, world);
      if (endpoints === null) return cannotTell("whether its project has a private endpoint is not known before deployment");
      return endpoints.length > 0 ? kept : broken("has no private endpoint");
    },
  }),
  dedicated({
    id: "atlas-autoscaling",
    title: "deployments leave the size to Atlas where Atlas scales it",
    severity: mostlyProduction("medium"),
    reason: "Every deployment sets the tier and the disk back to what the program says, at the busiest hour too.",
    remedy:
      "ignore changes of instanceSize and diskSizeGb at replicationSpecs[*].regionConfigs[*].electableSpecs, or set useEffectiveFields where there is one shard",
    reference: CLUSTER_PAGE,
    peers: [],
    judge: (cluster) => {
      if (cluster.type === OLD_CLUSTER) return null;
      const shards = itemsAt(cluster, "replicationSpecs");
      const regions = shards?.map(({ path }) => itemsAt(cluster, `${path}.regionConfigs`));
      if (!shards || !regions || regions.includes(null)) return unknownAt("replicationSpecs");
      const isOne = shards.length === 1;
      return worst(regions.flat().map((region) => sizeOutcome(cluster, region?.path ?? "", isOne)));
    },
  }),
];

/** Networks so wide that they are no list: a provider's, or everybody. */
const NARROWEST_WIDE = 16;

const PROJECTS: readonly Rule[] = [
  {
    id: "atlas-ip-list",
    ...{ service: SERVICE, of: ["mongodbatlas:index/projectIpAccessList:ProjectIpAccessList"] },
    title: "who may reach the cluster by its address is listed one by one",
    severity: { production: "high", staging: "high", development: "medium" },
    reason: "The whole internet may try passwords.",
    remedy: "list the NAT gateways' addresses (infra/data/mongodb), or use a private endpoint",
    reference: `${DOCS}/security/ip-access-list/`,
    peers: [],
    judge: (entry) => {
      const found = read(entry, "cidrBlock");
      if (!found.known) return unknownAt("cidrBlock");
      if (found.value === undefined) return kept; // one address, whichever
      if (isHidden(found.value)) return unknownAt("cidrBlock");
      const bits = Number(/\/(\d+)$/.exec(String(found.value))?.[1] ?? 32);
      return bits < NARROWEST_WIDE ? broken(`lets ${String(found.value)} in`, { path: "cidrBlock" }) : kept;
    },
  },
  {
    id: "atlas-alerts",
    ...{ service: SERVICE, of: [PROJECT] },
    title: "somebody is told when the database is in trouble",
    severity: mostlyProduction("medium"),
    reason: "A full disk or a cluster without a primary is then noticed by those who use the product.",
    remedy: "add alert configurations with a notification (monitor:alerts.email)",
    reference: `${DOCS}/configure-alerts/`,
    peers: [],
    judge: (project, world) => {
      const alerts = companionsOf(project, world, { types: [ALERT], input: "projectId" });
      if (alerts === null) return cannotTell("which alerts are its own is not known before deployment");
      const answers = alerts.map((alert) => isAudible(alert));
      if (answers.includes(true)) return kept;
      return answers.includes(null)
        ? cannotTell("whether its alerts reach anybody is not known before deployment")
        : broken("has no alert that reaches anybody");
    },
  },
  {
    id: "atlas-user-rights",
    ...{ service: SERVICE, of: ["mongodbatlas:index/databaseUser:DatabaseUser"] },
    title: "database users have rights on databases that are named, in clusters that are named",
    severity: { production: "high", staging: "medium", development: "low" },
    reason: "Whoever has the password then has every database of the project.",
    remedy: "give readWrite on the one database, and name the cluster in scopes",
    reference: `${DOCS}/security-add-mongodb-users/`,
    peers: [],
    judge: (user) => {
      const [roles, scopes] = [itemsAt(user, "roles"), itemsAt(user, "scopes")];
      if (roles === null || scopes === null) return unknownAt("roles");
      const judged = roles.map(({ value, path }): Outcome => {
        const { roleName, databaseName } = (value ?? {}) as { readonly [key: string]: Json };
        if (isOpaque(value) || isOpaque(roleName)) return unknownAt(path);
        const isWide = /AnyDatabase$|^atlasAdmin$|^root$|^(backup|clusterMonitor)$/.test(String(roleName));
        return isWide ? broken(`is ${String(roleName)} on ${String(databaseName)}`, { path }) : kept;
      });
      return all([...judged, scopes.length > 0 ? kept : broken("may use every cluster of the project", { path: "scopes" })]);
    },
  },
];

/** Whether an alert is on, and tells somebody. */
function isAudible(alert: Resource): boolean | null {
  const [enabled, notifications] = [told(alert, "enabled"), itemsAt(alert, "notifications")];
  if (enabled === UNKNOWN || notifications === null) return null;
  return enabled !== false && notifications.length > 0;
}

export const ATLAS: readonly Rule[] = [...CLUSTERS, ...PROJECTS];
