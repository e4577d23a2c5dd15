/** A review of what becomes of every environment between two revisions. Pure. */
import { UsageError } from "../plan/usageError.ts";
import { type Reviewed, reviewEnvironment, type Side } from "./environment.ts";
import { fitted } from "./fit.ts";
import { promotionOf } from "./promotion.ts";
import { clipped, MOST, type Review } from "./report.ts";
import { UNPLANNED, type VerdictOptions, verdictOf } from "./verdict.ts";

export interface ReviewParts {
  readonly project: string;
  /** As 2026-11-23. */
  readonly date: string;
  readonly base: Review["base"];
  readonly head: Review["head"];
  /** By environment; null where the base cannot be planned at all. */
  readonly before: ReadonlyMap<string, Side> | null;
  readonly after: ReadonlyMap<string, Side>;
  readonly verdict: VerdictOptions;
}

/**
 * The same report for the same plans, whatever their order.
 * @throws UsageError where there are more environments than it has room for: whom it leaves out, nobody would miss
 */
export function reviewOf({ project, date, base, head, before, after, verdict }: ReviewParts): Review {
  const names = [...new Set([...after.keys(), ...(before?.keys() ?? [])])];
  if (names.length > MOST.environments)
    throw new UsageError(
      `${names.length} environments; a review has room for ${MOST.environments}`,
      "name those to review: monitor review dev prod",
    );
  const reviewed = names.map((name) =>
    reviewEnvironment({ before: before?.get(name) ?? null, after: after.get(name) ?? null, hasBase: before !== null }),
  );
  const environments = reviewed
    .map((one): Reviewed["review"] => ({ ...one.review, promotion: promotionOf(one, reviewed) }))
    // What is nearest to people first: production, as promotion ends there.
    .reverse();
  return fitted({
    ...{ version: 1, project: clipped(project), date, base, head, environments },
    // Of all there is, whatever the report has room for.
    verdict: head.problem === null ? verdictOf(environments, verdict) : UNPLANNED,
  });
}
