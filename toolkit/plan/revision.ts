/** Another revision of the project, in a folder of its own, planned with this revision's recorder. */
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openProject, UsageError } from "./project.ts";

export interface Revision {
  /** Folder of the project in that revision. */
  readonly folder: string;
  /** What may make its plan another than its own checkout would give; null where nothing does. */
  readonly note: string | null;
}

/** What a checkout has beside its files: packages, and the release that the program deploys. */
const BORROWED = ["node_modules", "dist"];
const LOCKFILE = "pnpm-lock.yaml";

/**
 * Checks a revision out beside this one while `work` runs, with this checkout's packages.
 * @throws UsageError where there is no git, or no such revision
 */
export async function atRevision<T>(folder: string, ref: string, work: (revision: Revision) => Promise<T>): Promise<T> {
  const { root } = openProject(folder);
  const top = (await git(root, ["rev-parse", "--show-toplevel"], "this is no git repository")).trim();
  const commit = (
    await git(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`], `no revision ${ref}`)
  ).trim();
  const temporary = mkdtempSync(path.join(tmpdir(), "monitor-revision-"));
  const tree = path.join(temporary, "tree");
  try {
    await git(root, ["worktree", "add", "--detach", "--quiet", tree, commit], `${ref} cannot be checked out`);
    const there = path.join(tree, path.relative(top, root));
    for (const name of BORROWED)
      if (existsSync(path.join(root, name)) && !existsSync(path.join(there, name)))
        symlinkSync(path.join(root, name), path.join(there, name));
    const note = sameFile(path.join(root, LOCKFILE), path.join(there, LOCKFILE))
      ? null
      : `${ref} has other dependencies: it is planned with those that are installed here`;
    return await work({ folder: there, note });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
    await git(root, ["worktree", "prune"], "").catch(() => {});
  }
}

const sameFile = (a: string, b: string): boolean =>
  existsSync(a) === existsSync(b) && (!existsSync(a) || readFileSync(a, "utf8") === readFileSync(b, "utf8"));

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
