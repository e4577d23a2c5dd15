import { type Drift, driftIn } from "../engine/drift.ts";
import { Session } from "../engine/session.ts";
import { told, type Voice } from "../engine/voice.ts";
import { driftJson, driftText } from "../report/driftText.ts";
import type { Paint } from "../report/terminal.ts";

export interface DriftRequest {
  readonly folder: string;
  readonly stack: string;
  readonly format: "text" | "json";
  readonly paint: Paint;
  readonly voice: Voice;
  readonly signal: AbortSignal;
}

/** Asks the clouds what has become of a stack, and compares it with what was deployed. Changes nothing, not even the state. */
export async function drift({ folder, stack, format, paint, voice, signal }: DriftRequest): Promise<{
  readonly text: string;
  /** Whether there is a difference that somebody should act on. */
  readonly hasFindings: boolean;
}> {
  const session = await Session.open({ folder, stack, signal, onNote: voice.say });
  const found: readonly Drift[] = driftIn(
    await told({ voice, what: `looking at ${stack}`, total: null }, (listen) => session.previewRefresh(listen)),
  );
  const text = format === "json" ? driftJson(stack, found) : driftText(stack, found, paint);
  return { text, hasFindings: found.some(({ ignored }) => ignored === null) };
}
