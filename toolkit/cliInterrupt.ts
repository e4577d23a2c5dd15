/** Commands that somebody may end early, and that then leave nothing behind: no process, no worktree, no temporary folder. */
import { constants } from "node:os";
import type { Interruptibly } from "./commands/review.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The first signal has it clean up and end; the second ends it where it stands. */
export const interruptibly: Interruptibly = async (run) => {
  const interrupt = new AbortController();
  let code = 0;
  const onSignal = (name: NodeJS.Signals): void => {
    if (code !== 0) process.exit(code);
    // As shells have it.
    code = 128 + constants.signals[name];
    interrupt.abort();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  try {
    return await run(interrupt.signal);
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal);
    if (code !== 0) process.exit(code);
  }
};
