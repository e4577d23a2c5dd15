/** Where the real engine runs our program: the programs it needs, and a project it may write into. */
import { execFile, execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { RIG } from "../../testServers.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");

/**
 * PATH with what `pulumi` needs beside it: the launcher of dynamic providers, which the SDK brings, and, where the rig is at hand,
 * the CLI and a language plugin from there. Without the rig both must be on PATH already, as in any installation of Pulumi.
 */
export function enginePath(): string {
  const own = [path.join(ROOT, "node_modules/@pulumi/pulumi"), process.env.PATH ?? ""];
  if (RIG === undefined) return own.join(path.delimiter);
  const cli = execFileSync(path.join(RIG, "install"), ["pulumi"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return [cli.trim().split("\n").pop(), path.join(RIG, "plugins"), ...own].join(path.delimiter);
}

/** What a project borrows from this repository. Stack files are copied: the CLI writes into them. */
const BORROWED = [
  ...["infra", "stacks", "toolkit", "services", "sdk", "dist"],
  ...["node_modules", "package.json", "tsconfig.json", "pnpm-lock.yaml"],
];

/** Makes `folder` a project that runs this repository's program on copies of its stack files. */
export function labProject(folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const name of BORROWED) symlinkSync(path.join(ROOT, name), path.join(folder, name));
  for (const name of readdirSync(ROOT).filter((file) => /^Pulumi(\..+)?\.yaml$/.test(file)))
    cpSync(path.join(ROOT, name), path.join(folder, name));
  return folder;
}

/** Kills an engine without warning, as a power cut does; then what it had started, which would wait for it for ever. */
export function killEngine(pid: number): void {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const parents = lines.map((line) => line.trim().split(/\s+/).map(Number) as [pid: number, parent: number]);
  const below = (parent: number): number[] =>
    parents.filter(([, its]) => its === parent).flatMap(([its]) => [its, ...below(its)]);
  for (const id of [pid, ...below(pid)]) {
    try {
      process.kill(id, "SIGKILL");
    } catch {} // it has ended by itself
  }
}

export interface PulumiRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the CLI in a project; an exit code is an answer, not an error. */
export function pulumi(folder: string, env: Readonly<Record<string, string>>, args: readonly string[]): Promise<PulumiRun> {
  return new Promise((resolve) => {
    execFile(
      "pulumi",
      [...args, "--non-interactive", "--color=never"],
      { cwd: folder, env: { ...process.env, ...env }, maxBuffer: 64 << 20 },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
  });
}
