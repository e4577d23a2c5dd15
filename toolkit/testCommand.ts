/** The command as a person runs it: a process, its output, its exit code. */
import { execFile } from "node:child_process";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "..");
/** What Node is given to run it. */
export const COMMAND = ["--import", path.join(ROOT, "node_modules/tsx/dist/esm/index.mjs"), path.join(ROOT, "toolkit/cli.ts")];

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export const monitor = (args: readonly string[], cwd = ROOT): Promise<Run> =>
  new Promise((resolve) => {
    execFile(process.execPath, [...COMMAND, ...args], { cwd, maxBuffer: 64 << 20 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
