/** RDS: the basics of databases that other programs than ours have. */
import type { Resource } from "../../graph/graph.ts";
import { isOn, isSet, isTrue, mostlyProduction, onlyProduction, says } from "../judge.ts";
import { SECURITY_HUB } from "../references.ts";
import { kept, type Rule } from "../rule.ts";

const INSTANCE = { service: "RDS", of: ["aws:rds/instance:Instance"] } as const;
const CLUSTER = "aws:rds/cluster:Cluster";
/** A cluster's machines; it says what they keep. */
const MACHINES = { service: "RDS", of: [...INSTANCE.of, "aws:rds/clusterInstance:ClusterInstance"] } as const;
const DATABASE = { service: "RDS", of: [...INSTANCE.of, CLUSTER] } as const;

/** A replica has what its source has. */
const isReplica = ({ inputs }: Resource): boolean =>
  inputs.replicateSourceDb !== undefined || inputs.replicationSourceIdentifier !== undefined;

export const RDS: readonly Rule[] = [
  {
    ...DATABASE,
    id: "rds-encryption",
    title: "databases are encrypted",
    severity: "high",
    reason: "Snapshots and discarded disks can be read by whoever gets hold of them.",
    remedy: "set storageEncrypted: true (the database is made anew)",
    reference: `${SECURITY_HUB}/rds-controls.html#rds-3`,
    peers: ["CKV_AWS_16", "CKV_AWS_96", "CIS AWS 2.2.1"],
    judge: (database) => (isReplica(database) ? null : isTrue(database, "storageEncrypted", "is not encrypted")),
  },
  {
    ...MACHINES,
    id: "rds-private",
    title: "databases have no public address",
    severity: "high",
    reason: "Databases that strangers reach are tried with stolen passwords, then wiped.",
    remedy: "set publiclyAccessible: false, or leave it out",
    reference: `${SECURITY_HUB}/rds-controls.html#rds-2`,
    peers: ["CKV_AWS_17", "CIS AWS 2.2.3"],
    judge: (database) => says(database, "publiclyAccessible", (value) => (isOn(value) ? "has a public address" : null)),
  },
  {
    ...DATABASE,
    id: "rds-backups",
    title: "databases are backed up, and kept for a week or more",
    severity: mostlyProduction("high"),
    reason: "Without backups one wrong statement is final.",
    remedy: "set backupRetentionPeriod to 7 or more",
    reference: `${SECURITY_HUB}/rds-controls.html#rds-11`,
    peers: ["CKV_AWS_133"],
    judge: (database) =>
      isReplica(database)
        ? null
        : says(database, "backupRetentionPeriod", (value) =>
            Number(value ?? 0) >= 7 ? null : `keeps backups for ${value ?? "no"} days`,
          ),
  },
  {
    ...INSTANCE,
    id: "rds-multi-az",
    title: "a standby in another zone takes over",
    severity: onlyProduction("medium"),
    reason: "Where the zone fails, the database is gone until somebody restores it.",
    remedy: "set multiAz: true",
    reference: `${SECURITY_HUB}/rds-controls.html#rds-5`,
    peers: ["CKV_AWS_157", "CIS AWS 2.2.4"],
    judge: (database) => (isReplica(database) ? null : isTrue(database, "multiAz", "stands in one zone alone")),
  },
  {
    ...DATABASE,
    id: "rds-deletion-protection",
    title: "databases cannot be deleted by mistake",
    severity: mostlyProduction("medium"),
    reason: "With the database goes the data.",
    remedy: "set deletionProtection: true",
    reference: `${SECURITY_HUB}/rds-controls.html#rds-8`,
    peers: ["CKV_AWS_293", "CKV_AWS_139"],
    judge: (database) => (isReplica(database) ? null : isTrue(database, "deletionProtection", "can be deleted")),
  },
  {
    ...DATABASE,
    id: "rds-final-snapshot",
    title: "a last snapshot stays when a database is deleted",
    severity: mostlyProduction("medium"),
    reason: "With the database go its automatic backups.",
    remedy: "set skipFinalSnapshot: false and finalSnapshotIdentifier",
    reference: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html",
    peers: [],
    judge: (database) =>
      isReplica(database)
        ? null
        : says(database, "skipFinalSnapshot", (value) => (isOn(value) ? "leaves no snapshot when it is deleted" : null)),
  },
  {
    ...MACHINES,
    id: "rds-minor-upgrades",
    title: "minor versions come by themselves",
    severity: "low",
    reason: "Minor versions are how security fixes arrive.",
    remedy: "set autoMinorVersionUpgrade: true, or leave it out",
    reference: `${SECURITY_HUB}/rds-controls.html#rds-13`,
    peers: ["CKV_AWS_226", "CIS AWS 2.2.2"],
    judge: (database) => isTrue(database, "autoMinorVersionUpgrade", "takes no minor versions by itself", { absent: true }),
  },
  {
    ...DATABASE,
    id: "rds-logs",
    title: "the database's logs are kept outside it",
    severity: onlyProduction("low"),
    reason: "Logs that lie on the database are lost with it, and deleted after days.",
    remedy: "set enabledCloudwatchLogsExports",
    reference: `${SECURITY_HUB}/rds-controls.html#rds-9`,
    peers: ["CKV_AWS_129"],
    judge: (database) => isSet(database, "enabledCloudwatchLogsExports", "sends its logs nowhere"),
  },
  {
    ...DATABASE,
    id: "rds-password",
    title: "no password of a database stands in clear",
    severity: "high",
    reason: "What is no secret to Pulumi stands in clear in the state, and in every preview.",
    remedy: "set manageMasterUserPassword: true, or make the value a secret (pulumi config set --secret, pulumi.secret)",
    reference: "https://www.pulumi.com/docs/iac/concepts/secrets/",
    peers: [],
    judge: (database) => {
      const input = database.type === CLUSTER ? "masterPassword" : "password";
      const { [input]: password } = database.inputs;
      if (password === undefined || database.secrets.includes(input)) return kept;
      return says(database, input, () => "has its password in clear");
    },
  },
];
