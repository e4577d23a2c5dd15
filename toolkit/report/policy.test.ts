import { describe, expect, it } from "vitest";
import { policy } from "../../infra/config/schema/policy.ts";
import { checkPolicy } from "../policy/check.ts";
import type { PolicyReport } from "../policy/finding.ts";
import { policyJson, rulesJson } from "../policy/json.ts";
import { broken, cannotTell, type Outcome, type Rule } from "../policy/rule.ts";
import { thing } from "../policy/rules/testTable.ts";
import { graphOf } from "./html/testGraphs.ts";
import { policyMarkdown, rulesMarkdown } from "./policyMarkdown.ts";
import { policyText, rulesText } from "./policyText.ts";
import { plain } from "./terminal.ts";

const BUCKET = "aws:s3/bucket:Bucket";

const rule = (id: string, severity: Rule["severity"], outcome: Outcome, more: Partial<Rule> = {}): Rule => ({
  ...{ id, service: "S3", title: `${id} is so`, severity, reason: "It is not.", remedy: "mend it", peers: [] },
  ...{ reference: "https://example.com/page", of: [BUCKET], judge: () => outcome },
  ...more,
});

const RULES = [
  rule("closed", "high", broken("is open", { path: "acl" }), { peers: ["CKV_AWS_20", "CKV_AWS_57"] }),
  rule("early", { production: "low", staging: "low", development: "off" }, broken("is late", { remedy: "start sooner" })),
  rule("known", "medium", cannotTell("nobody knows"), { reference: "docs/cost.md" }),
];

const source = { file: "infra/data/bucket.ts", line: 61 };
const waiver = { rule: "early", resource: "a", owner: "platform", reason: "It is early enough for us.", expires: "2027-01-31" };

const reported = (profile: string, names: readonly string[] = ["a", "b"]): PolicyReport => ({
  ...checkPolicy({
    graph: graphOf(names.map((name) => thing(BUCKET, name, { source: name === "a" ? source : null }))),
    ...{ config: {}, rules: RULES, estimate: null, today: "2026-11-23" },
    settings: policy.parse({ profile, waivers: [waiver] }),
  }),
  stack: profile,
});
const clean: PolicyReport = { stack: "clean", findings: [], waived: [], cannotTell: [], kept: 1 };

describe("findings as text", () => {
  it("are told by environment and rule, worst first, with what to do", () => {
    expect(policyText([reported("production"), reported("staging"), clean], RULES, plain)).toMatchInlineSnapshot(`
      "production  5 findings: 2 high, 2 medium, 1 low; 1 waived  rules kept 0 times
        high    closed  S3: closed is so
                a  infra/data/bucket.ts:61  acl: is open
                b  acl: is open
                → mend it
        medium  known  S3: known is so
                a  infra/data/bucket.ts:61  cannot tell: nobody knows
                b  cannot tell: nobody knows
                → mend it
        low     early  S3: early is so
                b  is late
                → start sooner
        waived  (platform, until 2027-01-31)  early

      staging  3 findings: 2 high, 1 low; 1 waived; 2 not to be told from the plan  rules kept 0 times
        high    closed  S3: closed is so
                a  infra/data/bucket.ts:61  acl: is open
                b  acl: is open
                → mend it
        low     early  S3: early is so
                b  is late
                → start sooner
        cannot tell  known ×2
        waived  (platform, until 2027-01-31)  early

      clean  no findings  rules kept 1 time
      "
    `);
  });

  it("paint only what they are told to paint", () => {
    expect(policyText([reported("production")], RULES, (style, text) => `<${style}>${text}</>`)).toContain(
      "<red>high  </>  <bold>closed</>",
    );
  });
});

describe("findings as Markdown", () => {
  it("are a table, and what is waived with its reason", () => {
    expect(policyMarkdown([reported("staging"), clean])).toMatchInlineSnapshot(`
      "### staging: 3 findings: 2 high, 1 low; 1 waived; 2 not to be told from the plan

      | | Rule | Resource | What | Remedy |
      |---|---|---|---|---|
      | high | closed | a, infra/data/bucket.ts:61 | acl: is open | mend it |
      | high | closed | b | acl: is open | mend it |
      | low | early | b | is late | start sooner |

      Waived:

      - early of a, platform, until 2027-01-31: It is early enough for us.

      ### clean: no findings
      "
    `);
  });

  it("let no name become markup", () => {
    const text = policyMarkdown([reported("production", ["<script>alert(1)</script> | [x](http://evil) `code`\n# h"])]);
    expect(text).not.toMatch(/<script|\]\(http|\n# h/);
    for (const row of text.split("\n").filter((line) => line.startsWith("|"))) expect(row.match(/(?<!\\)\|/g)).toHaveLength(6);
  });
});

it("findings are JSON with all that is known of them", () => {
  const { version, environments } = JSON.parse(policyJson([reported("staging")])) as {
    version: number;
    environments: Record<string, unknown>[];
  };
  expect(version).toBe(1);
  expect(Object.keys(environments[0] ?? {})).toEqual(["cannotTell", "findings", "kept", "name", "waived"]);
  expect(environments[0]).toMatchObject({
    name: "staging",
    findings: [{ rule: "closed", severity: "high", path: "acl", source, remedy: "mend it" }, {}, {}],
    waived: [{ rule: "early", waiver }],
    cannotTell: [{ rule: "known" }, {}],
  });
});

it("rules are listed with who else asks them", () => {
  expect(rulesText(RULES, plain)).toMatchInlineSnapshot(`
    "closed  high         S3: closed is so  CKV_AWS_20, CKV_AWS_57
    early   low/low/off  S3: early is so   ours alone
    known   medium       S3: known is so   ours alone

    3 rules; severity in production, staging and development where it differs.
    "
  `);
  expect(rulesMarkdown(RULES)).toMatchInlineSnapshot(`
    "| Rule | Service | What is so where it is kept | Severity | Others ask it as |
    |---|---|---|---|---|
    | [\`closed\`](https://example.com/page) | S3 | closed is so | high | CKV\\_AWS\\_20, CKV\\_AWS\\_57 |
    | [\`early\`](https://example.com/page) | S3 | early is so | low/low/off | **ours alone** |
    | [\`known\`](cost.md) | S3 | known is so | medium | **ours alone** |"
  `);
  const { rules } = JSON.parse(rulesJson(RULES)) as { rules: Record<string, unknown>[] };
  expect(rules[0]).toEqual(expect.objectContaining({ id: "closed", peers: ["CKV_AWS_20", "CKV_AWS_57"] }));
  expect(rules[0]).not.toHaveProperty("judge");
});
