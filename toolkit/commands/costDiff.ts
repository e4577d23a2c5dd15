import { checkChange } from "../cost/budget.ts";
import { type Causes, causesOf } from "../cost/compare/causes.ts";
import { diffEstimates } from "../cost/compare/diff.ts";
import type { Estimate } from "../cost/line.ts";
import { diffJson } from "../cost/print/diffJson.ts";
import { diffMarkdown } from "../cost/print/diffMarkdown.ts";
import { diffText } from "../cost/print/diffText.ts";
import { findingText } from "../cost/print/report.ts";
import { budgetOf, estimateStack } from "../cost/stack.ts";
import { InvalidConfig, type PlannedStack, planStacks } from "../plan/plan.ts";
import { UsageError } from "../plan/project.ts";
import { atRevision } from "../plan/revision.ts";
import { variantPlanner } from "../plan/variant.ts";
import type { Paint } from "../report/terminal.ts";
import { bookOf, type CostInputs, overridesOf } from "./cost.ts";

export interface CostDiffRequest extends CostInputs {
  readonly folder: string;
  /** `dev`, or `dev@main` for another revision of it. */
  readonly from: string;
  readonly to: string;
  readonly format: "text" | "json" | "markdown";
  readonly all: boolean;
  /** Whether to tell which settings cause the difference: many more plans. */
  readonly causes: boolean;
  /** As 2026-11-23. */
  readonly today: string;
  readonly paint: Paint;
  readonly onProgress: (what: string, done: number, total: number) => void;
}

export interface CostDiffAnswer {
  readonly text: string;
  /** What the budget has against such a change; of two revisions of one environment alone. */
  readonly breaches: readonly string[];
}

/** Why two environments, or two revisions of one, cost what they cost. */
export async function costDiff(request: CostDiffRequest): Promise<CostDiffAnswer> {
  const { from, to, format, all, paint, today } = request;
  const [overrides, book] = [overridesOf(request), await bookOf(request)];
  if (request.causes && [from, to].some((name) => name.includes("@")))
    throw new UsageError("settings are compared within one revision", "leave out --causes, or the revision");
  const price = (planned: PlannedStack): Estimate => estimateStack(planned, { book, today, overrides });
  const notes: string[] = [];
  const plan = (name: string, step: number) => planned(request, name, step, notes);
  const stacks = request.causes ? null : ([await plan(from, 0), await plan(to, 1)] as const);
  const { estimates, causes } = stacks
    ? { estimates: { from: price(stacks[0]), to: price(stacks[1]) }, causes: null }
    : await withCauses(request, price);
  const diff = diffEstimates(
    { ...estimates.from, name: from },
    { ...estimates.to, name: to },
    { books: { from: book, to: book } },
  );
  const budget = stacks && stacks[0].name === stacks[1].name ? budgetOf(stacks[0]) : null;
  const breaches = budget ? checkChange(budget, estimates.from, estimates.to).filter(({ level }) => level === "block") : [];
  const written = {
    text: () => diffText(diff, causes, { paint, all }),
    json: () => diffJson(diff, causes),
    markdown: () => diffMarkdown(diff, causes),
  };
  const told =
    format === "text" ? [...notes, ...breaches.map(findingText)].map((line) => `${paint("yellow", line)}\n`).join("") : "";
  return { text: `${written[format]()}${told}`, breaches: breaches.map(findingText) };
}

/** A stack of this checkout, or of another revision. */
async function planned(
  { folder, onProgress }: CostDiffRequest,
  name: string,
  step: number,
  notes: string[],
): Promise<PlannedStack> {
  const [, stack = name, ref] = /^([^@]+)@(.+)$/.exec(name) ?? [];
  const plan = async (at: string): Promise<PlannedStack> => {
    const [found] = await planStacks({ folder: at, stacks: [stack], onProgress: () => onProgress(`planning ${name}`, step, 2) });
    if (!found) throw new Error(`${stack} was not planned`);
    return found;
  };
  if (ref === undefined) return plan(folder);
  return atRevision(folder, ref, async ({ folder: there, note }) => {
    if (note !== null) notes.push(note);
    return plan(there);
  });
}

async function withCauses(
  { folder, from, to, onProgress }: CostDiffRequest,
  price: (planned: PlannedStack) => Estimate,
): Promise<{ estimates: { from: Estimate; to: Estimate }; causes: Causes }> {
  const planner = await variantPlanner(folder);
  const sides = { from: planner.stack(from), to: planner.stack(to) };
  const invalid = [sides.from, sides.to].filter(({ problems }) => problems.length > 0);
  if (invalid.length > 0) throw new InvalidConfig(invalid);
  const estimates = { from: price(await planner.plan(sides.from.file)), to: price(await planner.plan(sides.to.file)) };
  const causes = await causesOf({
    ...{ planner, price, ...sides, estimates },
    onProgress: (plans) => onProgress(`swapping settings, plan ${plans + 1}`, 2, 3),
  });
  return { estimates, causes };
}
