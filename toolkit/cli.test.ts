/** The command as a person runs it: a process, its output, its exit code. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { monitor } from "./testCommand.ts";

const ROOT = path.resolve(import.meta.dirname, "..");

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A project of its own that runs this repository's program on other stack files. */
function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), "monitor-cli-"));
  folders.push(folder);
  cpSync(path.join(ROOT, "Pulumi.yaml"), path.join(folder, "Pulumi.yaml"));
  symlinkSync(path.join(ROOT, "infra"), path.join(folder, "infra"));
  writeFileSync(
    path.join(folder, "package.json"),
    JSON.stringify({ type: "module", main: path.relative(folder, path.join(ROOT, "stacks/index.ts")) }),
  );
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}

const committed = (name: string) => readFileSync(path.join(ROOT, `Pulumi.${name}.yaml`), "utf8");

describe("monitor preview", () => {
  it("gives the same bytes twice, and nothing on the error stream", async () => {
    const [first, second] = [await monitor(["preview", "--format", "json"]), await monitor(["preview", "--format", "json"])];
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(second.stdout).toBe(first.stdout);
  });

  it("plans what it is asked for, in plain text where no terminal is", async () => {
    const { code, stdout } = await monitor(["preview", "prod", "dev"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^dev {2}\d+ resources/);
    expect(stdout).toMatch(/\nprod {2}\d+ resources/);
    expect(stdout).not.toContain("\u001b");
  });

  it("writes to a file", async () => {
    const folder = project({});
    const file = path.join(folder, "plan.json");
    expect(await monitor(["preview", "dev", "--format", "json", "--out", file])).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ version: 1, environments: [{ name: "dev" }] });
  });

  it("makes a page to look at", async () => {
    const { code, stdout, stderr } = await monitor(["preview", "dev", "--format", "html"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^<!doctype html>\n/);
    expect(stdout).toContain("<title>monitor: planned environments</title>");
    // With what it costs, and what the rules say.
    expect(stdout).toMatch(/<b>\$\d+ a month<\/b>.*<b>No findings<\/b>/s);
  });

  it("plans a further environment from its file alone", async () => {
    const folder = project({
      "Pulumi.shared.yaml": committed("shared"),
      "Pulumi.pr-42.yaml": committed("dev").replace("dev.monitor.example.com", "pr-42.monitor.example.com"),
    });
    const { code, stdout } = await monitor(["preview", "pr-42"], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^pr-42 {2}\d+ resources/);
    expect(stdout).toContain("pr-42.monitor.example.com");
  });

  it("works from inside the project", async () => {
    expect(await monitor(["preview", "shared"], path.join(ROOT, "infra/network"))).toMatchObject({ code: 0 });
  });
});

describe("monitor render", () => {
  it("gives the objects in apply order, as the golden of the environment has them", async () => {
    const { code, stdout, stderr } = await monitor(["render", "dev"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(readFileSync(path.join(ROOT, "toolkit/kubernetes/testdata/dev.yaml"), "utf8"));
  });

  it("tells who may reach whom", async () => {
    const { code, stdout } = await monitor(["render", "prod", "--reach"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^from +to +ports +policy\n/);
    expect(stdout).toContain("every pod of monitor: ingress and egress (deny-all)");
  });
});

describe("bad input", () => {
  const usage: [what: string, args: string[], cause: string, remedy: string][] = [
    ["an unknown command", ["previe"], "unknown command 'previe'", "Did you mean preview?"],
    ["an unknown option", ["preview", "--formt", "json"], "unknown option '--formt'", "Did you mean --format?"],
    [
      "an unknown format",
      ["preview", "-f", "xml"],
      "argument 'xml' is invalid",
      "Allowed choices are text, json, markdown, html",
    ],
    ["an unknown environment", ["preview", "stagin"], "no stack stagin", "did you mean staging?"],
    ["no environment to render", ["render"], "missing required argument 'environment'", "monitor --help"],
    ["an unknown environment to render", ["render", "prd"], "no stack prd", "did you mean prod?"],
    ["a stack without a cluster", ["render", "shared"], "shared has no Kubernetes objects", "name a stack that has a cluster"],
    ["a plan without the engine", ["preview", "dev", "--plan", "x"], "a plan is made with the engine", "add --engine"],
    ["a duration without a unit", ["up", "dev", "--wait", "10"], "argument '10' is invalid", "30s, 10m, 1h"],
    ["nobody to ask", ["up", "dev"], "nobody can be asked", "monitor up dev --yes"],
    ["an unknown stack to deploy", ["up", "prd", "--yes"], "no stack prd", "did you mean prod?"],
    ["an unknown stack to examine", ["doctor", "prd"], "no stack prd", "did you mean prod?"],
    ["a plan that is none", ["up", "dev", "--yes", "--plan", "package.json"], "package.json is no plan", "--engine --plan FILE"],
    ["a folder that is not there", ["-C", "/nowhere", "preview"], "no folder /nowhere", ""],
    [
      "a folder outside any project",
      ["-C", "/", "preview"],
      "no Pulumi.yaml in / or above it",
      "run monitor inside a Pulumi project",
    ],
    [
      "a file that cannot be written",
      ["preview", "dev", "-o", "/nowhere/x"],
      "/nowhere/x cannot be written: ENOENT",
      "name a file in a folder that exists",
    ],
  ];
  it.each(usage)("%s: cause, remedy, exit 2", async (_, args, cause, remedy) => {
    const { code, stdout, stderr } = await monitor(args);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(cause);
    expect(stderr).toContain(remedy);
    expect(stderr).not.toContain("    at "); // no stack: it is the user's to mend
  });

  it("every problem of every file at once, with its line; nothing planned, exit 2", async () => {
    const spoilt = (name: string) => readFileSync(path.join(import.meta.dirname, "testdata/spoilt", name), "utf8");
    const folder = project(Object.fromEntries(["Pulumi.shared.yaml", "Pulumi.dev.yaml"].map((name) => [name, spoilt(name)])));
    const { code, stdout, stderr } = await monitor(["preview"], folder);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    await expect(stderr).toMatchFileSnapshot("testdata/bad-config.txt");
  });

  it.each([
    ["no YAML", "config: [\n", /^Pulumi\.dev\.yaml:\d+:\d+ is no YAML/],
    ["an empty file", "", /^Pulumi\.dev\.yaml is no YAML mapping/],
    ["a list for configuration", "config: [a]\n", /^Pulumi\.dev\.yaml: config is no mapping/],
    ["no configuration", "encryptionsalt: x\n", /monitor:aws\n {4}missing/],
  ])("a stack file that is %s", async (_, text, message) => {
    const { code, stderr } = await monitor(["preview"], project({ "Pulumi.dev.yaml": text }));
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it("promotion from nowhere, or in a circle", async () => {
    const promoting = (from: string) => `${committed("dev")}  monitor:promotesFrom: ${from}\n`;
    const nowhere = await monitor(
      ["preview"],
      project({ "Pulumi.dev.yaml": promoting("stagin"), "Pulumi.staging.yaml": committed("dev") }),
    );
    expect(nowhere.stderr).toContain(
      'monitor:promotesFrom = "stagin"\n    an environment with a stack file\n    → did you mean staging?',
    );
    const circle = await monitor(["preview"], project({ "Pulumi.a.yaml": promoting("b"), "Pulumi.b.yaml": promoting("a") }));
    expect(circle.code).toBe(2);
    expect(circle.stderr).toContain("promotes from itself: a ← b ← a");
    expect(circle.stderr).toContain("promotes from itself: b ← a ← b");
  });

  it.each([
    ["is not there", "main: gone.ts", { main: "gone.ts" }, "main gone.ts is not there, and no index.js or index.ts beside it"],
    ["has an error of syntax", "const = 1", { main: "broken.ts" }, "broken.ts cannot be loaded: Transform failed"],
    ["lacks a package", 'import "left-pad";', { main: "broken.ts" }, "Cannot find package 'left-pad'"],
    ["exports no program", "export const x = 1;", { main: "broken.ts" }, "broken.ts exports no function as its default"],
    ["is not named", "", {}, "package.json names no program"],
  ])("a program that %s", async (_, text, manifest, message) => {
    const folder = project({ "Pulumi.dev.yaml": committed("dev") });
    writeFileSync(path.join(folder, "broken.ts"), text);
    writeFileSync(path.join(folder, "package.json"), JSON.stringify({ type: "module", ...manifest }));
    const { code, stderr } = await monitor(["preview"], folder);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
  });

  it("a program that fails: its component, its section of the configuration, its line", async () => {
    const folder = project({ "Pulumi.dev.yaml": committed("dev") });
    const broken = `import { Network } from "${path.join(ROOT, "infra/network/network.ts")}";
import * as pulumi from "${path.join(ROOT, "node_modules/@pulumi/pulumi/index.js")}";
export default () =>
  new Network("network", { region: "us-east-1", cidr: "10.0.0.0/27", zones: ["us-east-1a", "us-east-1b"], nat: "one", flowLogs: { destination: "x", policy: new pulumi.default.ComponentResource("a:b:C", "c") } });
`;
    writeFileSync(path.join(folder, "broken.ts"), broken);
    writeFileSync(path.join(folder, "package.json"), JSON.stringify({ type: "module", main: "broken.ts" }));
    const { code, stderr } = await monitor(["preview", "dev"], folder);
    expect(code).toBe(2);
    expect(stderr).toContain("cannot be planned\n  network (monitor:network:Network) at ");
    expect(stderr).toContain("10.0.0.0/27 is too small: a /23 is the smallest");
    expect(stderr).toContain("→ configured by monitor:network");
  });
});

describe("help", () => {
  it.each([
    ["monitor", []],
    ["preview", ["preview"]],
    ["render", ["render"]],
    ["up", ["up"]],
    ["destroy", ["destroy"]],
    ["drift", ["drift"]],
    ["doctor", ["doctor"]],
    ["outputs", ["outputs"]],
  ])("of %s teaches", async (name, command) => {
    const { code, stdout } = await monitor([...command, "--help"]);
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot(`testdata/help-${name}.txt`);
  });
});
