/** The SDK as npm would get it. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");
const SHARED_CONFIG = path.join(ROOT, "Pulumi.shared.yaml");

let folder: string;
let packed: { readonly name: string; readonly files: readonly { readonly path: string }[] };

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "monitor-sdk-"));
  cpSync(path.join(ROOT, "sdk"), path.join(folder, "sdk"), {
    recursive: true,
    filter: (file) => !/\/(dist|node_modules)$/.test(file),
  });
  cpSync(path.join(ROOT, "tsconfig.json"), path.join(folder, "tsconfig.json"));
  symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));
  // What prepack prints comes first.
  const said = execFileSync("npm", ["pack", "--json", "--pack-destination", folder], {
    cwd: path.join(folder, "sdk"),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  [packed] = JSON.parse(said.slice(said.indexOf("\n[") + 1)) as [typeof packed];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("holds one bundled module, its types, and nothing else", () => {
  expect(packed.files.map((file) => file.path).sort()).toEqual([
    "dist/index.d.ts",
    "dist/index.js",
    "dist/init.d.ts",
    "dist/report.d.ts",
    "dist/transport.d.ts",
    "package.json",
  ]);
});

it("is a module that imports nothing", async () => {
  const file = path.join(folder, "sdk/dist/index.js");
  expect(readFileSync(file, "utf8")).not.toMatch(/^import /m);
  expect(Object.keys((await import(/* @vite-ignore */ pathToFileURL(file).href)) as object)).toEqual(["init"]);
});

it("names the repository that its provenance will name", () => {
  const { repository } = JSON.parse(readFileSync(path.join(ROOT, "sdk/package.json"), "utf8")) as { repository: { url: string } };
  const [, configured] = /repository: (\S+)/.exec(readFileSync(SHARED_CONFIG, "utf8")) ?? [];
  expect(repository.url).toBe(`git+https://github.com/${configured?.replaceAll(/@\d+/g, "")}.git`);
});
