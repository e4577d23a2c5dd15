/** What a project's Pulumi.yaml and package.json say of its program, as Pulumi reads them. https://www.pulumi.com/docs/iac/concepts/projects/project-file/ */
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { type ConfigValues, configValues } from "./configValues.ts";
import { UsageError } from "./usageError.ts";

export interface Manifest {
  readonly name: string;
  /** File that `pulumi up` runs. */
  readonly main: string;
  /** Folder it is run in. */
  readonly cwd: string;
  /** Folder of the stack files. */
  readonly stackFolder: string;
  /** What stacks have that say nothing else. */
  readonly defaults: ConfigValues;
}

/** @throws UsageError where it names no project, no program, or a program in another language */
export function readManifest(root: string, yaml: Readonly<Record<string, unknown>>): Manifest {
  const { name, runtime, main, stackConfigDir, config } = yaml;
  if (typeof name !== "string" || name === "") throw new UsageError("Pulumi.yaml has no name", "name: monitor");
  const language = typeof runtime === "object" && runtime !== null ? (runtime as { name?: unknown }).name : runtime;
  if (language !== undefined && language !== "nodejs")
    throw new UsageError(
      `${name} is a program in ${String(language)}`,
      "monitor plans TypeScript and JavaScript programs: runtime: nodejs",
    );
  return {
    name,
    ...programOf(root, main),
    stackFolder: typeof stackConfigDir === "string" ? path.join(root, stackConfigDir) : root,
    defaults: configValues(name, defaultsIn(config)),
  };
}

/** With a `main` of its own in Pulumi.yaml, a program runs in that folder. */
function programOf(root: string, main: unknown): Pick<Manifest, "main" | "cwd"> {
  if (typeof main !== "string") return { main: entryOf(root), cwd: root };
  const at = path.join(root, main);
  return { main: entryOf(at), cwd: existsSync(at) && statSync(at).isDirectory() ? at : path.dirname(at) };
}

const INDEX = ["index.js", "index.mjs", "index.ts", "index.mts"];

/** A file is the program; a folder has it under the name that its package.json gives, else as its index. */
function entryOf(at: string): string {
  if (existsSync(at) && !statSync(at).isDirectory()) return at;
  const { main } = readPackage(at);
  const named = typeof main === "string" ? fileOf(path.join(at, main)) : undefined;
  if (named !== undefined && existsSync(named)) return named;
  const index = INDEX.map((file) => path.join(at, file)).find((file) => existsSync(file));
  const entry = index ?? named;
  if (entry === undefined) throw new UsageError("package.json names no program", '"main": "stacks/index.ts"');
  return entry;
}

/** A folder stands for its index, and `bin/index` for the file with whichever ending. */
function fileOf(at: string): string {
  if (existsSync(at))
    return statSync(at).isDirectory() ? (INDEX.map((file) => path.join(at, file)).find((file) => existsSync(file)) ?? at) : at;
  return [".js", ".ts"].map((ending) => at + ending).find((file) => existsSync(file)) ?? at;
}

export interface Package {
  readonly main?: unknown;
  readonly type?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** A folder's package.json; nothing where it has none. @throws UsageError where it is no JSON */
export function readPackage(folder: string): Package {
  const file = path.join(folder, "package.json");
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Package;
  } catch (error) {
    throw new UsageError(`package.json cannot be read: ${(error as Error).message}`);
  }
}

/**
 * The values that Pulumi.yaml gives: `key: { default: … }`, `key: { value: … }`, or the value itself. What only declares a type gives none,
 * and what is the engine's own (`pulumi:autonaming`) is not for programs.
 */
function defaultsIn(config: unknown): Record<string, unknown> {
  if (typeof config !== "object" || config === null) return {};
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, declared]: [string, unknown]) => {
      if (key.startsWith("pulumi:")) return [];
      if (typeof declared !== "object" || declared === null || Array.isArray(declared)) return [[key, declared]];
      const { default: byDefault, value = byDefault, secret } = declared as Record<string, unknown>;
      if (value === undefined) return [];
      return [[key, secret === true ? { secure: "" } : value]];
    }),
  );
}
