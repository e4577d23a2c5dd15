/** Environments that come and go, on Pulumi's real engine. What they hold does not matter here, so it is little. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VALID } from "../../../infra/config/testConfig.ts";
import { planConfig, ROOT } from "../../plan/testGraph.ts";
import type { Run } from "../../testCommand.ts";
import { RIG } from "../../testServers.ts";
import { type Lab, startLab } from "../lab/lab.ts";
import { pulumi } from "../lab/project.ts";

const MINUTES = 60_000;
const TSX = path.join(ROOT, "node_modules/tsx/dist/esm/index.mjs");

const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
export default () => {
  const config = new pulumi.Config();
  new random.RandomPassword("password", { length: 20 }, { protect: config.getBoolean("protect") === true });
  const expires = config.get("expires");
  return { ...(expires !== undefined && { expires }) };
};
`;

it("tells its last day in its outputs, where it has one", async () => {
  expect((await planConfig(VALID)).outputs).not.toHaveProperty("expires");
  const { outputs } = await planConfig({ ...VALID, protection: { deletion: false }, expires: "2027-06-30" });
  expect(outputs).toMatchObject({ expires: "2027-06-30" });
});

describe.skipIf(RIG === undefined)("on the engine", () => {
  let folder: string;
  let project: string;
  let lab: Lab;

  const file = (stack: string) => path.join(project, `Pulumi.${stack}.yaml`);
  const held = (stack: string) => lab.resources().filter(({ urn }) => urn.startsWith(`urn:pulumi:${stack}::`)).length;
  const monitor = (...args: string[]): Promise<Run> =>
    new Promise((resolve) => {
      execFile(
        process.execPath,
        ["--import", TSX, path.join(ROOT, "toolkit/cli.ts"), ...args],
        { cwd: project, env: { ...process.env, ...lab.env, PATH: `${path.join(folder, "bin")}:${lab.env.PATH}` } },
        (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });
  /** Deploys a stack with what `config` says in its file. */
  async function deployed(stack: string, config: Readonly<Record<string, string>>): Promise<void> {
    expect(await pulumi(project, lab.env, ["stack", "init", stack])).toMatchObject({ code: 0 });
    for (const [key, value] of Object.entries(config))
      expect(await pulumi(project, lab.env, ["config", "set", key, value, "--stack", stack])).toMatchObject({ code: 0 });
    const up = await pulumi(project, lab.env, ["up", "--yes", "--stack", stack]);
    expect(up, up.stderr + up.stdout).toMatchObject({ code: 0 });
  }

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "monitor-reap-"));
    project = path.join(folder, "project");
    lab = await startLab({ folder: path.join(folder, "lab") });
    mkdirSync(project);
    symlinkSync(path.join(ROOT, "node_modules"), path.join(project, "node_modules"));
    writeFileSync(
      path.join(project, "Pulumi.yaml"),
      'name: reaped\nruntime:\n  name: nodejs\n  options: { typescript: false, nodeargs: "--import tsx" }\n',
    );
    writeFileSync(path.join(project, "package.json"), JSON.stringify({ type: "module", main: "index.ts" }));
    writeFileSync(path.join(project, "index.ts"), PROGRAM);
    mkdirSync(path.join(folder, "bin"));
    writeFileSync(path.join(folder, "bin/aws"), "#!/bin/sh\necho aws-cli/2.31.0\n", { mode: 0o755 });
    await deployed("keep", {});
    await deployed("later", { expires: "2999-12-31" });
    await deployed("past", { expires: "2026-01-31" });
    await deployed("gone", { expires: "2026-01-31" });
    await deployed("held", { expires: "2026-01-31", protect: "true" });
    rmSync(file("gone")); // on another branch, or deleted with it
  }, 5 * MINUTES);

  afterAll(async () => {
    await lab?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const FATES = [
    "gone   goes       was wanted until 2026-01-31",
    "held   cannot go  was wanted until 2026-01-31, but 1 of its resources are protected from deletion",
    "keep   stays      has no last day",
    "later  stays      wanted until 2999-12-31",
    "past   goes       was wanted until 2026-01-31",
  ].join("\n");

  it(
    "are listed with their last day, and nothing is changed by that",
    async () => {
      expect(await monitor("env", "list")).toEqual({ code: 0, stdout: `${FATES}\n`, stderr: "" });
      expect(["keep", "later", "past", "gone", "held"].map(held)).toEqual([1, 1, 1, 1, 1]);
    },
    MINUTES,
  );

  it(
    "go only when somebody has agreed",
    async () => {
      expect(await monitor("env", "reap")).toEqual({
        code: 2,
        stdout: "",
        stderr: "nobody can be asked: this is no terminal\n  → monitor env reap --yes\n",
      });
      expect(await monitor("env", "reap", "nowhere", "--yes")).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("not deployed: nowhere\n  → monitor env list tells what is\n"),
      });
      expect(held("past")).toBe(1);
    },
    MINUTES,
  );

  it(
    "go one by one where they are named",
    async () => {
      const run = await monitor("env", "reap", "later", "keep", "gone", "--yes");
      expect(run).toMatchObject({ code: 0, stdout: "gone: done: 1 deleted\n" });
      expect(["keep", "later", "past", "gone", "held"].map(held)).toEqual([1, 1, 1, 0, 1]);
    },
    MINUTES,
  );

  it(
    "are not listed once they have gone, and going again is no failure",
    async () => {
      const { stdout } = await monitor("env", "list");
      expect(stdout).toBe(`${FATES.replace(/^gone .*\n/, "")}\n`);
      expect(await monitor("env", "reap", "gone", "--yes")).toMatchObject({ code: 0, stdout: "Nothing to destroy.\n" });
    },
    MINUTES,
  );

  it(
    "go when their last day has passed; what is protected is left, said, and keeps no other from going",
    async () => {
      const run = await monitor("env", "reap", "--yes");
      expect(run.stderr).toContain("1 environment could not go\n  held was wanted until 2026-01-31, but 1 of its resources");
      expect(run.code).toBe(2);
      expect(["keep", "later", "past", "gone", "held"].map(held)).toEqual([1, 1, 0, 0, 1]);
    },
    MINUTES,
  );
});
