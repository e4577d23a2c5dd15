import { describe, expect, it } from "vitest";
import { planStacks } from "../plan/plan.ts";
import { ROOT } from "../plan/testGraph.ts";
import { placements } from "./model/use.ts";
import { nodeCost } from "./nodeCost.ts";
import { priceBook } from "./prices/load.ts";
import { estimateStack, usageOfStack } from "./stack.ts";

describe("the nodes' cost by service", () => {
  it.each(["dev", "staging", "prod"])("%s: adds up to what its nodes and their disks cost", async (name) => {
    const [stack] = await planStacks({ folder: ROOT, stacks: [name] });
    if (!stack) throw new Error(`${name} was not planned`);
    const estimate = estimateStack(stack, { book: priceBook(), today: "2026-11-23" });
    const placement = placements({ ...stack, usage: usageOfStack(stack) })?.typical;
    const cost = placement && nodeCost(estimate, placement);
    if (!cost) throw new Error(`${name} has no nodes`);
    expect(cost.services.reduce((sum, { monthly }) => sum + monthly, cost.idle.monthly)).toBe(cost.monthly);
    expect(cost.services.reduce((sum, { share }) => sum + share, cost.idle.share)).toBeCloseTo(1, 9);
    const lines = estimate.lines.filter(({ id }) => /^NodeGroup\/.*\/(instance|device-0-storage|cpu-credits)$/.test(id));
    expect(lines.reduce((sum, line) => sum + line.monthly.typical, 0)).toBe(cost.monthly);
    expect(cost.services.map(({ service }) => service)).toContain("monitor-api");
    expect(cost.unplaced).toBe(0);
  });
});
