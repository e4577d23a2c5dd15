import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readRelease } from "../../infra/workloads/release.ts";
import { type Graph, type Json, type Resource, STACK_TYPE, sorted } from "../graph/graph.ts";
import { isDeployed } from "../report/tree.ts";
import { type PlannedStack, planStacks } from "./plan.ts";
import { ROOT, readable } from "./testGraph.ts";

let stacks: ReadonlyMap<string, PlannedStack>;

beforeAll(async () => {
  stacks = new Map((await planStacks({ folder: ROOT, stacks: [] })).map((stack) => [stack.name, stack]));
});

const graphOf = (name: string): Graph => {
  const stack = stacks.get(name);
  if (!stack) throw new Error(`no stack ${name}`);
  return stack.graph;
};
const ofType = (name: string, type: string): Resource[] => graphOf(name).resources.filter((resource) => resource.type === type);
const only = (name: string, type: string): Resource["inputs"] => {
  const [resource, ...others] = ofType(name, type);
  if (!resource || others.length > 0) throw new Error(`${1 + others.length} of ${type} in ${name}`);
  return resource.inputs;
};

/** The types whose every input is in the golden: what a reviewer would ask about. */
const KEY_TYPES = [
  "aws:eks/cluster:Cluster",
  "aws:eks/nodeGroup:NodeGroup",
  "aws:ec2/launchTemplate:LaunchTemplate",
  "aws:elasticache/replicationGroup:ReplicationGroup",
  "aws:lb/loadBalancer:LoadBalancer",
  "aws:lb/listener:Listener",
  "aws:lb/targetGroup:TargetGroup",
  "aws:cloudfront/distribution:Distribution",
  "aws:s3/bucketPolicy:BucketPolicy",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  "aws:ec2/vpc:Vpc",
  "aws:ec2/subnet:Subnet",
  "aws:kms/key:Key",
  "mongodbatlas:index/advancedCluster:AdvancedCluster",
  "mongodbatlas:index/cloudBackupSchedule:CloudBackupSchedule",
  "mongodbatlas:index/databaseUser:DatabaseUser",
  "mongodbatlas:index/projectIpAccessList:ProjectIpAccessList",
  "pulumi-nodejs:dynamic/monitor:PineconeIndex",
  "cloudflare:index/dnsRecord:DnsRecord",
  "cloudflare:index/ruleset:Ruleset",
  "aws:iam/role:Role",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:eks/podIdentityAssociation:PodIdentityAssociation",
  "aws:lambda/function:Function",
  "aws:lambda/eventSourceMapping:EventSourceMapping",
  "aws:sqs/queue:Queue",
  "aws:secretsmanager/secret:Secret",
  "aws:secretsmanager/secretVersion:SecretVersion",
  "kubernetes:helm.sh/v3:Release",
];

const documents = (value: Json): Json => {
  if (typeof value === "string" && value.startsWith("{")) return JSON.parse(value) as Json;
  return value;
};

/** Bundles differ from one machine's Node modules to another's; that they are named is tested, which it is not. */
const withoutHashes = (text: string): string => text.replaceAll(/bundle [0-9a-f]{12}/g, "bundle HASH");

/** What a golden holds: how many of each type, and the inputs of those that matter. */
function golden(graph: Graph): string {
  const counts: Record<string, number> = {};
  for (const { type } of graph.resources.filter(isDeployed)) counts[type] = (counts[type] ?? 0) + 1;
  const key = graph.resources.filter(({ type }) => KEY_TYPES.includes(type));
  const inputs = key.map(({ type, name, inputs: { tags, tagsAll, ...rest }, options }) => [
    `${type}  ${name}`,
    {
      ...Object.fromEntries(Object.entries(rest).map(([property, value]) => [property, documents(readable(value))])),
      ...(options.protect && { "(protect)": true }),
      ...(options.ignoreChanges.length > 0 && { "(ignoreChanges)": options.ignoreChanges }),
    },
  ]);
  return withoutHashes(`${JSON.stringify(sorted({ counts, inputs: Object.fromEntries(inputs) }), null, 2)}\n`);
}

describe("the committed environments", () => {
  it.each(["shared", "dev", "staging", "prod"])("%s holds what its golden says", async (name) => {
    await expect(golden(graphOf(name))).toMatchFileSnapshot(`testdata/${name}.json`);
  });

  it("are planned without anything the plan cannot tell", () => {
    for (const { graph } of stacks.values()) expect(graph.cannotTell).toEqual([]);
  });

  it("know the line of code of every resource", () => {
    for (const { graph } of stacks.values()) {
      for (const { source, type } of graph.resources) {
        if (type === STACK_TYPE) continue;
        const line = readFileSync(path.join(ROOT, source?.file ?? ""), "utf8").split("\n")[(source?.line ?? 0) - 1];
        expect(line).toMatch(/\bnew \w/);
      }
    }
  });

  it("come in the order a release passes through them, after what they share", () => {
    expect([...stacks.keys()]).toEqual(["shared", "dev", "staging", "prod"]);
  });

  it.each([
    ["dev", "10.10.0.0/16", 2, 1],
    ["staging", "10.20.0.0/16", 2, 1],
    ["prod", "10.30.0.0/16", 3, 3],
  ])("%s: network as the design's table has it", (name, cidr, zones, nats) => {
    expect(only(name, "aws:ec2/vpc:Vpc").cidrBlock).toBe(cidr);
    expect(new Set(ofType(name, "aws:ec2/subnet:Subnet").map(({ inputs }) => inputs.availabilityZone)).size).toBe(zones);
    expect(ofType(name, "aws:ec2/natGateway:NatGateway")).toHaveLength(nats);
  });

  it.each([
    ["dev", { numCacheClusters: 1, multiAzEnabled: false, automaticFailoverEnabled: false }],
    ["staging", { numCacheClusters: 2, multiAzEnabled: true, automaticFailoverEnabled: true }],
    ["prod", { numNodeGroups: 3, replicasPerNodeGroup: 1, clusterMode: "enabled", multiAzEnabled: true }],
  ])("%s: Redis as the design's table has it", (name, shape) => {
    const common = { transitEncryptionEnabled: true, atRestEncryptionEnabled: true, authToken: "[secret]" };
    expect(only(name, "aws:elasticache/replicationGroup:ReplicationGroup")).toMatchObject({ ...common, ...shape });
  });

  it("dev: MongoDB is Flex, open to the NAT address alone", () => {
    expect(JSON.stringify(only("dev", "mongodbatlas:index/advancedCluster:AdvancedCluster").replicationSpecs)).toContain(
      '"FLEX"',
    );
    const addresses = ofType("dev", "mongodbatlas:index/projectIpAccessList:ProjectIpAccessList").map(({ inputs }) =>
      readable(inputs.ipAddress ?? ""),
    );
    expect(addresses).toEqual(["‹network-nat-a.publicIp›"]);
    expect(ofType("dev", "mongodbatlas:index/privateLinkEndpoint:PrivateLinkEndpoint")).toEqual([]);
  });

  it.each(["staging", "prod"])("%s: MongoDB is reached by PrivateLink alone, encrypted with a key of ours, backed up", (name) => {
    expect(ofType(name, "mongodbatlas:index/projectIpAccessList:ProjectIpAccessList")).toEqual([]);
    expect(ofType(name, "mongodbatlas:index/privateLinkEndpointService:PrivateLinkEndpointService")).toHaveLength(1);
    const cluster = only(name, "mongodbatlas:index/advancedCluster:AdvancedCluster");
    expect(cluster).toMatchObject({ encryptionAtRestProvider: "AWS", backupEnabled: true, terminationProtectionEnabled: true });
    expect(ofType(name, "mongodbatlas:index/cloudBackupSchedule:CloudBackupSchedule")).toHaveLength(1);
  });

  it("prod: MongoDB is sharded, M30 or more", () => {
    const { clusterType, replicationSpecs } = only("prod", "mongodbatlas:index/advancedCluster:AdvancedCluster");
    expect(clusterType).toBe("SHARDED");
    expect(replicationSpecs).toHaveLength(2);
    expect(JSON.stringify(replicationSpecs)).toContain('"instanceSize":"M30"');
  });

  it("the load balancer has no public address, and CloudFront reaches it by its own way", () => {
    for (const name of ["dev", "staging", "prod"]) {
      expect(only(name, "aws:lb/loadBalancer:LoadBalancer").internal).toBe(true);
      expect(only(name, "aws:cloudfront/vpcOrigin:VpcOrigin").vpcOriginEndpointConfig).toMatchObject({
        originProtocolPolicy: "https-only",
      });
    }
  });

  it("a proxied environment admits nobody but Cloudflare, one that is not has no such rule", () => {
    const rules = (name: string) => JSON.stringify(ofType(name, "aws:wafv2/webAcl:WebAcl").map(({ inputs }) => inputs.rules));
    expect(rules("prod")).toContain("only-from-cloudflare");
    expect(rules("dev")).not.toContain("only-from-cloudflare");
  });

  it("every AWS resource carries the stack's tags, but for those that take none", () => {
    const untagged = new Set<string>();
    for (const { name, graph } of stacks.values()) {
      for (const { type, inputs } of graph.resources.filter((resource) => resource.type.startsWith("aws:"))) {
        if (!("tags" in inputs)) untagged.add(type.split(":").pop() ?? type);
        else
          expect(inputs.tags).toMatchObject({
            app: "monitor",
            environment: name,
            owner: "platform",
            "cost-centre": "engineering",
          });
      }
    }
    expect([...untagged].sort()).toMatchInlineSnapshot(`
      [
        "AccessPolicyAssociation",
        "Alias",
        "BucketLifecycleConfiguration",
        "BucketLogging",
        "BucketNotification",
        "BucketOwnershipControls",
        "BucketPolicy",
        "BucketPublicAccessBlock",
        "BucketServerSideEncryptionConfiguration",
        "BucketVersioning",
        "CertificateValidation",
        "LifecyclePolicy",
        "OriginAccessControl",
        "ResponseHeadersPolicy",
        "RolePolicy",
        "RolePolicyAttachment",
        "Route",
        "RouteTableAssociation",
        "Schedule",
        "SecretVersion",
        "WebAclAssociation",
        "WebAclLoggingConfiguration",
      ]
    `);
  });

  it("what holds data is protected where the configuration says so, and nothing in dev", () => {
    const isProtected = (name: string) =>
      graphOf(name)
        .resources.filter(({ options }) => options.protect)
        .map((resource) => resource.name);
    expect(isProtected("dev")).toEqual([]);
    expect(isProtected("prod").sort()).toEqual([
      "alb-balancer",
      "backups-bucket",
      "cluster-cluster",
      "encryption-key",
      "logs-bucket",
      "mongodb-cluster",
      "mongodb-encryption-key",
      "mongodb-project",
      "redis-group",
      "storage-bucket",
      "vectors-index",
    ]);
  });

  it("no role may do everything: actions by name, resources too unless the action takes none", () => {
    const everywhere = new Set<string>();
    for (const name of ["dev", "staging", "prod"]) {
      for (const { name: role, inputs } of ofType(name, "aws:iam/rolePolicy:RolePolicy")) {
        const { Statement } = documents(inputs.policy ?? "") as {
          Statement: { Sid: string; Action: string | string[]; Resource: string | string[] }[];
        };
        for (const { Sid, Action, Resource } of Statement) {
          for (const action of [Action].flat()) expect(action, `${role} ${Sid}`).not.toContain("*");
          if ([Resource].flat().includes("*")) everywhere.add(`${role} ${Sid}`);
        }
      }
    }
    expect([...everywhere].sort()).toEqual(["addons-aws-load-balancer-controller Look", "ai-role Network", "ai-role Trace"]);
  });

  it.each(["dev", "staging", "prod"])("%s: the function may read the secrets that it is told of, and no other", (name) => {
    const { variables } = only(name, "aws:lambda/function:Function").environment as { variables: Record<string, string> };
    const told = Object.entries(variables).flatMap(([key, value]) => (key.endsWith("_SECRET") ? [value] : []));
    const role = ofType(name, "aws:iam/rolePolicy:RolePolicy").find((resource) => resource.name === "ai-role");
    const { Statement } = documents(role?.inputs.policy ?? "") as { Statement: { Sid: string; Resource: string[] }[] };
    expect(Statement.find(({ Sid }) => Sid === "Secrets")?.Resource.toSorted()).toEqual(told.sort());
    expect(told.length).toBeGreaterThan(2);
  });

  it.each(["dev", "staging", "prod"])(
    "%s: what stands in Secrets Manager is secret in the plan, and under the stack's key",
    (name) => {
      const versions = ofType(name, "aws:secretsmanager/secretVersion:SecretVersion");
      expect(versions.map(({ inputs, secrets }) => [inputs.secretString, secrets])).toEqual(
        versions.map(() => ["[secret]", ["secretString"]]),
      );
      const keys = ofType(name, "aws:secretsmanager/secret:Secret").map(({ inputs }) => readable(inputs.kmsKeyId ?? ""));
      expect(new Set(keys)).toEqual(new Set(["‹encryption-key.arn›"]));
      expect(versions).toHaveLength(keys.length);
    },
  );

  it("holds exactly one release: every file of it, and no other, with its hash", () => {
    const { dashboard, sdk } = readRelease(ROOT);
    for (const name of ["dev", "staging", "prod"]) {
      const files = ofType(name, "aws:s3/bucketObjectv2:BucketObjectv2").map(({ inputs }) => [inputs.key, inputs.sourceHash]);
      expect(files.sort()).toEqual([...dashboard, ...sdk].map(({ path: file, sha256 }) => [file, sha256]).sort());
    }
  });

  it("no singleton of an account or a zone is owned by two stacks", () => {
    const singletons = [
      "aws:iam/openIdConnectProvider",
      "cloudflare:index/zoneSetting",
      "cloudflare:index/ruleset",
      "aws:ecr/repository",
    ];
    const owners = [...stacks.values()].filter(({ graph }) =>
      graph.resources.some(({ type }) => singletons.some((prefix) => type.startsWith(prefix))),
    );
    expect(owners.map(({ name }) => name)).toEqual(["shared"]);
  });

  it("no secret is a stack output, and no generated password stands anywhere", () => {
    for (const { graph } of stacks.values()) {
      expect(JSON.stringify(graph.outputs)).not.toContain("[secret]");
      expect(JSON.stringify(graph)).not.toMatch(/#result\}|#bcryptHash\}/);
    }
  });
});
