/** Another revision of the project, in a folder of its own, planned with this revision's recorder. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execute } from "./execute.ts";
import { commitOf, git, type Place, placeOf } from "./git.ts";
import { openProject, UsageError } from "./project.ts";

export interface Revision {
  /** Folder of the project in that revision. */
  readonly folder: string;
  /** The same in its repository, with a slash at its end; empty where they are the same. */
  readonly prefix: string;
  readonly commit: string;
  /** What may make its plan another than its own checkout would give; null where nothing does. */
  readonly note: string | null;
}

export interface RevisionOptions {
  /** Whether a revision with other dependencies gets its own, from what package managers have stored on this machine. @default false */
  readonly install?: boolean;
  /** Whether what the program deploys is bundled from that revision's sources, where they differ. @default false */
  readonly build?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** That revision does not have the project at all. */
export class NoProjectThen extends UsageError {}

/** What a package manager is told, by its lockfile: nothing from a network, and no script of any package. */
const INSTALLERS: Readonly<Record<string, (modules: string) => readonly [command: string, ...args: string[]]>> = {
  "pnpm-lock.yaml": (modules) => [
    "npx",
    "--offline",
    "-y",
    pnpmOf(modules),
    "install",
    "--frozen-lockfile",
    "--offline",
    "--ignore-scripts",
  ],
  "package-lock.json": () => ["npm", "ci", "--offline", "--ignore-scripts", "--no-audit", "--no-fund"],
};
/** Those of other package managers tell at least that something differs. */
const LOCKFILES = [...Object.keys(INSTALLERS), "npm-shrinkwrap.json", "yarn.lock", "bun.lock", "bun.lockb"];

/** Folders that a release is bundled from. */
const RELEASED = ["services", "sdk", "toolkit/release"];

/**
 * Checks a revision out beside this one while `work` runs, with this checkout's packages and release unless it is to have its own.
 * @throws UsageError where there is no git, no such revision, or no place for it; NoProjectThen where it has no such project
 */
export async function atRevision<T>(
  folder: string,
  ref: string,
  work: (revision: Revision) => Promise<T>,
  { install = false, build = false, signal }: RevisionOptions = {},
): Promise<T> {
  const { root } = openProject(folder);
  const place = await placeOf(root);
  const commit = await commitOf(root, ref);
  const temporary = temporaryFolder();
  const tree = path.join(temporary, "tree");
  try {
    await checkOut(root, commit, tree, { ref, signal });
    const prefix = await prefixThen({ ...place, tree, commit, ref, root });
    const there = path.join(tree, prefix);
    await borrowStackFiles(root, there);
    const notes = [
      prefix === place.prefix ? null : `${ref} has the project in ${prefix || "the repository's own folder"}`,
      await borrowSubmodules({ ...place, tree, commit, ref }),
      await packages({ top: place.top, prefix, root, tree, ref, install, signal }),
      build && (await hasOtherSources(root, commit)) ? await bundle(there, ref) : null,
    ].filter((note) => note !== null);
    borrow(root, there, "dist");
    return await work({ folder: there, prefix, commit, note: notes.join("; ") || null });
  } finally {
    // This one alone: to prune would forget those of others, whose folders may only be out of sight from here.
    await git(root, ["worktree", "remove", "--force", "--force", tree], { otherwise: "" }).catch(() => {});
    // Whoever was interrupted may still be writing there.
    rmSync(temporary, { recursive: true, force: true, maxRetries: 10 });
  }
}

function temporaryFolder(): string {
  try {
    return mkdtempSync(path.join(tmpdir(), "monitor-revision-"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`no folder can be made in ${tmpdir()}: ${code}`, "set TMPDIR to one that can be written to");
  }
}

interface Checkout {
  readonly ref: string;
  readonly signal: AbortSignal | undefined;
}

/** Files in a second step: the first would run the repository's hooks on them. */
async function checkOut(root: string, commit: string, tree: string, { ref, signal }: Checkout): Promise<void> {
  const how = { otherwise: `${ref} cannot be checked out`, remedy: "see that .git and TMPDIR can be written to", signal };
  await git(root, ["worktree", "add", "--no-checkout", "--detach", "--quiet", tree, commit], how);
  await git(tree, ["reset", "--hard", "--quiet"], how);
}

interface There extends Place {
  /** Folder of that revision's checkout. */
  readonly tree: string;
  readonly ref: string;
}

interface Moving extends There {
  readonly commit: string;
  /** Folder of the project in this checkout. */
  readonly root: string;
}

/** Where the project stood in that revision: here, or wherever one of its name stood and stands no longer. */
async function prefixThen({ top, prefix, tree, commit, ref, root }: Moving): Promise<string> {
  // Looked for here alone: above it there may be another project.
  if (existsSync(path.join(tree, prefix, "Pulumi.yaml"))) return prefix;
  const files = await git(top, ["ls-tree", "-r", "-z", "--name-only", commit], { otherwise: "git cannot list files" });
  const prefixes = files.split("\0").flatMap((file) => /^((?:.*\/)?)Pulumi\.yaml$/.exec(file)?.[1] ?? []);
  const { name } = openProject(root);
  const moved = prefixes.filter((at) => !existsSync(path.join(top, at, "Pulumi.yaml")) && nameIn(path.join(tree, at)) === name);
  const [only] = moved;
  if (only === undefined || moved.length > 1) throw new NoProjectThen(`${ref} has no Pulumi.yaml in ${prefix || "its folder"}`);
  return only;
}

function nameIn(folder: string): string | undefined {
  try {
    return openProject(folder).name;
  } catch {
    return undefined;
  }
}

function borrow(here: string, there: string, name: string): void {
  if (existsSync(path.join(here, name)) && !existsSync(path.join(there, name)))
    symlinkSync(path.join(here, name), path.join(there, name));
}

/** Stack files that git is told to ignore are of no revision: those here hold for each. */
async function borrowStackFiles(root: string, there: string): Promise<void> {
  const { stackFolder, stacks } = openProject(root);
  const files = stacks.map((stack) => path.relative(root, path.join(stackFolder, `Pulumi.${stack}.yaml`)));
  if (files.length === 0) return;
  const asked = ["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", ...files];
  const ignored = await git(root, asked, { otherwise: "git cannot list files" });
  for (const file of ignored.split("\0").filter((name) => name !== ""))
    if (existsSync(path.dirname(path.join(there, file)))) borrow(root, there, file);
}

interface Packing extends There {
  /** Folder of the project in this checkout, whatever it is in that one. */
  readonly root: string;
  readonly install: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Packages of the project and, as in a workspace, of the folders above it. Says where they are not that revision's own. */
async function packages({ top, prefix, root, tree, ref, install, signal }: Packing): Promise<string | null> {
  const steps = prefix.split("/").filter((step) => step !== "");
  // From the top down: what is installed in one may be written to those below.
  const levels = ["", ...steps.map((_, index) => steps.slice(0, index + 1).join("/"))].map((level, index) => ({
    here: index === steps.length ? root : path.join(top, level),
    there: path.join(tree, level),
  }));
  let owned = levels.length;
  let isOther = false;
  for (const [index, { here, there }] of levels.entries()) {
    const lockfile = LOCKFILES.find((name) => !sameFile(path.join(here, name), path.join(there, name)));
    if (lockfile === undefined) continue;
    if (install && (await installed(here, there, lockfile, signal))) owned = Math.min(owned, index);
    else isOther = true;
  }
  // Half of theirs and half of ours would be neither.
  if (isOther) for (const { there } of levels) rmSync(path.join(there, "node_modules"), { recursive: true, force: true });
  for (const { here, there } of levels.slice(0, isOther ? levels.length : owned)) borrow(here, there, "node_modules");
  return isOther ? `${ref} has other dependencies: it is planned with those that are installed here` : null;
}

/** A worktree has none of its submodules' files: they are taken from here. Says which of them are at another commit. */
async function borrowSubmodules({ top, tree, commit, ref }: There & { readonly commit: string }): Promise<string | null> {
  const listed = await git(top, ["ls-tree", "-r", "-z", commit], { otherwise: "git cannot list files" });
  const others: string[] = [];
  for (const entry of listed.split("\0").filter((one) => one.startsWith("160000 "))) {
    const [about = "", name = ""] = entry.split("\t");
    const [here, there] = [path.join(top, name), path.join(tree, name)];
    if (existsSync(there) && readdirSync(there).length === 0) rmdirSync(there);
    borrow(top, tree, name);
    const is = existsSync(path.join(here, ".git")) ? await commitOf(here, "HEAD").catch(() => null) : null;
    if (is !== about.split(" ")[2]) others.push(name);
  }
  return others.length === 0 ? null : `${ref} has other commits of submodules (${others.join(", ")}): those here are used`;
}

async function installed(here: string, there: string, lockfile: string, signal: AbortSignal | undefined): Promise<boolean> {
  if (!existsSync(path.join(there, lockfile))) return false;
  const [command, ...args] = INSTALLERS[lockfile]?.(path.join(here, "node_modules")) ?? [];
  if (command === undefined) return false;
  const { error } = await execute(command, args, { cwd: there, timeout: 300_000, signal });
  return error === null;
}

/** The very version that made the packages here; another would not read their store. */
function pnpmOf(modules: string): string {
  const [, found] = /"?packageManager"?:\s*"?(pnpm@[\w.-]+)/.exec(readIfThere(path.join(modules, ".modules.yaml"))) ?? [];
  return found ?? "pnpm";
}

const hasOtherSources = async (root: string, commit: string): Promise<boolean> =>
  existsSync(path.join(root, "toolkit/release")) &&
  (await git(root, ["diff", "--name-only", commit, "--", ...RELEASED], { otherwise: "git cannot compare" })) !== "";

/** With this revision's bundler, of that revision's sources, which it may no longer know where to find. Says where it does not. */
async function bundle(folder: string, ref: string): Promise<string | null> {
  const { buildRelease } = await import("../release/build.ts");
  try {
    await buildRelease(folder);
    return null;
  } catch {
    return `the release of ${ref} cannot be bundled from here: it is planned with the one that is here`;
  }
}

const sameFile = (a: string, b: string): boolean => readIfThere(a) === readIfThere(b);
const readIfThere = (file: string): string => (existsSync(file) ? readFileSync(file, "utf8") : "");
