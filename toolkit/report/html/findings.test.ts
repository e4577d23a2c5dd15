import { describe, expect, it } from "vitest";
import type { Resource } from "../../graph/graph.ts";
import type { Finding, PolicyReport, WaivedFinding } from "../../policy/finding.ts";
import { findingsMarkup } from "./findings.ts";
import { html } from "./markup.ts";
import { previewHtml } from "./page.ts";
import { findingOf, graphOf, reportOf, resource, stackOf } from "./testGraphs.ts";

const KEY = "aws:kms/key:Key";
const bucket = (name: string): Resource => resource(name, { source: { file: "infra/data.ts", line: 7 } });
const [a, b, key] = [bucket("a"), bucket("b"), resource("key", { type: KEY })];
const waived = (of: Resource, more: Partial<Finding> = {}): WaivedFinding => ({
  ...findingOf(of, more),
  waiver: WAIVER,
});
const WAIVER = { rule: "s3-versioning", owner: "platform", reason: "Built again from the release.", expires: "2027-05-31" };

/** What people read: a line for each element that begins one. */
const words = (markup: string): string[] =>
  markup
    .replace(/<(p|summary|li)\b/g, "\n<$1")
    .replace(/<[^>]*>/g, " ")
    .split("\n")
    .map((line) => line.replace(/ +/g, " ").trim())
    .filter(Boolean);
const told = (report: Partial<PolicyReport>): string[] =>
  words(findingsMarkup(reportOf(report), (_, text) => html`[${text}]`).text);

describe("what the rules say of an environment", () => {
  it("is that there are no findings, where there are none", () => {
    expect(told({})).toEqual([
      "No findings rules kept 7 times",
      "monitor policy test tells them to pipelines, monitor policy --rules what every rule asks.",
    ]);
  });

  it("is told rule by rule, each with who breaks it and what to do", () => {
    const open = { rule: "s3-public", severity: "high", message: "is open", path: "acl", remedy: "close it" } as const;
    expect(told({ findings: [findingOf(a, open), findingOf(a), findingOf(b)] }).slice(0, -1)).toEqual([
      "3 findings 1 high, 2 medium; rules kept 7 times",
      ...["high", "s3-public S3", "[a] acl : is open infra/data.ts:7", "close it"],
      ...["medium", "s3-versioning S3", "[a] keeps no versions infra/data.ts:7", "[b] keeps no versions infra/data.ts:7"],
      "turn versioning on",
    ]);
  });

  it("tells the worst at once, and folds what is more", () => {
    const rules = ["one", "two", "three", "four", "five", "six"].map((rule) => findingOf(a, { rule, severity: "low" }));
    const many = ["b", "c", "d", "e", "f"].map((name) => findingOf(bucket(name), { severity: "high" }));
    const lines = told({ findings: [...many, ...rules] });
    expect(lines.filter((line) => /more|further/.test(line))).toEqual(["2 more", "3 further findings: 3 low"]);
    expect(lines.indexOf("2 more")).toBeLessThan(lines.findIndex((line) => line.startsWith("[e]")));
    expect(lines.indexOf("3 further findings: 3 low")).toBeLessThan(lines.indexOf("four S3"));
  });

  it("folds what is waived, by whose word, and what cannot be told", () => {
    const unknown = findingOf(key, { rule: "kms-policy", kind: "cannotTell", message: "its policy is not known" });
    expect(told({ waived: [waived(a), waived(b)], cannotTell: [unknown] }).slice(1, -1)).toEqual([
      ...["1 not to be told from the plan", "medium", "kms-policy S3", "[key] cannot tell: its policy is not known"],
      ...["turn versioning on", "2 waived", "waived", "s3-versioning platform, until 2027-05-31"],
      ...["Built again from the release.", "[a]", "[b]"],
    ]);
  });
});

describe("what the rules say, on the page", () => {
  const page = (report?: Partial<PolicyReport>): string => {
    const policy = resource("policy", { type: "aws:s3/bucketPolicy:BucketPolicy", dependsOn: [a.urn] });
    const stack = stackOf(graphOf([a, b, key, policy]));
    return previewHtml([stack], new Map(), new Map(report ? [[stack.name, reportOf(report)]] : []));
  };
  const part = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([found]) => found);
  const row = (text: string, type: string): string =>
    part(text, new RegExp(`<details class="row[^>]* data-type="${type}".*?</details>`, "gs"))[0] ?? "";

  it("is nothing where nobody has asked them", () => {
    expect(page()).not.toMatch(/No findings|class="(findings|said)/);
    expect(page({})).toContain("No findings");
  });

  it("is on its resource with the reason, and marks it in the list", () => {
    const text = page({ findings: [findingOf(key, { severity: "high" })], waived: [waived(key)], cannotTell: [findingOf(key)] });
    expect(words(row(text, KEY)).join("\n")).toMatch(/^key Key 1 finding\nhigh\n/);
    expect(words(row(text, KEY)).join("\n").split("Type ")[0]).toContain(
      [
        ...["high", "keeps no versions", "What is overwritten is gone. s3-versioning , S3", "turn versioning on"],
        ...["medium", "keeps no versions", "What is overwritten is gone. s3-versioning , S3", "turn versioning on"],
        ...["waived", "keeps no versions", "What is overwritten is gone. s3-versioning , S3"],
        "Waived by platform until 2027-05-31: Built again from the release.",
      ].join("\n"),
    );
    expect(row(page({ waived: [waived(key)] }), KEY)).not.toContain(`class="mark `);
  });

  it("is counted at the environment's name, in the colour of the worst, where there is any", () => {
    const nav = (text: string) => part(text, /<nav.*?<\/nav>/gs)[0];
    const found = [findingOf(a, { severity: "high" }), findingOf(b)];
    expect(nav(page({ findings: found }))).toMatch(/<span class="found high"[^>]* aria-label="2 findings: 1 high, 1 medium">2</);
    expect(nav(page({ waived: [waived(a)] }))).not.toContain("found");
  });

  it("is counted on the box that a resource is, or belongs to; the box's resource tells where", () => {
    const policy = resource("policy", { type: "aws:s3/bucketPolicy:BucketPolicy" });
    const text = page({ findings: [findingOf(policy), findingOf(policy, { severity: "low" })] });
    const boxes = part(text, /<a class="box".*?<\/a>/gs);
    expect(boxes.map((box) => /aria-label="([^"]*)"/.exec(box)?.[1])).toContain(
      "S3 bucket a, with 1 further resource, 2 findings: 1 medium, 1 low",
    );
    expect(boxes.filter((box) => box.includes('class="found medium"'))).toHaveLength(1);
    expect(row(text, a.type)).toMatch(/Findings also on 1<.*>policy</s);
    expect(part(text, /<figcaption>.*?<\/figcaption>/gs)[0]).toContain("across its corner");
    expect(page({})).not.toContain("across its corner");
  });
});
