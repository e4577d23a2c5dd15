/** What the rules find, as violations of a policy pack. Pure. */
import { byText } from "../../graph/graph.ts";
import type { Finding, PolicyReport } from "../finding.ts";

export interface Violation {
  /** Id of the rule. */
  readonly name: string;
  /** What is so where the rule is kept. */
  readonly description: string;
  readonly message: string;
  readonly urn: string;
  /** A mandatory one stops the engine before anything has changed. */
  readonly enforcementLevel: "mandatory" | "advisory";
  readonly severity: Finding["severity"];
}

/** Of these the engine does not show enough to refuse: an encrypted output looks like one in clear. */
const ADVISED = new Set(["env-outputs-clear"]);

/** High ones are mandatory; what nobody can tell yet never is, and is told once for each rule. */
export function violationsOf({ findings, cannotTell }: Pick<PolicyReport, "findings" | "cannotTell">): Violation[] {
  const untold = new Map<string, Finding[]>();
  for (const finding of [...findings, ...cannotTell])
    if (finding.kind === "cannotTell") untold.set(finding.rule, [...(untold.get(finding.rule) ?? []), finding]);
  return [
    ...findings.filter(({ kind }) => kind === "broken").map(violationOf),
    ...[...untold].sort(([a], [b]) => byText(a, b)).flatMap(([, [first, ...rest]]) => (first ? [untoldOf(first, rest)] : [])),
  ];
}

const violationOf = ({ rule, message, reason, remedy, reference, resource, severity }: Finding): Violation => ({
  ...{ name: rule, description: reason, urn: resource, severity },
  message: `${message}\n${reason}\n→ ${remedy}\n${reference}`,
  enforcementLevel: severity === "high" && !ADVISED.has(rule) ? "mandatory" : "advisory",
});

function untoldOf({ rule, message, reason, resource, severity }: Finding, rest: readonly Finding[]): Violation {
  const others = rest.length === 0 ? "" : `; nor of ${rest.length} more`;
  return {
    ...{ name: rule, description: reason, urn: resource, severity, enforcementLevel: "advisory" },
    message: `cannot tell: ${message}${others}`,
  };
}
