/** The environments of this checkout and of the revision it is compared with, each planned in a process of its own. */
import { planInChild } from "../plan/child.ts";
import type { PlannedStack } from "../plan/plan.ts";
import { openProject } from "../plan/project.ts";
import { atRevision, commitOf, forkPoint, prefixOf } from "../plan/revision.ts";
import { errorText } from "../report/errorText.ts";
import { plain } from "../report/terminal.ts";

export interface PlannedSides {
  readonly head: { readonly commit: string; readonly stacks: readonly PlannedStack[] };
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
}

/**
 * Plans both at the same time.
 * @throws UsageError where there is no git or no such revision; what planning the head throws
 */
export async function planSides({ folder, ref, stacks, onProgress }: SidesRequest): Promise<PlannedSides> {
  const commit = await forkPoint(folder, ref);
  const here = planInChild({ folder, stacks, onProgress: (stack) => onProgress(`planning ${stack}`) });
  // Whichever fails first, the other one is waited for: a worktree is left by nobody.
  const [head, base] = await Promise.allSettled([here, planBase({ folder, ref, stacks, onProgress }, commit)]);
  if (head.status === "rejected") throw head.reason;
  if (base.status === "rejected") throw base.reason;
  const prefix = await prefixOf(folder);
  const placed = (planned: readonly PlannedStack[]): PlannedStack[] => planned.map((stack) => inRepository(stack, prefix));
  return {
    head: { commit: await commitOf(folder, "HEAD"), stacks: placed(head.value) },
    base: { ...base.value, commit, stacks: base.value.stacks && placed(base.value.stacks) },
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
  { folder, ref, stacks, onProgress }: SidesRequest,
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
        const planned =
          stacks.length > 0 && wanted.length === 0
            ? []
            : await planInChild({ folder: at, stacks: wanted, onProgress: (stack) => onProgress(`planning ${stack} of ${ref}`) });
        return { stacks: planned, problem: null, note: note?.replace(commit, ref) ?? null };
      },
      { install: true, build: true },
    );
  } catch (error) {
    return { stacks: null, problem: problemText(error, there), note: null };
  }
}

/** Without the folder it was tried in, which is gone. */
const problemText = (error: unknown, folder: string): string => {
  const text = errorText(error, plain).split("\n").slice(0, 12).join("\n");
  return folder === "" ? text : text.replaceAll(`${folder}/`, "").replaceAll(folder, ".");
};
