/** The command on a repository: what a reviewer gets to see of a pull request. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "../plan/testGraph.ts";
import type { Repository } from "../plan/testRepository.ts";
import { monitor, type Run } from "../testCommand.ts";
import { type Review, reviewSchema } from "./report.ts";
import { demoRepository } from "./testDemo.ts";

/** Commits and days are others on every run, lines with every edit of the program. */
const steady = (text: string): string =>
  text
    .replace(/(?<=\.ts:)\d+/g, "0")
    .replace(/\b[0-9a-f]{9,40}\b/g, (found) => "0".repeat(found.length))
    .replace(/\d{4}-\d{2}-\d{2}/g, "2026-11-24");

let made: Repository;
let files: Readonly<Record<"json" | "html" | "sarif" | "markdown", string>>;
let run: Run;
let review: Review;

beforeAll(async () => {
  made = demoRepository();
  const at = (name: string): string => path.join(made.folder, "..", `${path.basename(made.folder)}.${name}`);
  files = { json: at("json"), html: at("html"), sarif: at("sarif"), markdown: at("md") };
  run = await monitor([
    ...["-C", made.folder, "review", "--base", "main", "--format", "markdown", "--out", files.markdown],
    ...["--json", files.json, "--html", files.html, "--sarif", files.sarif],
  ]);
  review = reviewSchema.parse(JSON.parse(readFileSync(files.json, "utf8")));
}, 120_000);
afterAll(() => {
  for (const file of Object.values(files)) rmSync(file, { force: true });
  made.remove();
});

const prod = () => review.environments.find(({ name }) => name === "prod") as Review["environments"][number];
const changeOf = (name: string) => prod().changes.find((change) => change.name === name);

describe("a pull request that doubles the cache, opens a port, replaces the database and renames a component", () => {
  it("fails the check, and says in one comment why", async () => {
    expect(run).toMatchObject({ code: 1, stderr: "" });
    await expect(steady(readFileSync(files.markdown, "utf8"))).toMatchFileSnapshot("testdata/demo.md");
  });

  it("puts the database first, which is lost", () => {
    const [first] = prod().changes;
    expect(first).toMatchObject({ name: "mongodb-cluster", operation: "replace", sure: true, risk: { level: "high" } });
    expect(first?.risk.dataLoss).toContain("database");
    expect(first?.blast.names).toContain("Deployment api-deployment");
  });

  it("tells who can get in, and which rule forbids it", () => {
    expect(changeOf("debugging")).toMatchObject({
      operation: "create",
      risk: { level: "high", exposure: expect.stringContaining("0.0.0.0/0") },
    });
    expect(prod().findings.new).toMatchObject([
      { name: "debugging", severity: "high", source: { file: "stacks/environment.ts" } },
    ]);
  });

  it("prices the cache, and nothing of what only has another name", () => {
    expect(changeOf("redis-group")).toMatchObject({ operation: "update" });
    expect(changeOf("redis-group")?.monthly).toBeCloseTo(553.63, 1);
    expect(prod().cost?.rows.map(({ id }) => id)).toEqual(["ReplicationGroup/redis-group/nodes"]);
    expect(prod().cost?.gap?.typical).toBeCloseTo(553.63, 1);
  });

  it("knows the component again under its new name", () => {
    const analysis = changeOf("analysis");
    expect(analysis).toMatchObject({ operation: "replace", type: "AiService" });
    expect(analysis?.words.join()).toContain("ai → analysis");
  });

  it("tells what staging does not get first, and what does not change at all", () => {
    expect(prod().promotion).toMatchObject({ from: "staging", image: null });
    expect(prod().promotion?.untested.map(({ name }) => name)).toContain("redis-group");
    expect(review.environments.find(({ name }) => name === "shared")?.state).toBe("unchanged");
  });

  it("writes the page and the findings beside it", () => {
    expect(readFileSync(files.html, "utf8")).toMatch(/^<!doctype html>/);
    const sarif = JSON.parse(readFileSync(files.sarif, "utf8"));
    expect(sarif.runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId)).toContain("network-open-admin");
  });
});

describe("a base that cannot be planned", () => {
  it("is told, and the head reviewed alone", async () => {
    const file = path.join(made.folder, "stacks/environment.ts");
    const good = readFileSync(file, "utf8");
    try {
      made.git("switch", "--quiet", "--create", "broken", "main");
      made.commit({ "stacks/environment.ts": good.replace("export function buildEnvironment", "export function built") });
      made.git("switch", "--quiet", "--create", "mended");
      made.commit({ "stacks/environment.ts": good });
      const { code, stdout } = await monitor(["-C", made.folder, "review", "dev", "--base", "broken", "--format", "json"]);
      expect(code).toBe(0);
      const alone = reviewSchema.parse(JSON.parse(stdout));
      expect(alone.base.problem).toContain("buildEnvironment");
      expect(alone.environments).toMatchObject([{ name: "dev", state: "alone", changes: [], cost: { before: null, gap: null } }]);
      expect(alone.environments[0]?.cost?.after.typical).toBeGreaterThan(100);
      expect(alone.verdict.comment).toBe(true);
    } finally {
      made.git("switch", "--quiet", "demo");
    }
  }, 60_000);
});

describe("a head that cannot be planned", () => {
  it("fails with its error, and leaves the report that the comment says it by", async () => {
    const at = (format: string): string => path.join(made.folder, "..", `${path.basename(made.folder)}-unplanned.${format}`);
    const [json, html, sarif] = [at("json"), at("html"), at("sarif")];
    const settings = path.join(made.folder, "Pulumi.dev.yaml");
    const good = readFileSync(settings, "utf8");
    try {
      writeFileSync(settings, good.replace("t4g.micro", "t4g.mcro"));
      const args = ["--json", json, "--html", html, "--sarif", sarif, "--override"];
      const { code, stdout, stderr } = await monitor(["-C", made.folder, "review", "--base", "main", ...args]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(/^Pulumi\.dev\.yaml\n {2}line \d+: monitor:redis\.node/);
      const { head, environments } = reviewSchema.parse(JSON.parse(readFileSync(json, "utf8")));
      expect(head).toMatchObject({ uncommitted: true, problem: stderr.split("\n").filter((line) => line !== "") });
      expect(environments).toEqual([]);
      expect(readFileSync(html, "utf8")).toContain("t4g.mcro");
      expect(existsSync(sarif)).toBe(false);
    } finally {
      writeFileSync(settings, good);
      for (const file of [json, html, sarif]) rmSync(file, { force: true });
    }
  }, 60_000);

  it("has no stack that neither side has: that is wrong use", async () => {
    const { code, stdout, stderr } = await monitor(["-C", made.folder, "review", "qa", "--base", "main", "--format", "json"]);
    expect({ code, stdout, stderr }).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("no stack qa") });
  });
});

describe("whatever the base is", () => {
  const json = async (args: readonly string[]): Promise<Review> => {
    const { stdout } = await monitor(["-C", made.folder, "review", "dev", "--format", "json", ...args]);
    return reviewSchema.parse(JSON.parse(stdout));
  };

  it("without the project, all of it is new, and held to the rules as that", async () => {
    made.git("switch", "--quiet", "--orphan", "bare");
    made.commit({ "Pulumi.md": "" });
    made.git("switch", "--quiet", "--create", "whole");
    try {
      made.git("checkout", "demo", "--", ".");
      made.commit({});
      const { base, environments, verdict } = await json(["--base", "bare"]);
      expect(base).toMatchObject({ problem: null, note: "bare has no such project yet: all is new" });
      expect(environments).toMatchObject([{ name: "dev", state: "new" }]);
      expect(verdict.failures.map(({ text }) => text)).toContainEqual(expect.stringContaining("network-open-admin"));
    } finally {
      made.git("switch", "--quiet", "--force", "demo");
    }
  }, 60_000);

  it("with all that is here, it is said that there is nothing to review; what is not committed is reviewed, and that said too", async () => {
    const committed = await json(["--base", "demo"]);
    expect(committed.base.note).toBe("this checkout holds nothing that demo does not");
    expect(committed.head.uncommitted).toBe(false);
    const file = path.join(made.folder, "Pulumi.dev.yaml");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace("monthlyUsd: 200", "monthlyUsd: 100"));
    try {
      const { base, head: now, verdict } = await json(["--base", "demo"]);
      expect(base.note).toBeNull();
      expect(now.uncommitted).toBe(true);
      expect(verdict.failures).toMatchObject([{ kind: "budget" }]);
    } finally {
      writeFileSync(file, text);
    }
  }, 60_000);
});

describe("interrupted", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "by %s, it ends with %d and leaves no worktree, process or folder behind",
    async (signal, code) => {
      const temporary = mkdtempSync(path.join(tmpdir(), "monitor-interrupted-"));
      const entry = path.join(ROOT, "toolkit/cli.ts");
      const child = spawn(process.execPath, ["--import", "tsx", entry, "-C", made.folder, "review", "--base", "main"], {
        ...{ cwd: ROOT, stdio: "ignore", env: { ...process.env, TMPDIR: temporary } },
      });
      const ended = new Promise((resolve) => child.on("exit", resolve));
      const there = (): string[] => readdirSync(temporary).filter((name) => name.startsWith("monitor-"));
      const worktrees = (): number => made.git("worktree", "list").split("\n").length;
      try {
        while (child.exitCode === null && worktrees() < 2) await setTimeout(50);
        child.kill(signal);
        expect(await ended).toBe(code);
        expect({ there: there(), worktrees: worktrees() }).toEqual({ there: [], worktrees: 1 });
      } finally {
        rmSync(temporary, { recursive: true, force: true });
      }
    },
    60_000,
  );
});

describe("bad use", () => {
  it.each([
    [["review", "--base", "nowhere"], "no revision nowhere"],
    [["review", "--base", "--upload-pack=x"], "no revision --upload-pack=x"],
    [["review", "qa", "--base", "main"], "no stack qa"],
    [["review", "--base", "main", "--fail-on", "severe"], "Allowed choices are high, medium, low"],
    [["review", "--base", "main", "--comment-usd", "-1"], "A number that is not negative"],
  ])("%j: %s", async (args, message) => {
    const { code, stderr, stdout } = await monitor(["-C", made.folder, ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  it("leaves no worktree behind, whatever happened", () => {
    writeFileSync(path.join(made.folder, "scratch.txt"), "");
    expect(made.git("worktree", "list").split("\n")).toHaveLength(1);
  });
});
