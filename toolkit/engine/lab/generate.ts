/**
 * Writes `testdata/schema.json`: what the SDKs declare of every resource type that the program uses. Run it after a new type or a new SDK:
 *
 *     node --import tsx toolkit/engine/lab/generate.ts
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { TABLE } from "../../graph/outputs/index.ts";
import { readInterfaces, type Shape } from "./declarations.ts";

export interface Schema {
  /** Inputs of resource types, by token. */
  readonly types: Readonly<Record<string, Shape>>;
  /** What those refer to. Shapes that are alike are one, under the name that was met first. */
  readonly shapes: Readonly<Record<string, Shape>>;
}

const ROOT = path.resolve(import.meta.dirname, "../../..");
const SDKS = path.join(ROOT, "node_modules/@pulumi");
export const SCHEMA_FILE = path.join(import.meta.dirname, "testdata/schema.json");

/** Reads the declarations of all types of the outputs table and all that the program's sources name. */
export function generateSchema(): Schema {
  const types: Record<string, Shape> = {};
  const known = new Map<string, Shape>();
  const packages = new Set<string>();
  for (const file of [...new Set([...tableModules(), ...sourceModules()])].sort()) {
    const token = readFileSync(`${file}.js`, "utf8").match(/__pulumiType = '([^']+)'/)?.[1];
    const pkg = path.relative(SDKS, file).split(path.sep)[0] ?? "";
    if (token === undefined) continue; // a lookup
    packages.add(pkg);
    const args = readInterfaces(readFileSync(`${file}.d.ts`, "utf8"), pkg).get(`${pkg}.${token.split(":").pop()}Args`);
    if (!args) throw new Error(`${file}.d.ts declares no arguments of ${token}`);
    types[token] = args;
  }
  for (const pkg of packages) {
    const file = path.join(SDKS, pkg, "types/input.d.ts");
    if (!existsSync(file)) continue; // random has none
    for (const [name, shape] of readInterfaces(readFileSync(file, "utf8"), pkg)) known.set(name, shape);
  }
  return { types, ...reachable(types, known) };
}

const tableModules = () =>
  Object.keys(TABLE.resources)
    .filter((token) => !token.startsWith("pulumi-nodejs:"))
    .map((token) => {
      const [pkg = "", module = ""] = token.split(":");
      return path.join(SDKS, pkg, module.replace(/^index\//, ""));
    });

/** The SDK modules behind `new aws.ec2.Vpc(` and behind `import … from "@pulumi/kubernetes/core/v1/service.js"`. */
function sourceModules(): string[] {
  const sources = ["infra", "stacks"].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(path.join(ROOT, folder, file), "utf8")),
  );
  return sources.flatMap((source) => [
    ...[...source.matchAll(/new aws\.(\w+)\.(\w)(\w*)/g)].map(([, module = "", first = "", rest = ""]) =>
      path.join(SDKS, "aws", module, first.toLowerCase() + rest),
    ),
    ...[...source.matchAll(/from "@pulumi\/((?:aws|cloudflare|kubernetes|mongodbatlas|random)\/[^"]+)\.js"/g)]
      .map(([, module = ""]) => path.join(SDKS, module))
      .filter((file) => !/\/types\/|\/provider$|\/index$/.test(file)),
  ]);
}

/** The shapes that the types refer to, each content once: the firewall's rules nest the same statements under many names. */
function reachable(types: Record<string, Shape>, known: ReadonlyMap<string, Shape>): { shapes: Record<string, Shape> } {
  const shapes: Record<string, Shape> = {};
  const nameOf = new Map<string, string>();
  const settled = new Map<string, string>();

  function settle(name: string): string {
    const before = settled.get(name);
    if (before !== undefined) return before;
    settled.set(name, name); // a shape that holds itself
    const shape = known.get(name);
    if (!shape) throw new Error(`no declaration of ${name}`);
    const own = rename(shape);
    const content = JSON.stringify(own);
    const first = nameOf.get(content) ?? name;
    nameOf.set(content, first);
    settled.set(name, first);
    shapes[first] = own;
    return first;
  }
  const rename = (shape: Shape): Shape =>
    Object.fromEntries(Object.entries(shape).map(([key, type]) => [key, type.replace(/'[^']*'|\w+(?:\.\w+)+/g, refer)]));
  const refer = (text: string) => (text.startsWith("'") ? text : settle(text));

  for (const [token, shape] of Object.entries(types)) types[token] = rename(shape);
  return { shapes };
}

/** One line for each type and shape, so that a change of an SDK is a change of lines. */
export function schemaText({ types, shapes }: Schema): string {
  const lines = (record: Readonly<Record<string, Shape>>) =>
    Object.entries(record)
      .map(([name, shape]) => `${JSON.stringify(name)}:${JSON.stringify(shape)}`)
      .sort()
      .join(",\n");
  return `{"types":{\n${lines(types)}\n},"shapes":{\n${lines(shapes)}\n}}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writeFileSync(SCHEMA_FILE, schemaText(generateSchema()));
