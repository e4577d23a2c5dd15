/** What fails a review, and whether it is worth a comment. Pure. */
import { SEVERITIES, type Severity } from "../../infra/config/schema/policy.ts";
import { RISKS, type RiskLevel } from "../diff/change.ts";
import { counted } from "../report/terminal.ts";
import { clipped, type EnvironmentReview, type Review, type ReviewFinding } from "./report.ts";

export interface VerdictOptions {
  /** A new finding of this severity, or a worse one, fails the check. @default high */
  readonly failOn: Severity;
  /** Somebody let it pass: a label on the pull request. */
  readonly override: boolean;
  readonly comment: CommentThresholds;
}

/** A review below all of them is not worth a comment; with none set, every change is. */
export interface CommentThresholds {
  /** US dollars a month, up or down, in any environment. */
  readonly usd?: number;
  /** Of what the environment cost before, in percent, up or down. */
  readonly percent?: number;
  readonly risk?: Exclude<RiskLevel, "none">;
}

export function verdictOf(environments: readonly EnvironmentReview[], options: VerdictOptions): Review["verdict"] {
  const failures = environments.flatMap((environment) => failuresOf(environment, options.failOn)).slice(0, 100);
  return {
    failures,
    overridden: failures.length > 0 && options.override,
    ...worth(environments, failures.length, options.comment),
  };
}

function failuresOf({ name, cost, findings }: EnvironmentReview, failOn: Severity): Review["verdict"]["failures"] {
  const counts = (severity: Severity): boolean => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
  return [
    ...(cost?.budget ?? [])
      .filter(({ breach }) => breach)
      .map(({ text }) => ({ environment: name, kind: "budget" as const, text })),
    ...findings.new
      .filter(({ severity }) => counts(severity))
      .map(({ rule, name: resource, message }) => ({
        ...{ environment: name, kind: "finding" as const, text: clipped(`${rule}: ${resource} ${message}`) },
      })),
  ];
}

function worth(
  environments: readonly EnvironmentReview[],
  failures: number,
  { usd, percent, risk }: CommentThresholds,
): { comment: boolean; because: string } {
  const changed = environments.filter(({ state }) => state !== "unchanged" && state !== "alone");
  const hasThreshold = usd !== undefined || percent !== undefined || risk !== undefined;
  if (failures > 0) return { comment: true, because: counted(failures, "failure") };
  const alone = environments.filter(({ state }) => state === "alone").length;
  if (alone > 0) return { comment: true, because: "there is nothing to compare with" };
  if (changed.length === 0) return { comment: false, because: "nothing changes" };
  if (!hasThreshold) return { comment: true, because: counted(changed.length, "environment changes", "environments change") };
  if (changed.some(({ findings }) => findings.new.some(isHigh)))
    return { comment: true, because: "a new finding of high severity" };
  const warned = changed.find(isWarned);
  if (warned) return { comment: true, because: `a warning about ${warned.name}` };
  for (const { name, cost, changes } of changed) {
    const gap = Math.abs(cost?.gap?.typical ?? 0);
    const before = cost?.before?.typical ?? 0;
    if ((usd !== undefined || percent !== undefined) && cost?.complete === false)
      return { comment: true, because: `nobody can tell by how much ${name}'s cost changes` };
    if (usd !== undefined && gap >= usd) return { comment: true, because: `${name}'s cost changes by $${usd} or more` };
    if (percent !== undefined && gap > 0 && 100 * gap >= percent * before)
      return { comment: true, because: `${name}'s cost changes by ${percent} % or more` };
    const worst = changes.find(({ risk: { level } }) => risk !== undefined && RISKS.indexOf(level) <= RISKS.indexOf(risk));
    if (worst) return { comment: true, because: `${name} has a change of ${worst.risk.level} risk` };
  }
  return { comment: false, because: "every change is below the thresholds for a comment" };
}

const isHigh = ({ severity }: ReviewFinding): boolean => severity === "high";

/** Of what the change lets itself off, or brings too early, nobody else would tell. */
const isWarned = ({ notices, findings, promotion }: EnvironmentReview): boolean =>
  notices.length > 0 || findings.newlyWaived.some(isHigh) || (promotion !== null && promotion.image !== null);

/** Of what cannot be planned: no override makes it pass. */
export const UNPLANNED: Review["verdict"] = {
  ...{ failures: [], overridden: false, comment: true, because: "it cannot be planned" },
};

/** Whether the check fails. */
export const fails = ({ head, verdict }: Pick<Review, "head" | "verdict">): boolean =>
  head.problem !== null || (verdict.failures.length > 0 && !verdict.overridden);
