import { diffGraphs } from "../diff/diff.ts";
import { settingChanges } from "../diff/settings.ts";
import { planInChild } from "../plan/child.ts";
import type { PlannedStack } from "../plan/plan.ts";
import { atRevision } from "../plan/revision.ts";
import { diffJson } from "../report/diffJson.ts";
import { diffMarkdown } from "../report/diffMarkdown.ts";
import { diffText } from "../report/diffText.ts";
import type { Paint } from "../report/terminal.ts";

export const DIFF_FORMATS = ["text", "json", "markdown"] as const;
export type DiffFormat = (typeof DIFF_FORMATS)[number];

export interface DiffRequest {
  readonly folder: string;
  /** `dev`, or `dev@main` for another revision of it. */
  readonly from: string;
  readonly to: string;
  readonly format: DiffFormat;
  /** Whether to list what cannot hurt, and every resource that comes or goes (text format). */
  readonly all: boolean;
  readonly paint: Paint;
  readonly onProgress: (what: string, done: number, total: number) => void;
}

/** How two environments differ, or two revisions of one: settings, resources, and what a provider would do about each. */
export async function diff(request: DiffRequest): Promise<string> {
  const { from, to, format, all, paint } = request;
  const notes: string[] = [];
  const [before, after] = await planBoth(request, notes);
  const compared = {
    ...{ from, to, notes, isOneStack: before.graph.stack === after.graph.stack },
    settings: settingChanges(before.config, after.config),
    diff: diffGraphs(before.graph, after.graph),
  };
  switch (format) {
    case "text":
      return diffText(compared, { paint, all });
    case "json":
      return diffJson(compared);
    case "markdown":
      return diffMarkdown(compared);
  }
}

const MANY = 2;

async function planBoth(
  { folder, from, to, onProgress }: DiffRequest,
  notes: string[],
): Promise<readonly [PlannedStack, PlannedStack]> {
  const [a, b] = [named(from), named(to)];
  const at = async (ref: string | null, stacks: readonly string[]): Promise<PlannedStack[]> => {
    const plan = (where: string): Promise<PlannedStack[]> =>
      planInChild({ folder: where, stacks, onProgress: (stack, done) => onProgress(`planning ${stack}`, done, MANY) });
    if (ref === null) return plan(folder);
    return atRevision(
      folder,
      ref,
      ({ folder: there, note }) => {
        if (note !== null) notes.push(note);
        return plan(there);
      },
      { install: true, build: true },
    );
  };
  const find = (planned: readonly PlannedStack[], stack: string): PlannedStack => {
    const found = planned.find(({ name }) => name === stack);
    if (!found) throw new Error(`${stack} was not planned`);
    return found;
  };
  if (a.ref === b.ref) {
    const planned = await at(a.ref, [a.stack, b.stack]);
    return [find(planned, a.stack), find(planned, b.stack)];
  }
  const planned = [await at(a.ref, [a.stack]), await at(b.ref, [b.stack])] as const;
  return [find(planned[0], a.stack), find(planned[1], b.stack)];
}

/** `dev@main` is dev as the revision main has it. */
function named(name: string): { readonly stack: string; readonly ref: string | null } {
  const [, stack = name, ref = null] = /^([^@]+)@(.+)$/.exec(name) ?? [];
  return { stack, ref };
}
