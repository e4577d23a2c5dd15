/** The environments of this checkout and of the revision it is compared with, each planned in a process of its own. */
import { planInChild } from "../plan/child.ts";
import { commitOf, forkPoint, hasUncommitted, placeOf } from "../plan/git.ts";
import type { PlannedStack } from "../plan/plan.ts";
import { openProject, UsageError } from "../plan/project.ts";
import { atRevision, NoProjectThen } from "../plan/revision.ts";
import { errorText } from "../report/errorText.ts";
import { plain } from "../report/terminal.ts";

export interface PlannedSides {
  readonly head: {
    readonly commit: string;
    /** Whether it has changes that are not committed. */
    readonly uncommitted: boolean;
    readonly stacks: readonly PlannedStack[];
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
 * @throws UsageError where there is no git, no such revision, or no place for it; what planning the head throws
 */
export async function planSides({ folder, ref, stacks, onProgress, signal }: SidesRequest): Promise<PlannedSides> {
  const commit = await forkPoint(folder, ref);
  const { prefix } = await placeOf(folder);
  const head = { commit: await commitOf(folder, "HEAD"), uncommitted: await hasUncommitted(folder) };
  const here = planInChild({ folder, stacks, onProgress: (stack) => onProgress(`planning ${stack}`), ...(signal && { signal }) });
  // Whichever fails first, the other one is waited for: a worktree is left by nobody.
  const [ofHead, ofBase] = await Promise.allSettled([here, planBase({ folder, ref, stacks, onProgress, signal }, commit)]);
  if (ofHead.status === "rejected") throw ofHead.reason;
  if (ofBase.status === "rejected") throw ofBase.reason;
  const placed = (planned: readonly PlannedStack[]): PlannedStack[] => planned.map((stack) => inRepository(stack, prefix));
  const nothing = head.commit === commit && !head.uncommitted ? `this checkout holds nothing that ${ref} does not` : null;
  const { stacks: planned, note, problem } = ofBase.value;
  return {
    head: { ...head, stacks: placed(ofHead.value) },
    base: { commit, stacks: planned && placed(planned), note: nothing ?? note, problem },
  };
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
  try {
    return await atRevision(
      folder,
      commit,
      async ({ folder: at, note }) => {
        there = at;
        const known = openProject(at).stacks;
        const wanted = stacks.filter((stack) => known.includes(stack));
        const onStack = (stack: string): void => onProgress(`planning ${stack} of ${ref}`);
        const planned =
          stacks.length > 0 && wanted.length === 0
            ? []
            : await planInChild({ folder: at, stacks: wanted, onProgress: onStack, ...(signal && { signal }) });
        return { stacks: planned, problem: null, note: note?.replaceAll(commit, ref) ?? null };
      },
      { install: true, build: true, signal },
    );
  } catch (error) {
    if (error instanceof NoProjectThen) return { stacks: [], problem: null, note: `${ref} has no such project yet: all is new` };
    // What hinders this machine is no fault of the base's, and no reason to let a change pass.
    if (signal?.aborted) throw error;
    if (there === "" && error instanceof UsageError) throw new UsageError(error.message.replaceAll(commit, ref), error.remedy);
    return { stacks: null, problem: problemText(error, there), note: null };
  }
}

/** In one line, without the folder it was tried in, which is gone. */
function problemText(error: unknown, folder: string): string {
  const text = errorText(error, plain).split("\n").slice(0, 12).join("\n");
  const here = folder === "" ? text : text.replaceAll(`${folder}/`, "").replaceAll(folder, ".");
  return here.replace(/\s*\n\s*(→ )?/g, (_, remedy) => (remedy ? " → " : "; "));
}
