/** Moves a stack's state into the bucket that the stack itself has made. */
import { UsageError } from "../../plan/project.ts";
import { counted } from "../../report/terminal.ts";
import { placeOf } from "../doctor/check.ts";
import { EngineFailure } from "../failure.ts";
import { Session, type SessionOptions } from "../session.ts";
import { changing, outputsChange, stepsOf } from "../steps.ts";
import { told, type Voice } from "../voice.ts";
import { differences, verdictOn } from "./copy.ts";
import { LOCAL } from "./local.ts";

export interface MoveRequest extends Pick<SessionOptions, "folder" | "stack" | "signal"> {
  readonly voice: Voice;
}

/**
 * Copies the state, unless it is there, and sees that the copy is whole: the same resources, and nothing that the engine would change.
 * What is here stays as it is.
 * @throws UsageError where the bucket cannot be reached, holds something newer, or the copy is not whole
 */
export async function move(from: Session, url: string, request: MoveRequest): Promise<void> {
  const { stack, voice } = request;
  const place = placeOf(url);
  const to = await openAt(url, { ...request, create: true });
  const here = await from.kept();
  const verdict = await reached(place, async () => verdictOn(here, await to.kept()));
  if (verdict === "newer") throw newerError(stack, place);
  if (verdict === "copy") {
    voice.say(`moving the state of ${stack} to ${place}`);
    await reached(place, () => from.copyTo(to));
  }
  const lost = differences(here, await reached(place, () => to.kept()));
  if (lost.length > 0)
    throw new UsageError(
      `the copy in ${place} is not whole; ${LOCAL} still is: ${lost.join(", ")}`,
      "monitor bootstrap copies it again",
    );
  const events = await told({ voice, what: `asking the engine about ${stack} in ${place}`, total: null }, (listen) =>
    to.preview(listen),
  );
  const changes = changing(stepsOf(events));
  if (changes.length > 0 || outputsChange(events))
    throw new UsageError(
      `the program has become another one meanwhile: with the state in ${place} the engine would change ` +
        `${changes.map(({ name }) => name).join(", ") || "outputs"}; ${LOCAL} still counts`,
      "monitor bootstrap deploys that, and moves the state again",
    );
  voice.say(`${place} has all ${counted(here.resources?.length ?? 0, "resource")} of ${stack}, and there is nothing to change`);
}

/** @throws UsageError where the bucket that was moved to holds nothing of the stack any more */
export async function requireMoved(url: string, request: MoveRequest): Promise<void> {
  const place = placeOf(url);
  const { resources = [] } = await reached(place, async () => await (await openAt(url, request)).kept()).catch((error: Error) => {
    if (/has no state/.test(error.message)) return { resources: [] };
    throw error;
  });
  if (resources.length === 0)
    throw new UsageError(
      `the state of ${request.stack} was moved to ${place}, and is there no more`,
      "find it in an earlier version of the bucket's object; if it was destroyed on purpose, remove .monitor/bootstrap",
    );
}

const openAt = (url: string, request: MoveRequest & { readonly create?: boolean }): Promise<Session> =>
  reached(placeOf(url), () => Session.open({ ...request, backend: url, onNote: request.voice.say }));

/** What the bucket refuses is no loss: the state is on this machine until it is known to be there. */
async function reached<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof EngineFailure) && !(error instanceof UsageError)) throw error;
    throw new UsageError(
      `${place} does not take the state: ${error.message}`,
      `mend that; nothing is lost, and monitor bootstrap goes on from there`,
    );
  }
}

const newerError = (stack: string, place: string): UsageError =>
  new UsageError(
    `${place} has a newer state of ${stack} than ${LOCAL}; nothing was moved`,
    `if it is the right one, put its URL into Pulumi.yaml and remove ${LOCAL}`,
  );
