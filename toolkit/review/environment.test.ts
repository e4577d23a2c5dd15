import { describe, expect, it } from "vitest";
import type { Estimate, Line } from "../cost/line.ts";
import { NO_COST } from "../cost/money.ts";
import { bareResource, type Json, type Resource, STACK_TYPE } from "../graph/graph.ts";
import type { Finding, PolicyReport } from "../policy/finding.ts";
import { reviewEnvironment, type Side, type Sides } from "./environment.ts";
import { MOST, reviewSchema } from "./report.ts";
import { reviewOf } from "./review.ts";

const STACK = bareResource({
  urn: "urn:pulumi:dev::app::pulumi:pulumi:Stack::app-dev",
  type: STACK_TYPE,
  name: "app-dev",
  custom: false,
});
const bucket = (name: string, inputs: Resource["inputs"] = {}): Resource =>
  bareResource({
    urn: `urn:pulumi:dev::app::aws:s3/bucket:Bucket::${name}`,
    type: "aws:s3/bucket:Bucket",
    name,
    parent: STACK.urn,
    inputs,
  });

const finding = (on: Resource, rule = "s3-versioning"): Finding => ({
  ...{ rule, service: "S3", severity: "medium", kind: "broken", resource: on.urn, name: on.name, path: null },
  ...{ message: "keeps no versions", reason: "", remedy: "", reference: "", source: null },
});
const policy = (findings: readonly Finding[], waived: PolicyReport["waived"] = []): PolicyReport => ({
  ...{ stack: "dev", findings, waived, cannotTell: [], kept: 0 },
});
const estimate: Estimate = {
  name: "dev",
  monthly: NO_COST,
  baseline: NO_COST,
  usage: NO_COST,
  lines: [],
  unpriced: [],
  free: [],
};

const side = (
  resources: readonly Resource[],
  report: PolicyReport = policy([]),
  config: { readonly [key: string]: Json } = {},
): Side => ({
  planned: {
    name: "dev",
    config,
    graph: { project: "app", stack: "dev", resources: [STACK, ...resources], outputs: {}, cannotTell: [] },
  },
  ...{ estimate, policy: report, profile: "development" },
});
const review = (before: Side | null, after: Side | null, hasBase = true) =>
  reviewEnvironment({ before, after, hasBase } satisfies Sides).review;

describe("a review", () => {
  it("leaves no environment out in silence", () => {
    const sides = (count: number) => new Map(Array.from({ length: count }, (_, index) => [`e${index}`, side([])]));
    const of = (count: number) =>
      reviewOf({
        ...{ project: "app", date: "2026-11-24", head: { commit: "a".repeat(40), uncommitted: false, problem: null } },
        base: { ref: "main", commit: "b".repeat(40), problem: null, note: null },
        ...{ before: sides(MOST.environments), after: sides(count) },
        verdict: { failOn: "high", override: false, comment: {} },
      });
    expect(of(MOST.environments).environments).toHaveLength(MOST.environments);
    expect(() => of(MOST.environments + 1)).toThrow("51 environments; a review has room for 50");
  });
});

describe("an environment", () => {
  it("that goes is told for what it is: nothing of it is deleted, until somebody destroys it", () => {
    expect(review(side([bucket("logs")], policy([finding(bucket("logs"))])), null)).toMatchObject({
      ...{ state: "removed", resources: 2, changes: [], counts: { delete: 0 }, cost: null },
      findings: { fixed: [], remaining: [], counts: { fixed: 0 } },
      notices: [expect.stringContaining("destroy the stack first, or all of it (2 resources, $0 a month)")],
    });
  });

  it("without change is told as that", () => {
    const same = side([bucket("logs")], policy([finding(bucket("logs"))]));
    expect(review(same, same)).toMatchObject({
      state: "unchanged",
      changes: [],
      findings: { new: [], remaining: [{ name: "logs" }] },
    });
  });

  it("that is new adds all that it holds", () => {
    expect(review(null, side([bucket("logs")]))).toMatchObject({
      state: "new",
      counts: { create: 2 },
      cost: { before: null, gap: NO_COST },
    });
  });

  it("that has nothing to be compared with has findings, and none of them is new", () => {
    const alone = review(null, side([bucket("logs")], policy([finding(bucket("logs"))])), false);
    expect(alone).toMatchObject({
      state: "alone",
      changes: [],
      cost: { gap: null },
      findings: { new: [], remaining: [{ name: "logs" }] },
    });
  });
});

describe("findings", () => {
  it("are new, fixed, or as before", () => {
    const [a, b, c] = ["a", "b", "c"].map((name) => finding(bucket(name))) as [Finding, Finding, Finding];
    const all = [bucket("a"), bucket("b"), bucket("c")];
    const { findings } = review(side(all, policy([a, b])), side(all, policy([b, { ...c, message: "other words" }])));
    expect([findings.new, findings.fixed, findings.remaining].map((list) => list.map(({ name }) => name))).toEqual([
      ["c"],
      ["a"],
      ["b"],
    ]);
  });

  it("are one more where one more of a policy's statements breaks the same rule", () => {
    const a = bucket("a");
    const open = { ...finding(a, "s3-any-principal"), message: "lets anybody s3:GetObject (Read)" };
    const more = { ...open, message: "lets anybody s3:PutObject (Write)" };
    const { findings } = review(side([a], policy([open])), side([a], policy([open, more])));
    expect(findings.new).toMatchObject([{ message: more.message }]);
    expect(findings.remaining).toMatchObject([{ message: open.message }]);
  });

  it("stay the same wherever in its list what they are about now stands, and are new where they say something else there", () => {
    const group = bucket("group");
    const at = (index: number, message: string, kind: Finding["kind"] = "broken"): Finding => ({
      ...finding(group, "network-open"),
      ...{ path: `ingress[${index}].cidrBlocks`, message, kind },
    });
    const between = (before: readonly Finding[], after: readonly Finding[]) => {
      const { findings } = review(side([group], policy(before)), side([group], policy(after)));
      return [findings.new, findings.remaining, findings.fixed].map((list) => list.map(({ message }) => message));
    };
    expect(between([at(0, "opens 22")], [at(1, "opens 22")])).toEqual([[], ["opens 22"], []]);
    expect(between([at(0, "opens 22")], [at(0, "opens 23"), at(1, "opens 22")])).toEqual([["opens 23"], ["opens 22"], []]);
    expect(between([at(0, "opens 22")], [at(1, "opens 23")])).toEqual([["opens 23"], [], ["opens 22"]]);
    expect(between([at(1, "ingress[1] is not known", "cannotTell")], [at(2, "ingress[2] is not known", "cannotTell")])).toEqual([
      [],
      ["ingress[2] is not known"],
      [],
    ]);
  });

  it("are new where it is now sure what could not be told", () => {
    const logs = bucket("logs");
    const unsure: Finding = { ...finding(logs), kind: "cannotTell" };
    const between = (before: Finding, after: Finding) =>
      review(side([logs], policy([before])), side([logs], policy([after]))).findings.new.length;
    expect([between(unsure, finding(logs)), between(finding(logs), unsure), between(unsure, unsure)]).toEqual([1, 0, 0]);
  });

  it("stay the same under their project's new name", () => {
    const whole = { ...finding(STACK, "env-budget"), name: "app-dev" };
    const stored = (one: Finding): Finding => ({ ...one, resource: one.resource.replace(/app(?=::|-dev)/g, "store") });
    const before = side([bucket("logs")], policy([finding(bucket("logs")), whole]));
    const graph = {
      ...before.planned.graph,
      project: "store",
      resources: before.planned.graph.resources.map((one) => ({ ...one, urn: stored({ ...whole, resource: one.urn }).resource })),
    };
    const after = {
      ...before,
      planned: { ...before.planned, graph },
      policy: policy([stored(finding(bucket("logs"))), stored(whole)]),
    };
    expect(review(before, after).findings).toMatchObject({ new: [], fixed: [], counts: { remaining: 2 } });
  });

  it("stay the same under their resource's new name", () => {
    const [before, after] = [bucket("logs", { tags: { a: "1" } }), bucket("archive", { tags: { a: "1" } })];
    const { findings, changes } = review(side([before], policy([finding(before)])), side([after], policy([finding(after)])));
    expect(changes).toMatchObject([{ name: "archive", operation: "replace" }]);
    expect(findings).toMatchObject({ new: [], fixed: [], remaining: [{ name: "archive" }] });
  });

  it("that the change itself waives are told, with the waiver's reason", () => {
    const logs = bucket("logs");
    const waiver = { rule: "s3-versioning", owner: "ann", reason: "it is only a test of ours", expires: "2027-01-31" };
    const { state, findings } = review(
      side([logs], policy([finding(logs)])),
      side([logs], policy([], [{ ...finding(logs), waiver }])),
    );
    expect(state).toBe("changed");
    expect(findings.newlyWaived).toMatchObject([
      { name: "logs", reason: "waived by ann until 2027-01-31: it is only a test of ours" },
    ]);
    expect(findings).toMatchObject({ fixed: [], waived: 1 });
  });
});

describe("a cost", () => {
  const priced = (made: Side, usd: number, unpriced: readonly string[] = []): Side => {
    const monthly = { low: usd * 1e6, typical: usd * 1e6, high: 2 * usd * 1e6 };
    const open = unpriced.map((resource) => ({ resource, line: null, why: "nothing here knows" }));
    return { ...made, estimate: { ...estimate, monthly, unpriced: open } };
  };
  const limited = (onBreach: string): Side =>
    side([bucket("logs")], policy([]), { budget: { monthlyUsd: 100, onBreach, limits: [] } });

  it("is incomplete where something new has no figure, and not for a new name", () => {
    const [before, after] = [bucket("logs", { tags: { a: "1" } }), bucket("archive", { tags: { a: "1" } })];
    const added = review(null, priced(side([before]), 0, [before.urn]));
    const renamed = review(priced(side([before]), 0, [before.urn]), priced(side([after]), 0, [after.urn]));
    expect([added.cost?.complete, renamed.cost?.complete]).toEqual([false, true]);
  });

  it.each<[string, number, number, string, readonly boolean[]]>([
    ["goes over its limit by this change", 90, 110, "block", [true]],
    ["was over it, and is dearer", 110, 120, "block", [true]],
    ["was over it, and is as before", 110, 110, "block", [false]],
    ["was over it, where that is only a warning", 110, 110, "warn", [false]],
    ["may go over it now", 40, 60, "block", [false]],
    ["might go over it as before", 60, 60, "block", []],
    ["might go over it, less than before", 70, 60, "block", []],
  ])("that %s: $%d → $%d, on breach %s", (_, from, to, onBreach, breaches) => {
    const { cost } = review(priced(limited(onBreach), from), priced(limited(onBreach), to));
    expect(cost?.budget.map(({ breach }) => breach)).toEqual(breaches);
  });
});

describe("a budget", () => {
  const line = (usd: number): Line => ({
    ...{
      id: "ReplicationGroup/redis/nodes",
      resource: bucket("redis").urn,
      component: "redis",
      service: "ElastiCache",
      name: "nodes",
    },
    ...{ sku: { vendor: "aws", service: "ElastiCache", region: "us-east-1", sku: "x" }, purchase: "on-demand" },
    ...{ count: flat(1), quantity: flat(1), unit: "hours", unitPrice: "1", monthly: flat(usd), list: flat(usd), usage: false },
    ...{ discount: null, price: { source: "", asOf: null, unverified: false } },
  });
  const flat = (usd: number) => ({ low: usd * 1e6, typical: usd * 1e6, high: usd * 1e6 });
  const costing = (made: Side, redis: number, total: number): Side => ({
    ...made,
    estimate: { ...estimate, monthly: flat(total), lines: [line(redis)] },
  });
  const limited = (budget: Json): Side => side([bucket("logs")], policy([]), budget === null ? {} : { budget });

  it("of a part is breached by what makes the part dearer, though the whole gets cheaper", () => {
    const budget = { monthlyUsd: 900, onBreach: "block", limits: [{ kind: "component", name: "redis", monthlyUsd: 100 }] };
    const breaches = (redis: number) =>
      review(costing(limited(budget), 110, 300), costing(limited(budget), redis, 200)).cost?.budget.map(({ breach }) => breach);
    expect([breaches(120), breaches(110), breaches(105)]).toEqual([[true], [false], [false]]);
  });

  it("that the change itself takes away limits the change still", () => {
    const budget = { monthlyUsd: 900, onBreach: "block", limits: [], change: { monthlyUsd: 50 } };
    const { cost, notices } = review(costing(limited(budget), 100, 100), costing(limited(null), 200, 200));
    expect(cost?.budget).toEqual([{ text: "total: rises by $100; a change may add $50", breach: true }]);
    expect(notices).toEqual(["its budget is taken away"]);
  });
});

describe("a change larger than anybody reads", () => {
  it("keeps to its limits and counts the rest", () => {
    const many = Array.from({ length: 1_000 }, (_, index) => bucket(`b${index}`, { bucket: "x".repeat(10_000) }));
    const made = review(side([]), side(many, policy(many.map((one) => finding(one)))));
    expect(made.counts.create).toBe(1_000);
    expect([made.changes.length, made.omitted]).toEqual([MOST.changes, 1_000 - MOST.changes]);
    expect([made.findings.new.length, made.findings.counts.new]).toEqual([MOST.findings, 1_000]);
    expect(reviewSchema.shape.environments.safeParse([made]).error).toBeUndefined();
  });
});
