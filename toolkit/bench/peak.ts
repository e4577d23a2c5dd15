/** The most memory that somebody else's program has taken: it is not Node, so it is asked for from outside, where the system can tell. */
import { readdirSync, readFileSync } from "node:fs";

const LOOK_EVERY = 100;

interface Seen {
  readonly name: string;
  readonly parent: number;
  /** Its peak so far: looking now and then misses only what it takes just before it ends. */
  readonly megabytes: number;
}

/** Watches a process and all below it. @returns ends it, and tells the peak of the largest `pulumi` among them; nothing off Linux */
export function enginePeak(root: number): () => Readonly<Record<string, number>> {
  const end = largestBelow(root, (name) => name === "pulumi");
  return () => {
    const most = end();
    const told: Record<string, number> = most === 0 ? {} : { engineMegabytes: most };
    return told;
  };
}

/** Watches a process and all below it. @returns ends it, and tells the megabytes of the largest that counts; 0 off Linux */
export function largestBelow(root: number, counts: (name: string) => boolean): () => number {
  let most = 0;
  const look = () => {
    const seen = new Map(
      processes().flatMap((pid) => {
        const one = lookAt(pid);
        return one === undefined ? [] : [[pid, one] as const];
      }),
    );
    const isBelow = (pid: number | undefined): boolean =>
      pid === root || (pid !== undefined && pid > 1 && isBelow(seen.get(pid)?.parent));
    for (const [pid, { name, megabytes }] of seen) if (counts(name) && isBelow(pid)) most = Math.max(most, megabytes);
  };
  const timer = setInterval(look, LOOK_EVERY);
  return () => {
    clearInterval(timer);
    return most;
  };
}

function processes(): number[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
function lookAt(pid: number): Seen | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, "m").exec(status)?.[1] ?? "";
    return { name: field("Name"), parent: Number(field("PPid")), megabytes: Number(field("VmHWM")) / 1024 };
  } catch {
    return undefined; // it has ended
  }
}
