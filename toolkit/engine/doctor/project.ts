/** Whether the project can be deployed as it stands: its configuration, and the release it would bring. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";
import type { readConfig } from "../../../infra/config/load.ts";
import type { Problem } from "../../../infra/config/problem.ts";
import { nearest } from "../../../infra/config/problems.ts";
import type { StackConfig } from "../../../infra/config/schema/index.ts";
import { readRelease } from "../../../infra/workloads/release.ts";
import { openProject, type Project, readStackFile, type StackFile, UsageError } from "../../plan/project.ts";
import { counted } from "../../report/terminal.ts";
import type { StackSecrets } from "./backend.ts";
import { type Finding, failed, ok } from "./check.ts";

/** A stack file, read: as it is, with its typed configuration or what is wrong with it. */
export interface ReadStack {
  readonly file: StackFile;
  readonly config: StackConfig | undefined;
  readonly problems: readonly Problem[];
}

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
  if (stack !== null && !project.stacks.includes(stack))
    throw new UsageError(`no stack ${stack}: there is no Pulumi.${stack}.yaml`, nearest(stack, project.stacks).remedy);
  const pulumiYaml = yamlIn(project.root, "Pulumi.yaml") as { backend?: { url?: string } };
  const { engines } = JSON.parse(readFileSync(path.join(project.root, "package.json"), "utf8")) as {
    engines?: { node?: string };
  };
  const facts = { project, engines: engines?.node, backendUrl: pulumiYaml.backend?.url };
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

const isShared = (file: StackFile): boolean => file.values[`${file.project}:kind`] === "shared";

/** With the project's own schema, where it has one: the project may be another revision's. */
async function readStacks(project: Project): Promise<ReadStack[]> {
  const loader = path.join(project.root, "infra/config/load.ts");
  const read = existsSync(loader)
    ? ((await import(pathToFileURL(loader).href)) as { readConfig: typeof readConfig }).readConfig
    : undefined;
  return project.stacks.map((stack) => {
    const file = readStackFile(project, stack);
    const result = read?.(file) ?? { problems: [] };
    return "config" in result
      ? { file, config: result.config, problems: [] }
      : { file, config: undefined, problems: result.problems };
  });
}

function secretsIn(project: Project, stack: string | null): StackSecrets {
  const file = stack === null ? {} : (yamlIn(project.root, `Pulumi.${stack}.yaml`) as Record<string, unknown>);
  return {
    salted: typeof file.encryptionsalt === "string",
    provider: typeof file.secretsprovider === "string" ? file.secretsprovider : undefined,
  };
}

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
