/** What changes of the committed production mean, told whole: each a golden file to read. */
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { put, stepsOf, treeOf, withTree } from "../cost/compare/changes.ts";
import type { Graph, Json, Resource } from "../graph/graph.ts";
import { byText, DEFAULT_OPTIONS } from "../graph/graph.ts";
import type { PlannedStack } from "../plan/plan.ts";
import { type VariantPlanner, variantPlanner } from "../plan/variant.ts";
import { diffText } from "../report/diffText.ts";
import { plain } from "../report/terminal.ts";
import { diffGraphs } from "./diff.ts";
import { settingChanges } from "./settings.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
let planner: VariantPlanner;
let prod: PlannedStack;

beforeAll(async () => {
  planner = await variantPlanner(ROOT);
  prod = await planner.plan(planner.stack("prod").file);
}, 60_000);

async function withSettings(settings: Readonly<Record<string, Json>>): Promise<PlannedStack> {
  const { file } = planner.stack("prod");
  const tree = structuredClone(treeOf(file));
  for (const [key, value] of Object.entries(settings)) put(tree, stepsOf(key), value);
  return planner.plan(withTree(file, tree));
}

/** Without how many resources there are besides: others come to the program every week. */
const told = (before: PlannedStack, after: PlannedStack): string =>
  diffText(
    {
      ...{ from: "prod@main", to: "prod", isOneStack: true, notes: [] },
      settings: settingChanges(before.config, after.config),
      diff: diffGraphs(before.graph, after.graph),
    },
    { paint: plain, all: false },
  )
    .replace(/\d+ resources the same/, "the rest the same")
    .replaceAll(/\d+ resources? depends? on it/g, "some depend on it");

const withResources = (stack: PlannedStack, change: (resources: readonly Resource[]) => readonly Resource[]): PlannedStack => {
  const graph: Graph = { ...stack.graph, resources: [...change(stack.graph.resources)].sort((a, b) => byText(a.urn, b.urn)) };
  return { ...stack, graph };
};

/** Every name that begins with the component's, as a rename in the program makes it. */
const renamed = (stack: PlannedStack, from: string, to: string): PlannedStack => {
  const text = JSON.stringify(stack.graph)
    .replaceAll(`::${from}-`, `::${to}-`)
    .replaceAll(`::${from}"`, `::${to}"`)
    .replaceAll(`"name":"${from}-`, `"name":"${to}-`)
    .replaceAll(`"name":"${from}"`, `"name":"${to}"`)
    .replaceAll(`"Name":"${from}-`, `"Name":"${to}-`);
  return { ...stack, graph: JSON.parse(text) as Graph };
};

/** What somebody adds in the code of the load balancer. */
const openPort = (resources: readonly Resource[]): Resource[] => {
  const type = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
  const model = resources.find((one) => one.type === type) as Resource;
  const inputs = {
    ...model.inputs,
    description: "Debug",
    fromPort: 9229,
    toPort: 9229,
    cidrIpv4: "0.0.0.0/0",
    referencedSecurityGroupId: null as Json,
  };
  const { referencedSecurityGroupId: _, ...open } = inputs;
  const urn = model.urn.replace(model.name, "alb-debug");
  return [...resources, { ...model, urn, name: "alb-debug", inputs: open, options: DEFAULT_OPTIONS }];
};

describe("changes of production", () => {
  it.each<[string, Record<string, Json>]>([
    ["redis doubled", { "redis.nodeType": "cache.m7g.xlarge" }],
    ["mongodb tier", { "mongodb.tier": "M40" }],
    ["api memory", { "api.memory": "9GiB" }],
    ["nodes get larger disks", { "cluster.nodePools[0].disk": "80GiB" }],
    ["network moves", { "network.cidr": "10.40.0.0/16" }],
    ["protection off", { "protection.deletion": false }],
    ["api server opened", { "cluster.endpoint.cidrs": ["0.0.0.0/0"] }],
    ["one gateway", { "network.nat": "one" }],
  ])("%s", async (name, settings) => {
    await expect(told(prod, await withSettings(settings))).toMatchFileSnapshot(`testdata/${name}.txt`);
  });

  it("a tier that nothing scales", async () => {
    const fixed = (tier: string) => withSettings({ "mongodb.tier": tier, "mongodb.maxTier": tier });
    await expect(told(await fixed("M30"), await fixed("M40"))).toMatchFileSnapshot("testdata/mongodb tier, not scaled.txt");
  });

  it("a component renamed", async () => {
    await expect(told(prod, renamed(prod, "redis", "cache"))).toMatchFileSnapshot("testdata/component renamed.txt");
  });

  it("a port opened to everybody", async () => {
    await expect(told(prod, withResources(prod, openPort))).toMatchFileSnapshot("testdata/port opened.txt");
  });

  it("a database made anew", async () => {
    const moved = withResources(prod, (resources) =>
      resources.map((one) =>
        one.name === "mongodb-cluster" ? { ...one, inputs: { ...one.inputs, name: "monitor-production" } } : one,
      ),
    );
    await expect(told(prod, moved)).toMatchFileSnapshot("testdata/database made anew.txt");
  });

  it("nothing", () => {
    expect(told(prod, prod)).toBe("prod@main → prod: the rest the same\n");
  });
});
