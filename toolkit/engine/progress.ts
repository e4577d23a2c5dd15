/** How far the engine is, from its events. */
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { nameIn, type Op, opOf } from "./steps.ts";

/** Something that has ended. */
export interface Finished {
  readonly name: string;
  readonly op: Op;
  readonly ok: boolean;
  readonly seconds: number;
}

/** Follows an operation, event by event. Times are given, so that nothing here looks at a clock. */
export class Tracker {
  /** Resources that have been dealt with. */
  done = 0;
  readonly #running = new Map<string, { readonly op: Op; readonly since: number }>();

  /** @returns what this event ended, if it is worth telling */
  note({ resourcePreEvent, resOutputsEvent, resOpFailedEvent }: EngineEvent, now: number): Finished | undefined {
    if (resourcePreEvent) {
      const { urn, op } = resourcePreEvent.metadata;
      if (isWork(op)) this.#running.set(urn, { op: opOf(op), since: now });
      return undefined;
    }
    const ended = resOutputsEvent ?? resOpFailedEvent;
    if (!ended || !isWork(ended.metadata.op)) return undefined;
    const { urn, op } = ended.metadata;
    const begun = this.#running.get(urn);
    this.#running.delete(urn);
    this.done++;
    return { name: nameIn(urn), op: opOf(op), ok: !resOpFailedEvent, seconds: (now - (begun?.since ?? now)) / 1000 };
  }

  /** Names of what runs now, the longest first. */
  get running(): string[] {
    return [...this.#running].sort(([, a], [, b]) => a.since - b.since).map(([urn]) => nameIn(urn));
  }
}

/** Steps that a provider works on, once each: of a replacement, the engine also tells the whole. */
const isWork = (op: string): boolean => !["same", "read", "replace", "refresh", "discard", "discard-replaced"].includes(op);

/** `1m 12s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole}s` : `${Math.floor(whole / 60)}m ${whole % 60}s`;
}
