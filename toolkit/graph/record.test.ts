import { readFileSync } from "node:fs";
import path from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { PlanError } from "./errors.ts";
import { DEFAULT_OPTIONS, type Graph, type Resource } from "./graph.ts";
import { arn, type OutputTable, texts } from "./outputs/table.ts";
import { record } from "./record.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const FILE = "toolkit/graph/record.test.ts";
const SOURCE = readFileSync(import.meta.filename, "utf8").split("\n");

const TABLE: OutputTable = {
  resources: {
    "aws:ec2/vpc:Vpc": arn,
    "aws:ec2/subnet:Subnet": arn,
    "aws:sqs/queue:Queue": { outputs: texts("arn", "url"), secret: ["url"] },
  },
  lookups: { "aws:ec2/getPrefixList:getPrefixList": ({ ref }) => ({ id: ref("id"), cidrBlocks: [ref("cidrBlocks[0]")] }) },
};

const SHARED = { zone: "example.com", vpc: "vpc ${urn:pulumi:shared::app::aws:ec2/vpc:Vpc::vpc#id}", zones: 2, isOpen: false };

const plan = (program: () => unknown, config: Record<string, string> = {}): Promise<Graph> =>
  record(program, {
    project: "app",
    stack: "dev",
    root: ROOT,
    config,
    secretKeys: [],
    table: TABLE,
    stackOutputs: (name) => (name.endsWith("/shared") ? SHARED : undefined),
  });

const failure = async (program: () => unknown, config?: Record<string, string>): Promise<PlanError> => {
  const error = await plan(program, config).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(PlanError);
  return error as PlanError;
};

function find(graph: Graph, name: string): Resource {
  const resource = graph.resources.find((candidate) => candidate.name === name);
  if (!resource) throw new Error(`no resource ${name}`);
  return resource;
}

class Group extends pulumi.ComponentResource {
  constructor(name: string, build: (parent: pulumi.Resource) => void, opts?: pulumi.ComponentResourceOptions) {
    super("app:test:Group", name, {}, opts);
    build(this);
    this.registerOutputs({});
  }
}

describe("what is recorded", () => {
  it("keeps URN, parent, inputs, options and line of each resource", async () => {
    const graph = await plan(() => {
      new Group("network", (parent) => {
        const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" }, { parent, protect: true, ignoreChanges: ["tags"] });
        new aws.ec2.Subnet(
          "a",
          { vpcId: vpc.id, cidrBlock: "10.0.0.0/24" },
          { parent, dependsOn: vpc, deletedWith: vpc, customTimeouts: { delete: "1h" } },
        );
      });
    });
    const group = "urn:pulumi:dev::app::app:test:Group::network";
    const vpc = "urn:pulumi:dev::app::app:test:Group$aws:ec2/vpc:Vpc::vpc";
    expect(graph.resources.map(({ urn }) => urn)).toEqual([
      "urn:pulumi:dev::app::app:test:Group$aws:ec2/subnet:Subnet::a",
      vpc,
      group,
      "urn:pulumi:dev::app::pulumi:pulumi:Stack::app-dev",
    ]);
    expect(find(graph, "vpc")).toMatchObject({
      parent: group,
      custom: true,
      provider: null,
      inputs: { cidrBlock: "10.0.0.0/16" },
    });
    expect(find(graph, "vpc").options).toMatchObject({ protect: true, ignoreChanges: ["tags"] });
    expect(find(graph, "a")).toMatchObject({
      inputs: { vpcId: `\${${vpc}#id}` },
      dependsOn: [vpc],
      propertyDependencies: { vpcId: [vpc] },
      options: { deletedWith: vpc, customTimeouts: { delete: "1h" } },
    });
    expect(find(graph, "vpc").source).toEqual({ file: FILE, line: lineOf("{ parent, protect: true") });
    expect(find(graph, "network").source).toEqual({ file: FILE, line: lineOf('new Group("network"') });
    expect(graph.cannotTell).toEqual([]);
  });

  it("keeps what replaces a resource beside its inputs", async () => {
    const graph = await plan(() => {
      const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" });
      const opts = (replacementTrigger: pulumi.Input<unknown>) => ({ replaceWith: [vpc], replacementTrigger });
      new aws.ec2.Eip("clear", {}, opts({ a: [1, true] }));
      new aws.ec2.Eip("follows", {}, opts([vpc.id, pulumi.interpolate`${vpc.arn}/*`]));
      new aws.ec2.Eip("follows-alone", {}, opts(vpc.id));
      new aws.ec2.Eip("secret", {}, opts({ a: pulumi.secret("hidden") }));
      new aws.ec2.Eip("secret-alone", {}, opts(pulumi.secret("hidden")));
      new aws.ec2.Eip("none");
    });
    const vpc = "urn:pulumi:dev::app::aws:ec2/vpc:Vpc::vpc";
    const triggerOf = (name: string) => find(graph, name).options.replacementTrigger;
    expect(find(graph, "clear").options.replaceWith).toEqual([vpc]);
    expect(triggerOf("clear")).toEqual({ a: [1, true] });
    expect(triggerOf("follows")).toEqual([`\${${vpc}#id}`, `\${${vpc}#arn}/*`]);
    expect(triggerOf("follows-alone")).toBe(`\${${vpc}#id}`);
    expect([triggerOf("secret"), triggerOf("secret-alone")]).toEqual([{ a: "[secret]" }, "[secret]"]);
    expect(find(graph, "none").options).toEqual(DEFAULT_OPTIONS);
    expect(JSON.stringify(graph)).not.toContain("hidden");
  });

  it("keeps symbols readable in text and JSON, and what apply creates", async () => {
    const graph = await plan(() => {
      const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" });
      vpc.arn.apply((value) => new aws.ec2.Vpc("inner", { cidrBlock: "10.1.0.0/16", tags: { of: value } }));
      return { document: pulumi.jsonStringify({ Resource: vpc.arn }), text: pulumi.interpolate`${vpc.arn}/*` };
    });
    const symbol = "${urn:pulumi:dev::app::aws:ec2/vpc:Vpc::vpc#arn}";
    expect(graph.outputs).toEqual({ document: `{"Resource":"${symbol}"}`, text: `${symbol}/*` });
    expect(find(graph, "inner").inputs).toMatchObject({ tags: { of: symbol } });
  });

  it("marks a secret where it stands and nowhere else", async () => {
    const graph = await plan(() => {
      const queue = new aws.sqs.Queue("queue", { tags: { plain: "here", nested: pulumi.secret("canary-1") } });
      new aws.sqs.Queue("other", { tags: { list: pulumi.interpolate`${queue.url}/canary` } });
      return { url: queue.url };
    });
    expect(find(graph, "queue")).toMatchObject({
      inputs: { tags: { plain: "here", nested: "[secret]" } },
      secrets: ["tags.nested"],
    });
    expect(find(graph, "other")).toMatchObject({ inputs: { tags: { list: "[secret]" } }, secrets: ["tags.list"] });
    expect(graph.outputs).toEqual({ url: "[secret]" });
    expect(JSON.stringify(graph)).not.toContain("canary");
  });

  it("models another stack's outputs by name, and says where it cannot", async () => {
    const graph = await plan(() => {
      const shared = new pulumi.StackReference("organization/app/shared");
      shared
        .getOutput("zones")
        .apply((count) => Array.from({ length: count }, (_, index) => new Group(`zone-${index}`, () => {})));
      return {
        all: shared.outputs,
        foreign: new pulumi.StackReference("other/thing/x").getOutput("zone"),
      };
    });
    expect(graph.outputs).toEqual({
      // What a plan knows is as it is; the rest says where it is from.
      all: { ...SHARED, vpc: "${urn:pulumi:dev::app::pulumi:pulumi:StackReference::organization/app/shared#outputs.vpc}" },
      foreign: "[unknown]",
    });
    expect(graph.resources.filter(({ name }) => name.startsWith("zone-"))).toHaveLength(2);
    expect(graph.cannotTell.map(({ why }) => why)).toContain(
      "the outputs of the stack other/thing/x, which is not planned with this one",
    );
  });

  it("is what Pulumi runs, to programs that ask", async () => {
    const { runtime } = pulumi;
    const graph = await plan(() => ({ asked: [runtime.hasEngine(), runtime.hasMonitor(), runtime.isDryRun()] }));
    expect(graph.outputs).toEqual({ asked: [true, true, true] });
  });

  it("gives each run in a process a clean start", async () => {
    const program = () => new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" });
    const first = await plan(() => void program());
    await failure(() => {
      throw new Error("between");
    });
    expect(await plan(() => void program())).toEqual({ ...first, resources: first.resources });
  });
});

describe("what the plan cannot tell", () => {
  it("names an output the table does not know, where it ends up", async () => {
    const graph = await plan(() => {
      const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" });
      new aws.ec2.Subnet("a", { vpcId: pulumi.interpolate`x-${vpc.mainRouteTableId}`, cidrBlock: "10.0.0.0/24" });
    });
    expect(find(graph, "a")).toMatchObject({ inputs: { vpcId: "[unknown]" }, unknowns: ["vpcId"] });
    expect(find(graph, "a").dependsOn).toEqual(["urn:pulumi:dev::app::aws:ec2/vpc:Vpc::vpc"]);
    expect(graph.cannotTell).toContainEqual({
      resource: "urn:pulumi:dev::app::aws:ec2/subnet:Subnet::a",
      path: "vpcId",
      why: "it follows from mainRouteTableId of vpc, which no table of outputs knows",
    });
  });

  it("names an output that code waits for in vain, once, and runs no code that waits for it", async () => {
    const graph = await plan(() => {
      const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" });
      vpc.mainRouteTableId.apply((id) => new aws.ec2.Vpc(`inside-${id}`, { cidrBlock: "10.1.0.0/16" }));
      pulumi.all([vpc.arn, vpc.mainRouteTableId]).apply(() => boom("never"));
    });
    expect(graph.resources).toHaveLength(2);
    expect(graph.cannotTell).toEqual([
      {
        resource: "urn:pulumi:dev::app::aws:ec2/vpc:Vpc::vpc",
        path: null,
        why: "its output mainRouteTableId is in no table of outputs: code that waits for it did not run, and what that would create is missing",
      },
    ]);
  });

  it("names a lookup the table does not know", async () => {
    const graph = await plan(async () => {
      const zones = await aws.getAvailabilityZones({});
      new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16", tags: { region: zones.id } });
      new aws.ec2.Vpc("other", { cidrBlock: "10.1.0.0/16", tags: { region: aws.getAvailabilityZonesOutput({}).id } });
    });
    expect(find(graph, "vpc").unknowns).toEqual(["tags.region"]);
    expect(find(graph, "other").unknowns).toEqual(["tags.region"]);
    expect(graph.cannotTell.map(({ why }) => why)).toContain(
      "the answer of aws:index/getAvailabilityZones:getAvailabilityZones, which no table of lookups knows; what code makes of it is missing",
    );
  });

  it("names an input that was set and came to nothing", async () => {
    const graph = await plan(() => {
      new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16", tags: { gone: pulumi.output(undefined as unknown as string) } });
    });
    expect(graph.cannotTell).toMatchObject([{ path: "tags.gone", why: "the program sets it, but its value came to nothing" }]);
  });
});

describe("a program that cannot be planned", () => {
  it("fails with the resource whose registration throws, its line and its section of the configuration", async () => {
    const error = await failure(
      () =>
        new Group("net", (parent) => {
          new aws.ec2.Vpc("vpc", { cidrBlock: pulumi.output("x").apply(() => boom("bad block")) }, { parent });
        }),
      { "app:net": "{}" },
    );
    expect(error.faults).toEqual([
      {
        resource: "vpc (aws:ec2/vpc:Vpc)",
        configPath: "app:net",
        source: { file: FILE, line: lineOf("throw new Error(message)") },
        message: 'error serializing property "cidrBlock": bad block',
      },
    ]);
  });

  it("names the component under construction when the program itself throws", async () => {
    const error = await failure(() => new Group("net", () => boom("no room")), { "app:net": "{}" });
    expect(error.faults).toMatchObject([{ resource: "net (app:test:Group)", configPath: "app:net", message: "no room" }]);
    expect(error.message).toContain(`net (app:test:Group) at ${FILE}:`);
  });

  it("refuses a key that a lookup's answer lacks", async () => {
    for (const program of [
      async () => new aws.ec2.Vpc("vpc", { cidrBlock: (await aws.ec2.getPrefixList({ name: "x" })).name }),
      () => new aws.ec2.Vpc("vpc", { cidrBlock: aws.ec2.getPrefixListOutput({ name: "x" }).name }),
    ]) {
      const error = await failure(program);
      expect(error.message).toContain(
        "the offline answer of aws:ec2/getPrefixList:getPrefixList has no name; it has cidrBlocks, id",
      );
    }
  });

  it("refuses a promise that never resolves, by name", async () => {
    const error = await failure(() => {
      const vpc = new aws.ec2.Vpc("stuck", { cidrBlock: new Promise<string>(() => {}) });
      new aws.ec2.Subnet("behind", { vpcId: vpc.id });
    });
    expect(error.faults.map(({ resource }) => resource)).toEqual(["stuck (aws:ec2/vpc:Vpc)", "behind (aws:ec2/subnet:Subnet)"]);
    expect(error.faults[0]?.message).toContain("never resolves");
  });

  it("refuses a stack output that never resolves", async () => {
    const error = await failure(() => ({ x: pulumi.output(new Promise<string>(() => {})) }));
    expect(error.message).toContain("it never ends");
  });

  it("refuses two resources of one type and name", async () => {
    const error = await failure(() => {
      new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" });
      new aws.ec2.Vpc("vpc", { cidrBlock: "10.1.0.0/16" });
    });
    expect(error.faults).toMatchObject([{ resource: "vpc (aws:ec2/vpc:Vpc)" }]);
    expect(error.message).toContain("a second resource of this type and name");
  });

  it("refuses arithmetic on a symbol", async () => {
    const error = await failure(() => {
      const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" });
      new aws.sqs.Queue("queue", { delaySeconds: vpc.arn.apply((text) => Number(text) + 1) });
    });
    expect(error.faults).toMatchObject([{ resource: "queue (aws:sqs/queue:Queue)" }]);
    expect(error.message).toContain("delaySeconds is not a number");
  });

  it("reports every resource at fault, once", async () => {
    const error = await failure(() => {
      const bad = new aws.ec2.Vpc("one", { cidrBlock: pulumi.output("x").apply(() => boom("first")) });
      new aws.ec2.Subnet("behind", { vpcId: bad.id });
      new aws.ec2.Vpc("two", { cidrBlock: pulumi.output("x").apply(() => boom("second")) });
    });
    expect(error.faults.map(({ resource }) => resource).sort()).toEqual(["one (aws:ec2/vpc:Vpc)", "two (aws:ec2/vpc:Vpc)"]);
  });
});

function boom(message: string): never {
  throw new Error(message);
}

/** The one line of this file, counted from 1, on which a text stands. */
function lineOf(text: string): number {
  const lines = SOURCE.flatMap((line, index) => (line.includes(text) && !line.includes("lineOf(") ? [index + 1] : []));
  expect(lines).toHaveLength(1);
  return lines[0] ?? 0;
}
