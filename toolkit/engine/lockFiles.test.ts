import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { lockFilesIn, removeLockFiles } from "./lockFiles.ts";

const refusal = (...urls: string[]) =>
  [
    "code: 255",
    " stderr: error: could not create stack: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end …",
    ...urls.map((url) => `  ${url}: created by root@here (pid 4242) at 2026-11-23T10:00:00Z`),
  ].join("\n");

it("reads where the locks are", () => {
  const locks = "b/.pulumi/locks/organization/monitor/shared";
  const text = refusal(
    `s3://${locks}/1.json?region=us-east-1&awssdk=v2`,
    `file:///tmp/a%20${locks}/2.json`,
    "gs://b/locks/3.json",
  );
  expect(lockFilesIn(`${text}\n err?: ${text}`)).toEqual([`s3://${locks}/1.json`, `file:///tmp/a%20${locks}/2.json`]);
  expect(lockFilesIn("error: no stack named shared")).toEqual([]);
});

it("removes files", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "monitor locks-"));
  const file = path.join(folder, "locks/one.json");
  mkdirSync(path.dirname(file));
  writeFileSync(file, "{}");
  expect(await removeLockFiles(refusal(pathToFileURL(file).href))).toBe(true);
  expect(existsSync(file)).toBe(false);
  expect(await removeLockFiles("something else")).toBe(false);
  rmSync(folder, { recursive: true });
});
