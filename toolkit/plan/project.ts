/** A Pulumi project on disk: its program, and the stack files beside it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type YAMLError } from "yaml";

export interface Project {
  readonly root: string;
  readonly name: string;
  /** File that `pulumi up` runs, from package.json. */
  readonly main: string;
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
  /** Line of a configuration path such as `monitor:network.cidr`, or of the nearest part of it that is there. */
  readonly lineOf: (path: string) => number | undefined;
}

/** Something wrong with how the command is used or the project is laid out: one line of cause, one of remedy. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string) {
    super(message);
    this.remedy = remedy;
  }
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

const STACK_FILE = /^Pulumi\.([A-Za-z0-9_.-]+)\.ya?ml$/;

/** Finds the project at or above a folder. @throws UsageError where there is none, or it cannot be read. */
export function openProject(folder: string): Project {
  let root = path.resolve(folder);
  if (!existsSync(root)) throw new UsageError(`no folder ${root}`);
  while (!existsSync(path.join(root, "Pulumi.yaml"))) {
    if (path.dirname(root) === root)
      throw new UsageError(`no Pulumi.yaml in ${path.resolve(folder)} or above it`, "run monitor inside a Pulumi project");
    root = path.dirname(root);
  }
  const { document } = readYaml(path.join(root, "Pulumi.yaml"), "Pulumi.yaml");
  const name = document.get("name");
  if (typeof name !== "string" || name === "") throw new UsageError("Pulumi.yaml has no name", "name: monitor");
  const stacks = readdirSync(root).flatMap((file) => STACK_FILE.exec(file)?.[1] ?? []);
  return { root, name, main: path.join(root, mainOf(root)), stacks: stacks.sort() };
}

function mainOf(root: string): string {
  let main: unknown;
  try {
    main = (JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { main?: unknown }).main;
  } catch (error) {
    throw new UsageError(`package.json cannot be read: ${(error as Error).message}`);
  }
  if (typeof main !== "string") throw new UsageError("package.json names no program", '"main": "stacks/index.ts"');
  return main;
}

/** The program: what its main module exports, called once per stack as Pulumi does. */
export async function loadProgram(project: Project): Promise<() => unknown> {
  const shown = path.relative(project.root, project.main);
  const { default: program } = await (import(pathToFileURL(project.main).href) as Promise<{ default?: unknown }>).catch(
    (error: Error) => {
      throw new UsageError(`${shown} cannot be loaded: ${error.message}`);
    },
  );
  if (typeof program !== "function") throw new UsageError(`${shown} exports no function as its default`);
  return program as () => unknown;
}

/** Reads a stack's file. @throws UsageError where it is no YAML, or not of a stack file's shape. */
export function readStackFile(project: Project, stack: string): StackFile {
  const file = `Pulumi.${stack}.yaml`;
  const { document, lines } = readYaml(path.join(project.root, file), file);
  const config = document.get("config", true);
  if (config !== undefined && !isMap(config)) throw new UsageError(`${file}: config is no mapping of keys to values`);
  const values: Record<string, string> = {};
  const secretKeys = new Set<string>();
  for (const [key, value] of Object.entries((document.toJS() as { config?: Record<string, unknown> }).config ?? {})) {
    const qualified = key.includes(":") ? key : `${project.name}:${key}`;
    const { plain, secret } = withoutCiphertext(value);
    values[qualified] = typeof plain === "object" && plain !== null ? JSON.stringify(plain) : String(plain);
    if (secret) secretKeys.add(qualified);
  }
  return {
    project: project.name,
    stack,
    file,
    values,
    secretKeys,
    placeholder: SECRET_PLACEHOLDER,
    lineOf: (at) => lineOf(document, lines, project.name, at),
  };
}

/** Stands for a secret that only the engine can decrypt. */
export const SECRET_PLACEHOLDER = "[secret]";

/** The value as the engine decrypts it, but for the secrets in it. */
function withoutCiphertext(value: unknown): { plain: unknown; secret: boolean } {
  if (typeof value !== "object" || value === null) return { plain: value, secret: false };
  if (Object.keys(value).length === 1 && typeof (value as { secure?: unknown }).secure === "string")
    return { plain: SECRET_PLACEHOLDER, secret: true };
  const parts = Object.entries(value).map(([key, item]) => [key, withoutCiphertext(item)] as const);
  const secret = parts.some(([, part]) => part.secret);
  const plain = Array.isArray(value)
    ? parts.map(([, part]) => part.plain)
    : Object.fromEntries(parts.map(([key, part]) => [key, part.plain]));
  return { plain, secret };
}

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
