import { expect, it } from "vitest";
import { RDS } from "./rds.ts";
import { judged, rulesOf } from "./testRows.ts";
import { outcomes, set, unknown } from "./testTable.ts";

const INSTANCE = "aws:rds/instance:Instance";
const database = [
  judged(
    INSTANCE,
    {
      ...{ storageEncrypted: true, publiclyAccessible: false, backupRetentionPeriod: 7, multiAz: true },
      ...{ deletionProtection: true, skipFinalSnapshot: false, enabledCloudwatchLogsExports: ["postgresql"] },
      password: "[secret]",
    },
    { secrets: ["password"] },
  ),
];

it("looks at the machines of a cluster, too", () => {
  const machine = judged("aws:rds/clusterInstance:ClusterInstance", { publiclyAccessible: true });
  const asked = RDS.flatMap((rule) => outcomes(rule, { resources: [machine] }).map(({ kind }) => `${rule.id} ${kind}`));
  expect(asked).toEqual(["rds-private broken", "rds-minor-upgrades kept"]);
});

rulesOf(RDS, {
  "rds-encryption": [database, set("it", "storageEncrypted", undefined), "is not encrypted", unknown("it", "storageEncrypted")],
  "rds-private": [database, set("it", "publiclyAccessible", true), "has a public address", unknown("it", "publiclyAccessible")],
  "rds-backups": [
    database,
    set("it", "backupRetentionPeriod", 1),
    "keeps backups for 1 days",
    unknown("it", "backupRetentionPeriod"),
  ],
  "rds-multi-az": [database, set("it", "multiAz", undefined), "stands in one zone alone", unknown("it", "multiAz")],
  "rds-deletion-protection": [
    database,
    set("it", "deletionProtection", undefined),
    "can be deleted",
    unknown("it", "deletionProtection"),
  ],
  "rds-final-snapshot": [
    database,
    set("it", "skipFinalSnapshot", true),
    "leaves no snapshot when it is deleted",
    unknown("it", "skipFinalSnapshot"),
  ],
  "rds-minor-upgrades": [
    database,
    set("it", "autoMinorVersionUpgrade", false),
    "takes no minor versions by itself",
    unknown("it", "autoMinorVersionUpgrade"),
  ],
  "rds-logs": [
    database,
    set("it", "enabledCloudwatchLogsExports", []),
    "sends its logs nowhere",
    unknown("it", "enabledCloudwatchLogsExports"),
  ],
  "rds-password": [
    [judged(INSTANCE, {})],
    set("it", "password", "hunter2"),
    "has its password in clear",
    set("it", "password", "${urn:pulumi:test::p::random:index/randomPassword:RandomPassword::password#result}"),
  ],
});

it("asks of a replica what its source does not decide", () => {
  const replica = judged(INSTANCE, { replicateSourceDb: "source" });
  const asked = RDS.filter((rule) => outcomes(rule, { resources: [replica] }).length > 0).map(({ id }) => id);
  expect(asked).toEqual(["rds-private", "rds-minor-upgrades", "rds-logs", "rds-password"]);
});

it("takes a password for safe that Pulumi knows for a secret", () => {
  const rule = RDS.find(({ id }) => id === "rds-password");
  if (!rule) throw new Error("rds-password");
  expect(outcomes(rule, { resources: database }).map(({ kind }) => kind)).toEqual(["kept"]);
});
