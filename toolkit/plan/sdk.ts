/**
 * One instance of Pulumi's SDK for the recorder and the program it records, which is installed elsewhere: the SDK's state is that of a
 * module, and a program with an instance of its own would register nothing here. The recorder knows the SDK it was made for, so that one
 * serves whoever asks. Other packages of Pulumi's that the program has not installed are lent to it where this toolkit has them.
 */
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import Module, { createRequire, register } from "node:module";
import path from "node:path";
import { lenderOf } from "./lender.ts";

/** Folder of this toolkit's own packages. */
const HERE = path.resolve(import.meta.dirname, "../..");
const SCOPE = "@pulumi";
const SDK = `${SCOPE}/pulumi`;

export interface SharedSdk {
  /** Packages that the program has used though it has not installed them, as `NAME VERSION`. */
  lentPackages(): string[];
}

type Resolve = (
  request: string,
  parent: { readonly filename?: string } | null | undefined,
  isMain?: unknown,
  options?: { readonly paths?: readonly string[] },
) => string;

/** To be called once, before anything of Pulumi's is loaded. */
export function shareSdk(program: string): SharedSdk {
  const [theirs, ours] = [path.join(program, "_.js"), path.join(HERE, "_.js")];
  const names = readdirSync(path.join(HERE, "node_modules", SCOPE)).map((name) => `${SCOPE}/${name}`);
  const lent = names.filter((name) => name === SDK || folderOf(name, theirs) === undefined);
  const sdk = folderOf(SDK, ours) ?? HERE;

  const resolver = Module as unknown as { _resolveFilename: Resolve };
  const resolve = resolver._resolveFilename;
  resolver._resolveFilename = function (this: unknown, request, parent, isMain, options) {
    // The SDK reads the source of functions with TypeScript: the program's own, or else one that the SDK brings along.
    const from =
      request === "typescript" && parent?.filename?.startsWith(sdk) ? compilerOf(theirs) : lenderOf(request, { ours, lent });
    return from === undefined
      ? resolve.call(this, request, parent, isMain, options)
      : resolve.call(this, request, parent, isMain, { ...options, paths: [path.dirname(from)] });
  };
  register(new URL("./sdkHook.ts", import.meta.url), { data: { ours, lent } });
  return {
    lentPackages: () => {
      const loaded = Object.keys(createRequire(import.meta.url).cache);
      return lent.flatMap((name) => {
        const folder = name === SDK ? undefined : folderOf(name, ours);
        const isUsed = folder !== undefined && loaded.some((file) => file.startsWith(folder + path.sep));
        return isUsed ? [`${name} ${versionOf(name, ours)}`] : [];
      });
    },
  };
}

function folderOf(name: string, asker: string): string | undefined {
  try {
    return realpathSync(path.dirname(createRequire(asker).resolve(`${name}/package.json`)));
  } catch {
    return undefined;
  }
}

function versionOf(name: string, asker: string): string | undefined {
  const folder = folderOf(name, asker);
  if (folder === undefined) return undefined;
  return (JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as { version: string }).version;
}

/** From version 7 TypeScript has no interface for programs. @throws what makes the SDK take its own, where the program has none that serves */
function compilerOf(asker: string): string {
  const version = versionOf("typescript", asker);
  if (version === undefined || Number.parseInt(version, 10) >= 7) throw new Error("no TypeScript that serves");
  return asker;
}
