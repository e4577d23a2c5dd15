/** A stack's configuration, where the engine runs the pack: from what it hands over, else from the stack's file. */
import { readConfig } from "../../../infra/config/load.ts";
import type { Graph, Json } from "../../graph/graph.ts";
import { openProject, readStackFile, stackWithoutFile } from "../../plan/project.ts";

interface Place {
  readonly env: NodeJS.ProcessEnv;
  /** Where the file would be; Pulumi's own language plugin runs packs elsewhere, and hands the configuration over. */
  readonly folder: string;
}

/** Typed where it is one of ours, else as the engine has it. */
export function stackConfig(
  { project, stack }: Pick<Graph, "project" | "stack">,
  { env, folder }: Place = { env: process.env, folder: process.cwd() },
): { readonly [key: string]: Json } {
  const raw = env.PULUMI_CONFIG === undefined ? fromFile(folder, stack) : handedOver(env.PULUMI_CONFIG);
  const read = readConfig({ project, stack, ...raw });
  return "config" in read ? (read.config as unknown as { readonly [key: string]: Json }) : raw.values;
}

/** Which keys were secret, nobody says; the program has looked at that already. */
function handedOver(text: string) {
  const values = JSON.parse(text) as Record<string, string>;
  return { values, secretKeys: new Set(Object.keys(values)) };
}

function fromFile(folder: string, stack: string) {
  const project = openProject(folder);
  return project.stacks.includes(stack) ? readStackFile(project, stack) : stackWithoutFile(project, stack);
}
