/** Resources through the lab's providers over gRPC, as the engine calls them. */
import path from "node:path";
import { describe, expect, it } from "vitest";
import { startLab } from "./lab.ts";
import { TestClient, useLab } from "./testClient.ts";
import { UNKNOWN_VALUE, wireSecret } from "./wire.ts";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const BUCKET = "aws:s3/bucket:Bucket";
const ROLE = "aws:iam/role:Role";
const LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const NAMESPACE = "kubernetes:core/v1:Namespace";
const PASSWORD = "random:index/randomPassword:RandomPassword";

const used = useLab();
const { of } = used;

describe("a resource", () => {
  it("is made, read, changed and deleted", async () => {
    const vpcs = of(VPC);
    const { id, properties } = await vpcs.create("network", { cidrBlock: "10.0.0.0/16" });
    expect(id).toMatch(/^vpc-[0-9a-f]{17}$/);
    expect(properties).toMatchObject({ cidrBlock: "10.0.0.0/16", defaultSecurityGroupId: expect.stringMatching(/^sg-/) });
    expect(properties.arn).toMatch(/^arn:aws:ec2:us-east-1:111122223333:vpc\//);
    expect(await vpcs.read("network", id)).toEqual({ id, properties, inputs: { cidrBlock: "10.0.0.0/16" } });

    const changed = await vpcs.update("network", id, { cidrBlock: "10.0.0.0/16", enableDnsSupport: true });
    expect(changed).toEqual({ ...properties, enableDnsSupport: true });
    expect(used.lab.resources()).toMatchObject([{ id, type: VPC, name: "network", properties: changed }]);

    await vpcs.delete("network", id);
    expect(used.lab.resources()).toEqual([]);
    expect((await vpcs.read("network", id)).id).toBe("");
    await expect(vpcs.delete("network", id)).rejects.toThrow(`NotFound: no ${VPC} ${id}`);
  });

  it("has no id and no outputs before it is made", async () => {
    const inputs = { cidrBlock: "10.0.0.0/16", tags: { zone: UNKNOWN_VALUE } };
    const { id, properties } = await of(VPC).create("network", inputs, { preview: true });
    expect(id).toBe("");
    expect(properties).toMatchObject({ ...inputs, arn: UNKNOWN_VALUE });
    expect(used.lab.resources()).toEqual([]);
  });

  it("has the same values in every lab, and another id each time it is made", async () => {
    const vpcs = of(VPC);
    const first = await vpcs.create("network", { cidrBlock: "10.0.0.0/16" });
    await vpcs.delete("network", first.id);
    const second = await vpcs.create("network", { cidrBlock: "10.0.0.0/16" });
    expect(second.id).not.toBe(first.id);
    const elsewhere = await startLab({ folder: path.join(used.folder, "other") });
    const client = new TestClient(elsewhere, VPC);
    expect(await client.create("network", { cidrBlock: "10.0.0.0/16" })).toEqual(first);
    client.close();
    await elsewhere.stop();
  });

  it("is not made twice under one name, whichever stack asks", async () => {
    const roles = of(ROLE);
    await roles.create("deploy", { name: "monitor-deploy", assumeRolePolicy: "{}" });
    await expect(roles.create("deploy", { name: "monitor-deploy", assumeRolePolicy: "{}" }, { stack: "prod" })).rejects.toThrow(
      /AlreadyExists: aws:iam\/role:Role monitor-deploy has been made already, as urn:pulumi:dev::/,
    );
    await roles.create("other", { name: "monitor-other", assumeRolePolicy: "{}" });
  });

  it("of a cluster is known in it: each stack has its own", async () => {
    const namespaces = of(NAMESPACE);
    const inputs = { apiVersion: "v1", kind: "Namespace", metadata: { name: "monitor" } };
    await namespaces.create("namespace", inputs);
    await namespaces.create("namespace", inputs, { stack: "prod" });
    await expect(namespaces.create("again", inputs)).rejects.toThrow(/AlreadyExists/);
  });

  it("keeps its secrets marked, and shows them", async () => {
    const { properties } = await of(PASSWORD).create("password", { length: 40, special: false });
    expect(properties.result).toEqual(wireSecret(expect.stringMatching(/^[A-Za-z0-9]{40}$/)));
    await of("aws:secretsmanager/secretVersion:SecretVersion").create("version", {
      secretId: "s",
      secretString: wireSecret("x"),
    });
    const [version, password] = used.lab.resources();
    expect(version).toMatchObject({ secrets: ["secretString"], properties: { secretString: "x" } });
    expect(password?.secrets).toEqual(["result", "bcryptHash"]);
  });

  it("that is protected, or a bucket that holds something, is not deleted", async () => {
    const balancers = of(LOAD_BALANCER);
    const { id } = await balancers.create("alb", { name: "alb", enableDeletionProtection: true });
    await expect(balancers.delete("alb", id)).rejects.toThrow(/OperationNotPermitted.*enableDeletionProtection/);
    const buckets = of(BUCKET);
    const bucket = await buckets.create("files", { bucket: "files" });
    await of("aws:s3/bucketObjectv2:BucketObjectv2").create("index", { bucket: "files", key: "index.html" });
    await expect(buckets.delete("files", bucket.id)).rejects.toThrow("BucketNotEmpty: files has 1 objects");
    await buckets.update("files", bucket.id, { bucket: "files", forceDestroy: true });
    await buckets.delete("files", bucket.id);
    expect(used.lab.resources()).toHaveLength(1);
  });

  it("in use is not deleted, and addresses are given once", async () => {
    const [vpcs, subnets, gateways] = [of(VPC), of(SUBNET), of("aws:ec2/natGateway:NatGateway")];
    const vpc = await vpcs.create("network", { cidrBlock: "10.0.0.0/16" });
    const place = { vpcId: vpc.id, availabilityZone: "us-east-1a" };
    const subnet = await subnets.create("a", { ...place, cidrBlock: "10.0.0.0/18" });
    await expect(subnets.create("b", { ...place, cidrBlock: "10.0.32.0/19" })).rejects.toThrow(
      `InvalidSubnet.Conflict: 10.0.32.0/19 shares addresses with 10.0.0.0/18 of ${subnet.id}`,
    );
    await subnets.create("b", { ...place, cidrBlock: "10.0.64.0/18" });
    await expect(vpcs.delete("network", vpc.id)).rejects.toThrow(`DependencyViolation: ${vpc.id} is in use by`);
    await gateways.create("nat", { allocationId: "eipalloc-1", subnetId: subnet.id });
    await expect(gateways.create("other", { allocationId: "eipalloc-1", subnetId: subnet.id })).rejects.toThrow("AlreadyExists");
    await expect(subnets.delete("a", subnet.id)).rejects.toThrow("DependencyViolation");
  });

  it("that is put twice is one, and deleting one of the two deletes it", async () => {
    const policies = of("aws:s3/bucketPolicy:BucketPolicy");
    const first = await policies.create("policy", { bucket: "files", policy: "{}" });
    await policies.create("other", { bucket: "files", policy: "{}" });
    await policies.delete("policy", first.id);
    expect(used.lab.resources()).toEqual([]);
  });

  it("that is put again by one who does not know of the first time overwrites it", async () => {
    const settings = of("aws:s3/bucketVersioning:BucketVersioning");
    const first = await settings.create("a", { bucket: "b", versioningConfiguration: { status: "Suspended" } });
    const again = await settings.create("a", { bucket: "b", versioningConfiguration: { status: "Enabled" } });
    expect(again.id).toBe(first.id);
    expect(used.lab.resources()).toMatchObject([{ properties: { versioningConfiguration: { status: "Enabled" } } }]);
    await settings.delete("a", first.id);
    expect(used.lab.resources()).toEqual([]);
  });

  it("counts its versions, unknown until it has changed", async () => {
    const templates = of("aws:ec2/launchTemplate:LaunchTemplate");
    const { id, properties } = await templates.create("nodes", { name: "nodes" });
    expect(properties.latestVersion).toBe(1);
    expect(await templates.update("nodes", id, { name: "nodes", description: "x" }, { preview: true })).toMatchObject({
      latestVersion: UNKNOWN_VALUE,
    });
    expect(await templates.update("nodes", id, { name: "nodes", description: "x" })).toMatchObject({ latestVersion: 2 });
  });
});

describe("a name", () => {
  it("is the one proposed, until the program gives one", async () => {
    const roles = of(ROLE);
    const first = await roles.check("api", { assumeRolePolicy: "{}" }, { proposed: "monitor-dev-api-1a2b3c4" });
    expect(first).toMatchObject({ inputs: { name: "monitor-dev-api-1a2b3c4" }, failures: [] });
    const again = await roles.check(
      "api",
      { assumeRolePolicy: "{}" },
      { olds: first.inputs, proposed: "monitor-dev-api-fffffff" },
    );
    expect(again.inputs).toEqual(first.inputs);
    const given = await roles.check("api", { assumeRolePolicy: "{}", name: "mine" }, { olds: first.inputs, proposed: "x" });
    expect(given.inputs).toEqual({ assumeRolePolicy: "{}", name: "mine" });
  });

  it("is put in the form that the cloud takes", async () => {
    const named = async (type: string, inputs: object) =>
      Object.values((await of(type).check("x", inputs, { proposed: "Some-Name" })).inputs);
    expect(await named(BUCKET, {})).toContain("some-name");
    expect(await named("aws:kms/alias:Alias", { targetKeyId: "k" })).toContain("alias/Some-Name");
    expect(await named("aws:sqs/queue:Queue", { fifoQueue: true })).toContain("Some-Name.fifo");
  });

  it("stands in an object's metadata in a cluster", async () => {
    const { inputs } = await of(NAMESPACE).check("ns", { apiVersion: "v1", kind: "Namespace" }, { proposed: "monitor-dev-ns-1" });
    expect(inputs.metadata).toEqual({ name: "monitor-dev-ns-1", annotations: { "pulumi.com/autonamed": "true" } });
  });

  it("longer than the cloud takes is a failure", async () => {
    const { failures } = await of(LOAD_BALANCER).check("alb", {}, { proposed: "a".repeat(33) });
    expect(failures).toEqual([`name: name ${"a".repeat(33)} has 33 characters, and may have 32`]);
  });

  it("and every other failure is told by its path", async () => {
    const { failures } = await of(VPC).check("network", { cidrBlok: "10.0.0.0/16", tags: { a: 1 } });
    expect(failures).toEqual([
      "tags.a: tags.a is the number 1, not text",
      "cidrBlok: cidrBlok is no property here; did you mean cidrBlock?",
    ]);
  });
});

describe("a difference", () => {
  it("is told property by property", async () => {
    const before = { cidrBlock: "10.0.0.0/16", tags: { a: "1", b: "2" }, enableDnsSupport: true };
    const after = { cidrBlock: wireSecret("10.0.0.0/16"), tags: { a: "2", c: UNKNOWN_VALUE }, enableDnsSupport: true };
    expect(await of(VPC).diff("network", before, after)).toEqual({
      ...{ changes: true, replaces: [], deleteBeforeReplace: false },
      detailed: { "tags.a": "UPDATE", "tags.b": "DELETE", "tags.c": "ADD" },
    });
    expect(await of(VPC).diff("network", before, after, ["tags"])).toMatchObject({ changes: false, detailed: {} });
  });

  const rules: readonly { name: string }[] = [{ name: "a" }];
  const cases: [what: string, type: string, before: object, after: object, replaces: string[], first: boolean][] = [
    ["VPC of other addresses", VPC, { cidrBlock: "10.0.0.0/16" }, { cidrBlock: "10.1.0.0/16" }, ["cidrBlock"], false],
    ["role of another name", ROLE, { name: "a" }, { name: "b" }, ["name"], false],
    ["role elsewhere under its name", ROLE, { name: "a", path: "/" }, { name: "a", path: "/x/" }, ["path"], true],
    [
      "role that the provider has named",
      ROLE,
      { name: "a", __defaults: ["name"], path: "/" },
      { name: "a", __defaults: ["name"], path: "/x/" },
      ["path"],
      false,
    ],
    [
      "cache of larger nodes",
      "aws:elasticache/replicationGroup:ReplicationGroup",
      { replicationGroupId: "r", nodeType: "cache.t4g.micro" },
      { replicationGroupId: "r", nodeType: "cache.m7g.large" },
      [],
      false,
    ],
    [
      "database of another size",
      "mongodbatlas:index/advancedCluster:AdvancedCluster",
      { projectId: "p", name: "n", replicationSpecs: [{ regionConfigs: [{ electableSpecs: { instanceSize: "M10" } }] }] },
      { projectId: "p", name: "n", replicationSpecs: [{ regionConfigs: [{ electableSpecs: { instanceSize: "M30" } }] }] },
      [],
      false,
    ],
    [
      "nodes of another type",
      "aws:eks/nodeGroup:NodeGroup",
      { clusterName: "c", nodeGroupName: "n", __defaults: ["nodeGroupName"], instanceTypes: ["m7g.large"] },
      { clusterName: "c", nodeGroupName: "n", __defaults: ["nodeGroupName"], instanceTypes: ["m7g.xlarge"] },
      ["instanceTypes"],
      false,
    ],
    [
      "deployment of another selector",
      "kubernetes:apps/v1:Deployment",
      { metadata: { name: "api" }, spec: { selector: { matchLabels: { app: "a" } } } },
      { metadata: { name: "api" }, spec: { selector: { matchLabels: { app: "b" } } } },
      ["spec"],
      true,
    ],
    [
      "policy that its provider deletes first",
      "aws:ecr/lifecyclePolicy:LifecyclePolicy",
      { repository: "r", policy: "{}" },
      { repository: "r", policy: '{"rules":[]}' },
      ["policy"],
      true,
    ],
    [
      "subnet in another zone, which nobody names: its addresses are taken until the old one goes",
      SUBNET,
      { vpcId: "v", cidrBlock: "10.0.0.0/24", availabilityZone: "us-east-1a" },
      { vpcId: "v", cidrBlock: "10.0.0.0/24", availabilityZone: "us-east-1b" },
      ["availabilityZone"],
      false,
    ],
    ["firewall of other rules", "aws:wafv2/webAcl:WebAcl", { name: "w", rules }, { name: "w", rules: [] }, [], false],
  ];
  it.each(cases)("%s", async (_, type, before, after, replaces, deleteBeforeReplace) => {
    expect(await of(type).diff("x", before, after)).toMatchObject({ changes: true, replaces, deleteBeforeReplace });
  });
});
