/**
 * Programs in CommonJS, compiled as Pulumi compiles them: by the program's own TypeScript, else by one that the SDK brings along. What
 * esbuild makes of them, by which all else here is loaded, differs where modules import each other, where what is imported is itself a
 * function, and in the code of functions that become Lambdas. https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/cmd/run/run.ts
 */
import { existsSync, readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import path from "node:path";
import type { Project } from "./project.ts";

/** As much of TypeScript's interface as is used here. https://github.com/microsoft/TypeScript/wiki/Using-the-Compiler-API */
interface Compiler {
  readonly sys: object;
  readonly ModuleKind: { readonly CommonJS: number; readonly Node16?: number };
  readonly ScriptTarget: { readonly ES2020: number };
  readConfigFile(file: string, read: (file: string) => string): { readonly config?: object };
  parseJsonConfigFileContent(
    config: object,
    host: object,
    folder: string,
    existing: object,
    file: string,
  ): { readonly options: Options };
  transpileModule(
    source: string,
    settings: object,
  ): { readonly outputText: string; readonly diagnostics?: readonly { readonly file?: object }[] };
}

interface Options {
  readonly module?: number;
  readonly target?: number;
}

interface Loading {
  _compile(code: string, file: string): void;
}
type Load = (module: Loading, file: string) => void;

/** The map goes with the code, which is written nowhere. */
const IN_MEMORY = { sourceMap: false, inlineSourceMap: true, outDir: undefined, rootDir: undefined, sourceRoot: undefined };

/** Compiles what is loaded from now on, once it is settled whose SDK serves. */
export function compileAsPulumi({ cwd, tsconfig }: Project): void {
  if (tsconfig === undefined) return;
  const ts = createRequire(import.meta.url)("@pulumi/pulumi/typescript-shim.js") as Compiler;
  const { module = 0, target = ts.ScriptTarget.ES2020, ...options } = optionsIn(ts, path.resolve(cwd, tsconfig));
  const { CommonJS, Node16 = Number.POSITIVE_INFINITY } = ts.ModuleKind;
  const compilerOptions = { ...options, target, module: module >= Node16 ? module : CommonJS, ...IN_MEMORY };
  const { _extensions: extensions } = Module as unknown as { _extensions: Record<string, Load> };
  for (const ending of [".ts", ".tsx"]) {
    const byEsbuild = extensions[ending] as Load;
    extensions[ending] = (loading, file) => {
      if (file.includes(`${path.sep}node_modules${path.sep}`)) return byEsbuild(loading, file);
      const source = readFileSync(file, "utf8");
      const compiled = ts.transpileModule(source, { fileName: file, compilerOptions, reportDiagnostics: true });
      // What it cannot read is wrong, or newer than the one of Pulumi's.
      if (compiled.diagnostics?.some((diagnostic) => diagnostic.file)) return byEsbuild(loading, file);
      loading._compile(compiled.outputText, file);
    };
  }
}

/** What the program's tsconfig.json says, and what it extends. */
function optionsIn(ts: Compiler, file: string): Options {
  if (!existsSync(file)) return {};
  const { config = {} } = ts.readConfigFile(file, (at) => readFileSync(at, "utf8"));
  const host = { ...ts.sys, readDirectory: () => [] };
  return ts.parseJsonConfigFileContent(config, host, path.dirname(file), {}, file).options;
}
