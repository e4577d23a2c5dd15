/** When has a program ended? When its promises have: or when nothing moves any more and some of them never will. */

/** How long to wait for something outside the program (a file, a timer) before giving up on it, in milliseconds. */
const PATIENCE = 30_000;
/** Turns of the event loop in which nothing moves, before a program counts as stuck. */
const STUCK_TURNS = 100;
/** And before one that has ended counts as quiet too: failures surface a turn or two after their cause. */
const QUIET_TURNS = 10;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** What Node is waiting for besides this loop. */
const waiting = () => process.getActiveResourcesInfo().filter((kind) => kind !== "Immediate").length;

/**
 * Waits for `ended`, watching `activity`, a count that grows with each step the program takes.
 * @returns whether it ended; false where nothing has moved for long and nothing is left that could move it.
 */
export async function settle(ended: Promise<unknown>, activity: () => number): Promise<boolean> {
  let done = false;
  const end = () => {
    done = true;
  };
  ended.then(end, end);
  const atStart = waiting();
  const deadline = Date.now() + PATIENCE;
  let seen = activity();
  let quiet = 0;
  while (!done || quiet < QUIET_TURNS) {
    await turn();
    quiet = activity() === seen ? quiet + 1 : 0;
    seen = activity();
    if (!done && quiet > STUCK_TURNS && (waiting() <= atStart || Date.now() > deadline)) return false;
  }
  return true;
}
