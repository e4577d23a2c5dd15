import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { releaseSchema } from "../../infra/workloads/release.ts";
import { howServed } from "./files.ts";
import { type BuiltParts, manifestOf } from "./manifest.ts";

const file = (path: string, text = path) => ({ path, contents: Buffer.from(text) });
const PARTS: BuiltParts = {
  api: [file("server.mjs")],
  ai: [file("index.mjs")],
  dashboard: [file("index.html"), file("assets/b.js"), file("assets/B.css")],
  sdk: [file("v/1/monitor.js", "ä"), file("monitor.js", "ä")],
};
const hash = (text: string) => createHash("sha256").update(text).digest("hex");

describe("a manifest", () => {
  it("is one that infra reads", () => {
    expect(releaseSchema.parse(manifestOf(PARTS))).toEqual(manifestOf(PARTS));
  });

  it("describes each file, in an order that no machine decides", () => {
    const { dashboard, sdk } = manifestOf(PARTS);
    expect(dashboard.map(({ path }) => path)).toEqual(["assets/B.css", "assets/b.js", "index.html"]);
    expect(sdk[0]).toEqual({
      path: "monitor.js",
      bytes: 2,
      sha256: hash("ä"),
      contentType: "text/javascript; charset=utf-8",
      cacheControl: "public, max-age=300",
    });
  });

  it("is called after the sorted lines of all its files", () => {
    const lines = [
      `ai/index.mjs ${hash("index.mjs")}`,
      `api/server.mjs ${hash("server.mjs")}`,
      `dashboard/assets/B.css ${hash("assets/B.css")}`,
      `dashboard/assets/b.js ${hash("assets/b.js")}`,
      `dashboard/index.html ${hash("index.html")}`,
      `sdk/monitor.js ${hash("ä")}`,
      `sdk/v/1/monitor.js ${hash("ä")}`,
    ];
    expect(manifestOf(PARTS).digest).toBe(hash(lines.map((line) => `${line}\n`).join("")));
  });

  it.each<[string, Partial<BuiltParts>]>([
    ["a byte", { api: [file("server.mjs", "server.mjs ")] }],
    ["a name", { api: [file("server2.mjs", "server.mjs")] }],
    ["the part a file is in", { api: PARTS.ai, ai: PARTS.api }],
  ])("is called otherwise when %s changes", (_, change) => {
    expect(manifestOf({ ...PARTS, ...change }).digest).not.toBe(manifestOf(PARTS).digest);
  });
});

describe("a public file", () => {
  it.each([
    ["index.html", "text/html; charset=utf-8", "no-cache"],
    ["assets/main-1.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"],
    ["assets/style-1.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"],
    ["v/1/monitor.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"],
    ["monitor.js", "text/javascript; charset=utf-8", "public, max-age=300"],
  ])("is served by rule: %s", (path, contentType, cacheControl) => {
    expect(howServed(path)).toEqual({ contentType, cacheControl });
  });

  it.each([
    ["assets/logo.webp", "assets/logo.webp: no content type for .webp"],
    ["assets/LICENSE", "assets/LICENSE: no content type for a name without extension"],
    ["assets/main.js.map", "assets/main.js.map: no content type for .map"],
    ["other.html", "other.html: no rule says how long it may be cached"],
    ["old/index.html", "old/index.html: no rule says how long it may be cached"],
    ["vendor/monitor.js", "vendor/monitor.js: no rule says how long it may be cached"],
  ])("is refused without one: %s", (path, message) => {
    expect(() => howServed(path)).toThrow(message);
  });
});
