/**
 * State in a folder (`file://`). Beside each of its files Pulumi's backend keeps another with attributes (`prod.json.attrs`), which it
 * empties and writes anew each time, in place. Killed in between, it leaves half of one, and whatever reads the stack from then on ends
 * with `failed to load checkpoint: EOF`. The state itself is written beside and renamed: it is whole, and is read without attributes too.
 * https://github.com/google/go-cloud/blob/v0.46.0/blob/fileblob/attrs.go
 */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { openProject } from "../../plan/project.ts";
import { thisMachine } from "../doctor/machine.ts";
import { backendUrlOf } from "../doctor/project.ts";

const EXTENSION = ".attrs";

/**
 * Puts a stack's state right where an engine was killed while it wrote. Comes before anything that asks the backend for a stack; elsewhere
 * than in a folder there is nothing to do.
 * @param say told of each file that is taken away
 */
export async function mendState(folder: string, env: NodeJS.ProcessEnv, say: (note: string) => void): Promise<void> {
  const project = openProject(folder);
  const url = env.PULUMI_BACKEND_URL || backendUrlOf(project) || (await loginOf(folder, env));
  const at = folderOf(url, project.root);
  if (at === undefined) return;
  for (const file of mendSidecars(at)) {
    const name = path.basename(file);
    say(`an engine was killed while it wrote ${path.basename(file, EXTENSION)}: the half of ${name} is taken away`);
  }
}

/**
 * Takes away what is no whole attribute file. Whoever is writing one at the same moment loses nothing by it but attributes.
 * @param folder that a `file://` backend names
 * @returns what is gone
 */
export function mendSidecars(folder: string): string[] {
  const stacks = path.join(folder, ".pulumi/stacks");
  if (!existsSync(stacks)) return [];
  const files = readdirSync(stacks, { recursive: true, encoding: "utf8" }).map((file) => path.join(stacks, file));
  const broken = files.filter((file) => file.endsWith(EXTENSION) && !isWhole(file));
  for (const file of broken) rmSync(file, { force: true });
  return broken;
}

/** @returns undefined where the state is kept elsewhere than in a folder */
export function folderOf(url: string | undefined, root: string): string | undefined {
  if (!url?.startsWith("file://")) return undefined;
  // As the CLI reads it: `~` is the person's own folder, and what is not absolute begins where the project is.
  const [given = ""] = url.slice("file://".length).split("?");
  return path.resolve(root, given.replace(/^~(?=\/|$)/, homedir()));
}

function isWhole(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch (error) {
    return !(error instanceof SyntaxError); // what cannot be read is not ours to judge
  }
}

/** The backend that somebody has logged in to. */
async function loginOf(folder: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { run, limit } = thisMachine(folder, null, env);
  const ran = await run("pulumi", ["whoami", "--verbose", "--json"], limit());
  return ran === "not found" || ran.code !== 0 ? undefined : (JSON.parse(ran.stdout) as { url?: string }).url;
}
