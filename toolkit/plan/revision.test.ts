import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { atRevision, forkPoint } from "./revision.ts";
import { type Repository, repository } from "./testRepository.ts";

const PROJECT = {
  "Pulumi.yaml": "name: app\nruntime: nodejs\n",
  "package.json": JSON.stringify({ name: "app", version: "1.0.0", main: "index.ts" }),
  "index.ts": "export default () => ({});\n",
};
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
    await expect(forkPoint(made.folder, "main")).rejects.toThrow(
      "main and this checkout have no common history here (a shallow clone has none)",
    );
  });

  it("says so where there is no repository", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "monitor-none-"));
    for (const [name, text] of Object.entries(PROJECT)) writeFileSync(path.join(folder, name), text);
    await expect(forkPoint(folder, "main")).rejects.toMatchObject({ name: "UsageError" });
    await expect(atRevision(folder, "main", async () => {})).rejects.toThrow("this is no git repository");
    rmSync(folder, { recursive: true, force: true });
  });
});
