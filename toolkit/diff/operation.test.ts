import { describe, expect, it } from "vitest";
import { type Json, type Resource, UNKNOWN } from "../graph/graph.ts";
import type { Change } from "./change.ts";
import { diffGraphs } from "./diff.ts";
import { graphOf, output, renamedStack, resource } from "./testGraphs.ts";

type More = Parameters<typeof resource>[3];

const only = (before: readonly Resource[], after: readonly Resource[]): Change | undefined => {
  const { changes } = diffGraphs(graphOf(before), graphOf(after));
  expect(changes.length).toBeLessThan(2);
  return changes[0];
};
const verdict = (type: string, before: Resource["inputs"], after: Resource["inputs"], more: More = {}): string => {
  const change = only([resource(type, "a", before, more)], [resource(type, "a", after, more)]);
  return change ? `${change.operation}${change.sure ? "" : "?"}` : "same";
};

const INSTANCE = "aws:rds/instance:Instance";
const EC2 = "aws:ec2/instance:Instance";
const CACHE = "aws:elasticache/replicationGroup:ReplicationGroup";

describe("what the provider does", () => {
  it.each<[string, string, Record<string, Json>, Record<string, Json>, string]>([
    ["a property that can change", INSTANCE, { instanceClass: "db.t4g.micro" }, { instanceClass: "db.m7g.large" }, "update"],
    ["one that cannot", INSTANCE, { storageEncrypted: false }, { storageEncrypted: true }, "replace"],
    ["one in a block", EC2, { rootBlockDevice: { encrypted: false } }, { rootBlockDevice: { encrypted: true } }, "replace"],
    ["one beside it", EC2, { rootBlockDevice: { volumeSize: 8 } }, { rootBlockDevice: { volumeSize: 16 } }, "update"],
    ["a block that comes", EC2, {}, { ephemeralBlockDevices: [{ deviceName: "x" }] }, "replace?"],
    ["a block with what forces it", EC2, {}, { rootBlockDevice: { volumeSize: 8, encrypted: true } }, "replace?"],
    ["a block with nothing that does", EC2, {}, { rootBlockDevice: { volumeSize: 8 } }, "update"],
    ["one that goes", EC2, { launchTemplate: { id: "a" } }, {}, "replace"],
    [
      "a block with what is on without it, off",
      "aws:eks/cluster:Cluster",
      {},
      { accessConfig: { bootstrapClusterCreatorAdminPermissions: false } },
      "replace",
    ],
    [
      "a block with what is on without it, on",
      "aws:eks/cluster:Cluster",
      {},
      { accessConfig: { authenticationMode: "API" } },
      "update",
    ],
    ["off in so many words", INSTANCE, {}, { storageEncrypted: false }, "update?"],
    ["off without a word", INSTANCE, { storageEncrypted: false }, {}, "update?"],
    ["the default in so many words", "aws:lb/loadBalancer:LoadBalancer", {}, { loadBalancerType: "application" }, "update?"],
    ["another than the default", "aws:lb/loadBalancer:LoadBalancer", {}, { loadBalancerType: "network" }, "replace"],
    ["on for the first time", INSTANCE, {}, { storageEncrypted: true }, "replace"],
    ["what is on without a word, off", "aws:eks/cluster:Cluster", {}, { bootstrapSelfManagedAddons: false }, "replace"],
    ["what the provider chose, said", INSTANCE, {}, { availabilityZone: "us-east-1a" }, "replace?"],
    ["what it keeps, no longer said", INSTANCE, { availabilityZone: "us-east-1a" }, {}, "update?"],
    [
      "one of what it keeps",
      "aws:rds/cluster:Cluster",
      { availabilityZones: ["a", "b"] },
      { availabilityZones: ["a"] },
      "replace",
    ],
    ["a name no longer given", "aws:sqs/queue:Queue", { name: "q" }, {}, "replace"],
    ["an older generation's bucket", "aws:s3/bucketV2:BucketV2", { bucket: "a" }, { bucket: "b" }, "replace"],
    ["a tenth patch", CACHE, { engine: "redis", engineVersion: "7.9" }, { engine: "redis", engineVersion: "7.10" }, "update"],
    ["a region", "aws:sqs/queue:Queue", { region: "us-east-1" }, { region: "eu-west-1" }, "replace"],
    ["a type no table knows", "acme:cloud:Thing", { a: 1 }, { a: 2 }, "update?"],
    ["another processor", EC2, { instanceType: "m7i.large" }, { instanceType: "m7g.large" }, "replace"],
    ["the same processor", EC2, { instanceType: "m7g.large" }, { instanceType: "m8g.large" }, "update"],
    ["Redis to Valkey", CACHE, { engine: "redis", engineVersion: "7.1" }, { engine: "valkey", engineVersion: "8.0" }, "update"],
    ["Valkey to Redis", CACHE, { engine: "valkey" }, { engine: "redis" }, "replace"],
    [
      "an older version",
      CACHE,
      { engine: "valkey", engineVersion: "8.1" },
      { engine: "valkey", engineVersion: "7.2" },
      "replace",
    ],
    ["what the provider decides", "aws:rds/cluster:Cluster", { storageType: "" }, { storageType: "aurora-iopt1" }, "replace?"],
    ["an unknown that would force it", INSTANCE, { kmsKeyId: "k" }, { kmsKeyId: UNKNOWN }, "replace?"],
    ["an unknown that would not", INSTANCE, { monitoringRoleArn: "k" }, { monitoringRoleArn: UNKNOWN }, "update?"],
    ["a pinned dimension", "pulumi-nodejs:dynamic/monitor:PineconeIndex", { dimension: 1024 }, { dimension: 1536 }, "replace"],
    ["Atlas's project", "mongodbatlas:index/project:Project", { orgId: "a" }, { orgId: "b" }, "replace"],
    ["a DNS record's type", "cloudflare:index/dnsRecord:DnsRecord", { type: "A" }, { type: "CNAME" }, "replace"],
    ["a password's length", "random:index/randomPassword:RandomPassword", { length: 16 }, { length: 32 }, "replace"],
    [
      "a Deployment's selector",
      "kubernetes:apps/v1:Deployment",
      { spec: { selector: { matchLabels: { a: "b" } } } },
      { spec: { selector: { matchLabels: { a: "c" } } } },
      "replace",
    ],
    ["its replicas", "kubernetes:apps/v1:Deployment", { spec: { replicas: 1 } }, { spec: { replicas: 2 } }, "update"],
    [
      "an object's namespace",
      "kubernetes:core/v1:Service",
      { metadata: { namespace: "a" } },
      { metadata: { namespace: "b" } },
      "replace",
    ],
    [
      "a claim's size",
      "kubernetes:core/v1:PersistentVolumeClaim",
      { spec: { resources: { requests: { storage: "1Gi" } } } },
      { spec: { resources: { requests: { storage: "2Gi" } } } },
      "update",
    ],
    [
      "a Job's template",
      "kubernetes:batch/v1:Job",
      { spec: { template: { a: 1 } } },
      { spec: { template: { a: 2 } } },
      "replace",
    ],
    ["a ConfigMap's data", "kubernetes:core/v1:ConfigMap", { data: { a: "1" } }, { data: { a: "2" } }, "replace"],
  ])("%s", (_, type, before, after, expected) => expect(verdict(type, before, after)).toBe(expected));

  it("is not asked of two environments: what one leaves to the provider stays in neither", () => {
    const database = (availabilityZone?: string): Resource =>
      resource(INSTANCE, "d", availabilityZone === undefined ? {} : { availabilityZone });
    const { changes } = diffGraphs(graphOf([database("us-east-1a")]), renamedStack(graphOf([database()]), "other"));
    expect(changes).toMatchObject([
      { operation: "update", sure: true, words: ["availabilityZone: no longer set (was us-east-1a)"] },
    ]);
  });
  it("lets a provider say that configuration changes in place", () => {
    const provider = resource("pulumi:providers:kubernetes", "k", { enableConfigMapMutable: "true" });
    const config = (a: string): Resource =>
      resource("kubernetes:core/v1:ConfigMap", "c", { data: { a } }, { provider: provider.urn });
    expect(only([provider, config("1")], [provider, config("2")])?.operation).toBe("update");
  });
});

describe("options", () => {
  it("hide changes, or make them replacements", () => {
    const [before, after] = [
      { tags: { a: "1" }, name: "x" },
      { tags: { a: "2" }, name: "x" },
    ];
    expect(verdict("aws:sqs/queue:Queue", before, after, { options: { ignoreChanges: ["tags"] } })).toBe("same");
    expect(verdict("aws:sqs/queue:Queue", before, after, { options: { replaceOnChanges: ["tags.*"] } })).toBe("replace");
    expect(verdict("aws:sqs/queue:Queue", before, after, { options: { replaceOnChanges: ["*"] } })).toBe("replace");
    expect(verdict("aws:sqs/queue:Queue", before, after, { options: { ignoreChanges: ["tag"] } })).toBe("update");
  });
  it("name properties by whole steps, and what is in them", () => {
    const queue = "aws:sqs/queue:Queue";
    const balancer = "aws:lb/loadBalancer:LoadBalancer";
    expect(verdict(queue, { name: "x" }, { name: "x", tags: { a: "1" } }, { options: { ignoreChanges: ["tags.a"] } })).toBe(
      "same",
    );
    expect(verdict(queue, { tags: { a: "1", b: "1" } }, { tags: { b: "2" } }, { options: { ignoreChanges: ["tags.a"] } })).toBe(
      "update",
    );
    expect(verdict(balancer, { subnets: ["a"] }, { subnets: ["b"] }, { options: { replaceOnChanges: ["subnets[*]"] } })).toBe(
      "replace",
    );
    expect(
      verdict(balancer, { subnets: ["a", "b"] }, { subnets: ["a", "c"] }, { options: { replaceOnChanges: ["subnets[0]"] } }),
    ).toBe("update");
  });
  it("ignored, hide what would follow, and nothing whose name only begins alike", () => {
    const parts = (cidrBlock: string, ignoreChanges: string[]): Resource[] => {
      const vpc = resource("aws:ec2/vpc:Vpc", "vpc", { cidrBlock });
      return [vpc, resource("aws:ec2/subnet:Subnet", "subnet", { vpcId: output(vpc, "id") }, { options: { ignoreChanges } })];
    };
    const names = (ignore: string[]): (string | undefined)[] =>
      diffGraphs(graphOf(parts("10.0.0.0/16", ignore)), graphOf(parts("10.1.0.0/16", ignore))).changes.map(
        ({ after }) => after?.name,
      );
    expect(names(["vpcId"])).toEqual(["vpc"]);
    expect(names(["vpc"])).toEqual(["vpc", "subnet"]);
  });
  it("make anew what has another trigger: by its value alone, and never by its coming or going", () => {
    const triggered = (was: Json, is: Json): Change | undefined => {
      const [a, b] = [was, is].map((replacementTrigger) =>
        resource("aws:sqs/queue:Queue", "q", {}, { options: replacementTrigger === null ? {} : { replacementTrigger } }),
      );
      return a && b && only([a], [b]);
    };
    const said = (was: Json, is: Json): unknown => {
      const change = triggered(was, is);
      return change && [change.operation, change.sure, change.words, change.because];
    };
    expect(said("1", "2")).toEqual(["replace", true, ["replacementTrigger: 1 → 2"], []]);
    expect(said({ a: ["x", "y"] }, { a: ["y", "x"] })).toEqual(["replace", true, ["replacementTrigger.a: another order"], []]);
    expect(said("1", "[secret]")).toEqual([
      ...["replace", false, ["replacementTrigger: in clear → a secret (perhaps)"]],
      ["replacementTrigger is a secret on one side alone, and may be the same"],
    ]);
    expect(said("1", "[unknown]")).toEqual([
      ...["replace", false, ["replacementTrigger: 1 → not known yet (perhaps)"]],
      ["replacementTrigger is known after deployment only, and may stay the same"],
    ]);
    expect([triggered(null, "1"), triggered("1", null), triggered("[secret]", "[secret]")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
  it("make anew what is replaced with another, or has a trigger that follows from it", () => {
    const said = (options: (vpc: Resource) => NonNullable<More>["options"]): unknown => {
      const parts = (cidrBlock: string): Resource[] => {
        const vpc = resource("aws:ec2/vpc:Vpc", "vpc", { cidrBlock });
        return [vpc, resource("aws:sqs/queue:Queue", "q", {}, { options: { ignoreChanges: ["*"], ...options(vpc) } })];
      };
      const { changes } = diffGraphs(graphOf(parts("10.0.0.0/16")), graphOf(parts("10.1.0.0/16")));
      return changes.find(({ after }) => after?.name === "q");
    };
    expect(said(({ urn }) => ({ replaceWith: [urn] }))).toMatchObject({
      ...{ operation: "replace", sure: true, words: ["made anew with vpc, as replaceWith says"], properties: [] },
    });
    // What may be made anew for itself is made anew for sure with the other one, whatever is looked at first.
    expect(said((vpc) => ({ replaceWith: [vpc.urn], replacementTrigger: { of: [output(vpc, "id")] } }))).toMatchObject({
      ...{ operation: "replace", sure: true, because: [] },
    });
    const maybe = (cidrBlock: string, trigger: string): Resource[] => {
      const vpc = resource("aws:ec2/vpc:Vpc", "vpc", { cidrBlock });
      return [
        vpc,
        resource("aws:sqs/queue:Queue", "q", {}, { options: { replaceWith: [vpc.urn], replacementTrigger: trigger } }),
      ];
    };
    const both = diffGraphs(graphOf(maybe("10.0.0.0/16", "1")), graphOf(maybe("10.1.0.0/16", "[unknown]"))).changes;
    expect(both.find(({ after }) => after?.name === "q")).toMatchObject({ operation: "replace", sure: true, because: [] });
    expect(said((vpc) => ({ replacementTrigger: { of: [output(vpc, "id")] } }))).toMatchObject({
      ...{ operation: "replace", sure: false, because: ["vpc is made anew, and may have another id"] },
      words: ["made anew where vpc is: its replacementTrigger follows from it"],
    });
  });
  const balancer = (name: string, options: NonNullable<More>["options"]): Resource =>
    resource("aws:lb/loadBalancer:LoadBalancer", "lb", { name }, { options: options ?? {} });
  it("protect, where both sides say so; a deletion asks what was there alone", () => {
    const refused = "protected, so that the engine refuses";
    expect(only([balancer("a", { protect: true })], [balancer("b", { protect: true })])?.words).toContain(refused);
    expect(only([balancer("a", { protect: true })], [balancer("b", { protect: false })])?.words).not.toContain(refused);
    expect(only([balancer("a", { protect: true })], [])?.words).toContain(refused);
    const database = (protect: boolean, engine: string): Resource =>
      resource(INSTANCE, "d", { engine }, { options: { protect } });
    expect(only([database(true, "mysql")], [database(false, "postgres")])?.risk.dataLoss).toBe("lost: the database");
  });
  it("delete first where they say so, or a name that is given is taken", () => {
    const first = "deleted before the new one is made";
    const scheme = (internal: boolean, more: object, options: object = {}): Resource =>
      resource("aws:lb/loadBalancer:LoadBalancer", "lb", { internal, ...more }, { options });
    expect(only([scheme(true, {})], [scheme(false, {})])).toMatchObject({
      risk: { downtime: "clients change over to another address" },
    });
    expect(only([scheme(true, { name: "a" })], [scheme(false, { name: "a" })])).toMatchObject({
      words: ["internal → public", first],
      risk: { downtime: "until the new one is there, nothing is served through it" },
    });
    // Whatever name the program gives: `nameRequiresDeleteBeforeReplace` does not ask whether it stays.
    expect(only([scheme(true, { name: "a" })], [scheme(false, { name: "b" })])?.words).toContain(first);
    expect(only([scheme(true, {})], [scheme(false, {}, { deleteBeforeReplace: true })])?.words).toContain(first);
    expect(
      only([scheme(true, { name: "a" })], [scheme(false, { name: "a" }, { deleteBeforeReplace: false })])?.words,
    ).not.toContain(first);
    const deployment = (app: string): Resource =>
      resource("kubernetes:apps/v1:Deployment", "d", { metadata: { name: "d" }, spec: { selector: { matchLabels: { app } } } });
    expect(only([deployment("a")], [deployment("b")])?.risk.downtime).toBe("until the new one is there, no pod runs");
    const attached = (policyArn: string): Resource =>
      resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", { role: "r", policyArn });
    expect(only([attached("a")], [attached("b")])?.words).toContain(first);
    const release = (namespace: string): Resource => resource("kubernetes:helm.sh/v3:Release", "r", { name: "r", namespace });
    expect(only([release("a")], [release("b")])?.words).not.toContain(first);
  });
  it("refuse a new one under a name that the old one has", () => {
    const group = (name: string, more: object): Resource =>
      resource("aws:cloudwatch/logGroup:LogGroup", name, { kmsKeyId: "k", retentionInDays: 7, ...more });
    expect(only([group("a", { name: "/aws/x" })], [group("b", { name: "/aws/x" })])?.words).toContain(
      "the old one has the name /aws/x until it is gone: the new one is refused, or goes with it",
    );
    expect(only([group("a", {})], [group("b", {})])?.words.join()).not.toContain("refused");
  });
  it("keep the old one by what was said before: the state decides", () => {
    const table = (hashKey: string, retainOnDelete: boolean): Resource =>
      resource("aws:dynamodb/table:Table", "t", { hashKey }, { options: { retainOnDelete } });
    expect(only([table("a", false)], [table("b", true)])).toMatchObject({
      words: ["hashKey: a → b", "retainOnDelete counts from the next deployment on: this one deletes the old one"],
      risk: { dataLoss: "lost: the table's items" },
    });
  });
  it("tell where a protection is taken away, and what it means for what is lost", () => {
    const bucket = (protect: boolean, bucketName = "b", retainOnDelete = false): Resource =>
      resource("aws:s3/bucket:Bucket", "b", { bucket: bucketName }, { options: { protect, retainOnDelete } });
    expect(only([bucket(true)], [bucket(false)])).toMatchObject({
      operation: "update",
      words: ["no longer protected: the engine may delete it"],
    });
    expect(only([bucket(true)], [])?.risk.dataLoss).toBe("lost: the files in the bucket; protected, so that the engine refuses");
    expect(only([bucket(false, "b", true)], [bucket(false, "c", true)])?.risk.dataLoss).toBe(
      "the new one is empty; the old one stays in the cloud, and the engine forgets it",
    );
    expect(only([bucket(false, "b", true)], [])?.risk).toMatchObject({ level: "medium", dataLoss: null });
  });
});

describe("providers", () => {
  const aws = (region: string): Resource => resource("pulumi:providers:aws", "aws", { region });
  const queue = (provider: Resource | null): Resource =>
    resource("aws:sqs/queue:Queue", "q", { name: "q" }, { provider: provider?.urn ?? null });

  const told = (before: readonly Resource[], after: readonly Resource[]): unknown[] =>
    diffGraphs(graphOf(before), graphOf(after)).changes.map(({ after: is, operation, sure, words }) => [
      is?.name,
      `${operation}${sure ? "" : "?"}`,
      words[0],
    ]);

  it("of AWS, say where what has a place of its own stands", () => {
    const [here, there] = [aws("us-east-1"), aws("eu-west-1")];
    const role = resource("aws:iam/role:Role", "r", { description: "a" }, { provider: here.urn });
    const own = resource("aws:sqs/queue:Queue", "own", { region: "us-east-1" }, { provider: here.urn });
    expect(told([here, queue(here), role, own], [there, queue(here), role, own])).toEqual([
      ["q", "replace", "region: us-east-1 → eu-west-1"],
      ["aws", "update", "region: us-east-1 → eu-west-1"],
    ]);
    // The region that it has anyway.
    const said = { ...queue(here), inputs: { name: "q", region: "us-east-1" } };
    expect(told([here, queue(here)], [here, said])).toEqual([]);
  });
  const cluster = (kubeconfig: Json, more: Resource["inputs"] = {}): Resource =>
    resource("pulumi:providers:kubernetes", "k", { kubeconfig, ...more });
  const named = resource("kubernetes:core/v1:ConfigMap", "c", { metadata: { name: "c" } }, { provider: cluster("").urn });
  it("of Kubernetes, make all anew where they lead to another cluster, or may", () => {
    expect(told([cluster("a"), named], [cluster("b"), named])).toEqual([
      ["c", "replace?", "provider k has another kubeconfig"],
      ["k", "replace?", "kubeconfig: a → b (perhaps)"],
    ]);
    expect(told([cluster("a", { clusterIdentifier: "x" }), named], [cluster("b", { clusterIdentifier: "x" }), named])).toEqual([
      ["k", "update", "kubeconfig: a → b"],
    ]);
    const other = told([cluster("a", { clusterIdentifier: "x" }), named], [cluster("a", { clusterIdentifier: "y" }), named]);
    expect(other).toContainEqual(["c", "replace", "provider k has another clusterIdentifier: x → y"]);
  });
  it("do not have the old one deleted first: the engine does not ask a resource's own provider", () => {
    const [was, is] = [cluster("a", { clusterIdentifier: "x" }), cluster("a", { clusterIdentifier: "y" })];
    const { changes } = diffGraphs(graphOf([was, named]), graphOf([is, named]));
    expect(changes.find(({ after }) => after?.name === "c")?.words).not.toContain("deleted before the new one is made");
  });
  it("are others where the cluster that they lead to is made anew", () => {
    const eks = (name: string): Resource => resource("aws:eks/cluster:Cluster", "eks", { name });
    const all = (name: string): Resource[] => [eks(name), cluster(output(eks(name), "endpoint")), named];
    expect(told(all("a"), all("b"))).toEqual([
      ["eks", "replace", "name: a → b"],
      ["c", "replace", "made anew where k is"],
      ["k", "replace", "made anew where eks is: it cannot change kubeconfig"],
    ]);
  });
  it("may replace where the default provider gives way, whose region no plan has", () => {
    const change = only([aws("us-east-1"), queue(null)], [aws("us-east-1"), queue(aws(""))]);
    expect(change).toMatchObject({ operation: "replace", sure: false });
    expect(change?.because).toEqual([
      "the default provider's region is no part of the plan; if the other has another one, it is made anew",
    ]);
  });
});

describe("what follows", () => {
  const vpc = (cidrBlock: string): Resource => resource("aws:ec2/vpc:Vpc", "vpc", { cidrBlock });
  const around = (one: Resource): Resource[] => {
    const subnet = resource("aws:ec2/subnet:Subnet", "subnet", { vpcId: output(one, "id"), cidrBlock: "10.0.0.0/20" });
    const queue = resource("aws:sqs/queue:Queue", "q", { name: "q", tags: { vpc: output(one, "id") } });
    return [one, subnet, resource("aws:ec2/natGateway:NatGateway", "nat", { subnetId: output(subnet, "id") }), queue];
  };

  it("is made anew where what it cannot change is, as far as the ids go", () => {
    const { changes } = diffGraphs(graphOf(around(vpc("10.0.0.0/16"))), graphOf(around(vpc("10.1.0.0/16"))));
    expect(changes.map(({ after, operation, sure, because }) => [after?.name, operation, sure, because[0]])).toEqual([
      ["vpc", "replace", true, undefined],
      ["nat", "replace", false, "subnet is made anew, and may have another id"],
      ["subnet", "replace", false, "vpc is made anew, and may have another id"],
    ]);
  });
  it("is deleted first, for sure, where what it needs is, if nothing protects it", () => {
    const all = (cidrBlock: string, protect: boolean): Resource[] => {
      const first = resource("aws:ec2/vpc:Vpc", "vpc", { cidrBlock }, { options: { deleteBeforeReplace: true } });
      return [first, resource("aws:ec2/subnet:Subnet", "subnet", { vpcId: output(first, "id") }, { options: { protect } })];
    };
    const subnet = (protect: boolean): Change | undefined =>
      diffGraphs(graphOf(all("10.0.0.0/16", protect)), graphOf(all("10.1.0.0/16", false))).changes.find(
        ({ after }) => after?.name === "subnet",
      );
    expect(subnet(false)).toMatchObject({ operation: "replace", sure: true, because: [] });
    expect(subnet(false)?.words).toContain("deleted before the new one is made");
    expect(subnet(true)?.words).toContain("protected, so that the engine refuses");
  });
  it("counts who depends on it, by others too", () => {
    const { changes } = diffGraphs(graphOf(around(vpc("10.0.0.0/16"))), graphOf(around(vpc("10.1.0.0/16"))));
    expect(changes.find(({ after }) => after?.name === "vpc")).toMatchObject({ blastCount: 3 });
  });
  it("leaves nodes alone where their launch template has other tags of its own", () => {
    const nodes = (tag: string): Resource[] => {
      const template = resource("aws:ec2/launchTemplate:LaunchTemplate", "t", { imageId: "a", tags: { tag } });
      return [
        template,
        resource("aws:eks/nodeGroup:NodeGroup", "g", { launchTemplate: { version: output(template, "latestVersion") } }),
      ];
    };
    expect(diffGraphs(graphOf(nodes("a")), graphOf(nodes("b"))).changes.map(({ after }) => after?.name)).toEqual(["t"]);
  });
  it("rolls nodes where their launch template changes", () => {
    const nodes = (size: number): Resource[] => {
      const template = resource("aws:ec2/launchTemplate:LaunchTemplate", "t", {
        blockDeviceMappings: [{ deviceName: "x", ebs: { volumeSize: size } }],
      });
      return [
        template,
        resource("aws:eks/nodeGroup:NodeGroup", "g", {
          launchTemplate: { id: output(template, "id"), version: output(template, "latestVersion") },
        }),
      ];
    };
    const { changes } = diffGraphs(graphOf(nodes(50)), graphOf(nodes(80)));
    expect(changes.map(({ after, operation, words }) => [after?.name, operation, words[0]])).toEqual([
      ["t", "update", "disk 50 → 80 GiB"],
      ["g", "update", "nodes take over the launch template as changed (they are replaced one after the other)"],
    ]);
  });
});
