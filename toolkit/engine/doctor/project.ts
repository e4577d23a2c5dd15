/** Whether the project can be deployed as it stands: its configuration, and the release it would bring. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { readRelease } from "../../../infra/workloads/release.ts";
import { openProject, type Project, UsageError } from "../../plan/project.ts";
import { isShared, type ReadStack, readStacks, requireStack } from "../../plan/stacks.ts";
import { counted } from "../../report/terminal.ts";
import type { StackSecrets } from "./backend.ts";
import { type Finding, failed, ok } from "./check.ts";

export interface ProjectFacts {
  readonly project: Project;
  /** The stack to be deployed; undefined where none is, or its file cannot be read. */
  readonly target: ReadStack | undefined;
  readonly configuration: Finding;
  readonly engines: string | undefined;
  readonly backendUrl: string | undefined;
  readonly secrets: StackSecrets;
}

/** @throws UsageError where there is no project here, or no such stack in it */
export async function readProject(folder: string, stack: string | null): Promise<ProjectFacts> {
  const project = openProject(folder);
  if (stack !== null) requireStack(project, stack);
  const { engines } = JSON.parse(readFileSync(path.join(project.root, "package.json"), "utf8")) as {
    engines?: { node?: string };
  };
  const facts = { project, engines: engines?.node, backendUrl: backendUrlOf(project) };
  try {
    const read = await readStacks(project);
    // Environments read the shared stack's outputs, so its file matters to all of them.
    const meant = read.filter(({ file }) => stack === null || file.stack === stack || isShared(file));
    const target = read.find(({ file }) => file.stack === stack);
    return { ...facts, target, configuration: configurationFinding(meant), secrets: secretsIn(project, stack) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const configuration = failed(error.message, error.remedy ?? "mend the file");
    return { ...facts, target: undefined, configuration, secrets: { salted: false, provider: undefined } };
  }
}

function secretsIn(project: Project, stack: string | null): StackSecrets {
  const file = stack === null ? {} : (yamlIn(project.root, `Pulumi.${stack}.yaml`) as Record<string, unknown>);
  return {
    salted: typeof file.encryptionsalt === "string",
    provider: typeof file.secretsprovider === "string" ? file.secretsprovider : undefined,
  };
}

/** `backend.url` in Pulumi.yaml. */
export const backendUrlOf = ({ root }: Project): string | undefined =>
  (yamlIn(root, "Pulumi.yaml") as { backend?: { url?: string } }).backend?.url;

const yamlIn = (root: string, file: string): unknown => parse(readFileSync(path.join(root, file), "utf8"));

export function configurationFinding(stacks: readonly ReadStack[]): Finding {
  const problems = stacks.flatMap(({ file, problems }) => problems.map((problem) => ({ file, problem })));
  const [first] = problems;
  if (!first) return ok(stacks.map(({ file }) => file.file).join(", "));
  const { file, problem } = first;
  const line = file.lineOf(problem.path);
  const place = `${file.file}${line === undefined ? "" : `:${line}`} ${problem.path}`;
  const broken = [...new Set(problems.map(({ file }) => file.stack))];
  return failed(
    `${counted(problems.length, "problem")}, first ${place}: ${problem.message}`,
    `monitor preview ${broken.join(" ")} tells them all`,
  );
}

export function releaseFinding(root: string): Finding {
  try {
    const { digest, ...parts } = readRelease(root);
    const files = [parts.api, parts.ai, parts.dashboard, parts.sdk].reduce((sum, part) => sum + part.length, 0);
    return ok(`${digest.slice(0, 12)}, ${counted(files, "file")}`);
  } catch (error) {
    return failed((error as Error).message.split(":")[0] ?? "none", "pnpm build");
  }
}
