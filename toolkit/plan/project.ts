/** A Pulumi project on disk: its program, and the stack files beside it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type YAMLError } from "yaml";
import { configValues, SECRET_PLACEHOLDER } from "./configValues.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import { missingPackage } from "./missingPackage.ts";
import { UsageError } from "./usageError.ts";

export { SECRET_PLACEHOLDER } from "./configValues.ts";
export { UsageError } from "./usageError.ts";

export interface Project extends Manifest {
  readonly root: string;
  /** Names of the stacks that have a file, sorted. */
  readonly stacks: readonly string[];
}

export interface StackFile {
  readonly project: string;
  readonly stack: string;
  /** File name, for messages. */
  readonly file: string;
  /** `namespace:key` to text, as the engine hands configuration over; secrets are placeholders. */
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: ReadonlySet<string>;
  readonly placeholder: string;
  /** Pulumi ESC environments that the engine adds configuration from. */
  readonly environments: readonly string[];
  /** Line of a configuration path such as `monitor:network.cidr`, or of the nearest part of it that is there. */
  readonly lineOf: (path: string) => number | undefined;
}

/**
 * The text of a file that somebody named.
 * @throws UsageError where it cannot be read
 */
export function readText(file: string | URL, { shown = String(file), remedy }: { shown?: string; remedy?: string } = {}): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${shown} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`, remedy);
  }
}

const STACK_FILE = /^Pulumi\.([A-Za-z0-9_.-]+)\.yaml$/;
/** What Pulumi reads too, where there is no Pulumi.yaml; the stack files have the same ending then. */
const OTHER_ENDINGS = ["Pulumi.yml", "Pulumi.json"];

const RENAME = "rename it to Pulumi.yaml, and its stack files to Pulumi.NAME.yaml";

/** Finds the project at or above a folder. @throws UsageError where there is none, or it cannot be read. */
export function openProject(folder: string): Project {
  let root = path.resolve(folder);
  if (!existsSync(root)) throw new UsageError(`no folder ${root}`);
  while (!existsSync(path.join(root, "Pulumi.yaml"))) {
    const other = OTHER_ENDINGS.find((name) => existsSync(path.join(root, name)));
    if (other !== undefined) throw new UsageError(`${path.join(root, other)} is a project, but only Pulumi.yaml is read`, RENAME);
    if (path.dirname(root) === root)
      throw new UsageError(`no Pulumi.yaml in ${path.resolve(folder)} or above it`, "run monitor inside a Pulumi project");
    root = path.dirname(root);
  }
  const { document } = readYaml(path.join(root, "Pulumi.yaml"), "Pulumi.yaml");
  const manifest = readManifest(root, document.toJS() as Record<string, unknown>);
  if (!existsSync(manifest.stackFolder))
    throw new UsageError(`no folder ${manifest.stackFolder}`, "stackConfigDir in Pulumi.yaml names it");
  const stacks = readdirSync(manifest.stackFolder).flatMap((file) => STACK_FILE.exec(file)?.[1] ?? []);
  return { root, ...manifest, stacks: stacks.sort() };
}

/** Where a project keeps the schema of its configuration, if it has one: it is one of this kind, with a program that is a function. */
export const schemaOf = ({ root }: Project): string => path.join(root, "infra/config/load.ts");
export const isTyped = (project: Project): boolean => existsSync(schemaOf(project));

/** The program: what its main module exports, called once per stack as Pulumi does. */
export async function loadProgram(project: Project): Promise<() => unknown> {
  const { default: program } = await loadModule(project, project.main);
  if (typeof program !== "function")
    throw new UsageError(`${path.relative(project.root, project.main)} exports no function as its default`);
  return program as () => unknown;
}

/** A module of the project's own. @throws UsageError where it cannot be loaded */
export async function loadModule(project: Project, file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw missingPackage(error, project.root) ?? new UsageError(`${path.relative(project.root, file)} cannot be loaded: ${why}`);
  }
}

/** Reads a stack's file. @throws UsageError where it is no YAML, or not of a stack file's shape. */
export function readStackFile(project: Project, stack: string): StackFile {
  const file = `Pulumi.${stack}.yaml`;
  const { document, lines } = readYaml(path.join(project.stackFolder, file), file);
  const config = document.get("config", true);
  const isEmpty = config === undefined || (isScalar(config) && config.value === null);
  if (!isEmpty && !isMap(config)) throw new UsageError(`${file}: config is no mapping of keys to values`);
  const content = document.toJS() as { config?: Record<string, unknown> | null; environment?: unknown };
  const own = configValues(project.name, content.config ?? {});
  const inherited = [...project.defaults.secretKeys].filter((key) => !(key in own.values));
  return {
    project: project.name,
    stack,
    file,
    values: { ...project.defaults.values, ...own.values },
    secretKeys: new Set([...inherited, ...own.secretKeys]),
    placeholder: SECRET_PLACEHOLDER,
    environments: [content.environment ?? []].flat().map((item) => (typeof item === "string" ? item : "of its own")),
    lineOf: (at) => lineOf(document, lines, project.name, at),
  };
}

/** A stack that says nothing of its own. */
export const stackWithoutFile = ({ name, defaults }: Project, stack: string): StackFile => ({
  ...{ project: name, stack, file: `Pulumi.${stack}.yaml`, ...defaults },
  ...{ placeholder: SECRET_PLACEHOLDER, environments: [], lineOf: () => undefined },
});

function readYaml(file: string, shown: string): { document: Document.Parsed; lines: LineCounter } {
  const text = readText(file, { shown });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors as (YAMLError | undefined)[];
  if (error) {
    const at = error.linePos?.[0];
    throw new UsageError(`${shown}${at ? `:${at.line}:${at.col}` : ""} is no YAML: ${error.message.split("\n")[0]}`);
  }
  if (!isMap(document.contents)) throw new UsageError(`${shown} is no YAML mapping`);
  return { document, lines };
}

/** The line of the deepest part of a configuration path that the file has. */
function lineOf(document: Document, lines: LineCounter, project: string, at: string): number | undefined {
  const [, top = "", rest = ""] = /^([^.[]+)(.*)$/.exec(at) ?? [];
  const steps = [...rest.matchAll(/\.([^.[]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
  let offset: number | undefined;
  let node: unknown = document.getIn(["config"], true);
  for (const step of [top, ...steps]) {
    if (isSeq(node) && typeof step === "number") {
      node = node.items[step];
      offset = isNode(node) ? node.range?.[0] : offset;
    } else if (isMap(node)) {
      const pair = node.items.find(
        ({ key }) => isScalar(key) && (key.value === step || `${project}:${String(key.value)}` === step),
      );
      if (!pair) break;
      offset = isNode(pair.key) ? pair.key.range?.[0] : offset;
      node = pair.value;
    } else break;
  }
  return offset === undefined ? undefined : lines.linePos(offset).line;
}
