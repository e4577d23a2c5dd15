import { describe, expect, it } from "vitest";
import { policy } from "../../infra/config/schema/policy.ts";
import { graphOf } from "../report/html/testGraphs.ts";
import { checkPolicy } from "./check.ts";
import { broken, type Rule } from "./rule.ts";
import { thing } from "./rules/testTable.ts";
import { sarifOf } from "./sarif.ts";

const BUCKET = "aws:s3/bucket:Bucket";

const rule = (id: string, severity: Rule["severity"], message: string): Rule => ({
  ...{ id, service: "S3", title: `${id} is well`, severity, reason: "It is not.", remedy: "mend it", peers: ["CKV_AWS_1"] },
  ...{ reference: "https://example.com/page", of: [BUCKET], judge: () => broken(message, { path: "acl" }) },
});
const RULES = [
  rule("open", "high", "is [open](https://evil.example) to \\ all"),
  rule("late", "low", "is late"),
  rule("well", "low", "x"),
];

const settings = policy.parse({
  severity: { well: "off" },
  waivers: [
    { rule: "late", owner: "platform", reason: "It has always been late, and is loved.", expires: "2027-01-31" },
    { rule: "late", resource: "nobody", owner: "platform", reason: "There is nothing of that name.", expires: "2027-01-31" },
  ],
});
const graph = graphOf([
  thing(BUCKET, "a", { source: { file: "infra/my bucket.ts", line: 7 } }),
  thing(BUCKET, "b", { source: { file: "infra/my bucket.ts", line: 7 } }),
]);
const report = checkPolicy({ graph, config: {}, settings, rules: RULES, estimate: null, today: "2026-11-23" });

const PLACE = { prefix: "", fileOf: (stack: string) => `Pulumi.${stack}.yaml` };

interface Sarif {
  readonly version: string;
  readonly $schema: string;
  readonly runs: readonly {
    readonly tool: {
      readonly driver: {
        readonly name: string;
        readonly rules: readonly {
          readonly id: string;
          readonly shortDescription: { readonly text: string };
          readonly helpUri?: string;
          readonly defaultConfiguration: { readonly level: string };
          readonly properties: { readonly tags: readonly string[]; readonly "security-severity": string };
        }[];
      };
    };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: { readonly startLine: number };
        };
        readonly logicalLocations: readonly { readonly fullyQualifiedName: string }[];
      }[];
      readonly partialFingerprints: Readonly<Record<string, string>>;
    }[];
    readonly invocations?: readonly {
      readonly toolExecutionNotifications: readonly { readonly message: { readonly text: string } }[];
    }[];
  }[];
}

const sarif = JSON.parse(sarifOf([report], PLACE, RULES)) as Sarif;
const [run] = sarif.runs;
if (!run) throw new Error("no run");

describe("SARIF", () => {
  it("is version 2.1.0, one run", () => {
    expect(sarif.version).toBe("2.1.0");
    expect(sarif.$schema).toMatch(/sarif-schema-2\.1\.0\.json$/);
    expect(sarif.runs).toHaveLength(1);
  });

  it("has each finding, and nothing that is waived: code scanning would open an alert for it", () => {
    expect(report.waived).toHaveLength(2);
    expect(run.results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ...[
        ["open", "error"],
        ["open", "error"],
      ],
      ["waiver-idle", "note"],
    ]);
  });

  it("holds as many as code scanning takes, the worst of all, and says how many it leaves out", () => {
    const [low, high] = [report.findings.at(-1), report.findings[0]];
    const findings = [...Array(25_001).fill(low), ...Array(2).fill(high)];
    const [cut] = (JSON.parse(sarifOf([{ stack: "test", findings }], PLACE, RULES)) as Sarif).runs;
    expect(cut?.results).toHaveLength(25_000);
    expect(cut?.results.slice(0, 3).map(({ level }) => level)).toEqual(["error", "error", "note"]);
    expect(cut?.invocations?.[0]?.toolExecutionNotifications[0]?.message.text).toMatch(/^3 more findings are left out/);
  });

  it("describes the rules that results point at, and no other", () => {
    const { rules } = run.tool.driver;
    expect(rules.map(({ id }) => id)).toEqual(["open", "waiver-idle"]);
    for (const { ruleId, ruleIndex } of run.results) expect(rules[ruleIndex]?.id).toBe(ruleId);
    for (const { properties, defaultConfiguration } of rules) {
      expect(["error", "warning", "note"]).toContain(defaultConfiguration.level);
      expect(Number(properties["security-severity"])).toBeGreaterThan(0);
      expect(properties.tags).toContain("security");
    }
    expect(rules[0]).toMatchObject({ helpUri: "https://example.com/page", shortDescription: { text: "S3: open is well" } });
    expect(rules[1]).not.toHaveProperty("helpUri");
  });

  it("says where, as an address; the stack file where no line of code is known", () => {
    const [first] = run.results[0]?.locations ?? [];
    expect(first?.physicalLocation).toEqual({
      artifactLocation: { uri: "infra/my%20bucket.ts", uriBaseId: "%SRCROOT%" },
      region: { startLine: 7 },
    });
    expect(first?.logicalLocations[0]?.fullyQualifiedName).toBe(graph.resources.find(({ name }) => name === "a")?.urn);
    expect(run.results[2]?.locations[0]?.physicalLocation).toMatchObject({
      artifactLocation: { uri: "Pulumi.test.yaml" },
      region: { startLine: 1 },
    });
  });

  it("says where in the repository that is, where the project is a folder of it", () => {
    const within = { prefix: "apps/my shop/", fileOf: () => "stacks/Pulumi.test.yaml" };
    const [found] = (JSON.parse(sarifOf([report], within, RULES)) as Sarif).runs;
    const uris = found?.results.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri);
    expect(uris?.slice(0, 3)).toEqual([
      ...["apps/my%20shop/infra/my%20bucket.ts", "apps/my%20shop/infra/my%20bucket.ts"],
      "apps/my%20shop/stacks/Pulumi.test.yaml",
    ]);
  });

  it("tells apart what breaks one rule twice at one path", () => {
    const twice = { ...report, findings: report.findings.slice(0, 1).flatMap((one) => [one, one]) };
    const [found] = (JSON.parse(sarifOf([twice], PLACE, RULES)) as Sarif).runs;
    const prints = found?.results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash) ?? [];
    expect(prints.map((print) => print?.split(":")[1])).toEqual(["1", "2"]);
    expect(new Set(prints.map((print) => print?.split(":")[0])).size).toBe(1);
  });

  it("tells findings of one line apart, and knows them again", () => {
    const prints = run.results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash);
    expect(new Set(prints).size).toBe(prints.length);
    expect(JSON.parse(sarifOf([report], PLACE, RULES))).toEqual(sarif);
  });

  it("makes no link of what a program says", () => {
    expect(run.results[0]?.message.text).toBe("test: a is \\[open\\](https://evil.example) to \\\\ all. Remedy: mend it.");
  });
});
