/** Who gets into a bucket, and how: public access, ACLs, policies, TLS. */
import type { Json, Resource } from "../../graph/graph.ts";
import { replaceSymbols } from "../../graph/symbols.ts";
import { isOpen, type Statement, statementsAt } from "../document.ts";
import { all, companion, companionsOf, isOn, itemsAt, says, unknownAt, worst } from "../judge.ts";
import { SECURITY_HUB } from "../references.ts";
import { broken, cannotTell, kept, type Outcome, type Rule } from "../rule.ts";
import type { World } from "../world.ts";
import { BUCKET, isBucket, piece } from "./s3Bucket.ts";

const FLAGS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

/** Groups that an ACL gives rights to: everybody, and everybody who has an AWS account. */
const STRANGERS = /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

const PUBLIC_ACLS: ReadonlySet<unknown> = new Set(["public-read", "public-read-write", "authenticated-read", "website"]);

const POLICY = piece("BucketPolicy");

/** Every object of a bucket; its own ARN alone leaves them out. */
const ALL_OBJECTS = /^(arn:[^:]*:s3:::)?[^/]*\/?\*$/;

/** The statements of a bucket's policies, and whether one of them cannot be read. */
function policyOf(bucket: Resource, world: World): { readonly statements: readonly Statement[]; readonly hidden: boolean } {
  const policies = POLICY.types.includes(bucket.type) ? [] : companionsOf(bucket, world, POLICY);
  const documents = [statementsAt(bucket, "policy"), ...(policies ?? []).map((policy) => statementsAt(policy, "policy"))];
  return {
    statements: documents.flatMap((document) => document ?? []),
    hidden: policies === null || documents.includes(null),
  };
}

/** The bucket of this program that a policy is about. */
const bucketOf = (policy: Resource, world: World): Resource | undefined =>
  [
    ...world.pointedAtBy(policy, POLICY.input),
    ...BUCKET.of.flatMap((type) => world.withInput(type, "bucket", policy.inputs.bucket ?? null)),
  ].find(isBucket);

/** A grant of an ACL: in the bucket it names the group itself, beside it its grantee does. */
function grantedTo(resource: Resource, path: string, grant: Json): Outcome {
  const { uri, grantee } = (grant ?? {}) as { readonly uri?: Json; readonly grantee?: Json };
  const at = uri === undefined && grantee !== undefined ? `${path}.grantee.uri` : `${path}.uri`;
  return says(resource, at, (value) =>
    typeof value === "string" && STRANGERS.test(value) ? `is open to strangers (${value.split("/").at(-1)})` : null,
  );
}

export const S3_ACCESS: readonly Rule[] = [
  {
    ...BUCKET,
    id: "s3-public-access",
    title: "the bucket refuses to be made public",
    severity: "medium",
    reason: "One wrong ACL or policy later, everything in the bucket is on the internet.",
    remedy: "add aws.s3.BucketPublicAccessBlock with all four flags true",
    reference: `${SECURITY_HUB}/s3-controls.html#s3-8`,
    peers: ["CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56", "CKV2_AWS_6", "CIS AWS 2.1.4"],
    judge: (bucket, world) =>
      companion(bucket, world, {
        ...piece("BucketPublicAccessBlock"),
        judge: (block) => worst(FLAGS.map((flag) => says(block, flag, (value) => (isOn(value) ? null : `${flag} is off`)))),
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
    judge: (bucket) =>
      all([
        says(bucket, "acl", (value) => (PUBLIC_ACLS.has(value) ? `is open to strangers (${value})` : null)),
        ...["grants", "accessControlPolicy.grants"].flatMap(
          (path) => itemsAt(bucket, path)?.map(({ path, value }) => grantedTo(bucket, path, value)) ?? unknownAt(path),
        ),
      ]),
  },
  {
    ...BUCKET,
    of: [...BUCKET.of, ...POLICY.types],
    id: "s3-any-principal",
    title: "no policy lets just anybody in",
    severity: "high",
    reason: "Whoever finds the address reads what is there, or puts there what they like.",
    remedy: "name accounts, roles or services under Principal, or bind the statement to them by a condition",
    reference: `${SECURITY_HUB}/s3-controls.html#s3-6`,
    peers: ["CKV_AWS_70"],
    judge: (bucket, world) => {
      // A policy of a bucket of this program is judged with its bucket.
      if (POLICY.types.includes(bucket.type) && bucketOf(bucket, world)) return null;
      const { statements, hidden } = policyOf(bucket, world);
      const open = statements.filter(isOpen);
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
    peers: ["CKV_AWS_379", "CIS AWS 2.1.1"],
    judge: (bucket, world) => {
      const { statements, hidden } = policyOf(bucket, world);
      const denies = ({ allows, actions, principals, resources, inverted, conditions }: Statement): boolean =>
        !allows &&
        !Object.values(inverted).includes(true) &&
        (principals.AWS ?? []).includes("*") &&
        actions.some((action) => action === "*" || action.toLowerCase() === "s3:*") &&
        resources.some((resource) => ALL_OBJECTS.test(replaceSymbols(resource, () => "x"))) &&
        // With another condition beside it, it is for some alone. Without TLS a request has no version of it (s3:TlsVersion).
        Object.entries(conditions).every(
          ([condition, values]) => /^Bool(IfExists)? aws:securetransport$/.test(condition) && values.includes("false"),
        ) &&
        Object.keys(conditions).length > 0;
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
];
