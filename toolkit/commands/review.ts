import path from "node:path";
import { priceBook } from "../cost/prices/load.ts";
import { estimateStack } from "../cost/stack.ts";
import { jsonText } from "../graph/graph.ts";
import type { PlannedStack } from "../plan/plan.ts";
import { openProject, UsageError } from "../plan/project.ts";
import { sarifOf } from "../policy/sarif.ts";
import { policySettings } from "../policy/settings.ts";
import { checkStack } from "../policy/stack.ts";
import type { Paint } from "../report/terminal.ts";
import type { Side } from "../review/environment.ts";
import { type Host, reviewMarkdown } from "../review/print/markdown.ts";
import { reviewText } from "../review/print/text.ts";
import { clipped, MOST, type Review } from "../review/report.ts";
import { reviewOf } from "../review/review.ts";
import { planSides, problemLines, problemText } from "../review/sides.ts";
import { fails, type VerdictOptions } from "../review/verdict.ts";
import { sarifPlace } from "./sarifPlace.ts";

export const REVIEW_FORMATS = ["text", "json", "markdown", "html", "sarif"] as const;
export type ReviewFormat = (typeof REVIEW_FORMATS)[number];

/** Runs what somebody may end early, and ends with it. */
export type Interruptibly = <T>(run: (signal: AbortSignal) => Promise<T>) => Promise<T>;

export interface ReviewRequest {
  readonly folder: string;
  /** Stacks to review; none means all. */
  readonly stacks: readonly string[];
  /** Revision to compare with. */
  readonly base: string;
  readonly format: ReviewFormat;
  /** The code host that Markdown is for. */
  readonly host: Host;
  readonly verdict: VerdictOptions;
  /** As 2026-11-23. */
  readonly today: string;
  readonly paint: Paint;
  readonly onProgress: (what: string) => void;
  readonly interruptibly: Interruptibly;
}

export interface ReviewAnswer {
  /** In the form that was asked for; `as` the others. Null where a form has nothing to say of what cannot be planned. */
  readonly text: string | null;
  readonly as: (format: ReviewFormat) => Promise<string | null>;
  readonly fails: boolean;
  /** Why the head cannot be planned, which is all that the review says then; null where it can. */
  readonly failure: unknown;
}

/** What every environment becomes between a revision and this checkout. */
export async function review(request: ReviewRequest): Promise<ReviewAnswer> {
  const { folder, base: ref, stacks, verdict, today: date, format, onProgress } = request;
  const { name: project } = openProject(folder);
  const { head, base } = await request.interruptibly((signal) => planSides({ folder, ref, stacks, onProgress, signal }));
  const book = priceBook();
  const sideOf = (planned: PlannedStack): Side => {
    const estimate = estimateStack(planned, { book, today: date });
    const policy = checkStack(planned, { estimate, today: date });
    return { planned, estimate, policy, profile: policySettings(planned).profile };
  };
  const sidesOf = (all: readonly PlannedStack[]) => new Map(all.map((planned) => [planned.name, sideOf(planned)]));
  const { sides: after, error } = judged(head.stacks, sidesOf);
  const failure = head.failure ?? error;
  // With a head that cannot be planned there is nothing to compare.
  const ofBase = judged(after && base.stacks, sidesOf);
  const problem = ofBase.error === null ? base.problem : problemText(ofBase.error);
  const made = reviewOf({
    ...{ project, date, verdict, before: ofBase.sides, after: after ?? new Map() },
    head: {
      ...{ commit: head.commit, uncommitted: head.uncommitted },
      problem:
        after === null
          ? problemLines(failure, path.resolve(folder))
              .slice(0, MOST.problem)
              .map((line) => clipped(line))
          : null,
    },
    base: {
      ...{ ref: clipped(ref), commit: base.commit },
      problem: after === null || problem === null ? null : clipped(problem),
      note: base.note && clipped(base.note),
    },
  });
  const as = (how: ReviewFormat): Promise<string | null> => written(made, after, how, request);
  return { text: await as(format), as, fails: fails(made), failure };
}

type Sides = ReadonlyMap<string, Side>;

/** Settings may be wrong, as a program may; a base may have such as this checkout's price books and rules do not know. */
function judged(
  stacks: readonly PlannedStack[] | null,
  sidesOf: (all: readonly PlannedStack[]) => Sides,
): { readonly sides: Sides | null; readonly error: unknown } {
  try {
    return { sides: stacks && sidesOf(stacks), error: null };
  } catch (error) {
    return { sides: null, error };
  }
}

async function written(
  made: Review,
  after: Sides | null,
  format: ReviewFormat,
  { folder, paint, host }: ReviewRequest,
): Promise<string | null> {
  switch (format) {
    // Whoever called it is told of what failed, on a stream of its own.
    case "text":
      return after && reviewText(made, { paint });
    case "json":
      return jsonText(made);
    case "markdown":
      return reviewMarkdown(made, { host });
    case "html": {
      const { reviewHtml } = await import("../review/print/html.ts");
      return reviewHtml(made);
    }
    case "sarif": {
      // No finding would mean that those of before are mended.
      if (after === null) return null;
      const { prefix, fileOf } = await sarifPlace(folder);
      const reports = [...after.values()].map(({ policy }) => policy);
      // Lines of code are the repository's already.
      return sarifOf(reports, { prefix: "", fileOf: (stack) => `${prefix}${fileOf(stack)}` });
    }
    default:
      throw new UsageError(`unknown format ${format satisfies never}`);
  }
}
