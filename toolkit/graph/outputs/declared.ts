/**
 * What the installed packages of a program declare of their own types: which outputs and answers are texts. A text that only a cloud
 * knows can stand as a symbol; numbers, lists and the like cannot, and stay unknown. Read from the TypeScript declarations that every
 * package of Pulumi's brings along.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { kubernetesObject } from "./kubernetes.ts";
import type { Declarations, DeclaredAnswer, ResourceOutputs } from "./table.ts";

/**
 * @param folder of the program
 * @param packages that it names: those of others than Pulumi say themselves what they hold
 */
export function declarationsOf(folder: string, packages: readonly string[] = []): Declarations {
  const load = createRequire(path.join(folder, "_.js"));
  const folders = new Map<string, string | undefined>();
  const folderOf = (name: string): string | undefined =>
    once(folders, name, () => packageFolder(load, `@pulumi/${name}`) ?? ofOthers(load, name, packages));
  const resources = new Map<string, ResourceOutputs | undefined>();
  const lookups = new Map<string, DeclaredAnswer | undefined>();
  return {
    resource: (type) => once(resources, type, () => resourceOutputs(type, declaration(type, folderOf))),
    lookup: (token) => once(lookups, token, () => answerIn(declaration(token, folderOf))),
  };
}

function once<T>(known: Map<string, T>, key: string, find: () => T): T {
  if (!known.has(key)) known.set(key, find());
  return known.get(key) as T;
}

function packageFolder(load: NodeJS.Require, name: string): string | undefined {
  try {
    return path.dirname(load.resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

/** The folder of the package whose package.json says that it holds these types. */
const ofOthers = (load: NodeJS.Require, name: string, packages: readonly string[]): string | undefined =>
  packages
    .flatMap((candidate) => packageFolder(load, candidate) ?? [])
    .find((folder) => (load(path.join(folder, "package.json")) as { pulumi?: { name?: unknown } }).pulumi?.name === name);

/** `aws:ec2/vpc:Vpc` is declared in ec2/vpc.d.ts, `awsx:ec2:Vpc` too, `eks:index:Cluster` in cluster.d.ts. */
function declaration(token: string, folderOf: (name: string) => string | undefined): string | undefined {
  const [name = "", module = "", type = ""] = token.split(":");
  const folder = folderOf(name);
  if (folder === undefined) return undefined;
  const inPackage = module.replace(/^index(\/|$)/, "");
  const own = type.slice(0, 1).toLowerCase() + type.slice(1);
  // What `pulumi package add` generates is built into bin.
  const file = ["", "bin"]
    .flatMap((built) => [path.join(built, inPackage), path.join(built, inPackage, own)])
    .map((at) => path.join(folder, `${at}.d.ts`))
    .find((candidate) => path.basename(candidate) === `${own}.d.ts` && existsSync(candidate));
  return file === undefined ? undefined : readFileSync(file, "utf8");
}

function resourceOutputs(type: string, source: string | undefined): ResourceOutputs | undefined {
  const names = [...(source ?? "").matchAll(/^ {4}readonly (\w+): pulumi\.Output<string>;/gm)].map(([, name = ""]) => name);
  const more = type.startsWith("kubernetes:") ? kubernetesObject.outputs : undefined;
  if (names.length === 0 && more === undefined) return undefined;
  return {
    outputs: (call) => {
      const { inputs, ref } = call;
      const missing = names.filter((name) => !(name in inputs));
      return { ...Object.fromEntries(missing.map((name) => [name, ref(name)])), ...more?.(call) };
    },
  };
}

function answerIn(source: string | undefined): DeclaredAnswer | undefined {
  const [, body] = /^export interface Get\w*Result \{\n(.*?)^\}/ms.exec(source ?? "") ?? [];
  if (body === undefined) return undefined;
  const keys = [...body.matchAll(/^ {4}readonly (\w+)\??:/gm)].map(([, key = ""]) => key);
  const texts = [...body.matchAll(/^ {4}readonly (\w+): string;/gm)].map(([, key = ""]) => key);
  return { texts, others: keys.filter((key) => !texts.includes(key)) };
}
