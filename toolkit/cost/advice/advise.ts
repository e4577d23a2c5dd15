/** Advice: ideas, each checked by pricing the environment with its change. */

import { describeProblem } from "../../../infra/config/problem.ts";
import type { EnvironmentConfig } from "../../../infra/config/schema/index.ts";
import { byText } from "../../graph/graph.ts";
import { InvalidConfig, type PlannedStack } from "../../plan/plan.ts";
import type { ReadStack } from "../../plan/stacks.ts";
import type { VariantPlanner } from "../../plan/variant.ts";
import { put, stepsOf, treeOf, withTree } from "../compare/changes.ts";
import type { Estimate, Unpriced } from "../line.ts";
import type { Usage } from "../model/assumptions.ts";
import { placements } from "../model/use.ts";
import { type Band, band, type Micros, NO_COST } from "../money.ts";
import { type Change, type Proposal, proposalsFor } from "./proposals.ts";

/** An idea that saves. */
export interface Advice extends Proposal {
  /** What a month costs less. */
  readonly saving: Band<Micros>;
}

export interface AdviceReport {
  readonly estimate: Estimate;
  /** What saves most at typical use first. */
  readonly advice: readonly Advice[];
  /** Ideas that save something, but less than is worth a sentence. */
  readonly small: readonly Advice[];
  /** The best of it together: ideas that change the same thing leave each other out, and savings overlap. */
  readonly together: { readonly ids: readonly string[]; readonly saving: Band<Micros> } | null;
  /** Ideas that the configuration's rules do not allow here, and why. */
  readonly notHere: readonly { readonly id: string; readonly title: string; readonly why: string }[];
}

export interface AdviseOptions {
  readonly planner: VariantPlanner;
  readonly stack: ReadStack;
  /** The same, planned. */
  readonly planned: PlannedStack;
  /** What is assumed of its use. */
  readonly usage: Usage;
  /** Prices a stack that was planned. */
  readonly price: (planned: PlannedStack) => Estimate;
  /** Told before each plan. */
  readonly onProgress?: (title: string, done: number, total: number) => void;
}

/** Less than this a month is not worth a sentence. */
const LEAST: Micros = 1_000_000;

export async function advise({ planner, stack, planned, usage, price, onProgress }: AdviseOptions): Promise<AdviceReport> {
  const estimate = price(planned);
  const placement = placements({ graph: planned.graph, config: planned.config, usage });
  if (!placement || stack.config === undefined) return { estimate, advice: [], small: [], together: null, notHere: [] };

  const savingOf = async (changes: readonly Change[]): Promise<Band<Micros>> => {
    const changed = price(await planner.plan(changedFile(stack, changes), { sources: false }));
    // What no longer has a figure would look like a saving.
    const known = new Set(estimate.unpriced.map(keyOf));
    const isWhole = changed.unpriced.every((it) => known.has(keyOf(it)));
    return isWhole ? band((point) => estimate.monthly[point] - changed.monthly[point]) : NO_COST;
  };
  const advice: Advice[] = [];
  const small: Advice[] = [];
  const notHere: { id: string; title: string; why: string }[] = [];
  const proposals = proposalsFor({ config: stack.config as EnvironmentConfig, placement });
  for (const [index, proposal] of proposals.entries()) {
    onProgress?.(proposal.title, index, proposals.length);
    try {
      const saving = await savingOf(proposal.changes);
      if (saving.typical >= LEAST) advice.push({ ...proposal, saving });
      else if (saving.typical > 0) small.push({ ...proposal, saving });
    } catch (error) {
      if (!(error instanceof InvalidConfig)) throw error;
      const [problem] = error.files.flatMap(({ problems }) => problems);
      notHere.push({ id: proposal.id, title: proposal.title, why: problem ? describeProblem(problem).trim() : error.message });
    }
  }
  advice.sort((a, b) => b.saving.typical - a.saving.typical || byText(a.id, b.id));
  return { estimate, advice, small, together: await best(advice, savingOf), notHere };
}

/** The best first; one that touches what another has changed, or is not allowed with it, is left out. */
async function best(
  advice: readonly Advice[],
  savingOf: (changes: readonly Change[]) => Promise<Band<Micros>>,
): Promise<AdviceReport["together"]> {
  let together: { ids: string[]; changes: Change[]; saving: Band<Micros> } | null = null;
  for (const { id, changes, saving } of advice) {
    if (!together) {
      together = { ids: [id], changes: [...changes], saving };
      continue;
    }
    const touched: readonly Change[] = together.changes;
    if (changes.some(({ path }) => touched.some((other) => other.path === path))) continue;
    try {
      const combined = await savingOf([...touched, ...changes]);
      if (combined.typical > together.saving.typical)
        together = { ids: [...together.ids, id], changes: [...touched, ...changes], saving: combined };
    } catch (error) {
      if (!(error instanceof InvalidConfig)) throw error;
    }
  }
  return together && together.ids.length > 1 ? { ids: together.ids, saving: together.saving } : null;
}

const keyOf = ({ resource, line, why }: Unpriced): string => [resource, line, why].join("\n");

function changedFile({ file }: ReadStack, changes: readonly Change[]) {
  const tree = structuredClone(treeOf(file));
  for (const { path, value } of changes) put(tree, stepsOf(path), value);
  return withTree(file, tree);
}
