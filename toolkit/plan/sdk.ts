/**
 * One instance of Pulumi's SDK for the recorder and the program it records, which may be installed elsewhere: the SDK's state is that of a
 * module, and a program with an instance of its own would register nothing here. The newer of the two SDKs serves both, whoever asks
 * for it. Packages of Pulumi's that the program has not installed are lent to it where this toolkit has them.
 */
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import Module, { createRequire, register } from "node:module";
import path from "node:path";
import { type Redirects, redirectOf } from "./redirects.ts";

/** Folder of this toolkit's own packages. */
const HERE = path.resolve(import.meta.dirname, "../..");
const SCOPE = "@pulumi";

export interface SharedSdk {
  /** Packages that the program has used though it has not installed them, as `NAME VERSION`. */
  lentPackages(): string[];
}

/** To be called once, before anything of Pulumi's is loaded. */
export function shareSdk(program: string): SharedSdk {
  const [asker, lender] = [path.join(program, "_.js"), path.join(HERE, "_.js")];
  const names = readdirSync(path.join(HERE, "node_modules", SCOPE)).map((name) => `${SCOPE}/${name}`);
  const lent = names.filter((name) => folderOf(name, asker) === undefined);
  const redirects: Redirects = { sdk: isNewer(asker, lender) ? asker : lender, lender, lent };

  const resolver = Module as unknown as { _resolveFilename: Resolve };
  const resolve = resolver._resolveFilename;
  resolver._resolveFilename = function (this: unknown, request, parent, isMain, options) {
    const from = redirectOf(request, redirects);
    return from === undefined
      ? resolve.call(this, request, parent, isMain, options)
      : resolve.call(this, request, parent, isMain, { ...options, paths: [path.dirname(from)] });
  };
  register(new URL("./sdkHook.ts", import.meta.url), { data: redirects });
  return {
    lentPackages: () => {
      const loaded = Object.keys(createRequire(import.meta.url).cache);
      return lent
        .filter((name) => {
          const folder = folderOf(name, lender);
          return folder !== undefined && name !== `${SCOPE}/pulumi` && loaded.some((file) => file.startsWith(folder + path.sep));
        })
        .map((name) => `${name} ${versionOf(name, lender)}`);
    },
  };
}

type Resolve = (request: string, parent: unknown, isMain?: unknown, options?: { readonly paths?: readonly string[] }) => string;

function folderOf(name: string, asker: string): string | undefined {
  try {
    return realpathSync(path.dirname(createRequire(asker).resolve(`${name}/package.json`)));
  } catch {
    return undefined;
  }
}

function versionOf(name: string, asker: string): string {
  const folder = folderOf(name, asker);
  if (folder === undefined) return "";
  return (JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as { version: string }).version;
}

/** Whether the program's SDK is newer than ours. */
function isNewer(theirs: string, ours: string): boolean {
  const [a, b] = [theirs, ours].map((asker) => versionOf(`${SCOPE}/pulumi`, asker).split(".").map(Number.parseFloat));
  const differing = (a ?? []).findIndex((part, index) => part !== b?.[index]);
  return differing >= 0 && (a?.[differing] ?? 0) > (b?.[differing] ?? 0);
}
