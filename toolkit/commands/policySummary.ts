/** Which rules a stack breaks, in a few lines, for commands that are about something else. */
import type { Estimate } from "../cost/line.ts";
import type { PlannedStack } from "../plan/plan.ts";
import type { Finding, PolicyReport } from "../policy/finding.ts";
import { policySettings } from "../policy/settings.ts";
import { checkStack } from "../policy/stack.ts";
import { policyLine } from "../report/policyText.ts";
import type { Paint } from "../report/terminal.ts";
import { today } from "../today.ts";

export interface PolicySummary {
  readonly report: PolicyReport;
  /** What must not be deployed: in production, high findings that nobody has waived. */
  readonly refused: readonly Finding[];
  /** `prod  policy  1 finding: 1 high; 8 waived`, and what is high. */
  readonly text: string;
}

export function policySummary(planned: PlannedStack, estimate: Estimate, paint: Paint): PolicySummary {
  const report = checkStack(planned, { estimate, today: today() });
  const { name } = planned;
  const high = report.findings.filter(({ severity }) => severity === "high");
  const rest = report.findings.length - high.length;
  return {
    report,
    refused: policySettings(planned).profile === "production" ? high : [],
    text: [
      `${paint("bold", name)}  policy  ${policyLine(report)}`,
      ...high.map((finding) => paint("red", `  ${highText(finding)}`)),
      ...(rest > 0 ? [paint("dim", `  monitor policy ${name} tells ${high.length > 0 ? "the others" : "more"}`)] : []),
    ].join("\n"),
  };
}

/** `eks-open-endpoint  cluster-cluster: is reached from anywhere`. */
export const highText = ({ rule, name, kind, message }: Finding): string =>
  `${rule}  ${name}: ${kind === "cannotTell" ? "cannot tell: " : ""}${message}`;
