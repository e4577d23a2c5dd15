/**
 * Findings as SARIF 2.1.0, for code scanning. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * What GitHub takes of it: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 * It takes no notice of `suppressions`, and opens an alert for each; so what is waived is not in it.
 * https://github.com/github/codeql-action/issues/1230
 */
import { createHash } from "node:crypto";
import { SEVERITIES, type Severity } from "../../infra/config/schema/policy.ts";
import { byText, jsonText } from "../graph/graph.ts";
import { type Finding, numbered, type PolicyReport } from "./finding.ts";
import type { Rule } from "./rule.ts";
import { RULES } from "./rules/index.ts";

const LEVEL: Readonly<Record<Severity, string>> = { high: "error", medium: "warning", low: "note" };

/** As CVSS would put it, in the middle of what GitHub calls high, medium and low. */
const SCORE: Readonly<Record<Severity, string>> = { high: "8.0", medium: "5.5", low: "2.0" };

export interface SarifPlace {
  /** Folder of the project in its repository, with a slash at its end; empty where they are the same. */
  readonly prefix: string;
  /** Where a stack is configured, from the project's folder: what is about no line of code is there. */
  readonly fileOf: (stack: string) => string;
}

/** GitHub refuses a file with more. https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit */
const MOST_RESULTS = 25_000;

interface Found {
  readonly stack: string;
  readonly key: string;
  /** Which of several that share a key. */
  readonly nth: number;
  readonly finding: Finding;
}

/** @param rules whose ids the findings name. @default all there are */
export function sarifOf(
  reports: readonly Pick<PolicyReport, "stack" | "findings">[],
  place: SarifPlace,
  rules: readonly Rule[] = RULES,
): string {
  const found: readonly Found[] = reports.flatMap(({ stack, findings }) => numbered(findings).map((one) => ({ stack, ...one })));
  const findings = worstOf(found);
  const described = descriptionsOf(findings, rules);
  const index = new Map(described.map(({ id }, place) => [id, place]));
  return jsonText({
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "monitor policy", rules: described } },
        // Where the checkout is, only whoever reads this knows.
        originalUriBaseIds: { "%SRCROOT%": { description: { text: "the repository" } } },
        columnKind: "utf16CodeUnits",
        ...(findings.length < found.length && { invocations: [leftOut(found.length - findings.length)] }),
        results: findings.map((found) => resultOf(found, place, index.get(found.finding.rule) ?? -1)),
      },
    ],
  });
}

/** As many as a file may hold; the order stays where all have room. */
const worstOf = (found: readonly Found[]): readonly Found[] =>
  found.length <= MOST_RESULTS
    ? found
    : SEVERITIES.flatMap((severity) => found.filter(({ finding }) => finding.severity === severity)).slice(0, MOST_RESULTS);

const leftOut = (count: number) => ({
  executionSuccessful: true,
  toolExecutionNotifications: [
    {
      level: "warning",
      message: { text: `${count} more findings are left out, the least severe: monitor policy tells them all.` },
    },
  ],
});

/** The rules that findings name: those of the list as it describes them, those about waivers as the finding does. */
function descriptionsOf(findings: readonly { readonly finding: Finding }[], rules: readonly Rule[]) {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const first = new Map<string, Finding>();
  for (const { finding } of findings) if (!first.has(finding.rule)) first.set(finding.rule, finding);
  return [...first.values()]
    .sort((a, b) => byText(a.rule, b.rule))
    .map(({ rule: id, service, severity, reason, remedy, reference, message }) => {
      const rule = byId.get(id);
      return {
        id,
        name: id,
        shortDescription: { text: literal(`${service}: ${rule?.title ?? message}`) },
        fullDescription: { text: literal(reason) },
        help: { text: literal(`${reason} Remedy: ${rule?.remedy ?? remedy}.`) },
        ...(reference.startsWith("https://") && { helpUri: reference }),
        defaultConfiguration: { level: LEVEL[severity] },
        properties: { "security-severity": SCORE[severity], tags: ["security", service, ...(rule?.peers ?? [])] },
      };
    });
}

function resultOf({ stack, key, nth, finding }: Found, { prefix, fileOf }: SarifPlace, ruleIndex: number) {
  const { rule, severity, message, remedy, name, resource, source } = finding;
  const { file, line } = source ?? { file: fileOf(stack), line: 1 };
  return {
    ...{ ruleId: rule, ruleIndex, level: LEVEL[severity] },
    message: { text: literal(`${stack}: ${name} ${message}. Remedy: ${remedy}.`) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(prefix + file), uriBaseId: "%SRCROOT%" },
          region: { startLine: line },
        },
        logicalLocations: [{ name, fullyQualifiedName: resource, kind: "resource" }],
      },
    ],
    // The same finding in another run, on whatever line it then is; several of one line are several.
    partialFingerprints: {
      primaryLocationLineHash: `${createHash("sha256").update(key).digest("hex").slice(0, 32)}:${nth}`,
    },
  };
}

/** Text in which brackets make no links. */
const literal = (text: string): string => text.replace(/[[\]\\]/g, "\\$&");
