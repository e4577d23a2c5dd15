/** What programs of others do that ours do not: what is recorded of it, and what the plan says it cannot tell. */
import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { describe, expect, it } from "vitest";
import { withDefaultProviders } from "./defaultProviders.ts";
import { find, reasons, recorded } from "./testRecord.ts";

/** As the packages of components in other languages have it. */
class Remote extends pulumi.ComponentResource {
  declare readonly vpcId: pulumi.Output<string>;
  constructor(name: string, args: Record<string, unknown>) {
    super("awsx:ec2:Vpc", name, { ...args, vpcId: undefined, subnets: undefined }, {}, true);
  }
  size(): pulumi.Output<number> {
    return pulumi.runtime.call("awsx:ec2:Vpc/size", { __self__: this }, this);
  }
}

describe("a component of another program's", () => {
  it("is recorded, its outputs are unknown, and what it makes is said to be missing", async () => {
    const graph = await recorded(() => {
      const remote = new Remote("net", { cidrBlock: "10.0.0.0/16" });
      new aws.ec2.Subnet("subnet", { vpcId: remote.vpcId, cidrBlock: "10.0.0.0/24" }, { parent: remote });
      new aws.ec2.Vpc("sized", { ipv4NetmaskLength: remote.size() });
    });
    expect(find(graph, "net")).toMatchObject({ custom: false, inputs: { cidrBlock: "10.0.0.0/16" } });
    expect(find(graph, "subnet")).toMatchObject({ parent: find(graph, "net").urn, unknowns: ["vpcId"] });
    expect(reasons(graph)).toEqual([
      "its value is not known offline",
      "it follows from vpcId of net, which no table of outputs knows",
      "what it is made of: the package awsx makes its resources in a program of its own, which does not run offline",
      "the answer of awsx:ec2:Vpc/size, which no table of lookups knows; what code makes of it is missing",
    ]);
  });
});

describe("what packages declare", () => {
  it("are texts that stand as symbols, in no table; all else stays unknown", async () => {
    const graph = await recorded(() => {
      const table = new aws.dynamodb.Table("table", { hashKey: "id", attributes: [{ name: "id", type: "S" }] });
      const password = new random.RandomString("name", { length: 8 });
      return {
        arn: table.arn,
        stream: table.streamArn,
        port: new aws.rds.Instance("db", { instanceClass: "db.t4g.micro" }).port,
        name: password.result,
      };
    });
    const symbol = (name: string, output: string) => `\${${find(graph, name).urn}#${output}}`;
    expect(graph.outputs).toEqual({
      arn: symbol("table", "arn"),
      stream: symbol("table", "streamArn"),
      port: "[unknown]",
      name: symbol("name", "result"),
    });
    expect(graph.cannotTell).toEqual([
      { resource: find(graph, "app-dev").urn, path: "port", why: "the stack exports it; its value is not known offline" },
    ]);
  });

  it("may be exported with the whole resource: what nobody asks for needs no excuse", async () => {
    const graph = await recorded(() => ({ list: [new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" })] }));
    expect(graph.outputs.list).toMatchObject([
      { cidrBlock: "10.0.0.0/16", tagsAll: "[unknown]", arn: `\${${find(graph, "vpc").urn}#arn}` },
    ]);
    expect(JSON.stringify(graph.outputs)).not.toContain("@isPulumiResource");
    expect(graph.cannotTell).toEqual([]);
  });

  it("as secret is secret", async () => {
    const graph = await recorded(() => {
      const key = new aws.iam.AccessKey("key", { user: "somebody" }, { additionalSecretOutputs: ["secret"] });
      new aws.s3.Bucket("kept", { tags: { key: key.secret, user: key.user } });
    });
    expect(find(graph, "kept")).toMatchObject({ inputs: { tags: { key: "[secret]", user: "somebody" } }, secrets: ["tags.key"] });
  });

  it("of Kubernetes objects: a name and a namespace, given or not", async () => {
    const graph = await recorded(() => {
      const space = new kubernetes.core.v1.Namespace("space");
      const service = new kubernetes.core.v1.Service("service", {
        metadata: { namespace: space.metadata.name },
        spec: { type: "LoadBalancer" },
      });
      return {
        name: service.metadata.name,
        namespace: service.metadata.namespace,
        address: service.status.loadBalancer.ingress[0]?.ip,
      };
    });
    expect(graph.outputs).toEqual({
      name: `\${${find(graph, "service").urn}#metadata.name}`,
      namespace: `\${${find(graph, "space").urn}#metadata.name}`,
      address: "[unknown]",
    });
  });

  it("a resource given for another's input stands by its id, as a provider sees it", async () => {
    const graph = await recorded(() => {
      const role = new aws.iam.Role("role", { assumeRolePolicy: "{}" });
      new aws.iam.RolePolicyAttachment("attachment", { role, policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" });
    });
    expect(find(graph, "attachment").inputs.role).toBe(`\${${find(graph, "role").urn}#id}`);
  });
});

describe("lookups", () => {
  it("answer texts as symbols, and say what they take for granted", async () => {
    const graph = await recorded(
      async () => {
        const vpc = aws.ec2.getVpcOutput({ default: true });
        const zones = await aws.getAvailabilityZones({ state: "available" });
        zones.names
          .slice(0, 2)
          .map((zone, index) => new aws.ec2.Subnet(`zone-${index}`, { vpcId: vpc.id, availabilityZone: zone }));
        const provider = new aws.Provider("elsewhere");
        const elsewhere = (await aws.getRegion({}, { provider })).region;
        return { region: (await aws.getRegion()).name, elsewhere, account: (await aws.getCallerIdentity()).accountId };
      },
      { "aws:region": "eu-west-1" },
    );
    expect(find(graph, "zone-1").inputs).toEqual({
      vpcId: "${urn:pulumi:dev::app::aws:ec2/getVpc:getVpc::default=true#id}",
      availabilityZone: "${urn:pulumi:dev::app::aws:index/getAvailabilityZones:getAvailabilityZones::state=available#names[1]}",
    });
    expect(graph.outputs).toEqual({
      region: "eu-west-1",
      elsewhere: "${urn:pulumi:dev::app::aws:index/getRegion:getRegion::#region}",
      account: "${urn:pulumi:dev::app::aws:index/getCallerIdentity:getCallerIdentity::#accountId}",
    });
    expect(reasons(graph)).toEqual([
      "the answer of aws:index/getAvailabilityZones:getAvailabilityZones; it is assumed that a region has 3 zones",
    ]);
  });

  it("leave unknown what is no text, whatever a program does with it", async () => {
    const graph = await recorded(async () => {
      const { roots } = await aws.organizations.getOrganization();
      new aws.organizations.OrganizationalUnit("unit", { parentId: roots[0]?.id ?? "none" });
      for (const root of roots) new aws.s3.Bucket(root.name);
      new aws.s3.Bucket("mapped", {
        tags: { ids: roots.map(({ id }) => id) as unknown as string, text: `root ${roots[0]?.id}` },
      });
      const later = aws.organizations.getOrganizationOutput().apply((found) => found.accounts[0]?.email ?? "none");
      new aws.s3.Bucket("later", { tags: { later } });
    });
    expect(find(graph, "unit").unknowns).toEqual(["parentId"]);
    expect(find(graph, "mapped")).toMatchObject({
      unknowns: ["tags.ids"],
      inputs: {
        tags: { text: "root ${urn:pulumi:dev::app::aws:organizations/getOrganization:getOrganization::answer#roots[0].id}" },
      },
    });
    expect(find(graph, "later").unknowns).toEqual(["tags.later"]);
    expect(reasons(graph)).toContain(
      "roots in the answer of aws:organizations/getOrganization:getOrganization, which no table of lookups knows; what code makes of it is missing",
    );
  });

  it("may be why a program fails", async () => {
    await expect(
      recorded(async () => {
        const { roots } = await aws.organizations.getOrganization();
        if (roots.length !== 1) throw new Error("not one root");
      }),
    ).rejects.toThrow(/not one root\n\s+Offline nothing is known of roots in the answer of aws:organizations\/getOrganization/);
  });

  it("still refuse a key that no declaration has", async () => {
    await expect(
      recorded(
        async () => void new aws.s3.Bucket("bucket", { bucket: ((await aws.getRegion()) as unknown as { nmae: string }).nmae }),
      ),
    ).rejects.toThrow("the offline answer of aws:index/getRegion:getRegion has no nmae");
  });

  it("make objects of YAML", async () => {
    const graph = await recorded(() => {
      new kubernetes.yaml.ConfigGroup("group", {
        yaml: "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: one }\n---\napiVersion: v1\nkind: List\nitems:\n- { apiVersion: v1, kind: Secret, metadata: { name: two, namespace: there } }\n",
      });
    });
    expect(graph.resources.map(({ type }) => type.split(":").pop()).sort()).toEqual([
      "ConfigGroup",
      "ConfigMap",
      "Secret",
      "Stack",
    ]);
    expect(find(graph, "there/two").inputs.metadata).toMatchObject({ name: "two", namespace: "there" });
  });
});

describe("code that takes a placeholder to pieces", () => {
  const url = () => new aws.lambda.FunctionUrl("url", { functionName: "f", authorizationType: "NONE" }).functionUrl;

  const SPLIT = /at toolkit\/graph\/programs\.test\.ts:\d+ \(Cannot read properties of undefined \(reading 'split'\)\)/;

  it.each<[how: string, take: (text: string) => unknown, failure: RegExp]>([
    ["fails", (text) => (text.split("//")[1] as string).split("/")[0], SPLIT],
    ["fails later", async (text) => (text.split("//")[1] as string).split("/")[0], SPLIT],
    ["never ends", () => new Promise<never>(() => {}), /in a package \(it never ends\)/],
  ])("and %s leaves unknown what comes of it, and says where", async (_, take, failure) => {
    const graph = await recorded(() => {
      const host = pulumi.all([url(), "x"]).apply(([text]) => take(text)) as pulumi.Output<string>;
      new aws.s3.Bucket("bucket", { tags: { host } });
      host.apply((known) => new aws.s3.Bucket(known));
    });
    expect(find(graph, "bucket").unknowns).toEqual(["tags.host"]);
    expect(graph.resources.filter(({ type }) => type.endsWith(":Bucket"))).toHaveLength(1);
    const told = graph.cannotTell.find(({ resource }) => resource === find(graph, "url").urn);
    expect(told?.why).toMatch(
      /^its output functionUrl is a placeholder, on which code failed .*: what that would make or create is missing$/,
    );
    expect(told?.why).toMatch(failure);
  });

  it("makes no number of it: unknown", async () => {
    const graph = await recorded(() => {
      const count = url().apply((text) => Number.parseInt(text, 10) + 1);
      new aws.ecs.Service("service", { desiredCount: count });
      return { count };
    });
    expect(find(graph, "service").unknowns).toEqual(["desiredCount"]);
    expect(graph.outputs).toEqual({ count: "[unknown]" });
  });

  it("fails the plan where the value is known", async () => {
    const program = () => pulumi.output("known").apply((text) => (text.split("//")[1] as string).split("/")[0]);
    await expect(recorded(program)).rejects.toThrow("Cannot read properties of undefined");
  });
});

describe("code that reads a placeholder as JSON", () => {
  it("goes on with what nobody knows, and says so, also where it waits for a lookup", async () => {
    const graph = await recorded(async () => {
      const looked = await aws.secretsmanager.getSecretVersion({ secretId: "db" });
      const { user } = JSON.parse(looked.secretString) as { user: string };
      const made = new aws.lambda.FunctionUrl("url", { functionName: "f", authorizationType: "NONE" }).functionUrl;
      const host = pulumi.jsonParse(made).apply(({ host }) => host as string);
      new aws.s3.Bucket("bucket", { tags: { user, host, text: `for ${user}`, known: JSON.parse('["so"]')[0] } });
    });
    const url = "${urn:pulumi:dev::app::aws:secretsmanager/getSecretVersion:getSecretVersion::secretId=db#secretString.user}";
    expect(find(graph, "bucket")).toMatchObject({
      inputs: { tags: { known: "so", text: `for ${url}` } },
      unknowns: ["tags.host", "tags.user"],
    });
    const why = (output: string) =>
      `its output ${output} is a placeholder, which code reads as JSON: what comes of it is unknown, or missing`;
    expect(reasons(graph)).toEqual(expect.arrayContaining([why("secretString"), why("functionUrl")]));
  });

  it("is told why it fails, where it takes it for something else", async () => {
    const program = async () => {
      const { arn } = await aws.getCallerIdentity();
      if (!/^arn:/.test(arn)) throw new Error(`no ARN: ${arn}`);
    };
    await expect(recorded(program)).rejects.toThrow(/no ARN: .*\n.*stands as a placeholder, \$\{urn:…\}: this may be why/);
  });
});

describe("packages that wait for a program to end", () => {
  it("have their resources in the plan: a bucket's notifications of all its handlers", async () => {
    const graph = await recorded(() => {
      const handler = new aws.lambda.Function("handler", {
        role: "arn:aws:iam::1:role/r",
        runtime: "nodejs22.x",
        handler: "i.h",
      });
      const bucket = new aws.s3.Bucket("bucket");
      bucket.onObjectCreated("made", handler);
      bucket.onObjectRemoved("removed", handler);
    });
    const [notification, ...others] = graph.resources.filter(({ type }) => type.endsWith(":BucketNotification"));
    expect(others).toEqual([]);
    expect(notification).toMatchObject({ name: "made", parent: find(graph, "bucket").urn });
    expect(notification?.inputs.lambdaFunctions).toMatchObject([
      { events: ["s3:ObjectCreated:*"] },
      { events: ["s3:ObjectRemoved:*"] },
    ]);
  });
});

describe("default providers", () => {
  it("serve what has none of its own, configured as the stack says", async () => {
    const config = { "aws:region": "eu-west-1", "aws:token": "canary", "app:x": "1" };
    const graph = withDefaultProviders(
      await recorded(() => {
        const provider = new aws.Provider("elsewhere", { region: "us-east-1" });
        new aws.s3.Bucket("here");
        new aws.s3.Bucket("there", {}, { provider });
        new pulumi.ComponentResource("a:b:C", "group");
      }, config),
      { values: config, secretKeys: new Set(["aws:token"]) },
    );
    const provider = find(graph, "default");
    expect(provider).toMatchObject({
      urn: "urn:pulumi:dev::app::pulumi:providers:aws::default",
      ...{ inputs: { region: "eu-west-1", token: "[secret]" }, secrets: ["token"] },
    });
    expect(find(graph, "here").provider).toBe(provider.urn);
    expect(find(graph, "there").provider).toBe(find(graph, "elsewhere").urn);
    expect(find(graph, "group").provider).toBeNull();
    expect(graph.resources.map(({ urn }) => urn)).toEqual(graph.resources.map(({ urn }) => urn).sort());
  });
});
