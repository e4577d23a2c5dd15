import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "../plan/testGraph.ts";
import { plain } from "../report/terminal.ts";
import { costDiff } from "./costDiff.ts";
import { costExplain } from "./costExplain.ts";
import { costWhatIf } from "./costWhatIf.ts";

const common = { folder: ROOT, usage: [], prices: [], today: "2026-11-23", paint: plain, all: false } as const;
const diffed = async (from: string, to: string, more: object = {}) => {
  const { text } = await costDiff({ ...common, from, to, format: "json", causes: false, onProgress: () => {}, ...more });
  return JSON.parse(text) as {
    total: { gap: { typical: number }; parts: { typical: Record<string, number> } };
    rows: { id: string; gap: { typical: number } }[];
    causes: { causes: { keys: { path: string }[]; gap: { typical: number } }[]; without: string[] } | null;
  };
};
const sum = (list: readonly number[]): number => Math.round(list.reduce((all, one) => all + one, 0) * 1e6) / 1e6;

describe("cost diff", () => {
  it("parts a gap exactly, by row and by what differs", async () => {
    const { total, rows } = await diffed("dev", "prod");
    expect(sum(rows.map(({ gap }) => gap.typical))).toBe(total.gap.typical);
    expect(sum(Object.values(total.parts.typical))).toBe(total.gap.typical);
    expect(rows.map(({ id }) => id)).toContain("NatGateway/network-nat-*/hours");
  });

  it("reads the other way round as the opposite", async () => {
    const [there, back] = [await diffed("dev", "staging"), await diffed("staging", "dev")];
    expect(back.total.gap.typical).toBe(-there.total.gap.typical);
  });

  it("finds nothing between an environment and itself", async () => {
    const { text } = await costDiff({ ...common, from: "dev", to: "dev", format: "text", causes: false, onProgress: () => {} });
    expect(text).toContain("all the same");
  });
});

describe("cost diff by setting", () => {
  it("adds up to the gap, and reads the other way round as the opposite", async () => {
    const { total, causes } = await diffed("staging", "prod", { causes: true });
    const made = causes?.causes.map(({ gap }) => gap.typical) ?? [];
    expect(sum(made)).toBe(total.gap.typical);
    expect(causes?.causes.flatMap(({ keys }) => keys.map(({ path }) => path))).toEqual(
      expect.arrayContaining(["mongodb.tier", "redis.nodeType", "network.nat", "network.zones", "usage.pv"]),
    );
    expect(causes?.without).toEqual(expect.arrayContaining(["network.cidr", "alerts.email", "promotesFrom"]));
    const back = await diffed("prod", "staging", { causes: true });
    expect(back.causes?.causes.map(({ gap }) => 0 - gap.typical)).toEqual(made);
  });
});

describe("cost diff of two revisions", () => {
  let clone: string;
  beforeAll(() => {
    clone = mkdtempSync(path.join(tmpdir(), "monitor-clone-"));
    for (const name of [
      "infra",
      "stacks",
      "package.json",
      "pnpm-lock.yaml",
      "Pulumi.yaml",
      "Pulumi.dev.yaml",
      "Pulumi.shared.yaml",
    ])
      cpSync(path.join(ROOT, name), path.join(clone, name), { recursive: true });
    for (const name of ["node_modules", "dist"]) symlinkSync(path.join(ROOT, name), path.join(clone, name));
    writeFileSync(path.join(clone, ".gitignore"), "node_modules\ndist\n");
    const git = (...args: string[]) =>
      execFileSync("git", ["-C", clone, "-c", "user.name=test", "-c", "user.email=test@example.com", ...args], { stdio: "pipe" });
    git("init", "--quiet", "--initial-branch", "main");
    git("add", "-A");
    git("commit", "--quiet", "-m", "base");
    const file = path.join(clone, "Pulumi.dev.yaml");
    writeFileSync(
      file,
      readFileSync(file, "utf8")
        .replace("cache.t4g.micro", "cache.t4g.medium")
        .replace("    monthlyUsd: 200\n", "    monthlyUsd: 200\n    change: { monthlyUsd: 10 }\n"),
    );
    git("commit", "--quiet", "-am", "a larger cache");
  });
  afterAll(() => rmSync(clone, { recursive: true, force: true }));

  it("prices what a branch changes, with its own program, and leaves nothing behind", async () => {
    const { rows } = await diffed("dev@HEAD~1", "dev", { folder: clone });
    expect(rows.map(({ id }) => id)).toEqual(["ReplicationGroup/redis-group/nodes"]);
    expect(execFileSync("git", ["-C", clone, "worktree", "list"], { encoding: "utf8" }).trim().split("\n")).toHaveLength(1);
  });

  it("holds a change to the limit of the base, which is none here", async () => {
    const request = { ...common, folder: clone, format: "text", causes: false, onProgress: () => {} } as const;
    expect((await costDiff({ ...request, from: "dev@HEAD~1", to: "dev" })).breaches).toEqual([]);
    // From the larger cache back there is a limit, and it becomes cheaper.
    expect((await costDiff({ ...request, from: "dev", to: "dev@HEAD~1" })).breaches).toEqual([]);
  });

  it("says so where there is no such revision, or no git", async () => {
    await expect(diffed("dev@nowhere", "dev", { folder: clone })).rejects.toThrow("no revision nowhere");
    await expect(diffed("dev@--help", "dev", { folder: clone })).rejects.toThrow("no revision --help");
  });
});

describe("cost what-if", () => {
  const asked = (set: readonly string[]) => costWhatIf({ ...common, stack: "prod", set, format: "text" });
  it("prices other settings", async () => {
    expect(await asked(["mongodb.tier=M40"])).toMatch(/AdvancedCluster\/mongodb-cluster\/nodes +Cluster \(M40.*M30 → M40/);
    expect(await asked(["commitments=[{for: nodes, payment: all-upfront}]"])).toContain(
      "1-year reserved, all upfront, 100 % covered",
    );
  });
  it.each([
    ["an unknown setting", ["mongdb.tier=M40"], "the configuration has problems"],
    ["a value that is not allowed", ["mongodb.tier=M41"], "the configuration has problems"],
    ["no value", ["mongodb.tier"], "KEY=VALUE"],
    ["nothing", [], "nothing is set"],
    ["what is no YAML", ["mongodb.tier=[M40"], "--set mongodb.tier=[M40"],
  ])("refuses %s", async (_, set, message) => {
    await expect(asked(set)).rejects.toThrow(message);
  });
});

describe("cost explain", () => {
  const explained = (line: string) => costExplain({ ...common, stack: "prod", line, format: "text" });
  it("tells price, quantity, source, code and what moves it", async () => {
    const text = await explained("NatGateway/network-nat-a/data");
    for (const part of ["$0.045 for one", "infra/network/network.ts:", "natGbPerNode", "2026-08-21"])
      expect(text).toContain(part);
  });
  it("names lines like one that is not there", async () => {
    await expect(explained("NatGateway")).rejects.toMatchObject({
      remedy: expect.stringContaining("NatGateway/network-nat-a/data"),
    });
  });
});
