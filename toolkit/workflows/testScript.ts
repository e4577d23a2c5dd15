/** Runs a workflow's script as GitHub does, with stand-ins for the programs that it calls. */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./testFiles.ts";

export interface ScriptRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the stand-ins were called with, in order. */
  readonly calls: readonly string[];
}

export interface ScriptOptions {
  /** Where the step's `output` and `summary` files are, and $FOLDER of the stand-ins. */
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** @default the folder */
  readonly cwd?: string;
  /** By program, what it does, in bash. */
  readonly stubs?: Readonly<Record<string, string>>;
}

export function runScript(
  script: string,
  args: readonly string[],
  { folder, env, cwd = folder, stubs = {} }: ScriptOptions,
): Promise<ScriptRun> {
  const bin = path.join(folder, "bin");
  const log = path.join(folder, "calls");
  mkdirSync(bin, { recursive: true });
  for (const [name, body] of Object.entries(stubs))
    writeFileSync(path.join(bin, name), `#!/usr/bin/env bash\necho "${name} $*" >> "$FOLDER/calls"\n${body}\n`, { mode: 0o755 });
  return new Promise((resolve) => {
    execFile(
      path.join(ROOT, ".github/scripts", script),
      args,
      {
        cwd,
        env: {
          ...{ PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`, HOME: folder, FOLDER: folder },
          ...{ GITHUB_OUTPUT: path.join(folder, "output"), GITHUB_STEP_SUMMARY: path.join(folder, "summary") },
          ...env,
        },
      },
      (error, stdout, stderr) => {
        const calls = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr, calls });
      },
    );
  });
}
