/** Plans a project in processes of their own: whatever its program does, this one lives on, and tells. */
import type { Graph } from "../graph/graph.ts";
import { runChild } from "./childProcess.ts";
import type { ChildMessage } from "./childWire.ts";
import type { PlannedStack, PlanOptions } from "./plan.ts";
import { isTyped, openProject, type Project } from "./project.ts";
import { requireStack } from "./stacks.ts";

export interface ChildPlanOptions extends PlanOptions {
  /** Milliseconds for each process. @default five minutes */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

const FIVE_MINUTES = 300_000;
/** Processes at once. */
const AT_ONCE = 2;
/** What a stack is called where the project has no stack file, and nobody says. */
const ONLY_STACK = "dev";

/**
 * Plans stacks, as `planStacks` does. A project with a schema for its configuration is planned in one process, any other in one for each
 * stack. Programs get no credentials from the environment.
 * @throws InvalidConfig, UsageError, RunError or PlanError, the last also for a program that ends its process or never ends
 */
export async function planInChild(options: ChildPlanOptions): Promise<PlannedStack[]> {
  const project = openProject(options.folder);
  return isTyped(project) ? planAtOnce(project, options) : planOneByOne(project, options);
}

async function planAtOnce(
  project: Project,
  { stacks, timeout = FIVE_MINUTES, signal, onProgress }: ChildPlanOptions,
): Promise<PlannedStack[]> {
  const planned: PlannedStack[] = [];
  const onMessage = (message: ChildMessage): void => {
    if (message.kind === "progress") onProgress?.(message.stack, message.done, message.total);
    if (message.kind === "planned") planned.push(message.stack);
  };
  await runChild(
    { folder: project.root, stacks, siblings: null },
    { cwd: project.root, timeout, onMessage, ...(signal && { signal }) },
  );
  return planned;
}

/** Stacks whose program reads others' outputs are planned again, as soon as all they read from is. */
async function planOneByOne(project: Project, options: ChildPlanOptions): Promise<PlannedStack[]> {
  const names =
    options.stacks.length > 0 ? [...new Set(options.stacks)] : project.stacks.length > 0 ? project.stacks : [ONLY_STACK];
  // Pulumi needs no stack file; where there are some, a name without one is a slip.
  if (project.stacks.length > 0) for (const name of names) requireStack(project, name);
  const plans = new Map<string, StackPlan>();
  const planAll = async (round: readonly string[]): Promise<void> => {
    const siblings = Object.fromEntries([...plans].map(([name, { stack }]) => [name, stack.graph.outputs]));
    await inTurns(round, AT_ONCE, async (name) => {
      options.onProgress?.(name, plans.size, names.length);
      plans.set(name, await planOne(project, name, siblings, options));
    });
  };
  await planAll(names);
  for (;;) {
    // Not asked for, but read from.
    const unplanned = [...new Set([...plans.values()].flatMap(({ wanted }) => wanted))].filter((name) => !plans.has(name));
    await planAll(unplanned);
    const isFinal = (name: string): boolean => plans.get(name)?.wanted.length === 0;
    const again = [...plans].filter(([, { wanted }]) => wanted.length > 0 && wanted.every(isFinal)).map(([name]) => name);
    if (again.length + unplanned.length === 0) break; // what is left reads from itself, by whatever way round
    await planAll(again);
  }
  return names.flatMap((name) => plans.get(name)?.stack ?? []);
}

interface StackPlan {
  readonly stack: PlannedStack;
  readonly wanted: readonly string[];
}

async function planOne(
  project: Project,
  name: string,
  siblings: Readonly<Record<string, Graph["outputs"]>>,
  { timeout = FIVE_MINUTES, signal }: ChildPlanOptions,
): Promise<StackPlan> {
  let plan: StackPlan | undefined;
  const onMessage = (message: ChildMessage): void => {
    if (message.kind === "planned") plan = message;
  };
  await runChild(
    { folder: project.root, stacks: [name], siblings },
    { cwd: project.cwd, timeout, onMessage, ...(signal && { signal }) },
  );
  if (!plan) throw new Error(`the child that was to plan ${name} answered nothing`);
  return plan;
}

/** Runs a task for each item, some at once. The first failure ends it, once those that run have ended. */
async function inTurns<T>(items: readonly T[], atOnce: number, task: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const work = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await task(item);
  };
  const ended = await Promise.allSettled(
    Array.from({ length: atOnce }, () =>
      work().catch((error: unknown) => {
        queue.length = 0;
        throw error;
      }),
    ),
  );
  const failed = ended.find((end) => end.status === "rejected");
  if (failed) throw failed.reason;
}
