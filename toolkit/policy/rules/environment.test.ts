import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { loadSchema } from "../../engine/lab/checker.ts";
import { STACK_TYPE } from "../../graph/graph.ts";
import { ROOT } from "../../plan/testGraph.ts";
import { EVERY_TYPE } from "../rule.ts";
import { ENVIRONMENT } from "./environment.ts";
import { RULES } from "./index.ts";
import { TAGGABLE } from "./taggable.ts";
import {
  adrift,
  both,
  configured,
  expectRow,
  follows,
  messages,
  options,
  outcomes,
  type Row,
  returning,
  ruleIn,
  type Sample,
  set,
  thing,
  unknown,
  withMore,
  without,
} from "./testTable.ts";

const TAGS = { app: "shop", environment: "prod", owner: "team", "cost-centre": "it" };

const subnet = (name: string, availabilityZone: string) =>
  thing("aws:ec2/subnet:Subnet", name, { inputs: { availabilityZone, tags: TAGS } });
const own = subnet("public-a", "a");
const inner = subnet("private-a", "a");
const gateway = thing("aws:ec2/natGateway:NatGateway", "nat", {
  inputs: { ...follows({ subnetId: own }).inputs, tags: TAGS },
  propertyDependencies: follows({ subnetId: own }).propertyDependencies,
});
const table = thing("aws:ec2/routeTable:RouteTable", "table", { inputs: { tags: TAGS } });
const bucket = thing("aws:s3/bucket:Bucket", "bucket", {
  inputs: { tags: TAGS },
  options: { ...thing("", "").options, protect: true },
});
const cluster = thing("mongodbatlas:index/advancedCluster:AdvancedCluster", "cluster", {
  inputs: { backupEnabled: true, tags: TAGS },
  options: bucket.options,
});

const SAMPLE: Sample = {
  config: { kind: "environment", budget: { monthlyUsd: 100 } },
  outputs: { host: "shop.example.com", keyArn: "arn:aws:kms:us-east-1:111122223333:key/x" },
  resources: [
    ...[own, inner, gateway, table, bucket, cluster],
    thing("aws:ec2/route:Route", "route", follows({ natGatewayId: gateway, routeTableId: table })),
    thing("aws:ec2/routeTableAssociation:RouteTableAssociation", "join", follows({ routeTableId: table, subnetId: inner })),
    thing("pulumi:providers:aws", "aws", { inputs: { allowedAccountIds: '["111122223333"]' } }),
    thing("aws:s3/bucketVersioning:BucketVersioning", "versioning", {
      inputs: { ...follows({ bucket }).inputs, versioningConfiguration: { status: "Enabled" } },
      propertyDependencies: follows({ bucket }).propertyDependencies,
    }),
    thing("aws:elasticache/replicationGroup:ReplicationGroup", "cache", {
      ...{ inputs: { snapshotRetentionLimit: 7, tags: TAGS }, options: bucket.options },
    }),
    thing("pulumi-nodejs:dynamic/monitor:PineconeIndex", "index", { inputs: { tags: TAGS }, options: bucket.options }),
  ],
};

/** What belongs to no environment, in a stack that is none. */
const SHARED: Sample = {
  config: { kind: "shared" },
  resources: [thing("cloudflare:index/zoneSetting:ZoneSetting", "ssl", { inputs: { zoneId: "z", settingId: "ssl" } })],
};

const ROWS: Readonly<Record<string, Row & { readonly sample?: Sample }>> = {
  "env-budget": { broken: configured({ kind: "environment" }), says: "has no budget", untold: null },
  "env-nat-zones": {
    broken: set("private-a", "availabilityZone", "b"),
    says: "leads private-a (b) out through a",
    untold: unknown("public-a", "availabilityZone"),
  },
  "env-account": {
    broken: set("aws", "allowedAccountIds", undefined),
    says: "takes whatever account the credentials are of",
    untold: unknown("aws", "allowedAccountIds"),
  },
  "env-planned": {
    ...{ broken: null, says: "" },
    untold: (sample) => ({ ...sample, cannotTell: [{ resource: bucket.urn, path: null, why: "what it is made of" }] }),
  },
  "env-singletons": {
    sample: SHARED,
    broken: configured({ kind: "environment" }),
    says: "is there once for all environments, and this is one of them",
    untold: null,
  },
  "env-tags": {
    broken: set("bucket", "tags", { App: "x", Env: "dev", Team: "y" }),
    says: "says no cost-centre",
    untold: unknown("bucket", "tags"),
  },
  "env-secret-clear": {
    broken: withMore(thing("x:y:Z", "z", { inputs: { env: [{ name: "DB_PASSWORD", value: "hunter2" }] } })),
    says: "holds a value for DB_PASSWORD in clear",
    untold: null,
  },
  "env-outputs-clear": {
    broken: returning({ uri: "mongodb://u:p4ssw0rd@example.com" }),
    says: "output uri is a password in a URL in clear",
    untold: returning({ adminPassword: "[unknown]" }),
  },
  "env-outputs-secret": {
    ...{ broken: returning({ database: { uri: "[secret]" } }), says: "hands out a secret: database.uri" },
    untold: null,
  },
  "env-packages": {
    ...{ broken: null, says: "" },
    untold: withMore(thing("azure-native:storage:Account", "files"), thing("random:index/randomId:RandomId", "id")),
  },
  "env-protected": {
    ...{ broken: options("cluster", { protect: false }), says: "may be deleted by a deployment" },
    untold: null,
  },
  "env-recovery": {
    broken: set("cache", "snapshotRetentionLimit", undefined),
    says: "cache (cache): keeps no snapshots",
    untold: both(unknown("cache", "snapshotRetentionLimit"), adrift("versioning", "bucket")),
  },
};

const rule = (id: string) => ruleIn(ENVIRONMENT, id);
const broken = (id: string, sample: Sample) => messages(outcomes(rule(id), sample), "broken");

describe("rules about an environment", () => {
  it.each(Object.entries(ROWS))("%s: kept, broken, and not to be told", (id, { sample = SAMPLE, ...row }) =>
    expectRow(rule(id), sample, row),
  );

  it("are all in the table", () => expect(ENVIRONMENT.map(({ id }) => id).sort()).toEqual(Object.keys(ROWS).sort()));
});

describe("secrets in clear", () => {
  const inputs = (value: object) => broken("env-secret-clear", { resources: [thing("x:y:Z", "z", { inputs: { ...value } })] });
  const password = thing("random:index/randomPassword:RandomPassword", "password");

  it.each([
    [{ masterPassword: "hunter2" }, "a value for masterPassword"],
    [{ environment: { variables: { API_KEY: "abcdef" } } }, "a value for API_KEY"],
    [{ userData: "export AWS_KEY=AKIAABCDEFGHIJKLMNOP" }, "an AWS access key"],
    [{ nested: [{ text: "-----BEGIN RSA PRIVATE KEY-----" }] }, "a private key"],
    [{ uri: `redis://x:\${${password.urn}#result}@host` }, "password's result"],
    [{ setting: `\${${password.urn}#result}` }, "password's result"],
  ])("%j", (value, what) => expect(inputs(value)).toEqual([`holds ${what} in clear`]));

  it.each([
    { masterPassword: "[secret]" },
    { masterPassword: "[unknown]" },
    { password: "${urn:pulumi:test::p::aws:secretsmanager/secret:Secret::x#arn}" },
    { apiKey: "arn:aws:secretsmanager:us-east-1:111122223333:secret:x" },
    { data: [{ secretKey: "mongodb-uri" }], authTokenUpdateStrategy: "ROTATE" },
    { env: [{ name: "MANAGE_PASSWORD", value: "true" }] },
  ])("nothing in %j", (value) => expect(inputs(value)).toEqual([]));
});

describe("the way out", () => {
  it("is asked of routes inside their table, too", () => {
    const inside = {
      ...table,
      inputs: { ...table.inputs, routes: [{ natGatewayId: `\${${gateway.urn}#id}` }] },
      propertyDependencies: { routes: [gateway.urn] },
    };
    const { resources } = without("route", "table")(SAMPLE);
    const away = (zone: string) => set("private-a", "availabilityZone", zone)({ ...SAMPLE, resources: [...resources, inside] });
    expect(broken("env-nat-zones", away("b"))).toEqual(["leads private-a (b) out through a"]);
    expect(broken("env-nat-zones", away("a"))).toEqual([]);
  });
});

describe("what holds data", () => {
  it("has its versions beside it or inside it, whichever bucket it is", () => {
    const old = (enabled: boolean) => ({
      resources: [thing("aws:s3/bucketV2:BucketV2", "old", { inputs: { versioning: { enabled } } })],
    });
    expect(broken("env-recovery", old(true))).toEqual([]);
    expect(broken("env-recovery", old(false))).toEqual(["files (old): keeps no earlier versions"]);
    expect(broken("env-protected", old(true))).toEqual(["may be deleted by a deployment"]);
  });

  it("may be a bucket that the program fills itself", () => {
    const open = options("bucket", { protect: false })(SAMPLE);
    expect(broken("env-protected", open)).toEqual(["may be deleted by a deployment"]);
    const filled = withMore(thing("aws:s3/bucketObjectv2:BucketObjectv2", "file", follows({ bucket })));
    expect(broken("env-protected", filled(open))).toEqual([]);
  });

  it("may stay when it is taken out of the program", () => {
    expect(broken("env-protected", options("bucket", { protect: false, retainOnDelete: true })(SAMPLE))).toEqual([]);
  });

  it.each([
    ["cluster", "backupEnabled", ["database (cluster): has no snapshots", "vectors (index): has no snapshots"]],
    ["versioning", "versioningConfiguration", ["files (bucket): versioning: keeps no earlier versions"]],
  ])("lacks a row: %s", (name, input, rows) => expect(broken("env-recovery", set(name, input, undefined)(SAMPLE))).toEqual(rows));

  it("needs a source for its vectors", () => {
    expect(broken("env-recovery", without("cluster")(SAMPLE))).toEqual([
      "vectors (index): are made from no database of this environment: nothing brings them back",
    ]);
  });
});

describe("tags", () => {
  it("may come from the provider", () => {
    const provider = thing("pulumi:providers:aws", "tagging", { inputs: { defaultTags: JSON.stringify({ tags: TAGS }) } });
    const bare = thing("aws:sqs/queue:Queue", "queue", { provider: provider.urn });
    expect(broken("env-tags", { resources: [bare] })).toEqual(["says no app, no environment, no owner, no cost-centre"]);
    expect(broken("env-tags", { resources: [bare, provider] })).toEqual([]);
  });

  it("are asked of every type of ours that takes some", () => {
    const { types } = loadSchema();
    const taking = Object.keys(types).filter((type) => type.startsWith("aws:") && types[type]?.tags !== undefined);
    expect(taking.filter((type) => !TAGGABLE.has(type))).toEqual([]);
  });

  it("are taken by every type of which they are asked", () => {
    const not = [...TAGGABLE].filter((type) => {
      const [pkg = "", file = ""] = type.split(":");
      if (pkg.startsWith("pulumi-nodejs")) return false; // our own
      const source = path.join(ROOT, "node_modules/@pulumi", pkg, `${file.replace(/^index\//, "")}.d.ts`);
      return !/^ {4}(readonly )?tags(All)?\??: /m.test(readFileSync(source, "utf8"));
    });
    expect(not).toEqual([]);
  });
});

it("every package that rules are about is known", () => {
  const types = [...new Set(RULES.flatMap(({ of }) => of))].filter((type) => type !== EVERY_TYPE && type !== STACK_TYPE);
  expect(outcomes(rule("env-packages"), { resources: types.map((type) => thing(type, "x")) })).toMatchObject([{ kind: "kept" }]);
});

describe("what is there once", () => {
  it("is there once", () => {
    const twin = thing("cloudflare:index/zoneSetting:ZoneSetting", "again", { inputs: { zoneId: "z", settingId: "ssl" } });
    expect(broken("env-singletons", withMore(twin)(SHARED))).toEqual(["is the same as ssl", "is the same as again"]);
  });

  it("is not what Pulumi gives a name to, nor what is of another provider", () => {
    const registry = (name: string, more: object = {}) => thing("aws:ecr/repository:Repository", name, more);
    const detector = (name: string) => thing("aws:guardduty/detector:Detector", name, { provider: `of ${name}` });
    const resources = [registry("a"), registry("b"), detector("here"), detector("there")];
    expect(broken("env-singletons", { resources })).toEqual([]);
    const named = { inputs: { name: "api" } };
    expect(broken("env-singletons", { resources: [registry("a", named), registry("b", named)] })).toHaveLength(2);
  });
});
