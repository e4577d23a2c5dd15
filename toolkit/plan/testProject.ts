/** Pulumi projects that tests make up: their files in a folder of their own. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "./testGraph.ts";

const folders: string[] = [];

/** For `afterEach`. */
export function removeProjects(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}

export interface ProjectOptions {
  /** This repository's packages; none; or an SDK of its own, and nothing else. @default ours */
  readonly packages?: "ours" | "none" | "own";
}

/** A folder with these files, in CommonJS as most programs are, and a Pulumi.yaml where none is among them. */
export function testProject(files: Readonly<Record<string, string>>, { packages = "ours" }: ProjectOptions = {}): string {
  const folder = mkdtempSync(path.join(tmpdir(), "monitor-program-"));
  folders.push(folder);
  const all = { "Pulumi.yaml": "name: app\nruntime: nodejs\n", "package.json": '{ "name": "app" }', ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  const modules = path.join(folder, "node_modules");
  if (packages === "ours") symlinkSync(path.join(ROOT, "node_modules"), modules);
  if (packages === "own") installSdk(modules);
  return folder;
}

/** A copy of our SDK. What the SDK itself needs stands beside it, as pnpm has it. */
function installSdk(modules: string): void {
  const ours = realpathSync(path.join(ROOT, "node_modules/@pulumi/pulumi"));
  const copy = path.join(modules, "@pulumi/pulumi");
  mkdirSync(copy, { recursive: true });
  for (const name of readdirSync(ours))
    if (name !== "node_modules") cpSync(path.join(ours, name), path.join(copy, name), { recursive: true });
  const beside = path.resolve(ours, "../..");
  for (const name of readdirSync(beside)) if (name !== "@pulumi") symlinkSync(path.join(beside, name), path.join(modules, name));
}
