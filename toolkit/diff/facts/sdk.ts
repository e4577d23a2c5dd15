/** What an SDK says of its resources' properties: what they are called, what a provider chooses where nothing is set, and which defaults stand there. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { readInterfaces, type Shape } from "../../engine/lab/declarations.ts";
import { byText } from "../../graph/graph.ts";
import { nameProperty } from "../names.ts";

export const SDKS = path.resolve(import.meta.dirname, "../../../node_modules/@pulumi");

/** Packages whose SDK is asked: in others, what is always there may be a default of the provider's schema. */
export const READ_BY_SDK = ["aws", "mongodbatlas"] as const;

export interface Sdk {
  /** What every resource takes, by token, and what that refers to; `!` behind what must be set. */
  readonly args: ReadonlyMap<string, Shape>;
  readonly shapes: ReadonlyMap<string, Shape>;
  /** What it answers, likewise; `!` behind what it always has. */
  readonly outputs: ReadonlyMap<string, Shape>;
  readonly outputShapes: ReadonlyMap<string, Shape>;
  /** What stands for what is not set, as it is documented: by token, then by property. */
  readonly defaults: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** @param isRead whether a module is among those that are read */
export function readSdk(pkg: string, isRead: (pkg: string, module: string) => boolean): Sdk {
  const folder = path.join(SDKS, pkg);
  const [args, outputs, defaults] = [new Map<string, Shape>(), new Map<string, Shape>(), new Map<string, Map<string, string>>()];
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".js") || file.includes("node_modules") || file.startsWith("types/")) continue;
    const token = /__pulumiType = '([^']+)'/.exec(readFileSync(path.join(folder, file), "utf8"))?.[1];
    const declared = path.join(folder, file.replace(/\.js$/, ".d.ts"));
    if (token === undefined || !token.includes("/") || !existsSync(declared)) continue;
    const [, module = "", kind = ""] = token.split(":");
    if (!isRead(pkg, module.split("/")[0] ?? "")) continue;
    const source = readFileSync(declared, "utf8");
    const shape = readInterfaces(source, pkg).get(`${pkg}.${kind}Args`);
    if (!shape) continue;
    args.set(token, shape);
    defaults.set(token, documented(source.slice(source.indexOf(`export interface ${kind}Args`))));
    const answers = [...source.matchAll(/^ {4}readonly (\w+): pulumi\.Output<(.*)>;$/gm)];
    const isAlways = (type: string): boolean => !/\bundefined\b/.test(type);
    outputs.set(token, Object.fromEntries(answers.map(([, name = "", type = ""]) => [isAlways(type) ? `${name}!` : name, ""])));
  }
  const shapes = (file: string): Map<string, Shape> =>
    existsSync(path.join(folder, file)) ? readInterfaces(readFileSync(path.join(folder, file), "utf8"), pkg) : new Map();
  return { args, outputs, defaults, shapes: shapes("types/input.d.ts"), outputShapes: shapes("types/output.d.ts") };
}

/** Of an interface's properties, those of which their comment says a default. */
function documented(source: string): Map<string, string> {
  const properties = source.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(\w+)\?:/g);
  return new Map(
    [...properties].flatMap(([, comment = "", name = ""]) => {
      const text = comment.replaceAll(/\s*\*\s*/g, " ");
      const [, value] = /[Dd]efaults?(?: value)?(?: is| to|:)?(?: set to)? `"?([\w.$-]+)"?`/.exec(text) ?? [];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Which properties stay where a program sets them no longer; of what makes a resource anew, the defaults of the rest. */
export function saidBySdk(
  token: string,
  { replaces = "", decides = "" }: { readonly replaces?: string; readonly decides?: string },
  sdk: Sdk,
): { kept?: string; defaults?: string } {
  const paths = new Set(`${replaces} ${decides}`.replaceAll("#", "").split(" ").filter(Boolean));
  const known = sdk.defaults.get(token) ?? new Map<string, string>();
  // A default may be the schema's, which comes back, or the cloud's own, which does not; of what forces a new resource the schema is read.
  const kept = keptOf(token, sdk).filter((at) => paths.has(at) || !known.has(at));
  const defaults = [...paths].filter((at) => known.has(at) && !kept.includes(at)).map((at) => `${at}=${known.get(at)}`);
  const sorted = (texts: readonly string[]): string => [...texts].sort(byText).join(" ");
  return { ...(kept.length > 0 && { kept: sorted(kept) }), ...(defaults.length > 0 && { defaults: sorted(defaults) }) };
}

/** Defaults of Pulumi's own, which count where a program says nothing any more. */
const HAS_DEFAULT = /^(description|comment|optionGroupDescription|region)$|Prefix$/;

/** Shapes that hold themselves, as those of firewalls do, end somewhere. */
const DEEPEST = 5;

/** What a program need not set, and a resource has nevertheless: what the provider chose, or was told once, stays there. */
function keptOf(token: string, { args, shapes, outputs, outputShapes }: Sdk): string[] {
  const visit = (input: Shape, output: Shape, above: readonly string[]): string[] =>
    Object.entries(input).flatMap(([key, type]) => {
      const step = key.replace(/!$/, "");
      if (HAS_DEFAULT.test(step) || (above.length === 0 && (step === "name" || step === nameProperty(token)))) return [];
      const at = [...above, step];
      const name = /\w+(?:\.\w+)+/.exec(type)?.[0] ?? "";
      const [inside, answered] = [shapes.get(name), outputShapes.get(name)];
      return [
        ...(key === step && `${step}!` in output ? [at.join(".")] : []),
        ...(inside && answered && at.length < DEEPEST ? visit(inside, answered, at) : []),
      ];
    });
  return visit(args.get(token) ?? {}, outputs.get(token) ?? {}, []);
}
