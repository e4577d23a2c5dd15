/** A copy of the project that may be spoilt, and its commands. */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Defect } from "./list.ts";

/** This repository. */
const ROOT = path.resolve(import.meta.dirname, "../../..");
/** The program, and what reads it: modules find each other by their own place, so all of them are copied. */
const COPIED = ["infra", "stacks", "toolkit", "package.json", "tsconfig.json", "vitest.config.ts"];
const LINKED = ["node_modules", "dist", "docs", "services", "sdk", "compose", "pnpm-lock.yaml"];

/** Copies the project, with the stack files of another copy, whose secrets are encrypted already. */
export function copyProgram(folder: string, stackFiles = ROOT): string {
  mkdirSync(folder, { recursive: true });
  for (const name of COPIED) cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  for (const name of LINKED) symlinkSync(path.join(ROOT, name), path.join(folder, name));
  for (const name of readdirSync(stackFiles).filter((file) => /^Pulumi(\..+)?\.yaml$/.test(file)))
    cpSync(path.join(stackFiles, name), path.join(folder, name));
  return folder;
}

export function plant(folder: string, defect: Defect): void {
  const file = path.join(folder, defect.file);
  writeFileSync(file, planted(readFileSync(file, "utf8"), defect));
}

/** The file's text with the defect in it. @throws Error where it does not stand there exactly once */
export function planted(text: string, { name, file, from, to }: Defect): string {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`${name}: its text stands in ${file} ${parts.length - 1} times, not once`);
  return parts.join(to);
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What takes longer hangs. */
const LIMIT = 5 * 60_000;

/** Runs one of the project's programs on the copy; an exit code is an answer. */
export function run(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { cwd: folder, env, maxBuffer: 64 << 20, timeout: LIMIT };
    execFile(process.execPath, [...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      resolve({ code, stdout, stderr: error?.killed ? `${stderr}\nno end in ${LIMIT / 60_000} minutes` : stderr });
    });
  });
}

export const monitor = (folder: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ran> =>
  run(folder, ["--import", "tsx", "toolkit/cli.ts", ...args], env);
