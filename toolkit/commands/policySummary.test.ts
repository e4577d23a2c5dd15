import { describe, expect, it } from "vitest";
import type { Estimate } from "../cost/line.ts";
import type { PlannedStack } from "../plan/plan.ts";
import { graphOf, resource } from "../report/html/testGraphs.ts";
import { policySummary } from "./policySummary.ts";

const none = { low: 0, typical: 0, high: 0 };
const FREE: Estimate = { name: "test", monthly: none, baseline: none, usage: none, lines: [], free: [], unpriced: [] };

const open = resource("office", {
  type: "mongodbatlas:index/projectIpAccessList:ProjectIpAccessList",
  inputs: { cidrBlock: "0.0.0.0/0" },
});
const stack = (policy: object): PlannedStack => ({
  ...{ name: "test", graph: graphOf([open]) },
  config: { kind: "environment", budget: { monthlyUsd: 1 }, policy: { ...policy } as never },
});
const summary = (policy: object) => policySummary(stack(policy), FREE, (_, text) => text);
const WAIVER = {
  rule: "atlas-ip-list",
  owner: "platform",
  reason: "A database of the tests that holds nothing",
  expires: "2999-12-31",
};

describe("a summary of the rules", () => {
  it("shows what is high, and refuses it in production", () => {
    const { text, refused } = summary({ profile: "production" });
    expect(text).toBe("test  policy  1 finding: 1 high\n  atlas-ip-list  office: lets 0.0.0.0/0 in");
    expect(refused.map(({ rule }) => rule)).toEqual(["atlas-ip-list"]);
  });

  it("refuses nothing elsewhere, nor what is waived", () => {
    expect(summary({ profile: "staging" })).toMatchObject({ refused: [], report: { findings: [{ severity: "high" }] } });
    const waived = summary({ profile: "production", waivers: [WAIVER] });
    expect(waived).toMatchObject({ refused: [], text: "test  policy  no findings; 1 waived" });
  });

  it("says where the others are told", () => {
    const { text } = summary({ profile: "development" });
    expect(text).toBe("test  policy  1 finding: 1 medium\n  monitor policy test tells more");
  });
});
