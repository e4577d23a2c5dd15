/** Plans one stack of anybody's Pulumi program, run as Pulumi runs it: https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/cmd/run/run.ts */
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { withDefaultProviders } from "../graph/defaultProviders.ts";
import type { Graph } from "../graph/graph.ts";
import { declarationsOf } from "../graph/outputs/declared.ts";
import { TABLE } from "../graph/outputs/index.ts";
import { record } from "../graph/record.ts";
import { compileAsPulumi } from "./compile.ts";
import { nearestPackage } from "./manifest.ts";
import { missingPackage } from "./missingPackage.ts";
import type { PlannedStack } from "./plan.ts";
import { type Project, readStackFile, SECRET_PLACEHOLDER, type StackFile, stackWithoutFile, UsageError } from "./project.ts";
import type { SharedSdk } from "./sdk.ts";

export interface ForeignRequest {
  readonly project: Project;
  readonly stack: string;
  /** Outputs of the project's other stacks, by name, as far as they are planned. */
  readonly siblings: Readonly<Record<string, Graph["outputs"]>>;
  readonly sdk: SharedSdk;
}

export interface ForeignPlan {
  readonly stack: PlannedStack;
  /** Other stacks of the project whose outputs it asked for in vain. */
  readonly wanted: readonly string[];
}

/** One for each process: a program runs when its modules are loaded, and a module is loaded once. */
export async function planForeign({ project, stack, siblings, sdk }: ForeignRequest): Promise<ForeignPlan> {
  const file = project.stacks.includes(stack) ? readStackFile(project, stack) : stackWithoutFile(project, stack);
  const wanted = new Set<string>();
  let refused: UsageError | undefined;
  const program = async () => {
    try {
      return await run(project);
    } catch (error) {
      refused = error instanceof UsageError ? error : missingPackage(error, project.root);
      throw error;
    }
  };
  process.chdir(project.cwd);
  const { dependencies, devDependencies } = nearestPackage(project.root).content;
  const graph = await record(program, {
    ...{ project: project.name, stack, root: project.root, config: file.values, secretKeys: file.secretKeys },
    table: { ...TABLE, declared: declarationsOf(project.root, Object.keys({ ...dependencies, ...devDependencies })) },
    stackOutputs: (name) => {
      const sibling = siblingOf(name, project);
      if (sibling !== undefined && !(sibling in siblings)) wanted.add(sibling);
      return sibling === undefined ? undefined : siblings[sibling];
    },
  }).catch((error: unknown) => {
    throw refused ?? missingConfig(error, stack) ?? wrongConfig(error, stack) ?? error;
  });
  const root = graph.resources.find(({ parent }) => parent === null)?.urn ?? stack;
  const notes = [
    ...notesOf(file),
    ...sdk
      .lentPackages()
      .map(
        (name) =>
          `what its own package would make of it: planned with monitor's ${name}, for it is not installed beside the program`,
      ),
  ];
  const full = withDefaultProviders(graph, file);
  const cannotTell = [...notes.map((why) => ({ resource: root, path: null, why })), ...graph.cannotTell];
  return {
    stack: { name: stack, isForeign: true, config: { ...file.values }, graph: { ...full, cannotTell } },
    wanted: [...wanted],
  };
}

/** The name of this project's other stack that a reference names: `STACK`, or `ORGANIZATION/PROJECT/STACK` in whichever organization. */
function siblingOf(reference: string, project: Project): string | undefined {
  const [stack = "", name = project.name] = reference.split("/").reverse();
  return name === project.name && project.stacks.includes(stack) ? stack : undefined;
}

async function run(project: Project): Promise<unknown> {
  const exported = await load(project);
  return typeof exported === "function" ? await (exported as () => unknown)() : exported;
}

/** What the main module exports: of an ES module its default where it has one. */
async function load(project: Project): Promise<unknown> {
  const { main } = project;
  if (!isModule(main)) {
    compileAsPulumi(project);
    const exported: unknown = createRequire(main)(main);
    if (isDefaultAlone(exported))
      throw new UsageError(
        `${path.basename(main)} exports a function as its default, which Pulumi calls in ES modules alone`,
        'export = async () => { … }, or "type": "module" in package.json',
      );
    return exported;
  }
  const namespace = (await import(pathToFileURL(main).href)) as Readonly<Record<string, unknown>>;
  const { default: byDefault, ...named } = namespace;
  if (!("default" in namespace)) return named;
  const others = Object.keys(named);
  if (others.length > 0)
    throw new UsageError(
      `${path.basename(main)} exports a default and ${others.join(", ")}: Pulumi takes one or the other`,
      "export what the stack gives back by name, or all of it as the default",
    );
  return byDefault;
}

/** As Node tells: by the file's ending, else by the nearest package.json. */
function isModule(main: string): boolean {
  const ending = path.extname(main);
  if (ending === ".mjs" || ending === ".mts") return true;
  if (ending === ".cjs" || ending === ".cts") return false;
  return nearestPackage(path.dirname(main)).content.type === "module";
}

const isDefaultAlone = (exported: unknown): boolean =>
  typeof exported === "object" &&
  exported !== null &&
  Object.keys(exported).join() === "default" &&
  typeof (exported as { default: unknown }).default === "function";

/** The SDK names the key and the command, but not the stack. */
function missingConfig(error: unknown, stack: string): UsageError | undefined {
  const [, key, command] =
    /^Missing required configuration variable '([^']+)'[^`]*`([^`]+)`/.exec((error as Error).message) ?? [];
  if (key === undefined) return undefined;
  return new UsageError(`${stack} lacks the configuration ${key}, which its program requires`, `${command} --stack ${stack}`);
}

/** Nor which stack has another value than the program takes; an encrypted one is a placeholder, which is no number. */
function wrongConfig(error: unknown, stack: string): UsageError | undefined {
  const { message } = error as Error;
  const [, key, value] = /^Configuration '([^']+)' value '(.*)' (?:is|does) /s.exec(message) ?? [];
  if (key === undefined) return undefined;
  if (value !== SECRET_PLACEHOLDER)
    return new UsageError(`${stack}: ${message}`, `pulumi config set ${key} <value> --stack ${stack}`);
  return new UsageError(
    `${stack}'s configuration ${key} is encrypted, and a plan decrypts nothing; its program reads it as if it were in clear`,
    "have the program read it as the secret that it is (requireSecretNumber and the like), or set it in clear in a stack of its own",
  );
}

const notesOf = ({ environments }: StackFile): string[] =>
  environments.map((name) => `configuration from the environment ${name}: it is kept elsewhere`);
