import { beforeAll, describe, expect, it } from "vitest";
import type { PlannedStack } from "../../plan/plan.ts";
import { ROOT } from "../../plan/testGraph.ts";
import { type VariantPlanner, variantPlanner } from "../../plan/variant.ts";
import { plain } from "../../report/terminal.ts";
import { put, stepsOf, treeOf, withTree } from "../compare/changes.ts";
import { priceBook } from "../prices/load.ts";
import { adviceText } from "../print/adviceText.ts";
import { estimateAt, estimateStack, usageOfStack } from "../stack.ts";
import { type AdviceReport, advise } from "./advise.ts";
import { breakEvens } from "./breakEven.ts";

const options = { book: priceBook(), today: "2026-11-23" };
const price = (planned: PlannedStack) => estimateStack(planned, options);
let planner: VariantPlanner;
let prod: AdviceReport;
let dev: AdviceReport;

const advised = async (name: string): Promise<AdviceReport> => {
  const stack = planner.stack(name);
  const planned = await planner.plan(stack.file);
  return advise({ planner, stack, planned, usage: usageOfStack(planned), price });
};

beforeAll(async () => {
  planner = await variantPlanner(ROOT);
  prod = await advised("prod");
  dev = await advised("dev");
});

const ids = ({ advice }: AdviceReport): string[] => advice.map(({ id }) => id);

describe("advice", () => {
  it("is what the deployment plan advises: buy ahead, scale, queries and storage, the CDN's cache, fewer calls of models", () => {
    expect(new Set([...prod.advice, ...prod.small].map(({ topic }) => topic))).toEqual(
      new Set(["purchase", "scaling", "size", "network", "data", "ai", "cdn"]),
    );
    const reserved = prod.advice.find(({ id }) => id === "reserve-nodes-1y");
    const nodes = prod.estimate.lines.find(({ id }) => id === "NodeGroup/cluster-main-group/instance");
    // The plan's "30 to 50 %".
    const part = (reserved?.saving.typical ?? 0) / (nodes?.monthly.typical ?? 1);
    expect(part).toBeGreaterThan(0.3);
    expect(part).toBeLessThan(0.5);
  });

  it("saves what pricing the environment with the change says, and comes in that order", async () => {
    const { file } = planner.stack("prod");
    for (const { changes, saving } of prod.advice.slice(0, 4)) {
      const tree = structuredClone(treeOf(file));
      for (const { path, value } of changes) put(tree, stepsOf(path), value);
      const changed = price(await planner.plan(withTree(file, tree)));
      expect(prod.estimate.monthly.typical - changed.monthly.typical).toBe(saving.typical);
    }
    const savings = prod.advice.map(({ saving }) => saving.typical);
    expect(savings).toEqual([...savings].sort((a, b) => b - a));
    expect(Math.min(...savings)).toBeGreaterThanOrEqual(1_000_000);
  });

  it("is another for another environment", () => {
    expect(ids(prod)).toContain("office-hours");
    expect(ids(dev)).not.toContain("office-hours");
    expect(ids(dev)).not.toContain("spot-main");
  });

  it("says what all of it makes together, which is less than the sum", () => {
    const sum = prod.advice.reduce((all, { saving }) => all + saving.typical, 0);
    expect(prod.together?.saving.typical).toBeGreaterThan(prod.advice[0]?.saving.typical ?? 0);
    expect(prod.together?.saving.typical).toBeLessThan(sum);
  });

  it("says why an idea is not possible", () => {
    expect(prod.notHere).toMatchObject([{ id: "database-tier", why: expect.stringContaining("one of M30") }]);
  });
});

describe("break-even points", () => {
  it("are where both ways cost the same", async () => {
    const planned = await planner.plan(planner.stack("prod").file);
    const usage = usageOfStack(planned);
    const points = breakEvens({
      ...{ estimate: prod.estimate, book: options.book, usage, zones: 3 },
      estimateAt: (at) => estimateAt(planned, at, options),
    });
    const at = (id: string) => points.find((point) => point.id === id)?.at ?? Number.NaN;
    expect(at("reserved") * 0.3264).toBeCloseTo(730 * 0.201484, 6);
    // Of ten nodes, the mix of spot and on demand that costs what ten reserved ones do.
    const spot = at("spot") / 100;
    expect(spot * 0.1175 + (1 - spot) * 0.3264).toBeCloseTo(0.201484, 9);
    // Three endpoints at $0.01 an hour against $0.035 a GB.
    expect(at("endpoint")).toBeCloseTo((3 * 730 * 0.01) / 0.035, 6);
    const reached = estimateAt(planned, usageOfStack(planned, { pv: at("pinecone-minimum") }), options);
    expect(reached.lines.find(({ id }) => id.endsWith("/minimum"))?.monthly.typical).toBe(0);
    expect(adviceText({ ...prod, breakEvens: points }, plain)).toContain("Break-even points");
  });
});
