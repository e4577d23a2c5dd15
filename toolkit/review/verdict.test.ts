import { describe, expect, it } from "vitest";
import type { EnvironmentReview, ReviewChange, ReviewFinding } from "./report.ts";
import { madeReview, unplannedReview } from "./testReview.ts";
import { fails, type VerdictOptions, verdictOf } from "./verdict.ts";

const QUIET: EnvironmentReview = {
  ...{ name: "prod", profile: "production", state: "unchanged", resources: 10 },
  cost: { before: flat(100), after: flat(100), gap: flat(0), complete: true, unpriced: 0, rows: [], budget: [] },
  ...{ counts: { create: 0, update: 0, replace: 0, delete: 0, move: 0 }, changes: [], omitted: 0, notices: [] },
  findings: {
    ...{ new: [], fixed: [], remaining: [], newlyWaived: [], waived: 0, untold: 0 },
    counts: { new: 0, high: 0, fixed: 0, remaining: 0, newlyWaived: 0 },
  },
  ...{ cannotTell: 0, promotion: null },
};
function flat(typical: number) {
  return { low: typical, typical, high: typical };
}
const finding = (severity: ReviewFinding["severity"]): ReviewFinding => ({
  ...{ rule: "alb-tls", service: "ALB", severity, kind: "broken", name: "alb-https", type: "Listener", path: null },
  ...{ message: "admits TLS 1.0", reason: "", remedy: "", reference: "", source: null },
});
const change = (level: ReviewChange["risk"]["level"]): ReviewChange => ({
  ...{ operation: "update", sure: true, because: [], component: "", type: "Bucket", name: "logs", words: ["tags"] },
  risk: { level, dataLoss: null, downtime: null, exposure: null },
  ...{ properties: [], blast: { count: 0, names: [] }, monthly: null, source: null },
});
const withCost = (gap: number, budget: NonNullable<EnvironmentReview["cost"]>["budget"] = []): EnvironmentReview => ({
  ...QUIET,
  state: "changed",
  cost: { ...(QUIET.cost as NonNullable<EnvironmentReview["cost"]>), after: flat(100 + gap), gap: flat(gap), budget },
});
const withFindings = (findings: Partial<EnvironmentReview["findings"]>): EnvironmentReview => ({
  ...QUIET,
  state: "changed",
  findings: { ...QUIET.findings, ...findings },
});
const options = (rest: Partial<VerdictOptions> = {}): VerdictOptions => ({
  failOn: "high",
  override: false,
  comment: {},
  ...rest,
});

describe("a review's check", () => {
  it("fails for a new finding as bad as asked, not for one that was there before", () => {
    const fresh = withFindings({ new: [finding("high"), finding("medium")] });
    expect(verdictOf([fresh], options()).failures).toEqual([
      { environment: "prod", kind: "finding", text: "alb-tls: alb-https admits TLS 1.0" },
    ]);
    expect(verdictOf([fresh], options({ failOn: "medium" })).failures).toHaveLength(2);
    expect(verdictOf([withFindings({ remaining: [finding("high")] })], options()).failures).toEqual([]);
  });

  it("fails for a budget that is breached, not for a warning", () => {
    const breached = withCost(50, [
      { text: "total: rises by $50; a change may add $20", breach: true },
      { text: "total: high use would make it $300, over the limit of $200", breach: false },
    ]);
    expect(verdictOf([breached], options()).failures).toEqual([
      { environment: "prod", kind: "budget", text: "total: rises by $50; a change may add $20" },
    ]);
  });

  it("passes by an override, which is told", () => {
    const environments = [withFindings({ new: [finding("high")] })];
    expect(fails(madeReview({ verdict: verdictOf(environments, options()) }))).toBe(true);
    const verdict = verdictOf(environments, options({ override: true }));
    expect(verdict).toMatchObject({ overridden: true, failures: [{ kind: "finding" }] });
    expect(fails(madeReview({ verdict }))).toBe(false);
    // What nobody has seen, nobody can let pass.
    expect(fails(madeReview({ ...unplannedReview(), verdict }))).toBe(true);
    expect(verdictOf([QUIET], options({ override: true })).overridden).toBe(false);
  });
});

describe("a comment", () => {
  const worth = (environment: EnvironmentReview, comment: VerdictOptions["comment"]): boolean =>
    verdictOf([environment], options({ comment })).comment;

  it("is worth every change where no threshold is set, and never nothing", () => {
    expect(worth(withCost(0.01), {})).toBe(true);
    expect(worth(QUIET, {})).toBe(false);
    expect(worth({ ...QUIET, state: "alone" }, { usd: 1e6 })).toBe(true);
  });

  it.each([
    [{ usd: 50 }, 49.99, false],
    [{ usd: 50 }, 50, true],
    [{ usd: 50 }, -50, true],
    [{ percent: 10 }, 9.9, false],
    [{ percent: 10 }, -10, true],
    [{ usd: 50, percent: 10 }, 10, true],
  ] as const)("with %o, for $%d of $100: %s", (comment, gap, expected) => {
    expect(worth(withCost(gap), comment)).toBe(expected);
  });

  it("is worth a change from nothing, whatever the percentage", () => {
    const cost = { before: flat(0), after: flat(5), gap: flat(5), complete: true, unpriced: 0, rows: [], budget: [] };
    expect(worth({ ...QUIET, state: "new", cost }, { percent: 1000 })).toBe(true);
  });

  it.each([
    ["high", "medium", false],
    ["high", "high", true],
    ["medium", "high", true],
    ["low", "none", false],
  ] as const)("with a threshold of %s risk, for a change of %s risk: %s", (risk, level, expected) => {
    expect(worth({ ...QUIET, state: "changed", changes: [change(level)] }, { risk })).toBe(expected);
  });

  it("is worth a cost that nobody can tell, where one is asked for", () => {
    const open = withCost(0);
    const untold = { ...open, cost: { ...(open.cost as NonNullable<EnvironmentReview["cost"]>), complete: false, unpriced: 0 } };
    expect([{ usd: 50 }, { percent: 10 }, { risk: "high" as const }].map((comment) => worth(untold, comment))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it.each<[string, Partial<EnvironmentReview>, boolean]>([
    ["a budget that it raises", { notices: ["its budget goes from $200 to $900 a month"] }, true],
    ["a finding of high severity that it waives", { findings: { ...QUIET.findings, newlyWaived: [finding("high")] } }, true],
    ["one of low severity", { findings: { ...QUIET.findings, newlyWaived: [finding("low")] } }, false],
    [
      "an image that comes too early",
      { promotion: { from: "staging", image: { gets: "b", runs: "a", together: false }, untested: [] } },
      true,
    ],
    ["what was only not tried before", { promotion: { from: "staging", image: null, untested: [] } }, false],
  ])("whatever the thresholds, for %s", (_, rest, expected) => {
    expect(worth({ ...QUIET, state: "changed", ...rest }, { usd: 1e6, risk: "high" })).toBe(expected);
  });

  it("is worth a failure and a new finding of high severity, whatever the thresholds", () => {
    expect(worth(withFindings({ new: [finding("high")] }), { usd: 1e6 })).toBe(true);
    const overridden = options({ failOn: "low", override: true, comment: { usd: 1e6 } });
    expect(verdictOf([withFindings({ new: [finding("low")] })], overridden).comment).toBe(true);
    expect(worth(withFindings({ new: [finding("low")] }), { usd: 1e6 })).toBe(false);
  });
});
