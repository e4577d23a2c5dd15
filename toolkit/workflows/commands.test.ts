/** What workflows call is there, and what others check of them. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { monitor } from "../testCommand.ts";
import { ACTIONLINT, SHELLCHECK } from "../testServers.ts";
import { ROOT, SCRIPTS, STEPS, textOf } from "./testFiles.ts";

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

describe("what others check", () => {
  const check = (command: string, args: readonly string[]): string => {
    try {
      return execFileSync(command, args, { cwd: ROOT, encoding: "utf8", stdio: "pipe" });
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      return `${stdout}${stderr}`;
    }
  };

  it.skipIf(ACTIONLINT === undefined || SHELLCHECK === undefined)("actionlint finds nothing", () => {
    expect(check(ACTIONLINT ?? "", ["-no-color", "-shellcheck", SHELLCHECK ?? ""])).toBe("");
  });

  it.skipIf(SHELLCHECK === undefined)("shellcheck finds nothing", () => {
    expect(check(SHELLCHECK ?? "", SCRIPTS)).toBe("");
  });
});

describe("the documents", () => {
  it.each(["docs/ci.md", "docs/plan.md"])("%s names only files that exist", (document) => {
    const files = [...textOf(document).matchAll(/`((?:\.github|\.changeset)\/[\w./-]+|action\.yml)`/g)].map(
      ([, file = ""]) => file,
    );
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect(existsSync(path.join(ROOT, file)), file).toBe(true);
  });
});
