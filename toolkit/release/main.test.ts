/** `pnpm build` as a person runs it. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { readRelease } from "../../infra/workloads/release.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const TSX = path.join(ROOT, "node_modules/tsx/dist/esm/index.mjs");

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A project with some of this one's folders. */
function project(...linked: readonly string[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), "monitor-build-"));
  folders.push(folder);
  for (const name of linked) symlinkSync(path.join(ROOT, name), path.join(folder, name));
  return folder;
}

const build = (cwd: string): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, ["--import", TSX, path.join(ROOT, "toolkit/release/main.ts")], { cwd }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });

it("tells the parts of the release and what it is called", async () => {
  const folder = project("services", "sdk");
  const { code, stdout, stderr } = await build(folder);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout.replaceAll(/[\d,]+\.\d/g, "#").replaceAll(/ +#/g, " #")).toBe(
    ["api        1 file  # KiB", "ai         1 file  # KiB", "dashboard  3 files # KiB", "sdk        2 files # KiB", ""]
      .join("\n")
      .replaceAll("  #", " #")
      .concat(`\nrelease ${readRelease(folder).digest}\n`),
  );
});

it("fails with what is wrong, and leaves nothing", async () => {
  const folder = project("services");
  const { code, stdout, stderr } = await build(folder);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^the release cannot be built: .*sdk\/src\/index\.ts/s);
  expect(() => readRelease(folder)).toThrow("run pnpm build");
});
