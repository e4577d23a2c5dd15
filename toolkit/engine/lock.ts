/** Who holds a stack, as the backend tells it. Pure. */

export interface Lock {
  readonly user: string;
  readonly host: string;
  /** Process of the Pulumi CLI. */
  readonly pid: number;
  /** When it was taken, as the backend writes it. */
  readonly since: string;
}

/** File and bucket backends: `created by ann@laptop (pid 4242) at 2026-11-23T10:00:00Z`. */
const HELD = /created by (\S+)@(\S+) \(pid (\d+)\) at (\S+)/g;

/** The locks that the engine's refusal names, each once. Pulumi Cloud says only that there is one. */
export function locksIn(text: string): Lock[] {
  const found = [...text.matchAll(HELD)].map(
    ([whole, user = "", host = "", pid, since = ""]) => [whole, { user, host, pid: Number(pid), since }] as const,
  );
  return [...new Map(found).values()];
}

/** Whether all of them were taken on this machine by processes that have gone: nobody will ever give them back. */
export const areAbandoned = (locks: readonly Lock[], here: string, isRunning: (pid: number) => boolean): boolean =>
  locks.length > 0 && locks.every(({ host, pid }) => host === here && !isRunning(pid));

/** `ann@laptop since 2026-11-23T10:00:00Z`, for a person. */
export const holders = (locks: readonly Lock[]): string =>
  locks.length === 0
    ? "somebody, whom the backend does not name"
    : locks.map(({ user, host, pid, since }) => `${user}@${host} (process ${pid}) since ${since}`).join(", ");
