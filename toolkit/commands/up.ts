import { certify, moved, readCertificate } from "../engine/certificate.ts";
import { agreed, type Consent, lossError, requireConsent } from "../engine/consent.ts";
import { requireSound } from "../engine/doctor/doctor.ts";
import { thisMachine } from "../engine/doctor/machine.ts";
import { repair, type ToldOptions } from "../engine/repair/repair.ts";
import { mendState } from "../engine/repair/sidecars.ts";
import { Session, type SessionOptions } from "../engine/session.ts";
import { refused } from "../engine/stateful.ts";
import { changing, outputsChange, stepsOf } from "../engine/steps.ts";
import { compareWithPlan } from "../engine/trustLog.ts";
import { told } from "../engine/voice.ts";
import { type PlannedStack, planStacks } from "../plan/plan.ts";
import { readText, UsageError } from "../plan/project.ts";
import type { Finding } from "../policy/finding.ts";
import { outputsText } from "../report/outputsText.ts";
import { countsText, stepsText } from "../report/stepsText.ts";
import type { Paint } from "../report/terminal.ts";
import { trustText } from "../report/trustText.ts";
import { costSummary } from "./costSummary.ts";
import { highText, policySummary } from "./policySummary.ts";

export interface UpRequest extends Consent, ToldOptions, Pick<SessionOptions, "wait" | "signal" | "backend"> {
  readonly folder: string;
  /** What a remedy says to call again. @default monitor up STACK */
  readonly command?: string;
  /** URNs of stateful resources that may be replaced or deleted. */
  readonly allowReplace: readonly string[];
  /** File with the plan that was reviewed; anything else is not done. */
  readonly plan?: string;
  readonly paint: Paint;
}

/** How it ended, without an error. */
export interface Deployed {
  /** Whether the stack is now as its program says; not so where somebody was asked, and did not agree. */
  readonly isDone: boolean;
  /** What was done, for a person. */
  readonly text: string;
  readonly session: Session;
}

export const up = async (request: UpRequest): Promise<string> => (await deploy(request)).text;

/**
 * Brings a stack to what its program says. Plans offline first, so that a configuration that is wrong asks nothing of a cloud; asks the
 * engine what it would change; shows that; goes ahead when somebody agrees.
 * @throws UsageError, InvalidConfig or PlanError before anything has changed; EngineFailure where the engine could not finish
 */
export async function deploy(request: UpRequest): Promise<Deployed> {
  const { folder, stack, backend, allowReplace, paint, voice, command = `monitor up ${stack}` } = request;
  requireConsent(request, command);
  const reviewed = request.plan === undefined ? undefined : readCertificate(readPlan(request.plan), request.plan);
  const [planned] = await planStacks({ folder, stacks: [stack] });
  if (!planned) throw new Error(`${stack} was not planned`);
  const env = { ...process.env, ...(backend !== undefined && { PULUMI_BACKEND_URL: backend }) };
  await mendState(folder, env, voice.say);
  await requireSound(thisMachine(folder, stack, env), "up", request.command);
  const session = await Session.open({ ...request, create: true, onNote: voice.say });
  await repair(session, request, command);
  const events = await told({ voice, what: `asking the engine about ${stack}`, total: null }, (listen) =>
    session.preview(listen),
  );
  const steps = stepsOf(events);
  const cost = costSummary(planned, paint);
  const policy = policySummary(planned, cost.estimate, paint);
  voice.say(cost.text);
  voice.say(policy.text);
  voice.say(stepsText(stack, steps, paint).trimEnd());
  voice.say(trustText(compareWithPlan(folder, planned, events), paint));
  if (reviewed) {
    const { written } = await session.state();
    const { findings } = policy.report;
    const differences = moved(reviewed, certify({ planned, steps, state: written, estimate: cost.estimate, findings }));
    if (differences.length > 0) throw movedError(request, differences);
  }
  const lost = refused(steps, allowReplace);
  if (lost.length > 0) throw lossError(lost, command);

  const changes = changing(steps);
  if (changes.length === 0 && !outputsChange(events)) return { isDone: true, text: "Nothing to do.\n", session };
  if (policy.refused.length > 0) throw policyError(stack, policy.refused);
  if (!(await agreed(request, `Change ${stack}?`, "yes"))) return { isDone: false, text: "Nothing was changed.\n", session };
  const done = await told({ voice, what: `up ${stack}`, total: changes.length }, (listen) => session.up(listen));
  const counts = countsText(changing(stepsOf(done)), true);
  const text = `${paint("green", "done")}: ${counts}\n${outputsText(await session.outputs(), paint)}${nextSteps(planned)}\n`;
  return { isDone: true, text, session };
}

/** What somebody does next. */
function nextSteps({ name, config }: PlannedStack): string {
  if (config.kind === "shared") return "→ environments can go up now: monitor up ENV";
  const { host } = (config.edge ?? {}) as { host?: string };
  const open = host === undefined ? "" : `open https://${host}/; `;
  return `→ ${open}monitor drift ${name} tells what changes behind the program's back, monitor cost ${name} what it costs`;
}

const policyError = (stack: string, refused: readonly Finding[]): UsageError =>
  new UsageError(
    `${stack} breaks rules that production must keep; nothing was changed\n${refused.map((finding) => `  ${highText(finding)}`).join("\n")}`,
    `monitor policy ${stack} tells what mends it; or waive it under monitor:policy.waivers, with owner, reason and last day`,
  );

const readPlan = (file: string): string => readText(file, { remedy: "monitor preview ENV --engine --plan FILE writes one" });

const movedError = ({ stack, plan }: UpRequest, differences: readonly string[]): UsageError =>
  new UsageError(
    `this is not what was reviewed; nothing was changed\n${differences.map((line) => `  ${line}`).join("\n")}`,
    `review it again: monitor preview ${stack} --engine --plan ${plan}`,
  );
