/** Buckets, in one piece as old programs write them, and in the pieces that newer ones do. */
import type { Json } from "../../graph/graph.ts";
import { companion, either, isOn, isSet, mostlyProduction, onlyProduction } from "../judge.ts";
import { SECURITY_HUB } from "../references.ts";
import { kept, type Rule } from "../rule.ts";
import { S3_ACCESS } from "./s3Access.ts";
import { anyRule, BUCKET, isBucket, piece, versioning } from "./s3Bucket.ts";

const usesKms = (algorithm: Json | undefined): boolean => typeof algorithm === "string" && algorithm.startsWith("aws:kms");

type Encryption = { readonly applyServerSideEncryptionByDefault?: { readonly sseAlgorithm?: Json } };

/** Whether a lifecycle rule is for every object: it names no prefix, tag or size. */
const isForAll = ({ prefix, tags, filter }: { readonly [key: string]: Json }): boolean =>
  [prefix, ...Object.values(tags ?? {}), ...Object.values(filter ?? {})].every((value) => value === undefined || value === "");

export const S3: readonly Rule[] = [
  ...S3_ACCESS,
  {
    ...BUCKET,
    id: "s3-access-logs",
    title: "access to the bucket is logged",
    severity: onlyProduction("low"),
    reason: "Without access logs nobody can tell afterwards who read or deleted what.",
    remedy: "add aws.s3.BucketLogging with a bucket for logs",
    reference: `${SECURITY_HUB}/s3-controls.html#s3-9`,
    peers: ["CKV_AWS_18"],
    judge: (bucket, world) =>
      either(
        companion(bucket, world, { ...piece("BucketLogging"), judge: () => kept, missing: "keeps no access logs" }),
        isSet(bucket, "logging", "keeps no access logs"),
        isSet(bucket, "loggings", "keeps no access logs"),
      ),
  },
  {
    ...BUCKET,
    id: "s3-versioning",
    title: "what is replaced or deleted can be had back",
    severity: mostlyProduction("medium"),
    reason: "Without versions one wrong command is final.",
    remedy: "add aws.s3.BucketVersioning with status Enabled",
    reference: `${SECURITY_HUB}/s3-controls.html#s3-14`,
    peers: ["CKV_AWS_21"],
    judge: (bucket, world) => versioning(bucket, world, "keeps no versions"),
  },
  {
    ...BUCKET,
    id: "s3-own-key",
    title: "objects are encrypted with a key of KMS",
    severity: onlyProduction("low"),
    reason:
      "With S3's own key, whoever may read the bucket reads everything; a key of KMS must be granted too, and can be withdrawn.",
    remedy: "add aws.s3.BucketServerSideEncryptionConfiguration with sseAlgorithm aws:kms and a kmsMasterKeyId",
    reference: `${SECURITY_HUB}/s3-controls.html#s3-17`,
    peers: ["CKV_AWS_19", "CKV_AWS_145"],
    judge: (bucket, world) => {
      const byKms = (rule: { readonly [key: string]: Json }): boolean =>
        usesKms((rule as Encryption).applyServerSideEncryptionByDefault?.sseAlgorithm);
      return either(
        companion(bucket, world, {
          ...piece("BucketServerSideEncryptionConfiguration"),
          judge: (encryption) => anyRule(encryption, "rules", byKms, "uses S3's own key"),
          missing: "uses S3's own key",
        }),
        anyRule(bucket, "serverSideEncryptionConfiguration.rule", byKms, "uses S3's own key"),
        anyRule(bucket, "serverSideEncryptionConfigurations[0].rules", byKms, "uses S3's own key"),
      );
    },
  },
  {
    ...BUCKET,
    id: "s3-lifecycle",
    title: "objects are cleaned up at last",
    severity: "low",
    reason: "What nobody deletes is paid for, and can leak, for ever.",
    remedy: "add aws.s3.BucketLifecycleConfiguration",
    reference: `${SECURITY_HUB}/s3-controls.html#s3-13`,
    peers: ["CKV2_AWS_61"],
    judge: (bucket, world) =>
      either(
        companion(bucket, world, {
          ...piece("BucketLifecycleConfiguration"),
          judge: (lifecycle) =>
            anyRule(lifecycle, "rules", ({ status }) => status === "Enabled", "has no lifecycle rule that is on"),
          missing: "keeps everything for ever",
        }),
        anyRule(bucket, "lifecycleRules", ({ enabled }) => isOn(enabled), "keeps everything for ever"),
      ),
  },
  {
    ...BUCKET,
    of: [...BUCKET.of, ...piece("BucketLifecycleConfiguration").types],
    id: "s3-abort-uploads",
    title: "uploads that never ended are given up",
    severity: "low",
    reason: "Their parts are paid for, and no listing shows them.",
    remedy: "add abortIncompleteMultipartUpload to a rule for the whole bucket",
    reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html",
    peers: ["CKV_AWS_300"],
    judge: (lifecycle) => {
      if (isBucket(lifecycle))
        return lifecycle.inputs.lifecycleRules === undefined
          ? null
          : anyRule(
              lifecycle,
              "lifecycleRules",
              (rule) => isOn(rule.enabled) && Number(rule.abortIncompleteMultipartUploadDays) > 0 && isForAll(rule),
              "keeps parts of uploads that never ended",
            );
      return anyRule(
        lifecycle,
        "rules",
        (rule) => rule.status === "Enabled" && rule.abortIncompleteMultipartUpload !== undefined && isForAll(rule),
        "keeps parts of uploads that never ended",
      );
    },
  },
  {
    ...BUCKET,
    id: "s3-replication",
    title: "objects are copied to another region",
    severity: onlyProduction("low"),
    reason: "Where a region is lost, what is only there is lost too.",
    remedy: "add aws.s3.BucketReplicationConfig, where the data cannot be made again",
    reference: `${SECURITY_HUB}/s3-controls.html#s3-7`,
    peers: ["CKV_AWS_144"],
    judge: (bucket, world) =>
      either(
        companion(bucket, world, {
          ...piece("BucketReplicationConfig"),
          judge: (replication) => anyRule(replication, "rules", ({ status }) => status === "Enabled", "copies nothing"),
          missing: "is in one region alone",
        }),
        isSet(bucket, "replicationConfiguration", "is in one region alone"),
        isSet(bucket, "replicationConfigurations", "is in one region alone"),
      ),
  },
  {
    ...BUCKET,
    id: "s3-events",
    title: "what happens in the bucket is told",
    severity: onlyProduction("low"),
    reason: "Without events nobody is told when objects appear or vanish.",
    remedy: "add aws.s3.BucketNotification with eventbridge: true",
    reference: `${SECURITY_HUB}/s3-controls.html#s3-11`,
    peers: ["CKV2_AWS_62"],
    judge: (bucket, world) =>
      companion(bucket, world, {
        ...piece("BucketNotification"),
        judge: () => kept,
        missing: "tells nobody of what happens in it",
      }),
  },
];
