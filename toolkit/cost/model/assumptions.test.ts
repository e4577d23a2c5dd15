import { describe, expect, it } from "vitest";
import { CLAUDE_MODELS } from "../../../infra/config/schema/usage.ts";
import { UsageError } from "../../plan/project.ts";
import { priceBook } from "../prices/load.ts";
import { atPoint, parseOverride, usageOf, withOverrides } from "./assumptions.ts";
import { parseUsageFile } from "./usageFile.ts";

const usage = usageOf({});
const shared = usageOf({ kind: "shared" });

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof UsageError) return [error.message, error.remedy ?? ""].join("\n").trim();
    throw error;
  }
  return "";
}

describe("assumptions of a stack", () => {
  it("are the defaults where its configuration has none, or has it as text", () => {
    expect(usageOf({ usage: '{"pv":5}' })).toEqual(usage);
    expect(usage).toMatchObject({ pv: { low: 500_000, typical: 1_000_000, high: 2_000_000 } });
    expect(shared).toMatchObject({ cloudflarePlan: "free" });
  });

  it("stand at their cheap ends at the low point", () => {
    const [low, typical, high] = (["low", "typical", "high"] as const).map((point) => atPoint(usage, point));
    expect([low, typical, high]).toMatchObject([
      { pv: 500_000, cdnHitRatio: 0.99, batchShare: 0.8, claudeModel: "claude-sonnet-5-5" },
      { pv: 1_000_000, cdnHitRatio: 0.95, batchShare: 0.2, claudeModel: "claude-sonnet-5-5" },
      { pv: 2_000_000, cdnHitRatio: 0.8, batchShare: 0, claudeModel: "claude-sonnet-5-5" },
    ]);
  });
});

describe("overrides", () => {
  it("scale around what the environment assumes", () => {
    const before = withOverrides(usage, { pv: { low: "8M", typical: "10M", high: "30M" } });
    expect(withOverrides(before, { pv: "50M" })).toMatchObject({ pv: { low: 40e6, typical: 50e6, high: 150e6 } });
  });

  it("change nothing else, and not what they are given", () => {
    const { pv, ...rest } = withOverrides(usage, { pv: 1 }) as typeof usage & { pv: unknown };
    expect(pv).toEqual({ low: 0.5, typical: 1, high: 2 });
    expect(usage).toMatchObject(rest);
    expect(usage).toMatchObject({ pv: { typical: 1_000_000 } });
  });

  it("may be meant for stacks of the other kind", () => {
    expect(withOverrides(shared, { pv: "5M" })).toEqual(shared);
    expect(withOverrides(usage, { stateBytes: 1 })).toEqual(usage);
  });

  it("are all checked, wherever they come from", () => {
    const wrong = { pvs: "5M", pv: "5 M", batchShare: 2, claudeModel: "claude-2", cacheGb: null };
    expect(messageOf(() => withOverrides(usage, wrong, "usage.yaml"))).toMatchInlineSnapshot(`
      "usage.yaml.pvs
          unknown key
          → did you mean pv?
      usage.yaml.pv = "5 M"
          a number from 0, text such as 50M or 1.5k, or { low, typical, high } of these, in rising order
      usage.yaml.cacheGb
          a number from 0, text such as 50M or 1.5k, or { low, typical, high } of these, in rising order
      usage.yaml.batchShare = 2
          a number from 0 to 1, or in percent, text such as 50M or 1.5k, or { low, typical, high } of these, in rising order
      usage.yaml.claudeModel = "claude-2"
          one of claude-haiku-4-5, claude-haiku-5-5, claude-sonnet-4-5, claude-sonnet-4-6, claude-sonnet-5, claude-sonnet-5-5, claude-opus-4-6, claude-opus-5, claude-opus-5-5"
    `);
  });

  it.each(["pv", "=5", "pv="])("of the command line are KEY=VALUE, not %s", (text) => {
    expect(messageOf(() => parseOverride(text))).toBe(`--usage ${text}: KEY=VALUE\nfor example --usage pv=50M`);
  });

  it("of the command line are as those of a file", () => {
    expect(parseOverride("pv=50M")).toEqual(parseUsageFile("pv: 50M", "usage.yaml"));
    expect(parseUsageFile("", "usage.yaml")).toEqual({});
  });

  it.each([
    ["- pv", "usage.yaml is no mapping of assumptions to values\nfor example pv: 50M"],
    [
      "pv: [",
      "usage.yaml is no YAML: Flow sequence in block collection must be sufficiently indented and end with a ] at line 1, column 6:",
    ],
  ])("of a file are a mapping, not %s", (text, message) => {
    expect(messageOf(() => parseUsageFile(text, "usage.yaml"))).toBe(message);
  });
});

it.each(CLAUDE_MODELS)("%s has a price for each kind of token", (model) => {
  const kinds = ["input", "cache-write-5m", "cache-read", "output", "batch-input", "batch-output"];
  const find = (kind: string) =>
    priceBook().find({ vendor: "anthropic", service: "claude-api", region: "global", sku: `${model}.${kind}`, measure: 6_000 });
  expect(kinds.filter((kind) => find(kind) === undefined || find(kind)?.tierUnit !== undefined)).toEqual([]);
});
