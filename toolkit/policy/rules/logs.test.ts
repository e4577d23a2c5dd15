import { LOGS } from "./logs.ts";
import { judged, rulesOf } from "./testRows.ts";
import { set, unknown } from "./testTable.ts";

const group = [judged("aws:cloudwatch/logGroup:LogGroup", { retentionInDays: 365, kmsKeyId: "arn:aws:kms:key" })];
const trail = [
  judged("aws:cloudtrail/trail:Trail", { kmsKeyId: "arn:aws:kms:key", enableLogFileValidation: true, isMultiRegionTrail: true }),
];

rulesOf(LOGS, {
  "logs-retention": [group, set("it", "retentionInDays", undefined), "are kept for ever", unknown("it", "retentionInDays")],
  "logs-one-year": [group, set("it", "retentionInDays", 30), "are kept for 30 days", unknown("it", "retentionInDays")],
  "logs-own-key": [group, set("it", "kmsKeyId", undefined), "are encrypted with AWS's key", unknown("it", "kmsKeyId")],
  "cloudtrail-own-key": [trail, set("it", "kmsKeyId", undefined), "is encrypted with AWS's key", unknown("it", "kmsKeyId")],
  "cloudtrail-validation": [
    trail,
    set("it", "enableLogFileValidation", false),
    "can be changed unnoticed",
    unknown("it", "enableLogFileValidation"),
  ],
  "cloudtrail-regions": [
    trail,
    set("it", "isMultiRegionTrail", false),
    "covers one region alone",
    unknown("it", "isMultiRegionTrail"),
  ],
});
