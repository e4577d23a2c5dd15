import { SEVERITIES, type Severity } from "../../infra/config/schema/policy.ts";
import { priceBook } from "../cost/prices/load.ts";
import { estimateStack } from "../cost/stack.ts";
import { plannedStacks } from "../plan/planned.ts";
import { UsageError } from "../plan/project.ts";
import type { PolicyReport } from "../policy/finding.ts";
import { policyJson, rulesJson } from "../policy/json.ts";
import { RULES } from "../policy/rules/index.ts";
import { sarifOf } from "../policy/sarif.ts";
import { checkStack } from "../policy/stack.ts";
import { policyMarkdown, rulesMarkdown } from "../report/policyMarkdown.ts";
import { policyText, rulesText } from "../report/policyText.ts";
import type { Paint } from "../report/terminal.ts";
import { sarifPlace } from "./sarifPlace.ts";

export const POLICY_FORMATS = ["text", "json", "markdown", "sarif"] as const;
export type PolicyFormat = (typeof POLICY_FORMATS)[number];

export interface PolicyRequest {
  readonly folder: string;
  /** Stacks to check; none means all. */
  readonly stacks: readonly string[];
  readonly format: PolicyFormat;
  /** What is as bad as this, or worse, fails. */
  readonly failOn: Severity;
  /** As 2026-11-23. */
  readonly today: string;
  readonly paint: Paint;
  readonly onProgress?: (stack: string, done: number, total: number) => void;
}

export interface PolicyAnswer {
  readonly text: string;
  readonly fails: boolean;
}

/** Plans stacks offline and says which rules they break. */
export async function policy(request: PolicyRequest): Promise<PolicyAnswer> {
  const { folder, stacks, failOn, today, onProgress } = request;
  const planned = await plannedStacks({ folder, stacks, ...(onProgress && { onProgress }) });
  const book = priceBook();
  const reports = planned.map((stack) => checkStack(stack, { estimate: estimateStack(stack, { book, today }), today }));
  const failing = SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1);
  const fails = reports.some(({ findings }) => findings.some(({ severity }) => failing.includes(severity)));
  return { text: await written(reports, request), fails };
}

async function written(reports: readonly PolicyReport[], { folder, format, paint }: PolicyRequest): Promise<string> {
  switch (format) {
    case "text":
      return policyText(reports, RULES, paint);
    case "json":
      return policyJson(reports);
    case "markdown":
      return policyMarkdown(reports);
    case "sarif":
      return sarifOf(reports, await sarifPlace(folder));
    default:
      throw new UsageError(`unknown format ${format satisfies never}`);
  }
}

/** Every rule there is. @throws UsageError for SARIF, which tells findings */
export function policyRules(format: PolicyFormat, paint: Paint): string {
  switch (format) {
    case "text":
      return rulesText(RULES, paint);
    case "json":
      return rulesJson(RULES);
    case "markdown":
      return `${rulesMarkdown(RULES)}\n`;
    case "sarif":
      throw new UsageError("SARIF tells findings, not rules", "--rules --format json");
    default:
      throw new UsageError(`unknown format ${format satisfies never}`);
  }
}
