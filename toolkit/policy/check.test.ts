import { describe, expect, it } from "vitest";
import { policy } from "../../infra/config/schema/policy.ts";
import { type Graph, STACK_TYPE } from "../graph/graph.ts";
import { graphOf } from "../report/html/testGraphs.ts";
import { checkPolicy } from "./check.ts";
import { findingKey } from "./finding.ts";
import { broken, cannotTell, kept, type Outcome, type Rule } from "./rule.ts";
import { thing } from "./rules/testTable.ts";

const BUCKET = "aws:s3/bucket:Bucket";

const rule = (id: string, judge: Rule["judge"], more: Partial<Rule> = {}): Rule => ({
  ...{ id, service: "S3", title: "all is well", severity: "medium", reason: "It is not.", remedy: "mend it" },
  ...{ reference: "https://example.com", peers: [], of: [BUCKET], judge },
  ...more,
});
const says = (id: string, outcome: Outcome, more: Partial<Rule> = {}) => rule(id, () => outcome, more);

const graph: Graph = graphOf([thing(BUCKET, "a"), thing(BUCKET, "b")]);
const waiver = { rule: "open", owner: "platform", reason: "It stands behind a wall of its own.", expires: "2027-01-31" };

function checked(rules: readonly Rule[], settings: object = {}, today = "2026-11-23") {
  return checkPolicy({ graph, config: {}, settings: policy.parse(settings), rules, estimate: null, today });
}

describe("findings", () => {
  it("are the worst first, then by rule and resource", () => {
    const { findings, kept: times } = checked([
      says("late", broken("is late"), { severity: "low" }),
      says("open", broken("is open", { path: "acl" }), { severity: "high" }),
      says("well", kept),
    ]);
    expect(findings.map(({ rule: id, name }) => `${id} ${name}`)).toEqual(["open a", "open b", "late a", "late b"]);
    expect(times).toBe(2);
    expect(findings[0]).toMatchObject({ severity: "high", kind: "broken", path: "acl", remedy: "mend it" });
  });

  it("have the remedy that fits them better", () => {
    expect(checked([says("open", broken("is open", { remedy: "close it" }))]).findings[0]?.remedy).toBe("close it");
  });

  it("are of an environment's own severity, and none where that is off", () => {
    const rules = [says("open", broken("is open"), { severity: { production: "high", staging: "low", development: "off" } })];
    const severities = (settings: object) => checked(rules, settings).findings.map(({ severity }) => severity);
    expect(severities({})).toEqual(["high", "high"]);
    expect(severities({ profile: "staging" })).toEqual(["low", "low"]);
    expect(severities({ profile: "development" })).toEqual([]);
    expect(severities({ profile: "development", severity: { open: "medium" } })).toEqual(["medium", "medium"]);
    expect(severities({ severity: { open: "off" } })).toEqual([]);
  });

  it("are one for each outcome, and none of what a rule is not about", () => {
    const several = rule("open", ({ name }) =>
      name === "a" ? [broken("one", { path: "x" }), broken("two", { path: "y" })] : null,
    );
    const { findings } = checked([several]);
    expect(findings.map(({ message }) => message)).toEqual(["one", "two"]);
    expect(new Set(findings.map(findingKey)).size).toBe(2);
  });
});

describe("what the plan cannot tell", () => {
  const rules = [says("open", cannotTell("nobody knows"))];

  it("is a finding in production", () => {
    expect(checked(rules)).toMatchObject({ findings: [{ kind: "cannotTell" }, { kind: "cannotTell" }], cannotTell: [], kept: 0 });
  });

  it("is told apart elsewhere, and is no pass", () => {
    expect(checked(rules, { profile: "staging" })).toMatchObject({ findings: [], cannotTell: [{}, {}], kept: 0 });
  });

  it("is what a rule says that fails", () => {
    const failing = rule("open", () => {
      throw new TypeError("x is undefined");
    });
    expect(checked([failing]).findings[0]).toMatchObject({
      kind: "cannotTell",
      message: "the rule could not judge it (x is undefined)",
    });
  });
});

describe("waivers", () => {
  const rules = [says("open", broken("is open")), says("open-too", kept)];
  const about = (settings: object, today?: string) =>
    checked(rules, settings, today).findings.map(({ rule: id, severity, message, remedy }) => [id, severity, message, remedy]);

  it("hold for every resource, or for one by its name, to the end of their last day", () => {
    expect(checked(rules, { waivers: [waiver] }, "2027-01-31")).toMatchObject({ findings: [], waived: [{ waiver }, { waiver }] });
    const { findings, waived } = checked(rules, { waivers: [{ ...waiver, resource: "b" }] });
    expect([findings.map(({ name }) => name), waived.map(({ name }) => name)]).toEqual([["a"], ["b"]]);
  });

  it("are findings themselves from the day after", () => {
    expect(about({ waivers: [waiver] }, "2027-02-01")).toEqual([
      ["open", "medium", "is open", "mend it"],
      ["open", "medium", "is open", "mend it"],
      [
        "waiver-expired",
        "medium",
        "the waiver of open by platform expired on 2027-01-31",
        "keep the rule, or renew the waiver under monitor:policy.waivers with its owner",
      ],
    ]);
  });

  it("that waive nothing, or no rule, are findings", () => {
    const waivers = [
      waiver,
      { ...waiver, rule: "open-too" },
      { ...waiver, rule: "opne-too" },
      { ...waiver, rule: "something-else" },
    ];
    expect(about({ waivers })).toEqual([
      ["waiver-unknown", "medium", "the waiver of opne-too names no rule", "did you mean open-too?"],
      ["waiver-unknown", "medium", "the waiver of something-else names no rule", "monitor policy --rules lists them"],
      ["waiver-idle", "low", "the waiver of open-too by platform waives nothing", "take it out of monitor:policy.waivers"],
    ]);
  });

  it("that others before them make needless are findings: of two people one answers", () => {
    const said = (...waivers: object[]) => about({ waivers }).map(([id, , message]) => [id, message]);
    const another = { ...waiver, owner: "storage" };
    const needless = ["waiver-idle", "the waiver of open by storage waives nothing that one before it does not"];
    expect(said(waiver, another)).toEqual([needless]);
    expect(said(waiver, { ...another, resource: "a" })).toEqual([
      ["waiver-idle", "the waiver of open of a by storage waives nothing that one before it does not"],
    ]);
    expect(said({ ...waiver, resource: "a" }, another)).toEqual([]);
  });

  it("are findings of the stack, each of its own", () => {
    const waivers = ["x", "y"].map((resource) => ({ ...waiver, rule: "open-too", resource }));
    const idle = checked(rules, { waivers }).findings.filter(({ rule: id }) => id === "waiver-idle");
    expect(new Set(idle.map(findingKey)).size).toBe(2);
    expect(idle[0]?.resource).toBe(graph.resources.find(({ type }) => type === STACK_TYPE)?.urn);
  });

  it("waive what cannot be told, too", () => {
    const untold = [says("open", cannotTell("nobody knows"))];
    expect(checked(untold, { waivers: [waiver] })).toMatchObject({ findings: [], waived: [{}, {}] });
  });
});

it("a severity of one's own for what is no rule is a finding", () => {
  expect(checked([says("open", kept)], { severity: { opem: "low" } }).findings).toMatchObject([
    { rule: "severity-unknown", message: "the severity of opem is that of no rule", remedy: "did you mean open?" },
  ]);
});
