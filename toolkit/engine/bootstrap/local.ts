/** What a bootstrap keeps on this machine: the state until it has moved, then where to. Beside the project, and never committed. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { UsageError } from "../../plan/project.ts";
import { isRunning } from "../session.ts";

/** For messages. */
export const LOCAL = ".monitor/bootstrap/state";
const MOVED = ".monitor/bootstrap/moved.json";
const LOCK = ".monitor/bootstrap/lock";

export class LocalState {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
    mkdirSync(path.join(root, path.dirname(LOCAL)), { recursive: true, mode: 0o700 });
  }

  /** Where Pulumi keeps it. */
  get url(): string {
    return pathToFileURL(this.#at(LOCAL)).href;
  }

  get isThere(): boolean {
    return existsSync(this.#at(`${LOCAL}/.pulumi`));
  }

  /** Pulumi wants the folder to be there. */
  make(): void {
    mkdirSync(this.#at(LOCAL), { recursive: true, mode: 0o700 });
  }

  remove(): void {
    rmSync(this.#at(LOCAL), { recursive: true, force: true });
  }

  /** Where an earlier run has moved the state; null where none has. */
  get moved(): string | null {
    if (!existsSync(this.#at(MOVED))) return null;
    const { url } = JSON.parse(readFileSync(this.#at(MOVED), "utf8")) as { url: string };
    return url;
  }

  /** From here on the state on this machine counts for nothing. Whole or not at all, whenever we are killed. */
  noteMoved(url: string): void {
    writeFileSync(this.#at(`${MOVED}.new`), `${JSON.stringify({ version: 1, url }, null, 2)}\n`);
    renameSync(this.#at(`${MOVED}.new`), this.#at(MOVED));
  }

  /** Lets one bootstrap work here at a time. @throws UsageError while another one does */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    const file = this.#at(LOCK);
    for (;;) {
      try {
        writeFileSync(file, String(process.pid), { flag: "wx" });
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        const holder = Number(readFileSync(file, "utf8"));
        if (holder > 0 && isRunning(holder))
          throw new UsageError(
            `another monitor bootstrap is at work here: process ${holder}`,
            `wait for it; if that process is something else, remove ${LOCK}`,
          );
        rmSync(file, { force: true }); // it was killed
      }
    }
    try {
      return await work();
    } finally {
      rmSync(file, { force: true });
    }
  }

  #at(file: string): string {
    return path.join(this.#root, file);
  }
}
