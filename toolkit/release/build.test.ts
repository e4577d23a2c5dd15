/** The release of this repository's own sources. */
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Release, readRelease } from "../../infra/workloads/release.ts";
import { buildRelease } from "./build.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

let folder: string;
let out: string;
let release: Release;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "monitor-release-"));
  out = path.join(folder, "dist");
  release = await buildRelease(ROOT, { out });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Every file in a folder, with its bytes. */
const contentsOf = (of: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(of, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => path.join(parentPath, name))
      .map((file) => [path.relative(of, file).replaceAll(path.sep, "/"), readFileSync(file, "latin1")]),
  );

const read = (file: string): string => readFileSync(path.join(out, file), "utf8");
const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

describe("a release", () => {
  it("has the same bytes wherever it is built", async () => {
    const elsewhere = path.join(folder, "else", "where");
    const again = await buildRelease(ROOT, { out: elsewhere });
    expect(again).toEqual(release);
    expect(contentsOf(elsewhere)).toEqual(contentsOf(out));
  });

  it("is on disk what its manifest says, and nothing else", () => {
    const parts = ["api", "ai", "dashboard", "sdk"] as const;
    const told = parts.flatMap((part) => release[part].map((file) => ({ ...file, path: `${part}/${file.path}` })));
    expect(Object.keys(contentsOf(out)).sort()).toEqual([...told.map((file) => file.path), "release.json"].sort());
    for (const file of told) {
      const bytes = readFileSync(path.join(out, file.path));
      expect([file.path, file.bytes, file.sha256]).toEqual([file.path, bytes.length, sha256(bytes)]);
    }
    expect(readRelease(folder)).toEqual(release);
  });

  it("names no folder of the machine, and no source map", () => {
    const all = Object.values(contentsOf(out)).join("\n");
    for (const trace of [ROOT, folder, "sourceMappingURL"]) expect(all).not.toContain(trace);
  });

  it("replaces an earlier one, unless that is to stay", async () => {
    const target = path.join(folder, "used");
    mkdirSync(path.join(target, "sdk/v/old"), { recursive: true });
    writeFileSync(path.join(target, "sdk/v/old/monitor.js"), "");
    writeFileSync(path.join(target, "notes.txt"), "somebody's");
    await buildRelease(ROOT, { out: target, clean: false });
    expect(existsSync(path.join(target, "sdk/v/old/monitor.js"))).toBe(true);
    await buildRelease(ROOT, { out: target });
    expect(existsSync(path.join(target, "sdk/v/old/monitor.js"))).toBe(false);
    expect(readFileSync(path.join(target, "notes.txt"), "utf8")).toBe("somebody's");
  });
});

describe("sources that cannot be built", () => {
  /** A project with this one's sources, some of them spoilt. */
  function spoilt(name: string, file: string, text: string): string {
    const root = path.join(folder, name);
    for (const part of ["services", "sdk"]) cpSync(path.join(ROOT, part), path.join(root, part), { recursive: true });
    cpSync(path.join(ROOT, "tsconfig.json"), path.join(root, "tsconfig.json"));
    symlinkSync(path.join(ROOT, "node_modules"), path.join(root, "node_modules"));
    writeFileSync(path.join(root, file), text);
    return root;
  }

  it.each([
    [
      "a program",
      "services/ai/handler.ts",
      'import "./nowhere.ts";',
      /services\/ai\/handler\.ts:1:7: ERROR: Could not resolve "\.\/nowhere\.ts"/,
    ],
    ["a page", "services/dashboard/index.html", "<html></html>", /index\.html does not name "\/main\.ts"/],
  ])("leave the release before as it was: %s", async (name, file, text, message) => {
    const before = contentsOf(out);
    await expect(buildRelease(spoilt(name, file, text), { out })).rejects.toThrow(message);
    expect(contentsOf(out)).toEqual(before);
  });
});

describe("the SDK", () => {
  it("is less than 3 KB on the wire", () => {
    expect(gzipSync(read("sdk/monitor.js")).length).toBeLessThan(3 * 1024);
  });

  it("also stands under its hash, for pages that pin it", () => {
    const [newest, pinned] = release.sdk;
    expect(pinned?.path).toBe(`v/${newest?.sha256.slice(0, 12)}/monitor.js`);
    expect(pinned?.sha256).toBe(newest?.sha256);
  });

  it("gives a page one global, which reports", async () => {
    const listeners: Record<string, (event: object) => void> = {};
    const posted: string[] = [];
    const page = vm.createContext({
      TextEncoder,
      fetch: async (url: string, { body }: { body: string }) => {
        posted.push(url, body);
        return { ok: true };
      },
      location: { origin: "https://shop.example", pathname: "/" },
      addEventListener: (type: string, listener: (event: object) => void) => {
        listeners[type] = listener;
      },
    });
    const before = new Set(vm.runInContext("Object.getOwnPropertyNames(globalThis)", page) as string[]);
    vm.runInContext(`var window = globalThis; ${read("sdk/monitor.js")}`, page);
    const after = vm.runInContext("Object.getOwnPropertyNames(globalThis)", page) as string[];
    expect(after.filter((name) => !before.has(name)).sort()).toEqual(["monitor", "window"]);
    vm.runInContext('monitor.init({ endpoint: "https://monitor.example/api/reports" })', page);
    listeners.error?.({ error: vm.runInContext('new TypeError("no")', page) });
    expect(posted[0]).toBe("https://monitor.example/api/reports");
    expect(JSON.parse(posted[1] ?? "")).toMatchObject({ type: "error", name: "TypeError", message: "no" });
  });
});

describe("the dashboard", () => {
  it("keeps to its content security policy", () => {
    const page = read("dashboard/index.html");
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(page).not.toMatch(/\son\w+=|javascript:/i);
    // Everything that is fetched comes from its own host, from whichever page's path.
    const fetched = [...page.matchAll(/\s(?:src|href)="([^"]*)"/g)].map(([, url]) => url ?? "");
    for (const url of fetched) expect(url).toMatch(/^(\/assets\/|data:image\/)/);
    expect(
      fetched
        .filter((url) => url.startsWith("/"))
        .map((url) => url.slice(1))
        .sort(),
    ).toEqual(release.dashboard.map((file) => file.path).filter((file) => file !== "index.html"));
  });

  it("names its assets by what is in them", () => {
    for (const { path: file, sha256: hash } of release.dashboard) {
      if (file !== "index.html") expect(file).toContain(`-${hash.slice(0, 12)}.`);
    }
  });
});

describe("the AI service", () => {
  it("is small: each cold start reads all of it", () => {
    expect(release.ai[0]?.bytes).toBeLessThan(256 * 1024);
  });

  it("is a module with a handler", async () => {
    const url = pathToFileURL(path.join(out, "ai/index.mjs")).href;
    const { handler } = (await import(/* @vite-ignore */ url)) as { handler: (event: object) => Promise<object> };
    const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const answer = await handler({ Records: [{ messageId: "m", body: "{" }] });
    const written = write.mock.calls.map(([text]) => String(text));
    write.mockRestore();
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "m" }] });
    expect(written.map((line) => JSON.parse(line))).toMatchObject([
      { level: "error", service: "monitor-ai", context: { messageId: "m" } },
    ]);
  });
});
