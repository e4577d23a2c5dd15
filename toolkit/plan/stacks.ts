/** The stack files of a project, read with the project's own schema. */
import type { readConfig } from "../../infra/config/load.ts";
import type { Problem } from "../../infra/config/problem.ts";
import { nearest } from "../../infra/config/problems.ts";
import type { StackConfig } from "../../infra/config/schema/index.ts";
import { isTyped, loadModule, type Project, readStackFile, type StackFile, schemaOf, UsageError } from "./project.ts";

/** A stack file, read: as it is, with its typed configuration or what is wrong with it. */
export interface ReadStack {
  readonly file: StackFile;
  /** Undefined where there are problems, or no schema to read it with. */
  readonly config: StackConfig | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Reads every stack file, with the project's own schema where it has one: the project may be another revision's.
 * @throws UsageError where one is no stack file at all
 */
export async function readStacks(project: Project): Promise<ReadStack[]> {
  const read = await stackReader(project);
  return project.stacks.map((stack) => read(readStackFile(project, stack)));
}

/** Reads a stack file's values, also such as stand in no file. */
export async function stackReader(project: Project): Promise<(file: StackFile) => ReadStack> {
  const read = isTyped(project)
    ? ((await loadModule(project, schemaOf(project))) as { readonly readConfig: typeof readConfig }).readConfig
    : undefined;
  return (file) => {
    const result = read?.(file) ?? { problems: [] };
    return "config" in result
      ? { file, config: result.config, problems: [] }
      : { file, config: undefined, problems: result.problems };
  };
}

/** What other stacks read from, so that it matters wherever they do. */
export const isShared = (file: StackFile): boolean => file.values[`${file.project}:kind`] === "shared";

/** @throws UsageError where the project has no such stack */
export function requireStack({ stacks }: Project, stack: string): void {
  if (!stacks.includes(stack))
    throw new UsageError(`no stack ${stack}: there is no Pulumi.${stack}.yaml`, nearest(stack, stacks).remedy);
}
