/**
 * This project as Pulumi would run it by default: `runtime: nodejs` and nothing else, so ts-node, which checks types as it loads. Both
 * ts-node and a TypeScript that it can use (5; the repository has 7, which has no such interface) are installed into a copy.
 */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { parseDocument } from "yaml";
import { ROOT } from "./measure.ts";

const run = promisify(execFile);

const PARTS = ["infra", "stacks", "toolkit", "services", "sdk", "dist"];
const FILES = ["package.json", "tsconfig.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", "Pulumi.yaml"];

/** Exact, so that every bench measures the same. */
export const COMPILER = { typescript: "5.9.3", "ts-node": "10.9.2" };

/**
 * Makes the copy. Its files are real: Node would follow links back here, to the repository's own modules.
 * @returns why it could not be made; undefined where it could
 */
export async function copyForTsNode(folder: string): Promise<string | undefined> {
  mkdirSync(folder, { recursive: true });
  for (const name of [...PARTS, ...FILES]) cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as {
    scripts: { setup: string };
    devDependencies: Record<string, string>;
  };
  Object.assign(manifest.devDependencies, COMPILER);
  writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest, null, 2));
  const pnpm = /pnpm@[\d.]+/.exec(manifest.scripts.setup)?.[0] ?? "pnpm";
  try {
    await run("npx", ["-y", pnpm, "install", "--no-frozen-lockfile", "--ignore-scripts"], { cwd: folder });
    return undefined;
  } catch (error) {
    const { stdout = "", message } = error as Error & { stdout?: string };
    const what = Object.entries(COMPILER).map(([name, version]) => `${name} ${version}`);
    return `${what.join(" and ")} could not be installed: ${stdout.trim().split("\n").at(-1) || message}`;
  }
}

/** Chooses who runs the copy's program: as Pulumi.yaml has it here, or as Pulumi does by itself. */
export function setRuntime(folder: string, which: "ours" | "default"): void {
  const file = parseDocument(readFileSync(path.join(ROOT, "Pulumi.yaml"), "utf8"));
  if (which === "default") file.set("runtime", "nodejs");
  writeFileSync(path.join(folder, "Pulumi.yaml"), file.toString());
}

/** The stack files of another project of the same name: the CLI has written a salt into them, which belongs to the state. */
export function takeStackFiles(from: string, to: string): void {
  for (const name of readdirSync(from).filter((file) => /^Pulumi\..+\.yaml$/.test(file)))
    cpSync(path.join(from, name), path.join(to, name));
}
