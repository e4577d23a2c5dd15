/** Rules about what is neither AWS nor Kubernetes. */
import { describe, expect, it } from "vitest";
import type { Rule } from "../rule.ts";
import { ATLAS } from "./atlas.ts";
import { CLOUDFLARE } from "./cloudflare.ts";
import { PINECONE } from "./pinecone.ts";
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
  ruleIn,
  type Sample,
  set,
  thing,
  unknown,
  withMore,
  without,
} from "./testTable.ts";

const atlas = (type: string) => `mongodbatlas:index/${type}`;
const project = thing(atlas("project:Project"), "project", { inputs: { name: "shop" } });
const ofProject = follows({ projectId: project });
const inProject = (type: string, name: string, inputs: object) =>
  thing(atlas(type), name, { ...ofProject, inputs: { ...ofProject.inputs, ...inputs } });

const cluster = inProject("advancedCluster:AdvancedCluster", "cluster", {
  name: "shop",
  replicationSpecs: [
    { regionConfigs: [{ providerName: "AWS", electableSpecs: { instanceSize: "M30" }, autoScaling: { computeEnabled: true } }] },
  ],
  ...{ terminationProtectionEnabled: true, backupEnabled: true, pitEnabled: true, useEffectiveFields: true },
  advancedConfiguration: { minimumEnabledTlsProtocol: "TLS1_2", javascriptEnabled: false },
  encryptionAtRestProvider: "AWS",
});

const MONGODB: Sample = {
  resources: [
    ...[project, cluster],
    inProject("cloudBackupSchedule:CloudBackupSchedule", "schedule", {
      ...{ clusterName: "shop", policyItemDaily: { frequencyInterval: 1 }, policyItemWeeklies: [{ frequencyInterval: 1 }] },
    }),
    inProject("encryptionAtRest:EncryptionAtRest", "keys", {}),
    inProject("privateLinkEndpointService:PrivateLinkEndpointService", "endpoint", {}),
    inProject("alertConfiguration:AlertConfiguration", "alert", { enabled: true, notifications: [{ typeName: "EMAIL" }] }),
    inProject("projectIpAccessList:ProjectIpAccessList", "office", { cidrBlock: "203.0.113.0/24" }),
    inProject("databaseUser:DatabaseUser", "user", {
      ...{ roles: [{ roleName: "readWrite", databaseName: "shop" }], scopes: [{ name: "shop", type: "CLUSTER" }] },
    }),
  ],
};

const PROVIDER = "replicationSpecs[0].regionConfigs[0].providerName";
const setting = (path: string, value: string | boolean | undefined, says: string): Row => ({
  ...{ broken: set("cluster", path, value), says },
  untold: unknown("cluster", path),
});

const ATLAS_ROWS: Readonly<Record<string, Row>> = {
  "atlas-dedicated": setting(PROVIDER, "FLEX", "shares its machines with others"),
  "atlas-termination-protection": setting("terminationProtectionEnabled", undefined, "may be deleted at any time"),
  "atlas-backup": setting("backupEnabled", false, "has no backups"),
  "atlas-point-in-time": setting("pitEnabled", undefined, "can be had back as of its snapshots alone"),
  "atlas-backup-schedule": {
    broken: set("schedule", "policyItemDaily", undefined),
    says: "its schedule (schedule) has no daily snapshots",
    untold: unknown("schedule", "clusterName"),
  },
  "atlas-tls": setting("advancedConfiguration.minimumEnabledTlsProtocol", "TLS1_1", "accepts TLS1_1"),
  "atlas-javascript": setting("advancedConfiguration.javascriptEnabled", undefined, "runs JavaScript of queries"),
  "atlas-own-key": {
    ...{ broken: without("keys"), says: "asks for a key that its project does not have" },
    untold: adrift("keys", "projectId"),
  },
  "atlas-private": {
    ...{ broken: without("endpoint"), says: "has no private endpoint" },
    untold: adrift("endpoint", "projectId"),
  },
  "atlas-autoscaling": setting("useEffectiveFields", undefined, "would be set back to the program's size by every deployment"),
  "atlas-ip-list": {
    ...{ broken: set("office", "cidrBlock", "0.0.0.0/0"), says: "lets 0.0.0.0/0 in" },
    untold: unknown("office", "cidrBlock"),
  },
  "atlas-alerts": {
    ...{ broken: set("alert", "enabled", false), says: "has no alert that reaches anybody" },
    untold: unknown("alert", "notifications"),
  },
  "atlas-user-rights": {
    ...{ broken: set("user", "roles[0].roleName", "readWriteAnyDatabase"), says: "is readWriteAnyDatabase on shop" },
    untold: unknown("user", "roles"),
  },
};

const INDEX: Sample = {
  config: { vectors: { embedding: { provider: "pinecone", model: "llama-text-embed-v2" } }, aws: { region: "us-east-1" } },
  resources: [
    thing("pulumi-nodejs:dynamic/monitor:PineconeIndex", "index", {
      inputs: { dimension: 512, metric: "cosine", region: "us-east-1", deletionProtection: true },
    }),
  ],
};

const PINECONE_ROWS: Readonly<Record<string, Row>> = {
  "pinecone-deletion-protection": {
    ...{ broken: set("index", "deletionProtection", false), says: "may be deleted at any time" },
    untold: unknown("index", "deletionProtection"),
  },
  "pinecone-dimension": {
    broken: set("index", "dimension", 1536),
    says: "takes 1536; llama-text-embed-v2 makes 1024, 2048, 768, 512, 384",
    untold: configured({}),
  },
  "pinecone-metric": {
    ...{ broken: set("index", "metric", "euclidean"), says: "compares by euclidean; llama-text-embed-v2 is for cosine" },
    untold: unknown("index", "metric"),
  },
  "pinecone-region": {
    ...{ broken: set("index", "region", "eu-west-1"), says: "is in eu-west-1; the environment is in us-east-1" },
    untold: configured({}),
  },
};

const zoneSetting = (settingId: string, value: string) =>
  thing("cloudflare:index/zoneSetting:ZoneSetting", settingId, { inputs: { zoneId: "z", settingId, value } });
const addresses = thing("aws:wafv2/ipSet:IpSet", "addresses");
const acl = thing("aws:wafv2/webAcl:WebAcl", "acl", {
  inputs: {
    rules: [
      { action: { block: {} }, statement: { notStatement: { statement: { ipSetReferenceStatement: { arn: addresses.urn } } } } },
    ],
  },
});
const distribution = thing("aws:cloudfront/distribution:Distribution", "cdn", follows({ webAclId: acl }));
const certificate = thing("aws:acm/certificate:Certificate", "certificate");
const record = (name: string, content: typeof acl, proxied: boolean) =>
  thing("cloudflare:index/dnsRecord:DnsRecord", name, {
    inputs: { ...follows({ content }).inputs, name: "shop.example.com", type: "CNAME", proxied },
    propertyDependencies: follows({ content }).propertyDependencies,
  });
const EDGE: Sample = {
  resources: [
    ...[zoneSetting("ssl", "strict"), zoneSetting("min_tls_version", "1.2"), zoneSetting("always_use_https", "on")],
    ...[zoneSetting("tls_1_3", "on"), addresses, acl, distribution, certificate],
    ...[record("host", distribution, true), record("validation", certificate, false)],
  ],
};
const zone = (name: string, value: string): Row => ({
  ...{ broken: set(name, "value", value), says: `${name} is ${value}`, untold: unknown(name, "value") },
});

const CLOUDFLARE_ROWS: Readonly<Record<string, Row>> = {
  "cloudflare-strict": zone("ssl", "flexible"),
  "cloudflare-tls": zone("min_tls_version", "1.0"),
  "cloudflare-https": zone("always_use_https", "off"),
  "cloudflare-tls-1-3": {
    ...{ broken: without("tls_1_3"), says: "nothing sets tls_1_3 of its zone" },
    untold: unknown("tls_1_3", "settingId"),
  },
  "cloudflare-proxied": {
    ...{ broken: set("host", "proxied", false), says: "is not proxied" },
    untold: unknown("host", "proxied"),
  },
  "cloudflare-origin": {
    broken: set("acl", "rules[0].action", { count: {} }),
    says: "leads to cdn, which answers anybody: no rule of its web ACL blocks other addresses than a list's",
    untold: unknown("acl", "rules"),
  },
};

const TABLES: readonly (readonly [string, readonly Rule[], Sample, Readonly<Record<string, Row>>])[] = [
  ["Atlas", ATLAS, MONGODB, ATLAS_ROWS],
  ["Pinecone", PINECONE, INDEX, PINECONE_ROWS],
  ["Cloudflare", CLOUDFLARE, EDGE, CLOUDFLARE_ROWS],
];

const broken = (id: string, sample: Sample): string[] => {
  return messages(outcomes(ruleIn([...ATLAS, ...CLOUDFLARE], id), sample), "broken");
};

describe.each(TABLES)("rules about %s", (_, rules, sample, rows) => {
  it.each(Object.entries(rows))("%s: kept, broken, and not to be told", (id, row) =>
    expectRow(
      rules.find((rule) => rule.id === id),
      sample,
      row,
    ),
  );

  it("are all in the table", () => expect(rules.map(({ id }) => id).sort()).toEqual(Object.keys(rows).sort()));
});

describe("Atlas", () => {
  it("asks nothing of a shared cluster that it cannot have", () => {
    const flex = both(set("cluster", PROVIDER, "FLEX"), without("endpoint", "keys", "schedule"));
    for (const id of ["atlas-backup", "atlas-private", "atlas-own-key", "atlas-backup-schedule"])
      expect(broken(id, flex(both(set("cluster", "backupEnabled", false))(MONGODB))), id).toEqual([]);
  });

  it("leaves the size to whoever ignores its changes, of every shard and of the disk, too", () => {
    const ours = set("cluster", "useEffectiveFields", false)(MONGODB);
    const shard = { electableSpecs: { instanceSize: "M30", diskSizeGb: 40 }, autoScaling: { diskGbEnabled: true } };
    const shards = set("cluster", "replicationSpecs", [{ regionConfigs: [shard] }, { regionConfigs: [shard] }])(MONGODB);
    const ignoring = (sample: Sample, ...ignoreChanges: string[]) =>
      broken("atlas-autoscaling", options("cluster", { ignoreChanges })(sample)).length;
    const sizes = (index: string) =>
      ["instanceSize", "diskSizeGb"].map((size) => `replicationSpecs[${index}].regionConfigs[*].electableSpecs.${size}`);
    expect(ignoring(ours)).toBe(1);
    expect(ignoring(ours, "replicationSpecs")).toBe(0);
    expect(ignoring(ours, "replicationSpecs[0].zoneName")).toBe(1);
    // The provider's own way has no effect here.
    expect(ignoring(shards)).toBe(1);
    expect(ignoring(shards, ...sizes("*"))).toBe(0);
    expect(ignoring(shards, ...sizes("0"))).toBe(1);
    expect(ignoring(shards, ...sizes("*").slice(0, 1))).toBe(1);
  });

  it("asks a cluster as programs wrote it before what it asks one of today", () => {
    const old = (inputs: object) => thing(atlas("cluster:Cluster"), "old", { inputs: { providerName: "AWS", ...inputs } });
    const asked = (inputs: object) =>
      ATLAS.filter(({ id }) => broken(id, { resources: [old(inputs)] }).length > 0).map(({ id }) => id);
    expect(asked({})).toEqual([
      ...["atlas-termination-protection", "atlas-backup", "atlas-point-in-time", "atlas-backup-schedule", "atlas-tls"],
      ...["atlas-javascript", "atlas-own-key", "atlas-private"],
    ]);
    expect(asked({ cloudBackup: true, pitEnabled: true })).not.toContain("atlas-backup");
    expect(asked({ providerName: "TENANT" })).toEqual(["atlas-dedicated", "atlas-termination-protection"]);
  });

  it("takes users without a cluster's name for users of all", () => {
    expect(broken("atlas-user-rights", set("user", "scopes", undefined)(MONGODB))).toEqual([
      "may use every cluster of the project",
    ]);
  });
});

describe("Cloudflare's origins", () => {
  const group = thing("aws:ec2/securityGroup:SecurityGroup", "group");
  const balancer = thing("aws:lb/loadBalancer:LoadBalancer", "balancer", follows({ securityGroups: group }));
  const ingress = (cidrIpv4: string) => {
    const { inputs, propertyDependencies } = follows({ securityGroupId: group });
    const type = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
    return thing(type, "ingress", { propertyDependencies, inputs: { ...inputs, cidrIpv4 } });
  };
  const behind = (...more: Sample["resources"]): Sample => ({
    resources: [group, balancer, record("host", balancer, true), ...more],
  });

  it("may be load balancers", () => {
    expect(broken("cloudflare-origin", behind(ingress("173.245.48.0/20")))).toEqual([]);
    expect(broken("cloudflare-origin", behind(ingress("0.0.0.0/0")))).toEqual(["leads to balancer, which answers anybody"]);
  });

  it("may go out wherever they like", () => {
    const { inputs, propertyDependencies } = follows({ securityGroupId: group });
    const out = thing("aws:ec2/securityGroupRule:SecurityGroupRule", "out", {
      inputs: { ...inputs, type: "egress", protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] },
      propertyDependencies,
    });
    expect(broken("cloudflare-origin", behind(ingress("173.245.48.0/20"), out))).toEqual([]);
  });

  it("are open without a web ACL", () => {
    const open = set("cdn", "webAclId", undefined)(EDGE);
    expect(broken("cloudflare-origin", open)).toEqual(["leads to cdn, which answers anybody: it has no web ACL"]);
  });

  it("cannot be told where the plan does not have them", () => {
    const rule = CLOUDFLARE.find(({ id }) => id === "cloudflare-origin");
    const elsewhere = thing("cloudflare:index/dnsRecord:DnsRecord", "host", {
      inputs: { name: "a", type: "A", content: "203.0.113.1", proxied: true },
    });
    expect(rule && outcomes(rule, { resources: [elsewhere] }).map(({ kind }) => kind)).toEqual(["cannotTell"]);
    expect(rule && outcomes(rule, withMore(certificate)({ resources: [record("v", certificate, true)] }))).toEqual([]);
  });
});
