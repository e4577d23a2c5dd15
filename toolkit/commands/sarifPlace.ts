import path from "node:path";
import { placeOf } from "../plan/git.ts";
import { openProject } from "../plan/project.ts";
import type { SarifPlace } from "../policy/sarif.ts";

/** Where a project stands in its repository: code scanning knows files from there. Without one, from the project. */
export async function sarifPlace(folder: string): Promise<SarifPlace> {
  const { root, stackFolder, stacks } = openProject(folder);
  const { prefix } = await placeOf(folder).catch(() => ({ prefix: "" }));
  const inProject = (stack: string): string => path.relative(root, path.join(stackFolder, `Pulumi.${stack}.yaml`));
  return { prefix, fileOf: (stack) => (stacks.includes(stack) ? inProject(stack) : "Pulumi.yaml").split(path.sep).join("/") };
}
