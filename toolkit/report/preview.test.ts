import { beforeAll, describe, expect, it } from "vitest";
import { smallReport } from "../cost/print/testReport.ts";
import { bareResource, type Graph, type Resource } from "../graph/graph.ts";
import { type PlannedStack, planStacks } from "../plan/plan.ts";
import { ROOT } from "../plan/testGraph.ts";
import type { Finding, PolicyReport } from "../policy/finding.ts";
import { previewJson } from "./previewJson.ts";
import { previewMarkdown } from "./previewMarkdown.ts";
import { previewText } from "./previewText.ts";
import { plain } from "./terminal.ts";
import { isDeployed } from "./tree.ts";

let stacks: PlannedStack[];

beforeAll(async () => {
  stacks = await planStacks({ folder: ROOT, stacks: [] });
});

const resource = (urn: string, more: Partial<Resource>): Resource =>
  bareResource({ urn, type: "aws:s3/bucket:Bucket", name: "bucket", parent: "urn:stack", ...more });

/** A stack of one component with one bucket in it, under names that a reader must survive. */
function hostile(name: string): PlannedStack {
  const graph: Graph = {
    ...{ project: "p", stack: name, outputs: {} },
    resources: [
      resource("urn:stack", { type: "pulumi:pulumi:Stack", name: "p-s", parent: null, custom: false }),
      resource("urn:group", { type: "x:y:Group", name, custom: false }),
      resource("urn:bucket", { name, parent: "urn:group" }),
    ],
    cannotTell: [{ resource: `urn::${name}`, path: "arn", why: name }],
  };
  return { name, config: {}, graph };
}

describe("a preview as text", () => {
  it("is a tree of components with counts and sizes", async () => {
    await expect(previewText(stacks, { paint: plain, resources: false })).toMatchFileSnapshot("testdata/preview.txt");
  });

  it("lists every resource with its line when asked", () => {
    const dev = stacks.filter(({ name }) => name === "dev");
    const text = previewText(dev, { paint: plain, resources: true });
    const lines = text.split("\n");
    expect(lines.filter((line) => / (infra|stacks)\/[\w/]+\.ts:\d+$/.test(line))).toHaveLength(
      dev[0]?.graph.resources.filter(isDeployed).length ?? 0,
    );
    expect(lines.find((line) => line.includes("network-vpc"))).toMatch(/─ network-vpc +Vpc {2}infra\/network\/network\.ts:\d+$/);
  });

  it("says what it cannot tell", () => {
    expect(previewText([hostile("x")], { paint: plain, resources: false })).toContain("cannot tell, 1 thing:\n  x.arn: x");
  });

  it("paints only what it is told to paint", () => {
    const painted = previewText([hostile("x")], { paint: (style, text) => `<${style}>${text}</>`, resources: false });
    expect(painted).toContain("<bold>x</>");
    expect(previewText(stacks, { paint: plain, resources: false })).not.toContain("\u001b");
  });
});

describe("a preview as Markdown", () => {
  it("is a table for each stack", async () => {
    await expect(previewMarkdown(stacks)).toMatchFileSnapshot("testdata/preview.md");
  });

  it("lets no name become markup", () => {
    const text = previewMarkdown([hostile("<script>alert(1)</script> | [x](http://evil) `code` **b**\n# h")]);
    expect(text).not.toMatch(/<script|\]\(http|\n# h/);
    for (const row of text.split("\n").filter((line) => line.startsWith("|"))) {
      expect(row.match(/(?<!\\)\|/g)).toHaveLength(4);
    }
  });
});

describe("a preview as JSON", () => {
  it("keeps its contract", () => {
    const { version, environments } = JSON.parse(previewJson(stacks)) as {
      version: number;
      environments: Record<string, unknown>[];
    };
    expect(version).toBe(1);
    expect(environments.map(({ name }) => name)).toEqual(["shared", "dev", "staging", "prod"]);
    for (const environment of environments) {
      expect(Object.keys(environment)).toEqual(["cannotTell", "config", "cost", "findings", "name", "resources"]);
      expect(environment).toMatchObject({ cost: null, findings: null });
      const resources = environment.resources as Record<string, unknown>[];
      expect(resources.map(({ urn }) => urn)).toEqual(resources.map(({ urn }) => urn as string).sort());
      for (const item of resources) {
        expect(Object.keys(item)).toEqual([
          ...["custom", "dependsOn", "inputs", "name", "options", "parent", "propertyDependencies", "provider"],
          ...["secrets", "source", "type", "unknowns", "urn"],
        ]);
        expect(Object.keys(item.options as object)).toEqual([
          ...[
            "aliases",
            "customTimeouts",
            "deleteBeforeReplace",
            "deletedWith",
            "ignoreChanges",
            "protect",
            "replaceOnChanges",
            "retainOnDelete",
          ],
        ]);
      }
    }
  });

  it("has the estimate of each stack that has one", () => {
    const [stack] = stacks.filter(({ name }) => name === "dev");
    const [{ estimate } = { estimate: undefined }] = smallReport().environments;
    if (!stack || !estimate) throw new Error("a stack and an estimate");
    const costs = new Map([["dev", estimate]]);
    const { environments } = JSON.parse(previewJson([stack], costs)) as { environments: { cost: Record<string, unknown> }[] };
    expect(environments[0]?.cost).toMatchObject({
      currency: "USD",
      isComplete: true,
      monthly: { typical: estimate.monthly.typical / 1e6 },
    });
    const line = "$244 a month ($162–$2,051), of it $153 whatever the use";
    expect(previewText([stack], { paint: plain, resources: false, costs })).toContain(`\ncost  ${line}\n`);
    expect(previewMarkdown([stack], costs)).toContain("\nCost: $244 a month \\($162–$2,051\\), of it $153 whatever the use\n");
  });

  it("has the findings of each stack that the rules have looked at", () => {
    const [stack] = stacks.filter(({ name }) => name === "dev");
    if (!stack) throw new Error("dev");
    const finding: Finding = {
      ...{
        rule: "s3-events",
        service: "S3",
        severity: "low",
        kind: "broken",
        resource: "urn:bucket",
        name: "bucket",
        path: null,
      },
      ...{ message: "tells nobody", reason: "It is quiet.", remedy: "tell somebody", reference: "https://example.com" },
      source: { file: "infra/data/bucket.ts", line: 61 },
    };
    const waiver = { rule: "s3-events", owner: "platform", reason: "Nobody would listen to it.", expires: "2027-01-31" };
    const policies = new Map<string, PolicyReport>([
      ["dev", { stack: "dev", findings: [finding], waived: [{ ...finding, waiver }], cannotTell: [], kept: 1 }],
    ]);
    const { environments } = JSON.parse(previewJson([stack], undefined, policies)) as { environments: { findings: unknown }[] };
    expect(environments[0]?.findings).toEqual([finding]);
    const line = "1 finding: 1 low; 1 waived";
    expect(previewText([stack], { paint: plain, resources: false, policies })).toContain(`\npolicy  ${line}\n`);
    const markdown = previewMarkdown([stack], undefined, policies);
    expect(markdown).toContain(`\nPolicy: ${line}\n`);
    expect(markdown).toContain("| low | s3-events | bucket, infra/data/bucket.ts:61 | tells nobody | tell somebody |");
  });

  it("is the same bytes when planned again", async () => {
    expect(previewJson(await planStacks({ folder: ROOT, stacks: [] }))).toBe(previewJson(stacks));
  });

  it("holds the typed configuration, its defaults filled in", () => {
    const { environments } = JSON.parse(previewJson(stacks)) as {
      environments: { name: string; config: Record<string, unknown> }[];
    };
    expect(environments.find(({ name }) => name === "prod")?.config).toMatchObject({
      cluster: { version: "1.35" },
      redis: { multiAz: true },
    });
  });

  it("holds nothing of this machine", () => {
    expect(previewJson(stacks)).not.toContain(ROOT);
  });
});
