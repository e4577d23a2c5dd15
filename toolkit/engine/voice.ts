/** Where long operations speak to a person; the edge decides what that means on a terminal and in a log. */
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { duration, Tracker } from "./progress.ts";

export interface Voice {
  /** Something that stays. */
  readonly say: (line: string) => void;
  /** What is so now; gives way to the next, and is gone in the end. */
  readonly show: (line: string) => void;
  /** Asks, where there is somebody to ask; null elsewhere. */
  readonly ask: ((question: string) => Promise<string>) | null;
}

const EVERY = 250;
/** What takes longer is told by itself, so that a log without a terminal shows where the time went. */
const SLOW_SECONDS = 30;

/**
 * Tells how far an operation of the engine is, while it runs.
 * @param total resources it will deal with; null where nobody knows
 */
export async function told<T>(
  { voice, what, total }: { readonly voice: Voice; readonly what: string; readonly total: number | null },
  operation: (listen: (event: EngineEvent) => void) => Promise<T>,
): Promise<T> {
  const tracker = new Tracker();
  const started = Date.now();
  const clock = setInterval(() => voice.show(progressText(what, total, tracker, Date.now() - started)), EVERY);
  try {
    return await operation((event) => {
      const finished = tracker.note(event, Date.now());
      if (total === null || !finished || (finished.ok && finished.seconds < SLOW_SECONDS)) return;
      voice.say(`${finished.ok ? "" : "failed: "}${finished.op} ${finished.name} (${duration(finished.seconds)})`);
    });
  } finally {
    clearInterval(clock);
    voice.show("");
  }
}

/** `up prod  37 of 244  1m 12s  cluster-cluster, redis-group and 3 more`. */
export function progressText(what: string, total: number | null, { done, running }: Tracker, elapsed: number): string {
  const rest = running.length - 2;
  const named = running.slice(0, 2).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
  return [what, ...(total === null ? [] : [`${done} of ${total}`]), duration(elapsed / 1000), named].filter(Boolean).join("  ");
}
