/** Plans a stack from values that stand in no file: what it would hold, were its configuration another. */
import { type Graph, type Json, sorted } from "../graph/graph.ts";
import { TABLE } from "../graph/outputs/index.ts";
import { record } from "../graph/record.ts";
import { InvalidConfig, type PlannedStack } from "./plan.ts";
import { loadProgram, openProject, type Project, readStackFile, type StackFile } from "./project.ts";
import { isShared, type ReadStack, requireStack, stackReader } from "./stacks.ts";

/** Sections that the program never reads: they tell the estimate something, and another value plans nothing else. */
export const ESTIMATE_ONLY: ReadonlySet<string> = new Set(["usage", "commitments", "budget", "policy"]);

export interface VariantPlanner {
  readonly project: Project;
  /** A stack's file, read. @throws UsageError where there is none */
  stack(name: string): ReadStack;
  /** The values, typed, or what is wrong with them. */
  read(file: StackFile): ReadStack;
  /** @throws InvalidConfig, PlanError */
  plan(file: StackFile, options?: VariantOptions): Promise<PlannedStack>;
  /** How many plans were made; asked for again soon, a graph is not planned again. */
  readonly plans: number;
}

export interface VariantOptions {
  /** Whether to keep each resource's line of code. @default true */
  readonly sources?: boolean;
}

/** Graphs kept for who asks for them again: some megabytes each. */
const MOST_GRAPHS = 8;

/** Shared stacks are planned once, from their files. */
export async function variantPlanner(folder: string): Promise<VariantPlanner> {
  const project = openProject(folder);
  const read = await stackReader(project);
  const files = new Map<string, ReadStack>();
  const stack = (name: string): ReadStack => {
    requireStack(project, name);
    const known = files.get(name) ?? read(readStackFile(project, name));
    files.set(name, known);
    return known;
  };
  const graphs = new Map<string, Promise<Graph>>();
  const outputs = new Map<string, Graph["outputs"]>();
  let plans = 0;
  let shared: Promise<void> | undefined;

  const graphOf = async ({ values, secretKeys, stack: name }: StackFile, sources: boolean): Promise<Graph> => {
    plans++;
    const program = await loadProgram(project);
    return record(program, {
      ...{ project: project.name, stack: name, root: project.root, config: values, secretKeys, table: TABLE, sources },
      stackOutputs: (other) => outputs.get(other),
    });
  };
  const planShared = async (): Promise<void> => {
    for (const name of project.stacks) {
      const { file, problems } = stack(name);
      if (!isShared(file)) continue;
      if (problems.length > 0) throw new InvalidConfig([{ file, problems }]);
      outputs.set(`organization/${project.name}/${name}`, (await graphOf(file, true)).outputs);
    }
  };
  // Programs run one after the other: the SDK's state is global.
  let turn: Promise<unknown> = Promise.resolve();

  return {
    ...{ project, stack, read },
    get plans() {
      return plans;
    },
    async plan(file, { sources = true } = {}) {
      const { config, problems } = read(file);
      if (problems.length > 0) throw new InvalidConfig([{ file, problems }]);
      shared ??= isShared(file) ? undefined : planShared();
      await shared;
      const planned = Object.entries(file.values).filter(([key]) => !ESTIMATE_ONLY.has(key.replace(`${file.project}:`, "")));
      const key = JSON.stringify([file.stack, sorted(Object.fromEntries(planned))]);
      // A plan that has the lines of code does for who asks without.
      const known = graphs.get(`${key} sources`) ?? (sources ? undefined : graphs.get(key));
      const graph = known ?? turn.then(() => graphOf(file, sources));
      if (!known) {
        graphs.set(sources ? `${key} sources` : key, graph);
        const [oldest] = graphs.keys();
        if (graphs.size > MOST_GRAPHS && oldest !== undefined) graphs.delete(oldest);
        turn = graph.catch(() => {});
      }
      return {
        name: file.stack,
        config: (config as unknown as { readonly [key: string]: Json } | undefined) ?? file.values,
        graph: await graph,
      };
    },
  };
}
