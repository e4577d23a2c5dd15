/** Buckets, in one piece as old programs write them, and in the pieces that newer ones do. */
import type { Json, Resource } from "../../graph/graph.ts";
import { isBound, isForAnybody, type Statement, statementsAt } from "../document.ts";
import {
  type Companion,
  companion,
  companionsOf,
  either,
  isOn,
  isSet,
  itemsAt,
  mostlyProduction,
  onlyProduction,
  says,
  unknownAt,
} from "../judge.ts";
import { SECURITY_HUB } from "../references.ts";
import { broken, cannotTell, kept, type Outcome, type Rule } from "../rule.ts";
import type { World } from "../world.ts";

const BUCKET = { service: "S3", of: ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"] } as const;

/** A piece of a bucket, under its old and its present name. */
const piece = (name: string): Companion => ({
  types: [name, `${name}V2`].map((one) => `aws:s3/${one.charAt(0).toLowerCase()}${one.slice(1)}:${one}`),
  input: "bucket",
  named: "bucket",
});

const FLAGS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

const PUBLIC_ACLS: ReadonlySet<unknown> = new Set(["public-read", "public-read-write", "authenticated-read", "website"]);

/** A rule of a list, in the bucket or in a piece of it, that is well; the list itself may hold what is unknown. */
function anyRule(
  resource: Resource,
  path: string,
  isWell: (rule: { readonly [key: string]: Json }) => boolean,
  otherwise: string,
): Outcome {
  const rules = itemsAt(resource, path);
  if (rules === null) return unknownAt(path);
  return rules.some(({ value }) => typeof value === "object" && value !== null && isWell(value as { [key: string]: Json }))
    ? kept
    : rules.some(({ value }) => JSON.stringify(value).includes('"[unknown]"'))
      ? unknownAt(path)
      : broken(otherwise, { path });
}

/** The statements of a bucket's policies, and whether one of them cannot be read. */
function policyOf(bucket: Resource, world: World): { readonly statements: readonly Statement[]; readonly hidden: boolean } {
  const policies = companionsOf(bucket, world, piece("BucketPolicy"));
  const documents = [statementsAt(bucket, "policy"), ...(policies ?? []).map((policy) => statementsAt(policy, "policy"))];
  return {
    statements: documents.flatMap((document) => document ?? []),
    hidden: policies === null || documents.includes(null),
  };
}

const usesKms = (algorithm: Json | undefined): boolean => typeof algorithm === "string" && algorithm.startsWith("aws:kms");

type Encryption = { readonly applyServerSideEncryptionByDefault?: { readonly sseAlgorithm?: Json } };

export const S3: readonly Rule[] = [
  {
    ...BUCKET,
    id: "s3-public-access",
    title: "the bucket refuses to be made public",
    severity: "medium",
    reason: "One wrong ACL or policy later, everything in the bucket is on the internet.",
    remedy: "add aws.s3.BucketPublicAccessBlock with all four flags true",
    reference: `${SECURITY_HUB}/s3-controls.html#s3-8`,
    peers: ["CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56", "CKV2_AWS_6"],
    judge: (bucket, world) =>
      companion(bucket, world, {
        ...piece("BucketPublicAccessBlock"),
        judge: (block) =>
          FLAGS.map((flag) => says(block, flag, (value) => (isOn(value) ? null : `${flag} is off`))).find(
            ({ kind }) => kind !== "kept",
          ) ?? kept,
        missing: "has no public access block",
      }),
  },
  {
    service: "S3",
    of: [
      ...BUCKET.of,
      ...piece("BucketAcl").types,
      ...["aws:s3/bucketObject:BucketObject", "aws:s3/bucketObjectv2:BucketObjectv2"],
    ],
    id: "s3-public-acl",
    title: "no ACL lets strangers read or write",
    severity: "high",
    reason: "Whoever finds the address reads what is there, or puts there what they like.",
    remedy: "take the acl out, and serve public files through CloudFront",
    reference: `${SECURITY_HUB}/s3-controls.html#s3-2`,
    peers: ["CKV_AWS_20", "CKV_AWS_57"],
    judge: (bucket) => says(bucket, "acl", (value) => (PUBLIC_ACLS.has(value) ? `is open to strangers (${value})` : null)),
  },
  {
    ...BUCKET,
    id: "s3-any-principal",
    title: "no policy lets just anybody in",
    severity: "high",
    reason: "Whoever finds the address reads what is there, or puts there what they like.",
    remedy: "name accounts, roles or services under Principal, or bind the statement to them by a condition",
    reference: `${SECURITY_HUB}/s3-controls.html#s3-6`,
    peers: ["CKV_AWS_70"],
    judge: (bucket, world) => {
      const { statements, hidden } = policyOf(bucket, world);
      const open = statements.filter((one) => one.allows && isForAnybody(one) && !isBound(one));
      if (open.length > 0) return open.map(({ name, actions }) => broken(`lets anybody ${actions.join(", ")} (${name})`));
      return hidden || statements.some(({ hasUnknown }) => hasUnknown)
        ? cannotTell("its policy is not known before deployment")
        : kept;
    },
  },
  {
    ...BUCKET,
    id: "s3-tls-only",
    title: "requests without TLS are refused",
    severity: "medium",
    reason: "S3 answers plain HTTP too, and what goes over it can be read and changed.",
    remedy: "deny s3:* to everybody where aws:SecureTransport is false, in aws.s3.BucketPolicy",
    reference: `${SECURITY_HUB}/s3-controls.html#s3-5`,
    peers: ["CKV_AWS_379"],
    judge: (bucket, world) => {
      const { statements, hidden } = policyOf(bucket, world);
      const denies = ({ allows, actions, principals, conditions }: Statement): boolean =>
        !allows &&
        (principals.AWS ?? []).includes("*") &&
        actions.some((action) => action === "*" || action.toLowerCase() === "s3:*") &&
        ((conditions["Bool aws:securetransport"] ?? []).includes("false") ||
          (conditions["NumericLessThan s3:tlsversion"] ?? []).length > 0);
      if (statements.some(denies)) return kept;
      return hidden ? cannotTell("its policy is not known before deployment") : broken("answers plain HTTP");
    },
  },
  {
    ...BUCKET,
    id: "s3-no-acls",
    title: "policies alone decide who may do what",
    severity: "low",
    reason: "ACLs of single objects open what the bucket's policy closes, and nobody looks at them.",
    remedy: "add aws.s3.BucketOwnershipControls with objectOwnership: BucketOwnerEnforced",
    reference: `${SECURITY_HUB}/s3-controls.html#s3-12`,
    peers: ["CKV2_AWS_65"],
    judge: (bucket, world) =>
      companion(bucket, world, {
        ...piece("BucketOwnershipControls"),
        judge: (controls) =>
          says(controls, "rule.objectOwnership", (value) =>
            value === "BucketOwnerEnforced" ? null : `leaves ACLs on (${value})`,
          ),
        missing: "says nothing of ACLs",
      }),
  },
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
    judge: (bucket, world) =>
      either(
        companion(bucket, world, {
          ...piece("BucketVersioning"),
          judge: (versioning) =>
            says(versioning, "versioningConfiguration.status", (value) =>
              value === "Enabled" ? null : `keeps no versions (${value})`,
            ),
          missing: "keeps no versions",
        }),
        says(bucket, "versioning.enabled", (value) => (isOn(value) ? null : "keeps no versions")),
        anyRule(bucket, "versionings", ({ enabled }) => isOn(enabled), "keeps no versions"),
      ),
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
    service: "S3",
    of: piece("BucketLifecycleConfiguration").types,
    id: "s3-abort-uploads",
    title: "uploads that never ended are given up",
    severity: "low",
    reason: "Their parts are paid for, and no listing shows them.",
    remedy: "add abortIncompleteMultipartUpload to a rule for the whole bucket",
    reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html",
    peers: ["CKV_AWS_300"],
    judge: (lifecycle) =>
      anyRule(
        lifecycle,
        "rules",
        ({ status, abortIncompleteMultipartUpload }) => status === "Enabled" && abortIncompleteMultipartUpload !== undefined,
        "keeps parts of uploads that never ended",
      ),
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
