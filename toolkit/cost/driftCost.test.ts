import { beforeAll, describe, expect, it } from "vitest";
import type { Drift } from "../engine/drift.ts";
import { type PlannedStack, planStacks } from "../plan/plan.ts";
import { ROOT } from "../plan/testGraph.ts";
import { driftCosts } from "./driftCost.ts";
import { priceBook } from "./prices/load.ts";
import { estimateStack } from "./stack.ts";

let prod: PlannedStack;
beforeAll(async () => {
  const [planned] = await planStacks({ folder: ROOT, stacks: ["prod"] });
  if (!planned) throw new Error("prod was not planned");
  prod = planned;
});

const drift = (type: string, name: string, path: string | null, found?: Drift["found"]): Drift => {
  const resource = prod.graph.resources.find((it) => it.type === type && it.name === name);
  return { urn: resource?.urn ?? "gone", type, name, path, ignored: null, ...(found !== undefined && { found }) };
};
const costs = (...drifts: readonly Drift[]) =>
  driftCosts(prod.graph, drifts, (graph) => estimateStack({ ...prod, graph }, { book: priceBook(), today: "2026-11-23" })).map(
    ({ monthly }) => monthly && monthly.typical / 1e6,
  );
const REDIS = "aws:elasticache/replicationGroup:ReplicationGroup";

describe("what drift costs", () => {
  it("is what the environment costs as it was found, less what it was planned to cost", () => {
    const [bigger, gone, tag] = costs(
      drift(REDIS, "redis-group", "nodeType", "cache.m7g.xlarge"),
      drift("aws:ec2/natGateway:NatGateway", "network-nat-a", null),
      drift(REDIS, "redis-group", "tags.owner", "somebody"),
    );
    // Six nodes at $0.252 an hour in place of $0.1264.
    expect(bigger).toBeCloseTo(6 * 730 * (0.252 - 0.1264), 2);
    // Its hours go; what it carried passes through the other two.
    expect(gone).toBeCloseTo(-32.79, 2);
    expect(tag).toBe(0);
  });

  it("is not told where nothing tells it: no such resource, no price for what was found", () => {
    expect(costs(drift("aws:x/y:Y", "unknown", "size", 3), drift(REDIS, "redis-group", "nodeType", "cache.x99.huge"))).toEqual([
      null,
      null,
    ]);
  });
});
