import { describe, expect, it } from "vitest";
import type { Json, Resource } from "../../graph/graph.ts";
import { S3 } from "./s3.ts";
import { beside, type Inputs, judged, rulesOf } from "./testRows.ts";
import { adrift, both, messages, outcomes, ruleIn, set, unknown, withMore, without } from "./testTable.ts";

const bucket = judged("aws:s3/bucket:Bucket");
const piece = (kind: string, inputs: Inputs): Resource =>
  beside(`aws:s3/${kind.charAt(0).toLowerCase()}${kind.slice(1)}:${kind}`, "bucket", bucket, inputs, kind);
const statement = (...statements: Json[]): Inputs => ({
  policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
});
const tlsOnly: Json = {
  ...{ Sid: "Tls", Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" },
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const anybody: Json = { Sid: "Site", Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" };
const FLAGS = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
const encryption = (sseAlgorithm: string): Inputs => ({ rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm } }] });
const lifecycle = piece("BucketLifecycleConfiguration", {
  rules: [{ id: "clean-up", status: "Enabled", abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } }],
});

const world = [
  bucket,
  piece("BucketPublicAccessBlock", FLAGS),
  piece("BucketPolicy", statement(tlsOnly)),
  piece("BucketOwnershipControls", { rule: { objectOwnership: "BucketOwnerEnforced" } }),
  piece("BucketLogging", { targetBucket: "logs" }),
  piece("BucketVersioning", { versioningConfiguration: { status: "Enabled" } }),
  piece("BucketServerSideEncryptionConfiguration", encryption("aws:kms")),
  lifecycle,
  piece("BucketReplicationConfig", { rules: [{ status: "Enabled" }] }),
  piece("BucketNotification", { eventbridge: true }),
];

rulesOf(S3, {
  "s3-public-access": [
    world,
    set("BucketPublicAccessBlock", "restrictPublicBuckets", false),
    "BucketPublicAccessBlock: restrictPublicBuckets is off",
    unknown("BucketPublicAccessBlock", "blockPublicAcls"),
  ],
  "s3-public-acl": [world, set("it", "acl", "public-read"), "is open to strangers (public-read)", unknown("it", "acl")],
  "s3-any-principal": [
    world,
    set("BucketPolicy", "policy", statement(tlsOnly, anybody).policy),
    "lets anybody s3:GetObject (Site)",
    unknown("BucketPolicy", "policy"),
  ],
  "s3-tls-only": [
    world,
    set("BucketPolicy", "policy", statement(anybody).policy),
    "answers plain HTTP",
    unknown("BucketPolicy", "policy"),
  ],
  "s3-no-acls": [
    world,
    set("BucketOwnershipControls", "rule.objectOwnership", "ObjectWriter"),
    "BucketOwnershipControls: leaves ACLs on (ObjectWriter)",
    unknown("BucketOwnershipControls", "rule"),
  ],
  "s3-access-logs": [world, without("BucketLogging"), "keeps no access logs", adrift("BucketLogging", "bucket")],
  "s3-versioning": [
    world,
    set("BucketVersioning", "versioningConfiguration.status", "Suspended"),
    "BucketVersioning: keeps no versions (Suspended)",
    unknown("BucketVersioning", "versioningConfiguration"),
  ],
  "s3-own-key": [
    world,
    set("BucketServerSideEncryptionConfiguration", "rules", encryption("AES256").rules),
    "BucketServerSideEncryptionConfiguration: uses S3's own key",
    unknown("BucketServerSideEncryptionConfiguration", "rules"),
  ],
  "s3-lifecycle": [
    world,
    without("BucketLifecycleConfiguration"),
    "keeps everything for ever",
    unknown("BucketLifecycleConfiguration", "rules[0]"),
  ],
  "s3-abort-uploads": [
    [lifecycle],
    set("BucketLifecycleConfiguration", "rules[0].abortIncompleteMultipartUpload", undefined),
    "keeps parts of uploads that never ended",
    unknown("BucketLifecycleConfiguration", "rules[0].status"),
  ],
  "s3-replication": [
    world,
    without("BucketReplicationConfig"),
    "is in one region alone",
    unknown("BucketReplicationConfig", "rules"),
  ],
  "s3-events": [
    world,
    without("BucketNotification"),
    "tells nobody of what happens in it",
    adrift("BucketNotification", "bucket"),
  ],
});

const rule = (id: string) => ruleIn(S3, id);
const kinds = (id: string, resources: readonly Resource[]) => outcomes(rule(id), { resources }).map(({ kind }) => kind);

describe("a bucket in one piece, as old programs write it", () => {
  const old = judged("aws:s3/bucketV2:BucketV2", {
    ...{ versioning: { enabled: true }, loggings: [{ targetBucket: "logs" }] },
    serverSideEncryptionConfigurations: [encryption("aws:kms")],
    replicationConfigurations: [{ role: "role" }],
    lifecycleRules: [{ enabled: true }],
    policy: statement(tlsOnly).policy ?? null,
  });

  it.each(["s3-versioning", "s3-access-logs", "s3-own-key", "s3-replication", "s3-lifecycle", "s3-tls-only"])(
    "keeps %s",
    (id) => {
      expect(kinds(id, [old])).toEqual(["kept"]);
    },
  );
});

it("reads encryption as the first programs wrote it", () => {
  const [rule] = encryption("aws:kms").rules as readonly Json[];
  expect(
    kinds("s3-own-key", [judged("aws:s3/bucket:Bucket", { serverSideEncryptionConfiguration: { rule: rule ?? null } })]),
  ).toEqual(["kept"]);
});

describe("pieces", () => {
  it("are found under their V2 names, and by a name in clear", () => {
    const named = judged("aws:s3/bucket:Bucket", { bucket: "mine" });
    const versioning = {
      ...piece("BucketVersioningV2", { versioningConfiguration: { status: "Enabled" } }),
      propertyDependencies: {},
    };
    const inClear = { ...versioning, inputs: { ...versioning.inputs, bucket: "mine" } };
    expect(kinds("s3-versioning", [named, inClear])).toEqual(["kept"]);
    expect(
      kinds("s3-versioning", [bucket, piece("BucketVersioningV2", { versioningConfiguration: { status: "Enabled" } })]),
    ).toEqual(["kept"]);
    expect(kinds("s3-versioning", [judged("aws:s3/bucket:Bucket", { bucket: "other" }), inClear])).toEqual(["broken"]);
  });

  it("are of one bucket alone", () => {
    const another = { ...bucket, urn: `${bucket.urn}2`, name: "another" };
    expect(messages(outcomes(rule("s3-events"), withMore(another)({ resources: world })), "broken")).toHaveLength(1);
  });
});

const ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers";

it.each([
  ["a public ACL of its own", piece("BucketAclV2", { acl: "public-read-write" })],
  ["a public object", judged("aws:s3/bucketObjectv2:BucketObjectv2", { acl: "public-read" })],
  [
    "a grant to everybody, in the bucket",
    judged("aws:s3/bucket:Bucket", { grants: [{ permissions: ["READ"], uri: ALL_USERS }] }),
  ],
  [
    "a grant to everybody, beside it",
    piece("BucketAcl", { accessControlPolicy: { grants: [{ grantee: { type: "Group", uri: ALL_USERS }, permission: "READ" }] } }),
  ],
])("finds %s", (_, resource) => {
  expect(kinds("s3-public-acl", [resource])).toEqual(["broken"]);
});

describe("a statement for anybody", () => {
  const withPolicy = (one: Json) => set("BucketPolicy", "policy", statement(one).policy)({ resources: world }).resources;

  it.each<[string, Json, string]>([
    ["is well where it is bound to an account", { StringEquals: { "aws:SourceAccount": "111122223333" } }, "kept"],
    ["is well where a bucket's events call", { ArnLike: { "aws:SourceArn": "arn:aws:s3:*:*:mine" } }, "kept"],
    ["is not where it is bound to every address", { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } }, "broken"],
    ["is not where it is bound to every address of IPv6", { IpAddress: { "aws:SourceIp": ["::/0"] } }, "broken"],
    ["is not where the key may be missing", { StringEqualsIfExists: { "aws:SourceVpc": "vpc-1" } }, "broken"],
    ["is not where a set may be empty", { "ForAllValues:StringEquals": { "aws:PrincipalOrgID": "o-1" } }, "broken"],
    ["is not where the key only has to be there", { Null: { "aws:PrincipalArn": "false" } }, "broken"],
    ["is not where it is bound to names that end anywhere", { ArnLike: { "aws:SourceArn": "arn:aws:sns:*" } }, "broken"],
    ["is not where it is bound to names of any account", { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:*" } }, "broken"],
  ])("%s", (_, Condition, expected) => {
    expect(kinds("s3-any-principal", withPolicy({ ...(anybody as object), Condition }))).toEqual([expected]);
  });

  it("is found in the policy of a bucket that is not in the program", () => {
    const elsewhere = judged("aws:s3/bucketPolicy:BucketPolicy", { bucket: "elsewhere", ...statement(anybody) });
    expect(kinds("s3-any-principal", [elsewhere])).toEqual(["broken"]);
    expect(kinds("s3-any-principal", withPolicy(anybody))).toEqual(["broken"]);
  });
});

it.each<[string, object]>([
  ["the bucket without its objects", { Resource: "arn:aws:s3:::mine" }],
  ["other actions than those named", { Action: undefined, NotAction: "s3:*" }],
  ["some of its objects", { Resource: ["arn:aws:s3:::mine", "arn:aws:s3:::mine/private/*"] }],
  ["some callers", { Condition: { Bool: { "aws:SecureTransport": "false" }, StringEquals: { "aws:PrincipalTag/team": "x" } } }],
  ["old TLS, which a request without any has not", { Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } }],
])("plain HTTP is not refused by a statement for %s", (_, more) => {
  const policy = { ...(tlsOnly as object), ...more } as Json;
  const { resources } = set("BucketPolicy", "policy", statement(policy).policy)({ resources: world });
  expect(kinds("s3-tls-only", resources)).toEqual(["broken"]);
});

it.each<[string, object]>([
  ["every object by the bucket's ARN", { Resource: [`\${${bucket.urn}#arn}`, `\${${bucket.urn}#arn}/*`] }],
  ["a list of everybody", { Principal: { AWS: ["*"] } }],
  ["what does not say whether it came by TLS", { Condition: { BoolIfExists: { "aws:SecureTransport": false } } }],
])("plain HTTP is refused by a statement for %s", (_, more) => {
  const policy = { ...(tlsOnly as object), ...more } as Json;
  const { resources } = set("BucketPolicy", "policy", statement(policy).policy)({ resources: world });
  expect(kinds("s3-tls-only", resources)).toEqual(["kept"]);
});

it("asks of lifecycle rules inside a bucket what it asks of those beside", () => {
  const inside = (days: number) =>
    judged("aws:s3/bucket:Bucket", { lifecycleRules: [{ enabled: true, abortIncompleteMultipartUploadDays: days }] });
  expect(kinds("s3-abort-uploads", [inside(7)])).toEqual(["kept"]);
  expect(kinds("s3-abort-uploads", [inside(0)])).toEqual(["broken"]);
  expect(kinds("s3-abort-uploads", [bucket])).toEqual([]);
  const beside = (filter: Json) =>
    set("BucketLifecycleConfiguration", "rules[0].filter", filter)({ resources: [lifecycle] }).resources;
  expect(kinds("s3-abort-uploads", beside({ prefix: "" }))).toEqual(["kept"]);
  expect(kinds("s3-abort-uploads", beside({ prefix: "logs/" }))).toEqual(["broken"]);
});

it("tells of a public access block what is off, before what is unknown", () => {
  const change = both(
    unknown("BucketPublicAccessBlock", "blockPublicAcls"),
    set("BucketPublicAccessBlock", "ignorePublicAcls", false),
  );
  expect(kinds("s3-public-access", change({ resources: world }).resources)).toEqual(["broken"]);
});
