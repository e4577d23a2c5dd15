import { beforeAll, describe, expect, it } from "vitest";
import type { Graph } from "../../graph/graph.ts";
import { symbol } from "../../graph/symbols.ts";
import { type PlannedStack, planStacks } from "../../plan/plan.ts";
import { ROOT } from "../../plan/testGraph.ts";
import { type Line, type Picture, pictureOf, reduced } from "./picture.ts";
import { referencesIn } from "./references.ts";
import { sizeOf } from "./sizing.ts";
import { graphOf, resource } from "./testGraphs.ts";
import { nameIn } from "./values.ts";

const draw = (graph: Graph): Picture => pictureOf(graph, referencesIn(graph));
const told = (lines: readonly Line[], name = nameIn): string[] => lines.map(({ from, to }) => `${name(from)} → ${name(to)}`);

/** A picture as people read it in a golden. */
function asText({ parts, boxes: all, lines, relations }: Picture): string {
  const name = (id: string): string => all.find((box) => box.id === id)?.name ?? id;
  const drawn = parts.flatMap(({ title, layer, boxes }) => [
    `${layer === null ? "beside" : `layer ${layer}`}: ${title}`,
    ...boxes.map((box) => {
      const { kind, members, satellites } = box;
      const further = satellites.length > 0 ? ` +${satellites.length}` : "";
      return `  ${kind.label}${members.length > 1 ? ` ×${members.length}` : ""}${further}  ${box.name}  ${sizeOf(box)}`.trimEnd();
    }),
  ]);
  return [...drawn, "", "lines", ...told(lines, name), "", "relations", ...told(relations, name), ""].join("\n");
}

describe("the committed environments", () => {
  let stacks: PlannedStack[];
  beforeAll(async () => {
    stacks = await planStacks({ folder: ROOT, stacks: [] });
  });

  it.each(["shared", "dev", "staging", "prod"])("%s is drawn as its golden says", async (name) => {
    const graph = stacks.find((stack) => stack.name === name)?.graph ?? graphOf([]);
    await expect(asText(draw(graph))).toMatchFileSnapshot(`testdata/${name}.txt`);
  });

  it("hold no type that is neither a box nor belongs to one", () => {
    for (const { graph } of stacks) expect(draw(graph).parts.filter(({ key }) => key.startsWith("component "))).toEqual([]);
  });

  it("have every resource in exactly one box", () => {
    for (const { graph } of stacks) {
      const { boxes } = draw(graph);
      const drawn = boxes.flatMap(({ members, satellites }) => [...members, ...satellites]);
      expect(new Set(drawn).size).toBe(drawn.length);
      const groups = ["pulumi:providers:", "pulumi:pulumi:"];
      const deployed = graph.resources.filter(({ custom, type }) => custom && !groups.some((group) => type.startsWith(group)));
      expect(new Set(drawn)).toEqual(new Set(deployed));
    }
  });
});

describe("lines between boxes", () => {
  const queue = (name: string, more = {}) => resource(name, { type: "aws:sqs/queue:Queue", parent: name, ...more });
  const [a, b, c] = [queue("a"), queue("b"), queue("c")] as const;

  it("follow values, dependencies and symbols", () => {
    const inputs = { policy: `{"to":"${symbol(c.urn, "arn")}"}` };
    expect(told(draw(graphOf([{ ...a, dependsOn: [b.urn] }, { ...b, inputs }, c])).lines)).toEqual(["a → b", "b → c"]);
  });

  it("go on through what belongs to a box, and end at the box that something belongs to", () => {
    const group = resource("group", { urn: "urn:group", custom: false });
    const owner = resource("redis", { type: "aws:elasticache/replicationGroup:ReplicationGroup", parent: "urn:group" });
    const rule = resource("subnets", {
      type: "aws:elasticache/subnetGroup:SubnetGroup",
      parent: "urn:group",
      dependsOn: [b.urn],
    });
    const idle = resource("log", { type: "aws:cloudwatch/logGroup:LogGroup", parent: "urn:group", dependsOn: [c.urn] });
    const graph = graphOf([group, { ...owner, dependsOn: [rule.urn] }, rule, idle, { ...a, dependsOn: [idle.urn] }, b, c]);
    expect(told(draw(graph).lines)).toEqual(["redis → b", "a → redis"]);
  });

  it("turn where traffic passes the other way", () => {
    const firewall = resource("waf", { type: "aws:wafv2/webAcl:WebAcl" });
    const pool = resource("pool", { type: "aws:eks/nodeGroup:NodeGroup", dependsOn: [a.urn] });
    const join = resource("rule", {
      ...{ type: "aws:lambda/eventSourceMapping:EventSourceMapping" },
      propertyDependencies: { eventSourceArn: [a.urn], functionName: [b.urn] },
    });
    const graph = graphOf([firewall, pool, join, { ...a, dependsOn: [firewall.urn] }, { ...b, dependsOn: [a.urn] }]);
    expect(told(draw(graph).lines).sort()).toEqual(["a → b", "a → pool", "waf → a"]);
  });

  it("are not drawn to the ground, which is still told", () => {
    const key = resource("key", { type: "aws:kms/key:Key" });
    const { lines, relations } = draw(graphOf([key, { ...a, dependsOn: [key.urn] }]));
    expect(lines).toEqual([]);
    expect(told(relations)).toEqual(["a → key"]);
  });

  it("follow the names by which Kubernetes objects mean each other", () => {
    const object = (type: string, name: string, spec: object) =>
      resource(name, { type: `kubernetes:${type}`, inputs: { metadata: { name, namespace: "n" }, spec } as never });
    const pods = object("apps/v1:Deployment", "pods", { template: { metadata: { labels: { app: "x", tier: "y" } } } });
    const service = object("core/v1:Service", "service", { selector: { app: "x" } });
    const other = object("core/v1:Service", "other", { selector: { app: "z" } });
    const scaler = object("autoscaling/v2:HorizontalPodAutoscaler", "scaler", {
      scaleTargetRef: { kind: "Deployment", name: "pods" },
    });
    expect(told(draw(graphOf([pods, service, other, scaler])).lines).sort()).toEqual(["scaler → pods", "service → pods"]);
  });
});

describe("boxes", () => {
  it("stand for siblings of a type where one of many would tell nothing", () => {
    const nat = (name: string) => resource(name, { type: "aws:ec2/natGateway:NatGateway", parent: "urn:network" });
    const network = resource("network", { urn: "urn:network", custom: false });
    const [box, ...others] = draw(graphOf([network, nat("network-a"), nat("network-b")])).boxes;
    expect(box).toMatchObject({ name: "network", members: { length: 2 } });
    expect(box && sizeOf(box)).toBe("a, b");
    expect(others).toEqual([]);
  });

  it("of unknown types stand in a part named after the outermost component", () => {
    const outer = resource("outer", { urn: "urn:outer", custom: false });
    const inner = resource("inner", { urn: "urn:inner", parent: "urn:outer", custom: false });
    const { parts } = draw(
      graphOf([
        outer,
        inner,
        resource("thing", { type: "x:y:Thing", parent: "urn:inner" }),
        resource("loose", { type: "x:y:Thing" }),
      ]),
    );
    expect(parts.map(({ title, boxes }) => [title, boxes.map(({ name, kind }) => `${kind.label} ${name}`)])).toEqual([
      ["Other", ["Thing loose"]],
      ["outer", ["Thing thing"]],
    ]);
  });

  it("take what refers to them, where no component says what belongs together", () => {
    const bucket = resource("bucket");
    const policy = resource("policy", { type: "aws:s3/bucketPolicy:BucketPolicy", dependsOn: [bucket.urn] });
    expect(draw(graphOf([bucket, policy])).boxes).toMatchObject([{ name: "bucket", satellites: [{ name: "policy" }] }]);
  });

  it("are made of what would belong to one, where there is none", () => {
    expect(draw(graphOf([resource("alone", { type: "aws:iam/role:Role" })])).boxes).toMatchObject([{ name: "alone" }]);
  });
});

describe("reduced lines", () => {
  const lines = (...pairs: readonly string[]): Line[] => pairs.map((pair) => ({ from: pair[0] ?? "", to: pair[1] ?? "" }));

  it.each([
    ["a detour tells it", ["ab", "bc", "ac"], ["ab", "bc"]],
    ["a long detour tells it", ["ab", "bc", "cd", "ad", "bd"], ["ab", "bc", "cd"]],
    ["nothing else tells it", ["ab", "ac", "bd", "cd"], ["ab", "ac", "bd", "cd"]],
    ["a circle", ["ab", "ba"], ["ab", "ba"]],
    ["a circle of three, with its chords", ["ab", "bc", "ca", "ac"], ["ab", "bc", "ca"]],
  ])("%s", (_, all, left) => {
    expect(reduced(lines(...all))).toEqual(lines(...left));
  });
});
