import { type DriftCost, driftCosts } from "../cost/driftCost.ts";
import { priceBook } from "../cost/prices/load.ts";
import { estimateStack } from "../cost/stack.ts";
import { type Drift, driftIn, isReadWithSecrets } from "../engine/drift.ts";
import { Session } from "../engine/session.ts";
import { nameIn } from "../engine/steps.ts";
import { told, type Voice } from "../engine/voice.ts";
import { PlanError } from "../graph/errors.ts";
import { byText } from "../graph/graph.ts";
import { InvalidConfig, planStacks } from "../plan/plan.ts";
import { driftJson, driftText } from "../report/driftText.ts";
import type { Paint } from "../report/terminal.ts";
import { today } from "../today.ts";

export interface DriftRequest {
  readonly folder: string;
  readonly stack: string;
  /** Whether to leave out what only who may read secrets can look at. */
  readonly withoutSecrets: boolean;
  readonly format: "text" | "json";
  readonly paint: Paint;
  readonly voice: Voice;
  readonly signal: AbortSignal;
}

/** Asks the clouds what has become of a stack, and compares it with what was deployed. Changes nothing, not even the state. */
export async function drift({ folder, stack, withoutSecrets, format, paint, voice, signal }: DriftRequest): Promise<{
  readonly text: string;
  /** Whether there is a difference that somebody should act on. */
  readonly hasFindings: boolean;
}> {
  const session = await Session.open({ folder, stack, signal, onNote: voice.say });
  const left = withoutSecrets ? ((await session.kept()).resources ?? []).filter(isReadWithSecrets).map(({ urn }) => urn) : [];
  const found: readonly Drift[] = driftIn(
    await told({ voice, what: `looking at ${stack}`, total: null }, (listen) => session.previewRefresh(left, listen)),
  );
  const costs = await costsOf(folder, stack, found);
  const unseen = left.map(nameIn).sort(byText);
  const text = format === "json" ? driftJson(stack, costs, unseen) : driftText(stack, costs, unseen, paint);
  return { text, hasFindings: found.some(({ ignored }) => ignored === null) };
}

/** What each difference costs. Without a plan (a configuration that is wrong by now) nothing of it is known. */
async function costsOf(folder: string, stack: string, found: readonly Drift[]): Promise<readonly DriftCost[]> {
  if (found.length === 0) return [];
  try {
    const [planned] = await planStacks({ folder, stacks: [stack] });
    if (!planned) return found.map(unpriced);
    const options = { book: priceBook(), today: today() };
    return driftCosts(planned.graph, found, (graph) => estimateStack({ ...planned, graph }, options));
  } catch (error) {
    if (error instanceof InvalidConfig || error instanceof PlanError) return found.map(unpriced);
    throw error;
  }
}

const unpriced = (drift: Drift): DriftCost => ({ drift, monthly: null });
