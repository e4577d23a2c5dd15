/** Plans stacks of a project, one after the other, in this process. */
import type { Problem } from "../../infra/config/problem.ts";
import { nearest } from "../../infra/config/problems.ts";
import type { Graph, Json } from "../graph/graph.ts";
import { TABLE } from "../graph/outputs/index.ts";
import { record } from "../graph/record.ts";
import { InvalidConfig } from "./invalidConfig.ts";
import { loadProgram, openProject, type Project, type StackFile, UsageError } from "./project.ts";
import { isShared, readStacks, requireStack } from "./stacks.ts";

export { InvalidConfig } from "./invalidConfig.ts";

/** An environment, planned. */
export interface PlannedStack {
  readonly name: string;
  /** The configuration it was planned from: typed and with its defaults where the project has a schema, else as the file has it. */
  readonly config: { readonly [key: string]: Json };
  /** Whether it is somebody else's program's, of whose use nothing can be assumed. @default false */
  readonly isForeign?: boolean;
  readonly graph: Graph;
}

export interface PlanOptions {
  /** Folder in the project. */
  readonly folder: string;
  /** Stacks to plan; none means all. */
  readonly stacks: readonly string[];
  /** Told of each stack before it is planned. */
  readonly onProgress?: (stack: string, done: number, total: number) => void;
}

interface Configured {
  readonly file: StackFile;
  readonly config: { readonly [key: string]: Json };
}

/**
 * Plans stacks. Their order in the answer is the order in which releases pass through them, with what they share first.
 * @throws InvalidConfig, UsageError or PlanError; then nothing is answered at all.
 */
export async function planStacks({ folder, stacks, onProgress }: PlanOptions): Promise<PlannedStack[]> {
  const project = openProject(folder);
  const wanted = stacks.length > 0 ? [...new Set(stacks)] : project.stacks;
  for (const stack of wanted) requireStack(project, stack);
  if (wanted.length === 0) throw new UsageError(`no stack file beside ${project.name}'s Pulumi.yaml`, "add a Pulumi.NAME.yaml");

  const all = withPromotionProblems(await configure(project));
  const invalid = all.filter(({ file, problems }) => problems.length > 0 && (wanted.includes(file.stack) || isShared(file)));
  if (invalid.length > 0) throw new InvalidConfig(invalid);

  const program = await loadProgram(project);
  const ordered = inOrder(all).filter(({ file }) => wanted.includes(file.stack) || isShared(file));
  const planned: PlannedStack[] = [];
  const outputs = new Map<string, Graph["outputs"]>();
  for (const [index, { file, config }] of ordered.entries()) {
    onProgress?.(file.stack, index, ordered.length);
    const graph = await record(program, {
      ...{ project: project.name, stack: file.stack, root: project.root },
      ...{ config: file.values, secretKeys: file.secretKeys, table: TABLE },
      stackOutputs: (name) => outputs.get(name),
    });
    outputs.set(`organization/${project.name}/${file.stack}`, graph.outputs);
    planned.push({ name: file.stack, config, graph });
  }
  return planned.filter(({ name }) => wanted.includes(name));
}

/** What is to be planned from: typed where that can be, else as the file has it. */
async function configure(project: Project): Promise<(Configured & { problems: readonly Problem[] })[]> {
  return (await readStacks(project)).map(({ file, config, problems }) => ({
    ...{ file, problems },
    config: (config as unknown as Configured["config"] | undefined) ?? file.values,
  }));
}

/** Each environment is promoted from another one that exists, and none from itself, by whatever way round. */
function withPromotionProblems<T extends Configured & { problems: readonly Problem[] }>(stacks: readonly T[]): T[] {
  const from = new Map(stacks.map(({ file, config }) => [file.stack, config.promotesFrom]));
  const environments = stacks.filter(({ file }) => !isShared(file)).map(({ file }) => file.stack);
  return stacks.map((stack) => {
    const { promotesFrom } = stack.config;
    if (typeof promotesFrom !== "string") return stack;
    const problem = { path: `${stack.file.project}:promotesFrom`, value: promotesFrom };
    if (!environments.includes(promotesFrom)) {
      const others = environments.filter((name) => name !== stack.file.stack);
      return {
        ...stack,
        problems: [
          ...stack.problems,
          { ...problem, message: "an environment with a stack file", ...nearest(promotesFrom, others) },
        ],
      };
    }
    const way: unknown[] = [stack.file.stack];
    for (let at: unknown = promotesFrom; typeof at === "string" && !way.includes(at); at = from.get(at)) way.push(at);
    const back = from.get(way.at(-1) as string);
    if (back !== stack.file.stack) return stack;
    return {
      ...stack,
      problems: [...stack.problems, { ...problem, message: `promotes from itself: ${[...way, back].join(" ← ")}` }],
    };
  });
}

/** Shared stacks first, then each environment after the one it is promoted from, else by name. */
function inOrder<T extends Configured>(stacks: readonly T[]): T[] {
  const ordered = stacks.filter(({ file }) => isShared(file));
  const rest = stacks.filter(({ file }) => !isShared(file));
  while (rest.length > 0) {
    const next = rest.findIndex(({ config }) => !rest.some(({ file }) => file.stack === config.promotesFrom));
    ordered.push(...rest.splice(Math.max(next, 0), 1));
  }
  return ordered;
}
