import { readFileSync } from "node:fs";
import { certify, moved, readCertificate } from "../engine/certificate.ts";
import { agreed, type Consent, lossError, requireConsent } from "../engine/consent.ts";
import { requireSound } from "../engine/doctor/doctor.ts";
import { thisMachine } from "../engine/doctor/machine.ts";
import { repair, type ToldOptions } from "../engine/repair/repair.ts";
import { Session, type SessionOptions } from "../engine/session.ts";
import { refused } from "../engine/stateful.ts";
import { changing, outputsChange, stepsOf } from "../engine/steps.ts";
import { compareWithPlan } from "../engine/trustLog.ts";
import { told } from "../engine/voice.ts";
import { planStacks } from "../plan/plan.ts";
import { UsageError } from "../plan/project.ts";
import { outputsText } from "../report/outputsText.ts";
import { countsText, stepsText } from "../report/stepsText.ts";
import type { Paint } from "../report/terminal.ts";
import { trustText } from "../report/trustText.ts";

export interface UpRequest extends Consent, ToldOptions, Pick<SessionOptions, "wait" | "signal"> {
  readonly folder: string;
  /** URNs of stateful resources that may be replaced or deleted. */
  readonly allowReplace: readonly string[];
  /** File with the plan that was reviewed; anything else is not done. */
  readonly plan?: string;
  readonly paint: Paint;
}

/**
 * Brings a stack to what its program says. Plans offline first, so that a configuration that is wrong asks nothing of a cloud; asks the
 * engine what it would change; shows that; goes ahead when somebody agrees.
 * @returns what was done, for a person
 * @throws UsageError, InvalidConfig or PlanError before anything has changed; EngineFailure where the engine could not finish
 */
export async function up(request: UpRequest): Promise<string> {
  const { folder, stack, allowReplace, paint, voice } = request;
  requireConsent(request, "up");
  const reviewed = request.plan === undefined ? undefined : readCertificate(readPlan(request.plan), request.plan);
  const [planned] = await planStacks({ folder, stacks: [stack] });
  if (!planned) throw new Error(`${stack} was not planned`);
  await requireSound(thisMachine(folder, stack, process.env), "up");
  const session = await Session.open({ ...request, create: true, onNote: voice.say });
  await repair(session, request, `monitor up ${stack}`);
  const events = await told({ voice, what: `asking the engine about ${stack}`, total: null }, (listen) =>
    session.preview(listen),
  );
  const steps = stepsOf(events);
  voice.say(stepsText(stack, steps, paint).trimEnd());
  voice.say(trustText(compareWithPlan(folder, planned, events), paint));
  if (reviewed) {
    const differences = moved(reviewed, certify(planned, steps, (await session.state()).written));
    if (differences.length > 0) throw movedError(request, differences);
  }
  const lost = refused(steps, allowReplace);
  if (lost.length > 0) throw lossError(lost, `monitor up ${stack}`);

  const changes = changing(steps);
  if (changes.length === 0 && !outputsChange(events)) return "Nothing to do.\n";
  if (!(await agreed(request, `Change ${stack}?`, "yes"))) return "Nothing was changed.\n";
  const done = await told({ voice, what: `up ${stack}`, total: changes.length }, (listen) => session.up(listen));
  const counts = countsText(changing(stepsOf(done)), true);
  return `${paint("green", "done")}: ${counts}\n${outputsText(await session.outputs(), paint)}`;
}

function readPlan(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(
      `${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`,
      "monitor preview ENV --engine --plan FILE writes one",
    );
  }
}

const movedError = ({ stack, plan }: UpRequest, differences: readonly string[]): UsageError =>
  new UsageError(
    `this is not what was reviewed; nothing was changed\n${differences.map((line) => `  ${line}`).join("\n")}`,
    `review it again: monitor preview ${stack} --engine --plan ${plan}`,
  );
