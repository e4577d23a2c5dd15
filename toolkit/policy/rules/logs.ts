/** CloudWatch log groups and CloudTrail. */
import { isSet, isTrue, onlyProduction, says } from "../judge.ts";
import { SECURITY_HUB } from "../references.ts";
import type { Rule } from "../rule.ts";

const GROUP = { service: "CloudWatch", of: ["aws:cloudwatch/logGroup:LogGroup"] } as const;
const TRAIL = { service: "CloudTrail", of: ["aws:cloudtrail/trail:Trail"] } as const;

export const LOGS: readonly Rule[] = [
  {
    ...GROUP,
    id: "logs-retention",
    title: "logs go at last",
    severity: "low",
    reason: "What is kept for ever is paid for, and may not be: people in it have a right to be forgotten.",
    remedy: "set monitor:logs.retention, or retentionInDays",
    reference: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    peers: ["CKV_AWS_66"],
    judge: (group) => says(group, "retentionInDays", (value) => (Number(value ?? 0) > 0 ? null : "are kept for ever")),
  },
  {
    ...GROUP,
    id: "logs-one-year",
    title: "logs are kept for a year or more",
    severity: onlyProduction("low"),
    reason: "Break-ins are found after months, and explained from what was logged then.",
    remedy: "set monitor:logs.retention to 365d, or retentionInDays to 365 or more",
    reference: `${SECURITY_HUB}/cloudwatch-controls.html#cloudwatch-16`,
    peers: ["CKV_AWS_338"],
    judge: (group) =>
      says(group, "retentionInDays", (value) => {
        const days = Number(value ?? 0);
        return days === 0 || days >= 365 ? null : `are kept for ${days} days`;
      }),
  },
  {
    ...GROUP,
    id: "logs-own-key",
    title: "logs are encrypted with a key of the account's own",
    severity: onlyProduction("low"),
    reason: "Logs say more than they are meant to; only a key of one's own can be withdrawn, and shows who used it.",
    remedy: "set kmsKeyId",
    reference: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
    peers: ["CKV_AWS_158"],
    judge: (group) => isSet(group, "kmsKeyId", "are encrypted with AWS's key"),
  },
  {
    ...TRAIL,
    id: "cloudtrail-own-key",
    title: "the trail is encrypted with a key of the account's own",
    severity: onlyProduction("medium"),
    reason: "The trail shows how the account is run to whoever may read its bucket.",
    remedy: "set kmsKeyId",
    reference: `${SECURITY_HUB}/cloudtrail-controls.html#cloudtrail-2`,
    peers: ["CKV_AWS_35", "CIS AWS 3.5"],
    judge: (trail) => isSet(trail, "kmsKeyId", "is encrypted with AWS's key"),
  },
  {
    ...TRAIL,
    id: "cloudtrail-validation",
    title: "a forged trail is noticed",
    severity: "medium",
    reason: "Whoever broke in would rather that the trail said otherwise.",
    remedy: "set enableLogFileValidation: true",
    reference: `${SECURITY_HUB}/cloudtrail-controls.html#cloudtrail-4`,
    peers: ["CKV_AWS_36", "CIS AWS 3.2"],
    judge: (trail) => isTrue(trail, "enableLogFileValidation", "can be changed unnoticed"),
  },
  {
    ...TRAIL,
    id: "cloudtrail-regions",
    title: "the trail covers every region",
    severity: "medium",
    reason: "What nobody watches is where things are done unseen.",
    remedy: "set isMultiRegionTrail: true",
    reference: `${SECURITY_HUB}/cloudtrail-controls.html#cloudtrail-1`,
    peers: ["CKV_AWS_67", "CIS AWS 3.1"],
    judge: (trail) => isTrue(trail, "isMultiRegionTrail", "covers one region alone"),
  },
];
