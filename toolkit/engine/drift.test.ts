import { describe, expect, it } from "vitest";
import { driftText } from "../report/driftText.ts";
import { plain } from "../report/terminal.ts";
import { type Drift, driftIn } from "./drift.ts";
import { ends } from "./testEvents.ts";

const looked = (inputs: object, deployed: object, found: object, type?: string) =>
  driftIn([
    ends("update", "thing", {
      ...(type !== undefined && { type }),
      old: { inputs: inputs as never, outputs: deployed as never },
      new: { outputs: found as never },
    }),
  ]).map(({ path, deployed: before, found: now, ignored }) => ({ path, before, now, ignored }));

const withoutPrices = (drifts: readonly Drift[]) => drifts.map((drift) => ({ drift, monthly: null }));

describe("drift", () => {
  it("is told property by property, inside lists and objects", () => {
    expect(
      looked(
        { tags: {}, rules: [], size: 1 },
        { tags: { a: "1", "b/c": "2" }, rules: [{ port: 1 }], size: 1 },
        { tags: { a: "1", "b/c": "3", d: "4" }, rules: [{ port: 2 }], size: 1 },
      ),
    ).toEqual([
      { path: "rules[0].port", before: 1, now: 2, ignored: null },
      { path: "tags.d", before: undefined, now: "4", ignored: null },
      { path: 'tags["b/c"]', before: "2", now: "3", ignored: null },
    ]);
  });

  it("is only of what the program sets, and nothing is the same as empty", () => {
    expect(looked({ name: "a", list: [] }, { name: "a", arn: "1", list: [] }, { name: "a", arn: "2", list: null })).toEqual([]);
  });

  it("knows what is gone", () => {
    const [gone] = driftIn([ends("delete", "thing")]);
    expect(gone).toMatchObject({ name: "thing", path: null, ignored: null });
  });

  it("passes over what scales by itself, with the reason", () => {
    const replicas = looked({ spec: {} }, { spec: { replicas: 3 } }, { spec: { replicas: 7 } }, "kubernetes:apps/v1:Deployment");
    expect(replicas).toEqual([{ path: "spec.replicas", before: 3, now: 7, ignored: "the autoscaler sets it" }]);
    const sizeOf = (instanceSize: string) => ({ replicationSpecs: [{ regionConfigs: [{ electableSpecs: { instanceSize } }] }] });
    const reasonWhere = (autoScaling: Record<string, boolean>) =>
      looked(
        { replicationSpecs: [{ regionConfigs: [{ autoScaling }] }] },
        ...([sizeOf("M30"), sizeOf("M40")] as const),
        "mongodbatlas:index/advancedCluster:AdvancedCluster",
      ).map(({ ignored }) => ignored);
    expect(reasonWhere({ computeEnabled: true, diskGbEnabled: true })).toEqual(["Atlas scales it"]);
    expect(reasonWhere({ computeEnabled: false, diskGbEnabled: true })).toEqual(["Atlas scales it"]);
    expect(reasonWhere({ computeEnabled: false, diskGbEnabled: false })).toEqual([null]);
  });

  it("passes over the least number of nodes only where office hours set it", () => {
    const group = ends("update", "nodes", {
      type: "aws:eks/nodeGroup:NodeGroup",
      old: { inputs: { scalingConfig: {} }, outputs: { scalingConfig: { minSize: 1 } } },
      new: { outputs: { scalingConfig: { minSize: 0 } } },
    });
    const hours = ends("same", "hours", { type: "aws:scheduler/schedule:Schedule" });
    expect(driftIn([group]).map(({ ignored }) => ignored)).toEqual([null]);
    expect(driftIn([group, hours]).map(({ ignored }) => ignored)).toEqual(["office hours scale it"]);
  });

  it("is none of a provider's or a component's", () => {
    expect(
      driftIn([ends("update", "x", { type: "pulumi:providers:aws" }), ends("update", "y", { old: { custom: false } })]),
    ).toEqual([]);
  });

  it("reads as what is, what was, and what to do", () => {
    const events = [
      ends("update", "redis-group", {
        old: { inputs: { nodeType: "a" }, outputs: { nodeType: "cache.t4g.micro" } },
        new: { outputs: { nodeType: "cache.m7g.large" } },
      }),
      ends("delete", "logs"),
    ];
    expect(driftText("prod", withoutPrices(driftIn(events)), [], plain)).toMatchInlineSnapshot(`
      "prod  2 differences
      gone     logs         Bucket
      changed  redis-group  Bucket  nodeType: cache.m7g.large, deployed was cache.t4g.micro
      → monitor up prod puts back what the program says; what should stay belongs into the program
      "
    `);
    expect(driftText("prod", [], [], plain)).toBe("prod  as it was deployed\n");
  });

  it("tells what was not looked at", () => {
    expect(driftText("prod", [], ["redis-url"], plain)).toBe(
      "prod  as it was deployed\nnot looked at, without reading secrets: redis-url\n",
    );
  });
});
