/** The environments of this checkout and of the revision it is compared with, each planned in a process of its own. */
import path from "node:path";
import { planInChild } from "../plan/child.ts";
import { commitOf, forkPoint, hasUncommitted, isInCommit, placeOf } from "../plan/git.ts";
import type { PlannedStack } from "../plan/plan.ts";
import { isTyped, openProject, type Project, UsageError } from "../plan/project.ts";
import { atRevision, NoProjectThen } from "../plan/revision.ts";
import { requireStack } from "../plan/stacks.ts";
import { errorText } from "../report/errorText.ts";
import { plain } from "../report/terminal.ts";

export interface PlannedSides {
  readonly head: {
    readonly commit: string;
    /** Whether it has changes that are not committed. */
    readonly uncommitted: boolean;
    /** Null where it cannot be planned; `failure` is why. */
    readonly stacks: readonly PlannedStack[] | null;
    readonly failure: unknown;
  };
  readonly base: {
    readonly commit: string;
    /** Null where it cannot be planned; `problem` says why. */
    readonly stacks: readonly PlannedStack[] | null;
    readonly problem: string | null;
    readonly note: string | null;
  };
}

export interface SidesRequest {
  readonly folder: string;
  readonly ref: string;
  /** None means all. */
  readonly stacks: readonly string[];
  readonly onProgress: (what: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Plans both at the same time.
 * @throws UsageError where there is no git, no such revision, or no place for it, or the head has no such project or stack
 */
export async function planSides(request: SidesRequest): Promise<PlannedSides> {
  const { folder, ref, onProgress, signal } = request;
  const commit = await forkPoint(folder, ref);
  const { prefix } = await placeOf(folder);
  const head = { commit: await commitOf(folder, "HEAD"), uncommitted: await hasUncommitted(folder) };
  const wanted = await stillHere(openProject(folder), request.stacks, commit);
  const here =
    wanted &&
    planInChild({ folder, stacks: wanted, onProgress: (stack) => onProgress(`planning ${stack}`), ...(signal && { signal }) });
  // Whichever fails first, the other one is waited for: a worktree is left by nobody.
  const [ofHead, ofBase] = await Promise.allSettled([here ?? [], planBase(request, commit)]);
  if (ofHead.status === "rejected" && signal?.aborted) throw ofHead.reason;
  if (ofBase.status === "rejected") throw ofBase.reason;
  const nothing = head.commit === commit && !head.uncommitted ? `this checkout holds nothing that ${ref} does not` : null;
  const { stacks: planned, note, problem } = ofBase.value;
  const isPlanned = ofHead.status === "fulfilled";
  return {
    head: {
      ...head,
      stacks: isPlanned ? ofHead.value.map((stack) => inRepository(stack, prefix)) : null,
      failure: isPlanned ? null : ofHead.reason,
    },
    base: { commit, stacks: planned, note: nothing ?? note, problem },
  };
}

/**
 * Without those that the base alone has: they are removed, which is no slip of whoever asks for them. Null where all of them are.
 * @throws UsageError for one that neither has
 */
async function stillHere(project: Project, stacks: readonly string[], commit: string): Promise<readonly string[] | null> {
  const file = (stack: string): string => path.relative(project.root, path.join(project.stackFolder, `Pulumi.${stack}.yaml`));
  const here: string[] = [];
  for (const stack of stacks) {
    if (!project.stacks.includes(stack)) {
      if (await isInCommit(project.root, commit, file(stack))) continue;
      if (hasStackFiles(project)) requireStack(project, stack);
    }
    here.push(stack);
  }
  return stacks.length > 0 && here.length === 0 ? null : here;
}

/** With lines of code as the repository has them, which is where reviewers look: the project may be a folder of it. */
function inRepository(planned: PlannedStack, prefix: string): PlannedStack {
  if (prefix === "") return planned;
  const resources = planned.graph.resources.map((resource) => ({
    ...resource,
    source: resource.source && { ...resource.source, file: `${prefix}${resource.source.file}` },
  }));
  return { ...planned, graph: { ...planned.graph, resources } };
}

async function planBase(
  { folder, ref, stacks, onProgress, signal }: SidesRequest,
  commit: string,
): Promise<Omit<PlannedSides["base"], "commit">> {
  let there = "";
  let said: string | null = null;
  try {
    return await atRevision(
      folder,
      commit,
      async ({ folder: at, prefix, note }) => {
        there = at;
        said = note?.replaceAll(commit, ref) ?? null;
        const wanted = stacksOf(openProject(at), stacks, openProject(folder));
        const onStack = (stack: string): void => onProgress(`planning ${stack} of ${ref}`);
        const planned =
          stacks.length > 0 && wanted.length === 0
            ? []
            : await planInChild({ folder: at, stacks: wanted, onProgress: onStack, ...(signal && { signal }) });
        return { stacks: planned.map((stack) => inRepository(stack, prefix)), problem: null, note: said };
      },
      { install: true, build: true, signal },
    );
  } catch (error) {
    if (error instanceof NoProjectThen) return { stacks: [], problem: null, note: `${ref} has no such project yet: all is new` };
    // What hinders this machine is no fault of the base's, and no reason to let a change pass.
    if (signal?.aborted) throw error;
    if (there === "" && error instanceof UsageError) throw new UsageError(error.message.replaceAll(commit, ref), error.remedy);
    return { stacks: null, problem: problemText(error, there), note: said };
  }
}

/** A typed program's stacks are its files, whatever there are; of any other, the first file says that each stack has one. */
const hasStackFiles = (project: Project): boolean => project.stacks.length > 0 || isTyped(project);

/** Those of the base that are asked for. A program that has no stack files is the same under whatever name: then those of the head. */
function stacksOf(base: Project, stacks: readonly string[], head: Project): readonly string[] {
  if (hasStackFiles(base)) return stacks.filter((stack) => base.stacks.includes(stack));
  return stacks.length > 0 ? stacks : head.stacks;
}

/** Line by line, without the folder it was tried in, and without our own lines of code. */
export function problemLines(error: unknown, folder = ""): string[] {
  const text = errorText(error, plain);
  const here = folder === "" ? text : text.replaceAll(`${folder}/`, "").replaceAll(folder, ".");
  return here.split("\n").filter((line) => line.trim() !== "" && !/^\s+at /.test(line));
}

/** In one line. */
export const problemText = (error: unknown, folder = ""): string =>
  problemLines(error, folder)
    .slice(0, 12)
    .join("\n")
    .replace(/\s*\n\s*(→ )?/g, (_, remedy) => (remedy ? " → " : "; "));
