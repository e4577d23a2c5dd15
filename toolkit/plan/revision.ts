/** Another revision of the project, in a folder of its own, planned with this revision's recorder. */
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openProject, UsageError } from "./project.ts";

export interface Revision {
  /** Folder of the project in that revision. */
  readonly folder: string;
  readonly commit: string;
  /** What may make its plan another than its own checkout would give; null where nothing does. */
  readonly note: string | null;
}

export interface RevisionOptions {
  /** Whether a revision with other dependencies gets its own, from what package managers have stored on this machine. @default false */
  readonly install?: boolean;
  /** Whether what the program deploys is bundled from that revision's sources, where they differ. @default false */
  readonly build?: boolean;
}

/** What a package manager is told, by its lockfile: nothing from a network, and no script of any package. */
const INSTALLERS: Readonly<Record<string, (modules: string) => readonly [command: string, ...args: string[]]>> = {
  "pnpm-lock.yaml": (modules) => ["npx", "-y", pnpmOf(modules), "install", "--frozen-lockfile", "--offline", "--ignore-scripts"],
  "package-lock.json": () => ["npm", "ci", "--offline", "--ignore-scripts", "--no-audit", "--no-fund"],
};

/** Folders that a release is bundled from. */
const RELEASED = ["services", "sdk", "toolkit/release"];

/**
 * Checks a revision out beside this one while `work` runs, with this checkout's packages and release unless it is to have its own.
 * @throws UsageError where there is no git, or no such revision
 */
export async function atRevision<T>(
  folder: string,
  ref: string,
  work: (revision: Revision) => Promise<T>,
  { install = false, build = false }: RevisionOptions = {},
): Promise<T> {
  const { root } = openProject(folder);
  const top = (await git(root, ["rev-parse", "--show-toplevel"], "this is no git repository")).trim();
  const commit = await commitOf(root, ref);
  const temporary = mkdtempSync(path.join(tmpdir(), "monitor-revision-"));
  const tree = path.join(temporary, "tree");
  try {
    await git(root, ["worktree", "add", "--detach", "--quiet", tree, commit], `${ref} cannot be checked out`);
    const there = path.join(tree, path.relative(top, root));
    const borrow = (name: string): void => {
      if (existsSync(path.join(root, name)) && !existsSync(path.join(there, name)))
        symlinkSync(path.join(root, name), path.join(there, name));
    };
    let note: string | null = null;
    const lockfile = Object.keys(INSTALLERS).find((name) => !sameFile(path.join(root, name), path.join(there, name)));
    if (lockfile === undefined) borrow("node_modules");
    else if (install && (await installed(root, there, lockfile))) note = null;
    else {
      rmSync(path.join(there, "node_modules"), { recursive: true, force: true });
      borrow("node_modules");
      note = `${ref} has other dependencies: it is planned with those that are installed here`;
    }
    if (build && (await hasOtherSources(root, commit))) await bundle(there);
    else borrow("dist");
    return await work({ folder: there, commit, note });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
    await git(root, ["worktree", "prune"], "").catch(() => {});
  }
}

/** @throws UsageError where there is no such revision */
export const commitOf = async (folder: string, ref: string): Promise<string> =>
  (await git(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`], `no revision ${ref}`)).trim();

/**
 * Where this checkout left another revision's line: what has been done there since is no part of what this one changes.
 * @throws UsageError where there is no git, no such revision, or no way back to where they were one
 */
export async function forkPoint(folder: string, ref: string): Promise<string> {
  const commit = await commitOf(folder, ref);
  const lost = `${ref} and this checkout have no common history here (a shallow clone has none)`;
  return (await git(folder, ["merge-base", commit, "HEAD"], lost)).trim();
}

/** Folder of the project in its repository, with a slash at its end; empty where they are the same. */
export const prefixOf = async (folder: string): Promise<string> =>
  (await git(openProject(folder).root, ["rev-parse", "--show-prefix"], "this is no git repository")).trim();

async function installed(root: string, there: string, lockfile: string): Promise<boolean> {
  if (!existsSync(path.join(there, lockfile))) return false;
  const [command, ...args] = INSTALLERS[lockfile]?.(path.join(root, "node_modules")) ?? [];
  if (command === undefined) return false;
  return new Promise((resolve) => {
    execFile(command, args, { cwd: there, timeout: 300_000, maxBuffer: 16 << 20 }, (error) => resolve(error === null));
  });
}

/** The very version that made the packages here; another would not read their store. */
function pnpmOf(modules: string): string {
  const [, found] = /"?packageManager"?:\s*"?(pnpm@[\w.-]+)/.exec(readIfThere(path.join(modules, ".modules.yaml"))) ?? [];
  return found ?? "pnpm";
}

const hasOtherSources = async (root: string, commit: string): Promise<boolean> =>
  existsSync(path.join(root, "toolkit/release")) &&
  (await git(root, ["diff", "--name-only", commit, "--", ...RELEASED], "git cannot compare")) !== "";

/** With this revision's bundler, of that revision's sources. */
async function bundle(folder: string): Promise<void> {
  const { buildRelease } = await import("../release/build.ts");
  await buildRelease(folder);
}

const sameFile = (a: string, b: string): boolean => readIfThere(a) === readIfThere(b);
const readIfThere = (file: string): string => (existsSync(file) ? readFileSync(file, "utf8") : "");

function git(folder: string, args: readonly string[], otherwise: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile("git", ["-C", folder, ...args], { maxBuffer: 16 << 20 }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      if (error.code === "ENOENT") return reject(new UsageError("no git on PATH", "install git"));
      const [line] = stderr.trim().split("\n");
      reject(new UsageError(line ? `${otherwise}: ${line}` : otherwise, "git log --oneline shows what there is"));
    });
  });
}
