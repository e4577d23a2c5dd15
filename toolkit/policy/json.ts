/** Findings as JSON: the contract other tools build on. */
import { jsonText } from "../graph/graph.ts";
import type { PolicyReport } from "./finding.ts";
import type { Rule } from "./rule.ts";

export function policyJson(reports: readonly PolicyReport[]): string {
  const environments = reports.map(({ stack: name, kept, findings, waived, cannotTell }) => ({
    ...{ name, kept, findings, waived, cannotTell },
  }));
  return jsonText({ version: 1, environments });
}

/** What rules are, without how they judge. */
export const rulesJson = (rules: readonly Rule[]): string =>
  jsonText({ version: 1, rules: rules.map(({ judge: _judge, ...rule }) => rule) });
