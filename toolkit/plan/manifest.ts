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
  /** What Pulumi compiles it by, as seen from there; nothing where the program brings a loader of its own. */
  readonly tsconfig?: string;
  /** Folder of the stack files. */
  readonly stackFolder: string;
  /** What stacks have that say nothing else. */
  readonly defaults: ConfigValues;
}

interface Runtime {
  readonly name?: unknown;
  readonly options?: { readonly typescript?: boolean; readonly tsconfig?: string } | null;
}

const NAME = /^[\w.-]{1,100}$/;

/** @throws UsageError where it names no project, no program, or a program in another language */
export function readManifest(root: string, yaml: Readonly<Record<string, unknown>>): Manifest {
  const { name, runtime, main, stackConfigDir, config } = yaml;
  if (typeof name !== "string" || name === "") throw new UsageError("Pulumi.yaml has no name", "name: monitor");
  if (!NAME.test(name))
    throw new UsageError(
      `Pulumi.yaml's name ${name} is no project's: letters, digits, -, _ and . make one, at most 100`,
      name.startsWith("${") ? "this is a template: pulumi new makes a project of it" : `name: ${name.replace(/[^\w.-]+/g, "-")}`,
    );
  const { name: language, options } = (typeof runtime === "object" && runtime !== null ? runtime : { name: runtime }) as Runtime;
  if (language !== undefined && language !== "nodejs" && language !== "bun")
    throw new UsageError(
      `${name} is a program in ${String(language)}`,
      "monitor plans TypeScript and JavaScript programs: runtime: nodejs, or bun",
    );
  return {
    name,
    ...programOf(root, main),
    ...(options?.typescript !== false && { tsconfig: options?.tsconfig ?? "tsconfig.json" }),
    // `config` is what stackConfigDir was called before.
    stackFolder: path.join(root, [stackConfigDir, config].find((folder) => typeof folder === "string") ?? ""),
    defaults: configValues(name, defaultsIn(config)),
  };
}

/** With a `main` of its own in Pulumi.yaml, a program runs in that folder. */
function programOf(root: string, main: unknown): Pick<Manifest, "main" | "cwd"> {
  if (typeof main !== "string") return { main: entryOf(root), cwd: root };
  const at = withEnding(path.join(root, main));
  if (!existsSync(at)) throw new UsageError(`Pulumi.yaml's main ${main} is not there`, TO_BUILD);
  return { main: entryOf(at), cwd: statSync(at).isDirectory() ? at : path.dirname(at) };
}

const INDEX = ["index.js", "index.mjs", "index.ts", "index.mts"];
const TO_BUILD = "build the program first, if that is what makes it: npm run build";

const indexIn = (folder: string): string | undefined =>
  INDEX.map((file) => path.join(folder, file)).find((file) => existsSync(file));

/** A file is the program; a folder has it under the name that the nearest package.json gives, else as its index. */
function entryOf(at: string): string {
  if (!statSync(at).isDirectory()) return at;
  const { folder, content } = nearestPackage(at);
  const main = exportIn(content.exports) ?? content.main;
  const named = typeof main === "string" ? withEnding(path.join(folder, main)) : undefined;
  const entry = named !== undefined && existsSync(named) && statSync(named).isDirectory() ? indexIn(named) : named;
  if (entry !== undefined && existsSync(entry)) return entry;
  const index = indexIn(at);
  if (index !== undefined) return index;
  throw typeof main === "string"
    ? new UsageError(`package.json's main ${main} is not there, and no index.js or index.ts beside it`, TO_BUILD)
    : new UsageError("package.json names no program", '"main": "stacks/index.ts"');
}

/** What a package that has `exports` gives as itself. */
function exportIn(exports: unknown): unknown {
  const own = typeof exports === "object" && exports !== null ? (exports as { "."?: unknown })["."] : exports;
  if (typeof own !== "object" || own === null) return own;
  const { default: byDefault, require: required, import: imported } = own as Record<string, unknown>;
  return byDefault ?? required ?? imported;
}

/** `bin/index` stands for the file with whichever ending. */
const withEnding = (at: string): string => ["", ".js", ".ts"].map((ending) => at + ending).find((file) => existsSync(file)) ?? at;

export interface Package {
  readonly exports?: unknown;
  readonly main?: unknown;
  readonly type?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** The package.json in a folder or above it; nothing where there is none. @throws UsageError where it is no JSON */
export function nearestPackage(folder: string): { readonly folder: string; readonly content: Package } {
  const file = path.join(folder, "package.json");
  if (existsSync(file)) return { folder, content: readPackage(file) };
  const above = path.dirname(folder);
  return above === folder ? { folder, content: {} } : nearestPackage(above);
}

function readPackage(file: string): Package {
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
