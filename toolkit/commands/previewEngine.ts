import { certificateText, certify } from "../engine/certificate.ts";
import { secrecy } from "../engine/secrecy.ts";
import { Session } from "../engine/session.ts";
import { type Step, stepsOf } from "../engine/steps.ts";
import { compareWithPlan } from "../engine/trustLog.ts";
import { told, type Voice } from "../engine/voice.ts";
import { planStacks } from "../plan/plan.ts";
import { UsageError } from "../plan/project.ts";
import { stepsJson, stepsText } from "../report/stepsText.ts";
import type { Paint } from "../report/terminal.ts";
import { trustText } from "../report/trustText.ts";
import { costSummary } from "./costSummary.ts";
import { policySummary } from "./policySummary.ts";
import type { PreviewFormat } from "./preview.ts";

export interface PreviewEngineRequest {
  readonly folder: string;
  readonly stacks: readonly string[];
  readonly format: PreviewFormat;
  /** File for the plan of the one stack, for `up` to be held to. */
  readonly plan?: string;
  readonly paint: Paint;
  readonly voice: Voice;
  readonly signal: AbortSignal;
}

/** The text, and the plan's, where one was asked for. */
export interface EnginePreview {
  readonly text: string;
  readonly plan: string | undefined;
}

/** What `up` would change in stacks that are deployed, asked of Pulumi's engine: create, update, replace, delete. Changes nothing. */
export async function previewEngine(request: PreviewEngineRequest): Promise<EnginePreview> {
  const { folder, stacks, format, paint, voice, signal } = request;
  if (format !== "text" && format !== "json")
    throw new UsageError(`preview --engine has no format ${format}`, "--format text or --format json");
  const planned = await planStacks({ folder, stacks });
  if (request.plan !== undefined && planned.length !== 1)
    throw new UsageError("a plan is of one stack", "name the environment: monitor preview prod --engine --plan FILE");
  let plan: string | undefined;
  const found: { readonly name: string; readonly steps: readonly Step[] }[] = [];
  for (const stack of planned) {
    const { name } = stack;
    const session = await Session.open({ folder, stack: name, signal, onNote: voice.say });
    const events = await told({ voice, what: `asking the engine about ${name}`, total: null }, (listen) =>
      session.preview(listen),
    );
    const steps = stepsOf(events);
    voice.say(trustText(compareWithPlan(folder, stack, events), paint));
    found.push({ name, steps });
    const { estimate, text } = costSummary(stack, paint);
    const policy = policySummary(stack, estimate, paint);
    voice.say(text);
    voice.say(policy.text);
    if (request.plan !== undefined) {
      const { written } = await session.state();
      plan = certificateText(certify({ planned: stack, steps, state: written, estimate, findings: policy.report.findings }));
    }
  }
  const text = format === "json" ? stepsJson(found) : found.map(({ name, steps }) => stepsText(name, steps, paint)).join("\n");
  return { text: secrecy.mask(text), plan: plan === undefined ? undefined : secrecy.mask(plan) };
}
