/** What is deployed of a project, and until when, by the state alone: a stack's file may be gone, or on another branch. */
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import { openProject } from "../../plan/project.ts";
import { secrecy } from "../secrecy.ts";
import { Session } from "../session.ts";
import type { Standing } from "./fate.ts";

/**
 * Every stack that the backend has of this project, by name.
 * @throws UsageError where there is no CLI or no backend
 */
export async function deployedStacks(folder: string): Promise<string[]> {
  const { root } = openProject(folder);
  const workspace = await LocalWorkspace.create({ workDir: root });
  const stacks = await workspace.listStacks().catch((error: unknown) => {
    throw secrecy.cleared(error);
  });
  return stacks.map(({ name }) => name).sort();
}

/** Null where nothing is left of it: the backend keeps the name of a stack that was destroyed. */
export async function standingOf(folder: string, stack: string): Promise<Standing | null> {
  const session = await Session.open({ folder, stack });
  const [outputs, state] = [await session.outputs(), await session.state()];
  if (state.written === null) return null;
  return { stack, expires: outputs.expires?.value, protected: state.protected.length };
}
