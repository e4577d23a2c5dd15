/** Asks again what failed for a time. */
import { setTimeout } from "node:timers/promises";
import { ApiFailure, failureOf } from "./apiFailure.ts";

/** The time, and how it passes. */
export interface Clock {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

export const CLOCK: Clock = { now: Date.now, sleep: setTimeout };

const MOST_TRIES = 5;
/** What a run waits in all, in ms; a pipeline that waits costs too. */
export const MOST_WAIT = 150_000;

/** Calls until it succeeds, or to ask again is of no use. @throws ApiFailure */
export type Patiently = <T>(call: (isAgain: boolean) => Promise<T>) => Promise<T>;

/** One for a whole run: what one call has waited, another cannot. */
export function patience({ now, sleep }: Clock): Patiently {
  let left = MOST_WAIT;
  return async (call) => {
    for (let tries = 1; ; tries++) {
      try {
        return await call(tries > 1);
      } catch (error) {
        const failure = failureOf(error, { tries, now: now() });
        const { retryIn, status } = failure;
        if (retryIn === null || tries === MOST_TRIES) throw failure;
        if (retryIn > left) {
          const wait = `to be asked again in ${Math.ceil(retryIn / 1000)} s, which is longer than this waits`;
          throw new ApiFailure(`${failure.message}; ${wait}`, { status, retryIn });
        }
        left -= retryIn;
        await sleep(retryIn);
      }
    }
  };
}
