/** What workflows call is there, and what others check of them. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { monitor } from "../testCommand.ts";
import { ACTIONLINT, SHELLCHECK } from "../testServers.ts";
import { ACTIONS, ROOT, SCRIPTS, STEPS, textOf, WORKFLOWS, type Workflow } from "./testFiles.ts";

describe("the monitor command", () => {
  /** Each call with its subcommands and options; options that a script collects first belong to its one call. */
  const calls = [
    ...STEPS.map(({ in: place, step }) => ({ place, text: step.run ?? "" })),
    ...SCRIPTS.map((file) => ({ place: file, text: textOf(file) })),
  ].flatMap(({ place, text }) => {
    const whole = text.replaceAll(/\\\n\s*/g, "");
    const collected = [...whole.matchAll(/options\+=\((--[\w-]+)/g)].map(([, option = ""]) => option);
    return [...whole.matchAll(/^\s*(?:exec )?monitor (.*)$/gm)].map(([, rest = ""]) => ({
      place,
      command: (/^(?:[a-z]+ ?)+/.exec(rest)?.[0] ?? "").trim().replace(/ prod$/, ""),
      options: [...rest.matchAll(/(?<= )--[\w-]+/g)]
        .map(([option]) => option)
        .concat(rest.includes("options[@]") ? collected : []),
    }));
  });

  it("is called in workflows", () => {
    expect([...new Set(calls.map(({ command }) => command))].sort()).toMatchInlineSnapshot(`
      [
        "drift",
        "env reap",
        "outputs",
        "policy",
        "preview",
        "review",
        "review post",
        "up",
      ]
    `);
  });

  it.each([...new Set(calls.map(({ command }) => command))])("has what is called: %s", async (command) => {
    const { code, stdout } = await monitor([...command.split(" "), "--help"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: monitor ${command}`));
    for (const { place, options } of calls.filter((call) => call.command === command))
      for (const option of options) expect(stdout, place).toMatch(new RegExp(` ${option}\\b`));
  });
});

/** What a checker says. */
function check(command: string, args: readonly string[]): string {
  try {
    return execFileSync(command, args, { cwd: ROOT, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return `${stdout}${stderr}`;
  }
}

describe("what others check", () => {
  it.skipIf(ACTIONLINT === undefined || SHELLCHECK === undefined)("actionlint finds nothing", () => {
    expect(check(ACTIONLINT ?? "", ["-no-color", "-shellcheck", SHELLCHECK ?? ""])).toBe("");
  });

  it.skipIf(SHELLCHECK === undefined)("shellcheck finds nothing", () => {
    expect(check(SHELLCHECK ?? "", SCRIPTS)).toBe("");
  });
});

describe("the documents", () => {
  const examples = textOf("docs/ci.md")
    .split(/^ {4}# \.github\/workflows\//m)
    .slice(1)
    .map((part) => {
      const [, name = "", text = ""] = /^(\S+)\n((?: {4}.*\n|\n)+)/.exec(part) ?? [];
      return { name, text: text.replaceAll(/^ {4}/gm, "") };
    });

  it("shows workflows for other repositories that are as ours", () => {
    expect(examples.map(({ name }) => name)).toEqual(["review.yml", "review-post.yml"]);
    const inputs = Object.keys(ACTIONS.find(({ file }) => file === "action.yml")?.inputs ?? {});
    for (const { name, text } of examples) {
      const example = parse(text) as Workflow;
      const ours = WORKFLOWS.find(({ file }) => file.endsWith(`/${name}`));
      const { on, permissions, concurrency } = example;
      expect(on).toEqual(ours?.on);
      expect({ permissions, concurrency }).toEqual({ permissions: ours?.permissions, concurrency: ours?.concurrency });
      const [job] = Object.values(example.jobs);
      const use = job?.steps?.at(-1);
      expect(use?.uses).toBe("example/monitor@COMMIT");
      expect(inputs).toEqual(expect.arrayContaining(Object.keys(use?.with ?? {})));
      for (const { uses } of job?.steps?.slice(0, -1) ?? [])
        if (uses !== undefined) expect(textOf(`.github/workflows/${name}`)).toContain(uses);
    }
  });

  it.skipIf(ACTIONLINT === undefined)("actionlint finds nothing in them", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "monitor-examples-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const files = examples.map(({ name, text }) => {
      const file = path.join(folder, name);
      writeFileSync(file, text);
      return file;
    });
    expect(check(ACTIONLINT ?? "", ["-no-color", "-shellcheck=", ...files])).toBe("");
  });

  it.each(["docs/ci.md", "docs/plan.md"])("%s names only files that exist", (document) => {
    const files = [...textOf(document).matchAll(/`((?:\.github|\.changeset)\/[\w./-]+|action\.yml)`/g)].map(
      ([, file = ""]) => file,
    );
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect(existsSync(path.join(ROOT, file)), file).toBe(true);
  });
});
