/** What the rules say about a stack, as data. */
import type { Severity, Waiver } from "../../infra/config/schema/policy.ts";
import type { Source } from "../graph/graph.ts";

export interface Finding {
  /** Id of the rule. */
  readonly rule: string;
  readonly service: string;
  readonly severity: Severity;
  /** Broken; or, in production, not to be told from the plan. */
  readonly kind: "broken" | "cannotTell";
  /** URN of the resource; the stack's own where it is about the whole environment. */
  readonly resource: string;
  readonly name: string;
  /** Path of the input it is about; null where it is about none, or several. */
  readonly path: string | null;
  readonly message: string;
  readonly reason: string;
  readonly remedy: string;
  readonly reference: string;
  readonly source: Source | null;
}

export interface WaivedFinding extends Finding {
  readonly waiver: Waiver;
}

export interface PolicyReport {
  readonly stack: string;
  /** Worst first, then by rule and resource. */
  readonly findings: readonly Finding[];
  readonly waived: readonly WaivedFinding[];
  /** Outside production: what the plan cannot tell. No finding, and no pass. */
  readonly cannotTell: readonly Finding[];
  /** How often a rule was kept. */
  readonly kept: number;
}

/** The same finding in another plan: by rule, resource and path, not by its words. Several may share one: `numbered`. */
export const findingKey = ({ rule, resource, path }: Pick<Finding, "rule" | "resource" | "path">): string =>
  `${rule}\n${resource}\n${path ?? ""}`;

/** Findings of one plan, each with its key and which of that key it is: two statements of a policy may break one rule. */
export function numbered<Of extends Finding>(
  findings: readonly Of[],
): readonly { readonly key: string; readonly nth: number; readonly finding: Of }[] {
  const counts = new Map<string, number>();
  return findings.map((finding) => {
    const key = findingKey(finding);
    const nth = (counts.get(key) ?? 0) + 1;
    counts.set(key, nth);
    return { key, nth, finding };
  });
}
