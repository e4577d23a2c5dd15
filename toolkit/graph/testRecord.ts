/** Records a program that a test makes up, with what its packages declare. */
import path from "node:path";
import type { Graph, Resource } from "./graph.ts";
import { declarationsOf } from "./outputs/declared.ts";
import { TABLE } from "./outputs/index.ts";
import { record } from "./record.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

export const recorded = (
  program: () => unknown,
  config: Record<string, string> = {},
  secretKeys: readonly string[] = [],
): Promise<Graph> =>
  record(program, {
    ...{ project: "app", stack: "dev", root: ROOT, config, secretKeys },
    table: { ...TABLE, declared: declarationsOf(ROOT) },
    stackOutputs: () => undefined,
  });

export function find(graph: Graph, name: string): Resource {
  const resource = graph.resources.find((candidate) => candidate.name === name);
  if (!resource) throw new Error(`no resource ${name}`);
  return resource;
}

export const reasons = (graph: Graph): string[] => graph.cannotTell.map(({ why }) => why);
