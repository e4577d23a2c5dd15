import { describe, expect, it } from "vitest";
import { readConfig } from "../../infra/config/load.ts";
import { at, raw, VALID } from "../../infra/config/testConfig.ts";
import { type Budget, blocks, checkBudget, checkChange } from "./budget.ts";
import type { Estimate } from "./line.ts";
import { estimateOf, type MadeLine, madeLine } from "./print/testReport.ts";

const BASE: MadeLine = {
  ...{ type: "a:b:Thing", name: "thing", key: "hours", component: "mongodb", service: "Atlas" },
  ...{ what: "Hours", unit: "hours", quantity: 100, usd: 1 },
};
const spending = (...made: Partial<MadeLine>[]): Estimate =>
  estimateOf(
    "dev",
    made.map((more, index) => madeLine({ ...BASE, name: `thing-${index}`, ...more })),
  );
const budget = (more: Partial<Budget> = {}): Budget => ({ monthlyUsd: 100, onBreach: "block", limits: [], ...more });
const said = (of: Budget, estimate: Estimate) => checkBudget(of, estimate).findings.map((it) => [it.level, it.of, it.what]);

describe("an environment's budget", () => {
  it("may be spent to the last millionth, and not one more", () => {
    expect(checkBudget(budget(), spending({}))).toMatchObject({ monthly: 100_000_000, percent: 100, findings: [] });
    expect(said(budget(), spending({ usd: 1.000_000_01 }))).toEqual([["block", "total", "over"]]);
    expect(blocks(checkBudget(budget(), spending({ usd: 1.000_000_01 })))).toBe(true);
  });

  it("warns where only high use is above it, and where the owner wants no more than that", () => {
    expect(said(budget(), spending({ quantity: [50, 80, 101] }))).toEqual([["warn", "total", "high"]]);
    const warned = checkBudget(budget({ onBreach: "warn" }), spending({ quantity: 101 }));
    expect(warned.findings).toEqual([{ level: "warn", of: "total", what: "over", limit: 100_000_000, amount: 101_000_000 }]);
    expect(blocks(warned)).toBe(false);
  });

  it("limits a component with all that is in it, and a service, wherever it is", () => {
    const limits: Budget["limits"] = [
      { kind: "component", name: "mongodb", monthlyUsd: 30 },
      { kind: "service", name: "Atlas", monthlyUsd: 25 },
    ];
    const estimate = spending(
      { quantity: 10 },
      { quantity: 21, component: "mongodb/link", service: "VPC" },
      { quantity: 16, component: "mongodb-other" },
    );
    expect(checkBudget(budget({ limits }), estimate).findings).toEqual([
      { level: "block", of: "component mongodb", what: "over", limit: 30_000_000, amount: 31_000_000 },
      { level: "block", of: "service Atlas", what: "over", limit: 25_000_000, amount: 26_000_000 },
    ]);
  });

  it("says so where a limit names nothing, and where something has no figure", () => {
    const limits: Budget["limits"] = [{ kind: "component", name: "mongo", monthlyUsd: 30 }];
    expect(said(budget({ limits }), spending({}))).toEqual([["warn", "component mongo", "unknown"]]);
    const incomplete = { ...spending({}), unpriced: [{ resource: "urn", line: null, why: "no price" }] };
    expect(said(budget(), incomplete)).toEqual([["warn", "total", "incomplete"]]);
  });
});

describe("what a change may add", () => {
  const rises = (of: Budget, before: number, after: number) =>
    checkChange(of, spending({ quantity: before }), spending({ quantity: after })).map(({ level, limit, amount }) => [
      level,
      limit,
      amount,
    ]);

  it.each([
    ["nothing is limited", {}, 10, 1_000, []],
    ["at an amount", { monthlyUsd: 5 }, 10, 15, []],
    ["above an amount", { monthlyUsd: 5 }, 10, 16, [["block", 5_000_000, 6_000_000]]],
    ["at a percentage", { percent: 10 }, 100, 110, []],
    ["above a percentage", { percent: 10 }, 100, 111, [["block", 10_000_000, 11_000_000]]],
    ["the lower of both counts", { percent: 10, monthlyUsd: 2 }, 100, 103, [["block", 2_000_000, 3_000_000]]],
    ["from nothing, by any percentage", { percent: 500 }, 0, 1, [["block", 0, 1_000_000]]],
    ["becoming cheaper", { percent: 1, monthlyUsd: 1 }, 100, 1, []],
  ])("%s", (_, change, before, after, expected) => {
    expect(rises(budget({ change }), before, after)).toEqual(expected);
  });

  it("is limited for a component or service by itself", () => {
    const limits: Budget["limits"] = [{ kind: "service", name: "Atlas", change: { percent: 10 } }];
    const [before, after] = [
      spending({ quantity: 10 }, { service: "EC2" }),
      spending({ quantity: 12 }, { service: "EC2", quantity: 90 }),
    ];
    expect(checkChange(budget({ limits, onBreach: "warn" }), before, after)).toEqual([
      { level: "warn", of: "service Atlas", what: "rise", limit: 1_000_000, amount: 2_000_000 },
    ]);
  });
});

describe("a budget in a stack file", () => {
  const problemsIn = (value: unknown): string[] => {
    const result = readConfig(raw(at(VALID, "budget", value)));
    return "problems" in result
      ? result.problems.map(({ path, message, remedy }) => [path, message, remedy].filter(Boolean).join(": "))
      : [];
  };

  it("blocks by default, and has no limits but its own", () => {
    expect(readConfig(raw(VALID))).toMatchObject({ config: { budget: { monthlyUsd: 100, onBreach: "block", limits: [] } } });
    expect(
      problemsIn({
        ...{ monthlyUsd: 2_500.5, onBreach: "warn", change: { percent: 10, monthlyUsd: 50 } },
        limits: [
          { kind: "component", name: "mongodb", monthlyUsd: 1_000 },
          { kind: "service", name: "EC2", change: { percent: 5 } },
        ],
      }),
    ).toEqual([]);
  });

  it.each([
    [{ monthlyUsd: 1, onBreach: "fail" }, "monitor:budget.onBreach: one of warn, block"],
    [{ monthlyUsd: 1, limit: [] }, "monitor:budget.limit: unknown key: did you mean limits?"],
    [
      { monthlyUsd: 1, limits: [{ kind: "componnt", name: "x" }] },
      "monitor:budget.limits[0].kind: one of component, service: did you mean component?",
    ],
    [
      { monthlyUsd: 1, limits: [{ kind: "service", name: "" }] },
      /^monitor:budget\.limits\[0\]\.name: a component such as mongodb/,
    ],
    [
      { monthlyUsd: 1, limits: [{ kind: "service", name: "EC2", monthlyUsd: 0 }] },
      "monitor:budget.limits[0].monthlyUsd: US dollars per month, above 0",
    ],
    [{ monthlyUsd: 1, change: { percent: -1 } }, "monitor:budget.change.percent: percent, above 0"],
  ])("%j is refused", (value, message) => {
    expect(problemsIn(value)).toEqual([typeof message === "string" ? message : expect.stringMatching(message)]);
  });
});
