import { agreed, type Consent, requireConsent } from "../engine/consent.ts";
import { requireSound } from "../engine/doctor/doctor.ts";
import { thisMachine } from "../engine/doctor/machine.ts";
import { repair, type ToldOptions } from "../engine/repair/repair.ts";
import { mendState } from "../engine/repair/sidecars.ts";
import { Session, type SessionOptions } from "../engine/session.ts";
import { isStateful } from "../engine/stateful.ts";
import { changing, stepsOf } from "../engine/steps.ts";
import { told } from "../engine/voice.ts";
import { UsageError } from "../plan/project.ts";
import { countsText, stepsText } from "../report/stepsText.ts";
import { counted, type Paint } from "../report/terminal.ts";

export interface DestroyRequest extends Consent, ToldOptions, Pick<SessionOptions, "wait" | "signal"> {
  readonly folder: string;
  readonly paint: Paint;
}

/**
 * Deletes everything a stack holds. On a terminal its name must be typed.
 * @throws UsageError where something is protected, before anything is deleted; EngineFailure where the engine could not finish
 */
export async function destroy(request: DestroyRequest): Promise<string> {
  const { stack, folder, voice } = request;
  requireConsent(request, `monitor destroy ${stack}`);
  await mendState(folder, process.env, voice.say);
  await requireSound(thisMachine(folder, stack, process.env), "destroy");
  return await deleteAll(request);
}

/** The deletion itself, which needs the state alone: a stack's file may be gone, or on another branch. */
export async function deleteAll(request: DestroyRequest): Promise<string> {
  const { stack, paint, voice } = request;
  const session = await Session.open({ ...request, onNote: voice.say });
  await repair(session, request, `monitor destroy ${stack}`);
  const { protected: kept } = await session.state();
  if (kept.length > 0) throw protectedError(stack, kept);
  const steps = stepsOf(
    await told({ voice, what: `asking the engine about ${stack}`, total: null }, (listen) => session.previewDestroy(listen)),
  );
  const changes = changing(steps);
  if (changes.length === 0) return "Nothing to delete.\n";
  voice.say(stepsText(stack, steps, paint).trimEnd());
  const data = changes.filter(isStateful);
  const warning = data.length > 0 ? `, with all data in ${counted(data.length, "place")}` : "";
  if (!(await agreed(request, `Delete everything in ${stack}${warning}?`, stack))) return "Nothing was changed.\n";
  const done = await told({ voice, what: `destroy ${stack}`, total: changes.length }, (listen) => session.destroy(listen));
  return `${paint("green", "done")}: ${countsText(changing(stepsOf(done)), true)}\n`;
}

function protectedError(stack: string, names: readonly string[]): UsageError {
  return new UsageError(
    `${counted(names.length, "resource")} of ${stack} ${names.length === 1 ? "is" : "are"} protected from deletion; nothing was changed\n` +
      names.map((name) => `  ${name}`).join("\n"),
    `where the configuration protects them: monitor:protection.deletion: false, then monitor up ${stack}; else pulumi state unprotect`,
  );
}
