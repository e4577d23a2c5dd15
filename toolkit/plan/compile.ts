/**
 * Programs in CommonJS, compiled as Pulumi compiles them: by the program's own TypeScript. What esbuild makes of them, by which all else here
 * is loaded, differs where modules import each other, where what is imported is itself a function, and in the code of functions that become
 * Lambdas. https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/cmd/run/run.ts
 */
import { existsSync, readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import path from "node:path";
import type { Project } from "./project.ts";
import { hasTypeScript } from "./sdk.ts";

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
  ): { readonly outputText: string; readonly diagnostics?: readonly Diagnostic[] };
  flattenDiagnosticMessageText(text: unknown, separator: string): string;
}

interface Options {
  readonly module?: number;
  readonly target?: number;
}

interface Diagnostic {
  readonly file?: { getLineAndCharacterOfPosition(at: number): { readonly line: number; readonly character: number } };
  readonly start?: number;
  readonly messageText: unknown;
}

interface Loading {
  _compile(code: string, file: string): void;
}
type Load = (module: Loading, file: string) => void;

/** The map goes with the code, which is written nowhere. */
const IN_MEMORY = { sourceMap: false, inlineSourceMap: true, outDir: undefined, rootDir: undefined, sourceRoot: undefined };

/** Compiles what is loaded from now on. A program without a TypeScript of its own that serves is left to esbuild. */
export function compileAsPulumi({ root, cwd, tsconfig }: Project): void {
  const asker = path.join(root, "_.js");
  if (tsconfig === undefined || !hasTypeScript(asker)) return;
  const ts = createRequire(asker)("typescript") as Compiler;
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
      const fault = compiled.diagnostics?.find((diagnostic) => diagnostic.file);
      if (fault) throw new SyntaxError(describe(ts, fault, path.relative(root, file)));
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

function describe(ts: Compiler, { file, start = 0, messageText }: Diagnostic, shown: string): string {
  const at = file?.getLineAndCharacterOfPosition(start);
  return `${shown}${at ? `:${at.line + 1}:${at.character + 1}` : ""}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
}
