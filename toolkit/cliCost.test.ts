/** The commands about cost as a person runs them: a process, its output, its exit code. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { monitor, type Run } from "./testCommand.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "monitor-cost-cli-"));
});
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};

interface CostJson {
  readonly environments: readonly {
    readonly name: string;
    readonly monthly: Record<string, number>;
    readonly lines: readonly object[];
  }[];
}
const environmentsIn = ({ stdout }: Run) => (JSON.parse(stdout) as CostJson).environments;

describe("monitor cost", () => {
  it("gives the same bytes twice, and nothing on the error stream", async () => {
    const [first, second] = [await monitor(["cost", "dev", "-f", "json"]), await monitor(["cost", "dev", "-f", "json"])];
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(second.stdout).toBe(first.stdout);
    expect(environmentsIn(first)[0]?.lines.length).toBeGreaterThan(20);
  });

  it("assumes what it is told, the command line over the file", async () => {
    const usage = file("usage.yaml", "pv: 50M\nerrorRate: 2%\n");
    const [usual, fromFile, over] = await Promise.all([
      monitor(["cost", "dev", "-f", "json"]),
      monitor(["cost", "dev", "-f", "json", "--usage-file", usage]),
      monitor(["cost", "dev", "-f", "json", "--usage-file", usage, "--usage", "pv=100M"]),
    ]);
    const typical = [usual, fromFile, over].map((run) => environmentsIn(run)[0]?.monthly.typical ?? 0);
    expect(typical).toEqual([...typical].sort((a, b) => a - b));
    expect(new Set(typical).size).toBe(3);
  });

  it("writes a page to a file", async () => {
    const out = path.join(folder, "cost.html");
    expect(await monitor(["cost", "dev", "--format", "html", "--out", out])).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(readFileSync(out, "utf8")).toContain("<title>monitor: monthly cost</title>");
  });

  it("with --check fails where a budget is passed, after saying so", async () => {
    const over = await monitor(["cost", "dev", "--check", "--usage", "pv=10B"]);
    expect(over.code).toBe(1);
    expect(over.stdout).toMatch(/total: \$[\d,]+ is over the limit of/);
    expect((await monitor(["cost", "dev", "--usage", "pv=10B"])).code).toBe(0);
  });

  it("is in the preview too", async () => {
    const { stdout } = await monitor(["preview", "dev"]);
    expect(stdout).toMatch(/^dev {2}\d+ resources.*\ncost {2}\$\d+ a month \(\$\d+–\$[\d,]+\), of it \$\d+ whatever the use/);
  });
});

describe("bad input", () => {
  const usage: [what: string, args: string[], cause: string, remedy: string][] = [
    ["an unknown environment", ["stagin"], "no stack stagin", "did you mean staging?"],
    ["an unknown format", ["-f", "xml"], "argument 'xml' is invalid", "text, json, markdown, html"],
    ["a file that cannot be written", ["dev", "-o", "/nowhere/x"], "/nowhere/x cannot be written: ENOENT", "name a file"],
    ["an unknown assumption", ["dev", "--usage", "pw=3"], "usage.pw", "did you mean pv?"],
    ["an assumption without a value", ["dev", "--usage", "pv"], "KEY=VALUE", "--usage pv=50M"],
    ["a negative assumption", ["dev", "--usage", "pv=-5"], 'usage.pv = "-5"', "a number from 0"],
    ["a file of assumptions that is not there", ["dev", "--usage-file", "/nowhere"], "/nowhere cannot be read: ENOENT", ""],
    ["a file of assumptions that holds none", ["dev", "--usage-file", "Pulumi.dev.yaml"], "usage.config", "unknown key"],
    ["prices that are none", ["dev", "--prices", "package.json"], "package.json: 1 problem", "a list of prices"],
    ["a day that is none", ["dev", "--on", "2026-13-01"], "argument '2026-13-01' is invalid", "2026-11-23"],
    ["an option before a command", ["-f", "json", "scenario"], "--format stands before scenario", "put it after scenario"],
    ["no file of actual spend", ["actual", "dev"], "required option '--from <file>' not specified", ""],
  ];
  it.each(usage)("%s: cause, remedy, exit 2", async (_, args, cause, remedy) => {
    const { code, stdout, stderr } = await monitor(["cost", ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(cause);
    expect(stderr).toContain(remedy);
    expect(stderr).not.toContain("    at ");
  });
});

describe("help", () => {
  it("of cost teaches", async () => {
    const { code, stdout } = await monitor(["cost", "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain("monitor cost prod --usage pv=50M");
    expect(stdout).toContain("Exit codes: 0 estimated; 1 with --check");
  });

  it.each(["actual", "advice", "price", "scenario", "prices check", "prices refresh"])(
    "of cost %s has an example",
    async (name) => {
      const { code, stdout } = await monitor(["cost", ...name.split(" "), "--help"]);
      expect(code).toBe(0);
      expect(stdout).toContain(`\n  monitor cost ${name}`);
    },
  );
});
