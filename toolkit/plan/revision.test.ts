import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { forkPoint, hasUncommitted } from "./git.ts";
import { atRevision, NoProjectThen } from "./revision.ts";
import { type Repository, repository } from "./testRepository.ts";

const PROJECT = {
  "Pulumi.yaml": "name: app\nruntime: nodejs\n",
  "package.json": JSON.stringify({ name: "app", version: "1.0.0", main: "index.ts" }),
  "index.ts": "export default () => ({});\n",
};
const SHOP = { "shop/Pulumi.yaml": "name: shop\nruntime: nodejs\n", "shop/index.ts": "" };
const lock = (version: string): string =>
  JSON.stringify({ name: "app", version, lockfileVersion: 3, requires: true, packages: { "": { name: "app", version } } });

let made: Repository;
beforeEach(() => {
  made = repository();
});
afterEach(() => made.remove());

describe("another revision", () => {
  it("is checked out beside this one, with this one's packages and release, and gone afterwards", async () => {
    const first = made.commit({ ...PROJECT, ".gitignore": "node_modules\ndist\n" });
    made.commit({ "index.ts": "export default () => ({ head: 1 });\n" });
    for (const name of ["node_modules", "dist"]) mkdirSync(path.join(made.folder, name));
    let there = "";
    await atRevision(made.folder, "main~1", async ({ folder, commit, note }) => {
      there = folder;
      expect({ commit, note }).toEqual({ commit: first, note: null });
      expect(readFileSync(path.join(folder, "index.ts"), "utf8")).toBe(PROJECT["index.ts"]);
      for (const name of ["node_modules", "dist"]) expect(lstatSync(path.join(folder, name)).isSymbolicLink()).toBe(true);
    });
    expect(existsSync(there)).toBe(false);
    expect(made.git("worktree", "list").split("\n")).toHaveLength(1);
  });

  it("leaves nothing behind where the work fails", async () => {
    made.commit(PROJECT);
    let there = "";
    const failing = atRevision(made.folder, "main", async ({ folder }) => {
      there = folder;
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(existsSync(there)).toBe(false);
    expect(made.git("worktree", "list").split("\n")).toHaveLength(1);
  });

  it("has its own packages where its lockfile is another and they are stored here", async () => {
    made.commit({ ...PROJECT, "package-lock.json": lock("1.0.0"), ".gitignore": "node_modules\n" });
    made.commit({ "package-lock.json": lock("1.0.1") });
    mkdirSync(path.join(made.folder, "node_modules/ours"), { recursive: true });
    const seen = await atRevision(
      made.folder,
      "main~1",
      async ({ folder, note }) => ({ note, borrowed: existsSync(path.join(folder, "node_modules/ours")) }),
      { install: true },
    );
    expect(seen).toEqual({ note: null, borrowed: false });
  });

  it("has the release that is here where its own cannot be bundled, which is said", async () => {
    made.commit({ ...PROJECT, "toolkit/release/build.ts": "", ".gitignore": "dist\n" });
    made.commit({ "services/api/server.ts": "" });
    mkdirSync(path.join(made.folder, "dist"));
    const seen = await atRevision(
      made.folder,
      "main~1",
      async ({ folder, note }) => ({ note, borrowed: lstatSync(path.join(folder, "dist")).isSymbolicLink() }),
      { build: true },
    );
    expect(seen).toEqual({
      note: "the release of main~1 cannot be bundled from here: it is planned with the one that is here",
      borrowed: true,
    });
  });

  it("says so where its packages are not stored here", async () => {
    const missing = {
      lockfileVersion: 3,
      packages: {
        "": { name: "app", version: "1.0.0", dependencies: { "no-such-thing-anywhere": "9.9.9" } },
        "node_modules/no-such-thing-anywhere": {
          version: "9.9.9",
          resolved: "https://registry.invalid/x.tgz",
          integrity: "sha512-AA==",
        },
      },
    };
    const dependencies = { "no-such-thing-anywhere": "9.9.9" };
    const manifest = JSON.stringify({ ...JSON.parse(PROJECT["package.json"]), dependencies });
    made.commit({
      ...PROJECT,
      "package.json": manifest,
      "package-lock.json": JSON.stringify(missing),
      ".gitignore": "node_modules\n",
    });
    made.commit({ "package-lock.json": lock("1.0.1") });
    mkdirSync(path.join(made.folder, "node_modules"));
    const seen = await atRevision(
      made.folder,
      "main~1",
      async ({ folder, note }) => ({ note, borrowed: lstatSync(path.join(folder, "node_modules")).isSymbolicLink() }),
      { install: true },
    );
    expect(seen).toEqual({
      note: "main~1 has other dependencies: it is planned with those that are installed here",
      borrowed: true,
    });
  });

  it("is compared from where the two parted, not with what came after", async () => {
    const fork = made.commit(PROJECT);
    made.git("switch", "--quiet", "--create", "mine");
    made.commit({ "mine.txt": "1" });
    made.git("switch", "--quiet", "main");
    made.commit({ "theirs.txt": "1" });
    made.git("switch", "--quiet", "mine");
    expect(await forkPoint(made.folder, "main")).toBe(fork);
  });

  it("refuses what is no revision, also such as looks like an option, and lines that never met", async () => {
    made.commit(PROJECT);
    for (const ref of ["nowhere", "--all", "main; rm -rf .", ""])
      await expect(forkPoint(made.folder, ref), ref).rejects.toMatchObject({ name: "UsageError", message: `no revision ${ref}` });
    made.git("switch", "--quiet", "--orphan", "other");
    made.commit({ ...PROJECT, "other.txt": "1" });
    await expect(forkPoint(made.folder, "main")).rejects.toMatchObject({
      message: "main and this checkout have no common history here",
      remedy: "name a revision that this one comes from",
    });
  });

  it("says so where there is no repository", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "monitor-none-"));
    for (const [name, text] of Object.entries(PROJECT)) writeFileSync(path.join(folder, name), text);
    for (const ask of [() => forkPoint(folder, "main"), () => atRevision(folder, "main", async () => {})])
      await expect(ask()).rejects.toThrow(/^this is no git repository that can be read: fatal: not a git repository/);
    rmSync(folder, { recursive: true, force: true });
  });

  it("says how to get the history that a shallow clone lacks", async () => {
    made.commit(PROJECT);
    made.git("switch", "--quiet", "--create", "mine");
    made.commit({ "mine.txt": "1" });
    for (const branches of ["--single-branch", "--no-single-branch"]) {
      const clone = path.join(made.folder, branches);
      made.git("clone", "--quiet", "--depth=1", branches, `file://${made.folder}`, clone);
      await expect(forkPoint(clone, "origin/main"), branches).rejects.toMatchObject({
        remedy: expect.stringContaining("git fetch --unshallow"),
      });
      made.git("-C", clone, "fetch", "--quiet", "--unshallow", "origin", "+refs/heads/*:refs/remotes/origin/*");
      expect(await forkPoint(clone, "origin/main")).toBe(made.git("rev-parse", "main"));
    }
  });
});

describe("whatever the repository is like", () => {
  it("worktrees of others stay, also those whose folders cannot be seen from here", async () => {
    made.commit(PROJECT);
    const theirs = `${made.folder}-theirs`;
    made.git("worktree", "add", "--quiet", theirs, "-b", "theirs");
    rmSync(theirs, { recursive: true });
    await atRevision(made.folder, "main", async () => {});
    expect(made.git("worktree", "list").split("\n")).toEqual([expect.anything(), expect.stringContaining("[theirs]")]);
  });

  it("what is new and not committed is seen, though git is told not to show it", async () => {
    made.commit(PROJECT);
    made.git("config", "status.showUntrackedFiles", "no");
    expect(await hasUncommitted(made.folder)).toBe(false);
    writeFileSync(path.join(made.folder, "Pulumi.qa.yaml"), "config: {}\n");
    expect(await hasUncommitted(made.folder)).toBe(true);
  });

  const read = (folder: string, ref = "main"): Promise<string> =>
    atRevision(folder, ref, async (revision) => readFileSync(path.join(revision.folder, "index.ts"), "utf8"));

  it("it is read through a link to its folder", async () => {
    made.commit(PROJECT);
    mkdirSync(path.join(made.folder, "node_modules"));
    const link = `${made.folder}-link`;
    symlinkSync(made.folder, link);
    try {
      expect(await read(link)).toBe(PROJECT["index.ts"]);
    } finally {
      rmSync(link);
    }
  });

  it("its hooks do not run", async () => {
    made.commit(PROJECT);
    const hook = path.join(made.folder, ".git/hooks/post-checkout");
    mkdirSync(path.dirname(hook), { recursive: true });
    writeFileSync(hook, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    expect(await read(made.folder)).toBe(PROJECT["index.ts"]);
  });

  it("it is the folder's own, also where a hook of another one runs this", async () => {
    made.commit(PROJECT);
    const before = { ...process.env };
    Object.assign(process.env, { GIT_DIR: ".git", GIT_INDEX_FILE: ".git/index" });
    try {
      expect(await read(made.folder)).toBe(PROJECT["index.ts"]);
      expect(await hasUncommitted(made.folder)).toBe(false);
    } finally {
      for (const name of ["GIT_DIR", "GIT_INDEX_FILE"]) delete process.env[name];
      Object.assign(process.env, before);
    }
  });

  it("a revision without the project is told as that, whatever is above it", async () => {
    made.commit(PROJECT);
    made.commit(SHOP);
    await expect(read(path.join(made.folder, "shop"), "main~1")).rejects.toThrow(NoProjectThen);
  });

  it("a project that has moved is found by its name, but for one that stands there still", async () => {
    made.commit({ ...SHOP, "other/Pulumi.yaml": "name: other\nruntime: nodejs\n", ".gitignore": "node_modules\n" });
    mkdirSync(path.join(made.folder, "deploy"));
    made.git("mv", "shop", "deploy/shop");
    made.commit({});
    mkdirSync(path.join(made.folder, "deploy/shop/node_modules"));
    const shop = path.join(made.folder, "deploy/shop");
    const seen = await atRevision(shop, "main~1", async ({ folder, prefix, note }) => ({
      ...{ prefix, note, packages: existsSync(path.join(folder, "node_modules")) },
    }));
    expect(seen).toEqual({ prefix: "shop/", note: "main~1 has the project in shop/", packages: true });
    made.commit(SHOP);
    await expect(read(shop, "main~2")).rejects.toThrow(NoProjectThen);
  });

  it("a project of a workspace has the packages that stand above it", async () => {
    made.commit({ ...SHOP, ".gitignore": "node_modules\n", "yarn.lock": "1" });
    mkdirSync(path.join(made.folder, "node_modules"));
    const shop = path.join(made.folder, "shop");
    const seen = (ref: string): Promise<unknown> =>
      atRevision(shop, ref, async ({ folder, note }) => [existsSync(path.join(folder, "../node_modules")), note], {
        install: true,
      });
    expect(await seen("main")).toEqual([true, null]);
    made.commit({ "yarn.lock": "2" });
    expect(await seen("main~1")).toEqual([true, expect.stringContaining("main~1 has other dependencies")]);
  });

  it("submodules are taken from here, which is said where that revision has them at another commit", async () => {
    const inner = repository();
    inner.commit({ "inner.txt": "1" });
    made.commit(PROJECT);
    made.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.folder, "inner");
    made.commit({});
    const seen = (ref: string): Promise<unknown> =>
      atRevision(made.folder, ref, async ({ folder, note }) => [
        readFileSync(path.join(folder, "inner/inner.txt"), "utf8"),
        note,
      ]);
    expect(await seen("main")).toEqual(["1", null]);
    inner.commit({ "inner.txt": "2" });
    made.git("-C", path.join(made.folder, "inner"), "pull", "--quiet");
    made.commit({});
    expect(await seen("main~1")).toEqual(["2", "main~1 has other commits of submodules (inner): those here are used"]);
    inner.remove();
  });

  it("what is interrupted leaves nothing behind", async () => {
    made.commit(PROJECT);
    const controller = new AbortController();
    let there = "";
    const working = atRevision(
      made.folder,
      "main",
      async ({ folder }) => {
        there = folder;
        controller.abort();
        controller.signal.throwIfAborted();
      },
      { signal: controller.signal },
    );
    await expect(working).rejects.toMatchObject({ name: "AbortError" });
    expect(existsSync(there)).toBe(false);
    await expect(atRevision(made.folder, "main", async () => {}, { signal: controller.signal })).rejects.toMatchObject({
      name: "AbortError",
    });
    expect(made.git("worktree", "list").split("\n")).toHaveLength(1);
  });

  it("what is interrupted while git is at work waits for it, and leaves nothing behind", async () => {
    made.commit(PROJECT);
    const bin = mkdtempSync(path.join(tmpdir(), "monitor-git-"));
    const before = process.env.PATH;
    const controller = new AbortController();
    try {
      // It goes on for a while, as one does that is about to write.
      const slow = `case "$*" in *"worktree add"*) trap "" TERM; touch "${bin}/began"; sleep 0.3 ;; esac`;
      writeFileSync(path.join(bin, "git"), `#!/usr/bin/env bash\n${slow}\nPATH="\${PATH#*:}" exec git "$@"\n`, { mode: 0o755 });
      process.env.PATH = `${bin}:${before}`;
      const working = atRevision(made.folder, "main", async () => {}, { signal: controller.signal });
      working.catch(() => {});
      await expect.poll(() => existsSync(path.join(bin, "began"))).toBe(true);
      controller.abort();
      await expect(working).rejects.toMatchObject({ name: "AbortError" });
      await setTimeout(500);
      expect(made.git("worktree", "list").split("\n")).toHaveLength(1);
    } finally {
      process.env.PATH = before;
      rmSync(bin, { recursive: true });
    }
  });
});
