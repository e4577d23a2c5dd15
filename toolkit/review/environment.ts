/** What becomes of one environment between two plans. Pure. */

import { checkBudget, checkChange } from "../cost/budget.ts";
import { diffEstimates } from "../cost/compare/diff.ts";
import type { Estimate } from "../cost/line.ts";
import { type Band, inDollars, type Micros } from "../cost/money.ts";
import { wordsOf } from "../cost/print/diffText.ts";
import { findingText } from "../cost/print/report.ts";
import { budgetOf } from "../cost/stack.ts";
import type { Change, GraphDiff } from "../diff/change.ts";
import { diffGraphs } from "../diff/diff.ts";
import { type Find, finderIn } from "../graph/components.ts";
import type { PlannedStack } from "../plan/plan.ts";
import type { PolicyReport } from "../policy/finding.ts";
import type { Profile } from "../policy/rule.ts";
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

/** An environment's review, and the changes it was made from: what promotion is checked with. */
export interface Reviewed {
  readonly review: EnvironmentReview;
  readonly sides: Sides;
  readonly changes: readonly Change[];
}

/** @throws where there is neither side */
export function reviewEnvironment(sides: Sides): Reviewed {
  const { before, after, hasBase } = sides;
  const here = after ?? before;
  if (here === null) throw new Error("an environment that neither revision has");
  const diff = hasBase ? diffGraphs(before?.planned.graph ?? emptied(here), after?.planned.graph ?? emptied(here)) : NOTHING;
  const finds = { before: finderIn(before?.planned.graph ?? EMPTY), after: finderIn(after?.planned.graph ?? EMPTY) };
  const changes = ranked(diff.changes, before?.estimate ?? null, after?.estimate ?? null);
  const findings = findingsOf(sides, diff);
  const cost = costOf(sides, diff, finds.after);
  const notices = before ? (after ? noticesOf(before.planned, after.planned) : [GOES]) : [];
  const news = changes.length + findings.new.length + findings.fixed.length + findings.newlyWaived.length + notices.length;
  const isQuiet = news === 0 && !differs(cost);
  const counts = { create: 0, update: 0, replace: 0, delete: 0, move: 0 };
  for (const { operation } of diff.changes) counts[operation]++;
  const review: EnvironmentReview = {
    ...{ name: clipped(here.planned.name), profile: here.profile },
    state: !hasBase ? "alone" : before === null ? "new" : after === null ? "removed" : isQuiet ? "unchanged" : "changed",
    resources: after?.planned.graph.resources.length ?? 0,
    ...{ cost, counts, findings },
    changes: changes
      .slice(0, MOST.changes)
      .map(({ change, monthly }) => changeOf(change, monthly, change.after ? finds.after : finds.before)),
    omitted: Math.max(0, changes.length - MOST.changes),
    notices: notices.slice(0, MOST.rows).map((notice) => clipped(notice)),
    cannotTell: after?.planned.graph.cannotTell.length ?? 0,
    promotion: null,
  };
  return { review, sides, changes: changes.map(({ change }) => change) };
}

/** An environment goes with its stack file for this project alone. */
const GOES = "its stack file goes, what it deployed does not: destroy the stack first, or all of it runs and costs on";
const EMPTY = { resources: [] };
const NOTHING: GraphDiff = { changes: [], same: 0 };

/** The same stack with nothing in it. */
const emptied = ({ planned: { graph } }: Side): PlannedStack["graph"] => ({
  ...graph,
  resources: [],
  outputs: {},
  cannotTell: [],
});

function costOf({ before, after, hasBase }: Sides, { changes }: GraphDiff, find: Find): ReviewCost {
  const none = (side: Side): Estimate => ({
    ...side.estimate,
    ...{ lines: [], unpriced: [], free: [] },
    ...{ monthly: ZERO, baseline: ZERO, usage: ZERO },
  });
  const there = (after ?? before) as Side;
  const head = after?.estimate ?? none(there);
  if (before === null) {
    const all = inDollars(head.monthly);
    // What is new adds all that it costs; what has nothing to be compared with adds nobody knows what.
    const complete = head.unpriced.length === 0;
    return { before: null, after: all, gap: hasBase ? all : null, complete, rows: [], budget: budgetTexts(null, after) };
  }
  const diff = diffEstimates(renamed(before.estimate, changes, find), head);
  return {
    ...{ before: inDollars(before.estimate.monthly), after: inDollars(head.monthly), gap: inDollars(diff.total.gap) },
    complete: diff.complete,
    rows: diff.rows.slice(0, MOST.rows).map((row) => ({
      ...{ id: clipped(row.id), words: clipped(wordsOf(row.from, row.to)), gap: inDollars(row.gap) },
    })),
    budget: budgetTexts(before, after),
  };
}

const ZERO: Band<Micros> = { low: 0, typical: 0, high: 0 };

/**
 * What the budget says of the head. The limits on a change are the base's, lest a change raises its own; and what was already over its
 * limit is a breach of this change only where it gets dearer. What only might go over it is told where the change makes it so.
 */
function budgetTexts(before: Side | null, after: Side | null): ReviewCost["budget"] {
  const budget = after && budgetOf(after.planned);
  if (!after || !budget) return [];
  const own = before && budgetOf(before.planned);
  const known = new Set(before && own ? checkBudget(own, before.estimate).findings.map(({ of, what }) => `${of} ${what}`) : []);
  const isDearer = (use: "typical" | "high"): boolean =>
    before === null || after.estimate.monthly[use] > before.estimate.monthly[use];
  const totals = checkBudget(budget, after.estimate).findings.filter(({ what }) => what !== "incomplete");
  const rises = before ? checkChange(own ?? budget, before.estimate, after.estimate) : [];
  return [
    ...totals.map((one) => ({
      one,
      isNew: !known.has(`${one.of} ${one.what}`) || isDearer(one.what === "high" ? "high" : "typical"),
    })),
    ...rises.map((one) => ({ one, isNew: true })),
  ]
    .filter(({ one, isNew }) => isNew || one.what === "over")
    .map(({ one, isNew }) => ({ text: clipped(findingText(one)), breach: one.level === "block" && isNew }));
}

const differs = ({ gap }: ReviewCost): boolean => gap !== null && Object.values(gap).some((amount) => amount !== 0);
