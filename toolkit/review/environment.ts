/** What becomes of one environment between two plans. Pure. */

import { type BudgetFinding, checkBudget, checkChange } from "../cost/budget.ts";
import { diffEstimates } from "../cost/compare/diff.ts";
import type { Estimate } from "../cost/line.ts";
import { inDollars } from "../cost/money.ts";
import { wordsOf } from "../cost/print/diffText.ts";
import { money } from "../cost/print/money.ts";
import { findingText } from "../cost/print/report.ts";
import { budgetOf } from "../cost/stack.ts";
import type { Change, GraphDiff } from "../diff/change.ts";
import { diffGraphs } from "../diff/diff.ts";
import { type Find, finderIn } from "../graph/components.ts";
import type { PlannedStack } from "../plan/plan.ts";
import type { PolicyReport } from "../policy/finding.ts";
import type { Profile } from "../policy/rule.ts";
import { counted } from "../report/terminal.ts";
import { changeOf } from "./change.ts";
import { findingsOf } from "./findings.ts";
import { noticesOf } from "./notices.ts";
import { ranked, renamed } from "./rank.ts";
import { clipped, type EnvironmentReview, MOST, type ReviewCost } from "./report.ts";

/** An environment as one revision has it, with all that is known of it. */
export interface Side {
  readonly planned: PlannedStack;
  readonly estimate: Estimate;
  readonly policy: PolicyReport;
  readonly profile: Profile;
}

export interface Sides {
  /** Null where the base has no such environment, or none can be planned. */
  readonly before: Side | null;
  /** Null where the head has it no longer. */
  readonly after: Side | null;
  /** Whether there is a base to compare with at all. */
  readonly hasBase: boolean;
}

/** Those of an environment that the head has. */
export interface HeadSides extends Sides {
  readonly after: Side;
}

/** An environment's review, and the changes it was made from: what promotion is checked with. */
export interface Reviewed {
  readonly review: EnvironmentReview;
  readonly sides: Sides;
  readonly changes: readonly Change[];
}

/** @throws where there is neither side */
export function reviewEnvironment(sides: Sides): Reviewed {
  const { before, after, hasBase } = sides;
  if (after === null) return { review: removed(before), sides, changes: [] };
  const diff = hasBase ? diffGraphs(before?.planned.graph ?? emptied(after), after.planned.graph) : NOTHING;
  const finds = { before: finderIn(before?.planned.graph ?? EMPTY), after: finderIn(after.planned.graph) };
  const changes = ranked(diff.changes, before?.estimate ?? null, after.estimate);
  const findings = findingsOf({ before, after, hasBase }, diff);
  const cost = costOf({ before, after, hasBase }, diff, finds.after);
  const notices = before ? noticesOf(before.planned, after.planned) : [];
  const news = changes.length + findings.new.length + findings.fixed.length + findings.newlyWaived.length + notices.length;
  const isQuiet = news === 0 && !differs(cost);
  const counts = { ...NO_COUNTS };
  for (const { operation } of diff.changes) counts[operation]++;
  const review: EnvironmentReview = {
    ...{ name: clipped(after.planned.name), profile: after.profile },
    state: !hasBase ? "alone" : before === null ? "new" : isQuiet ? "unchanged" : "changed",
    resources: after.planned.graph.resources.length,
    ...{ cost, counts, findings },
    changes: changes
      .slice(0, MOST.changes)
      .map(({ change, monthly }) => changeOf(change, monthly, change.after ? finds.after : finds.before)),
    omitted: Math.max(0, changes.length - MOST.changes),
    notices: notices.slice(0, MOST.rows).map((notice) => clipped(notice)),
    cannotTell: after.planned.graph.cannotTell.length,
    promotion: null,
  };
  return { review, sides, changes: changes.map(({ change }) => change) };
}

/** A stack file that goes takes nothing with it: no engine is told to delete what it deployed. */
function removed(before: Side | null): EnvironmentReview {
  if (before === null) throw new Error("an environment that neither revision has");
  const { planned, profile, estimate } = before;
  const resources = planned.graph.resources.length;
  const all = `${counted(resources, "resource")}, ${money(estimate.monthly.typical)} a month`;
  return {
    ...{ name: clipped(planned.name), profile, state: "removed", resources, cost: null, counts: NO_COUNTS },
    ...{ changes: [], omitted: 0, findings: NO_FINDINGS, cannotTell: 0, promotion: null },
    notices: [`its stack file goes, what it deployed does not: destroy the stack first, or all of it (${all}) runs and costs on`],
  };
}

const NO_COUNTS = { create: 0, update: 0, replace: 0, delete: 0, move: 0 };
const NO_FINDINGS: EnvironmentReview["findings"] = {
  ...{ new: [], fixed: [], remaining: [], newlyWaived: [], waived: 0, untold: 0 },
  counts: { new: 0, high: 0, fixed: 0, remaining: 0, newlyWaived: 0 },
};
const EMPTY = { resources: [] };
const NOTHING: GraphDiff = { changes: [], same: 0 };

/** The same stack with nothing in it. */
const emptied = ({ planned: { graph } }: Side): PlannedStack["graph"] => ({
  ...graph,
  resources: [],
  outputs: {},
  cannotTell: [],
});

function costOf({ before, after, hasBase }: HeadSides, { changes }: GraphDiff, find: Find): ReviewCost {
  const { estimate } = after;
  const unpriced = estimate.unpriced.length;
  const all = inDollars(estimate.monthly);
  const budget = budgetTexts(before, after);
  // What is new adds all that it costs; what has nothing to be compared with adds nobody knows what.
  if (before === null)
    return { before, after: all, gap: hasBase ? all : null, complete: unpriced === 0, unpriced, rows: [], budget };
  const diff = diffEstimates(renamed(before.estimate, changes, find), estimate);
  return {
    ...{ before: inDollars(before.estimate.monthly), after: all, gap: inDollars(diff.total.gap) },
    ...{ complete: diff.complete, unpriced, budget },
    rows: diff.rows.slice(0, MOST.rows).map((row) => ({
      ...{ id: clipped(row.id), words: clipped(wordsOf(row.from, row.to)), gap: inDollars(row.gap) },
    })),
  };
}

/**
 * What the budget says of the head. The limits on a change are the base's, lest a change raises or drops its own; and what was already over
 * its limit is a breach of this change only where it gets dearer. What only might go over it is told where the change makes it so.
 */
function budgetTexts(before: Side | null, after: Side): ReviewCost["budget"] {
  const [own, budget] = [before && budgetOf(before.planned), budgetOf(after.planned)];
  const keyOf = ({ of, what }: BudgetFinding): string => `${of} ${what}`;
  const was = before && own ? checkBudget(own, before.estimate).findings : [];
  const known = new Map(was.map((one) => [keyOf(one), one.amount ?? 0]));
  const totals = budget ? checkBudget(budget, after.estimate).findings.filter(({ what }) => what !== "incomplete") : [];
  const limits = own ?? budget;
  const rises = before && limits ? checkChange(limits, before.estimate, after.estimate) : [];
  const isNew = (one: BudgetFinding): boolean => (one.amount ?? 0) > (known.get(keyOf(one)) ?? -1);
  return [...totals, ...rises]
    .filter((one) => isNew(one) || one.what === "over")
    .map((one) => ({ text: clipped(findingText(one)), breach: one.level === "block" && isNew(one) }));
}

const differs = ({ gap }: ReviewCost): boolean => gap !== null && Object.values(gap).some((amount) => amount !== 0);
