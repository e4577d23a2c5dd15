/** What is asked of git. Nothing of it goes to a network, and nothing but `worktree` changes the repository. */
import { execute } from "./execute.ts";
import { openProject, UsageError } from "./project.ts";

export interface GitOptions {
  /** What the error says, before git's own first line. */
  readonly otherwise: string;
  /** @default what shows the revisions there are */
  readonly remedy?: string;
  readonly signal?: AbortSignal | undefined;
}

/** A hook is run with these: they name one repository, wherever git is sent. https://git-scm.com/docs/githooks */
const OF_A_HOOK = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY"];

/** Otherwise git starts a process that watches each checkout, and leaves it running. */
const ALONE = ["-c", "core.fsmonitor=false"];

/** @throws UsageError where git fails */
export async function git(folder: string, args: readonly string[], { otherwise, remedy, signal }: GitOptions): Promise<string> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_A_HOOK.includes(name)));
  const { error, stdout, stderr } = await execute("git", [...ALONE, "-C", folder, ...args], { env, signal });
  if (!error) return stdout;
  if (error.code === "ENOENT") throw new UsageError("no git on PATH", "install git");
  const [line] = stderr.trim().split("\n");
  throw new UsageError(line ? `${otherwise}: ${line}` : otherwise, remedy ?? "git log --oneline --all shows what there is");
}

export interface Place {
  /** Folder of the repository's checkout, without links in it. */
  readonly top: string;
  /** Folder of the project in it, with a slash at its end; empty where they are the same. */
  readonly prefix: string;
}

/** Where a project stands in its repository. @throws UsageError where it stands in none */
export async function placeOf(folder: string): Promise<Place> {
  const { root } = openProject(folder);
  const otherwise = "this is no git repository that can be read";
  const remedy =
    "run it in a clone; one of another user's, git wants to be told of: git config --global --add safe.directory FOLDER";
  const asked = await git(root, ["rev-parse", "--show-toplevel", "--show-prefix"], { otherwise, remedy });
  const [top = "", prefix = ""] = asked.split("\n");
  return { top, prefix };
}

/** @throws UsageError where there is no such revision */
export async function commitOf(folder: string, ref: string): Promise<string> {
  const asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`];
  try {
    return (await git(folder, asked, { otherwise: `no revision ${ref}` })).trim();
  } catch (error) {
    if (error instanceof UsageError && (await isShallow(folder))) throw new UsageError(error.message, UNSHALLOW);
    throw error;
  }
}

/**
 * Where this checkout left another revision's line: what has been done there since is no part of what this one changes.
 * @throws UsageError where there is no git, no such revision, or no way back to where they were one
 */
export async function forkPoint(folder: string, ref: string): Promise<string> {
  await placeOf(folder);
  const commit = await commitOf(folder, ref);
  const shallow = await isShallow(folder);
  const lost = `${ref} and this checkout have no common history here${shallow ? ": this clone is shallow" : ""}`;
  const remedy = shallow ? UNSHALLOW : "name a revision that this one comes from";
  return (await git(folder, ["merge-base", commit, "HEAD"], { otherwise: lost, remedy })).trim();
}

/** Whether something in the project's folder is not committed, new files too, whatever git is told to show of those. */
export async function hasUncommitted(folder: string): Promise<boolean> {
  const asked = ["status", "--porcelain", "--untracked-files=normal", "--", "."];
  return (await git(openProject(folder).root, asked, { otherwise: "git cannot compare" })) !== "";
}

/** Whether a revision has a file; its path is from the project's folder. */
export const isInCommit = (root: string, commit: string, file: string): Promise<boolean> =>
  git(root, ["cat-file", "-e", `${commit}:./${file}`], { otherwise: "" }).then(
    () => true,
    () => false,
  );

const UNSHALLOW =
  "this clone holds the newest commits alone: git fetch --unshallow origin '+refs/heads/*:refs/remotes/origin/*' " +
  "(fetch-depth: 0 of actions/checkout)";

const isShallow = async (folder: string): Promise<boolean> =>
  (await git(folder, ["rev-parse", "--is-shallow-repository"], { otherwise: "" }).catch(() => "")).trim() === "true";
