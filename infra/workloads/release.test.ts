import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readRelease } from "./release.ts";

const sha256 = "0".repeat(64);
const file = { path: "index.mjs", bytes: 1, sha256 };
const publicFile = { ...file, contentType: "text/javascript", cacheControl: "no-cache" };
const MANIFEST = { version: 1, digest: sha256, api: [file], ai: [file], dashboard: [publicFile], sdk: [publicFile] };

let root: string;
const write = (text: string) => {
  mkdirSync(path.join(root, "dist"), { recursive: true });
  writeFileSync(path.join(root, "dist/release.json"), text);
};

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "monitor-release-"));
});
afterEach(() => rmSync(root, { recursive: true }));

describe("a release", () => {
  it("is read as it was built", () => {
    write(JSON.stringify(MANIFEST));
    expect(readRelease(root)).toEqual(MANIFEST);
  });

  it.each([
    ["absent", undefined, "no release in dist/: run pnpm build"],
    ["cut off", '{"version": 1', "dist/release.json is no release manifest: run pnpm build"],
    [
      "of another version",
      JSON.stringify({ ...MANIFEST, version: 2 }),
      "dist/release.json is no release manifest: run pnpm build",
    ],
    [
      "without a digest",
      JSON.stringify({ ...MANIFEST, digest: "latest" }),
      "dist/release.json is no release manifest: run pnpm build",
    ],
    ["without files", JSON.stringify({ ...MANIFEST, sdk: [] }), "dist/release.json is no release manifest: run pnpm build"],
  ])("that is %s is refused, with the remedy", (_, text, message) => {
    if (text !== undefined) write(text);
    expect(() => readRelease(root)).toThrow(message);
  });
});
