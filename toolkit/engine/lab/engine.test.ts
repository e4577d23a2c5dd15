/** The whole program under Pulumi's real engine, with the lab for its clouds. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RIG } from "../../testServers.ts";
import { type Lab, startLab } from "./lab.ts";
import { killEngine, labProject, pulumi } from "./project.ts";

const STACKS = ["shared", "dev", "staging", "prod"] as const;
const MINUTES = 60_000;

const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(path.join(tmpdir(), "monitor-engine-"));
  folders.push(made);
  return made;
};
afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true });
});

describe.skipIf(RIG === undefined)("our stacks under the real engine", () => {
  let lab: Lab;
  let project: string;
  const run = (...args: string[]) => pulumi(project, lab.env, args);
  /** Runs a command that must succeed; its whole output is the reason if it does not. */
  const must = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(...args);
    expect(code, stdout + stderr).toBe(0);
    return stdout;
  };
  const ofStack = (stack: string) =>
    lab.resources().filter(({ urn, name }) => urn.startsWith(`urn:pulumi:${stack}::`) || name.startsWith(`monitor-${stack}-`));

  beforeAll(async () => {
    lab = await startLab({ folder: folder() });
    project = labProject(path.join(folder(), "monitor"));
  });
  afterAll(() => lab?.stop());

  it.each(STACKS)(
    "%s comes up, each resource made once, and then nothing is left to change",
    async (stack) => {
      await must("stack", "init", stack);
      await must("up", "--stack", stack, "--yes");
      const resources = ofStack(stack);
      expect(resources.length).toBeGreaterThan(30);
      expect(new Set(resources.map(({ urn, name }) => urn || name)).size).toBe(resources.length);
      expect(await must("preview", "--stack", stack, "--expect-no-changes", "--diff")).toContain("unchanged");
    },
    3 * MINUTES,
  );

  it(
    "a change behind its back is found by a refresh, and put right by the next update",
    async () => {
      const group = lab.resources().find(({ urn, type }) => urn.startsWith("urn:pulumi:dev::") && type === "aws:sqs/queue:Queue");
      lab.tamper(group?.id ?? "", { visibilityTimeoutSeconds: 1 });
      const drift = await run("preview", "--stack", "dev", "--refresh", "--expect-no-changes", "--diff");
      expect(drift.code).not.toBe(0);
      expect(drift.stdout).toContain("visibilityTimeoutSeconds");
      await must("up", "--stack", "dev", "--refresh", "--yes", "--skip-preview");
      expect(lab.resources().find(({ id }) => id === group?.id)?.properties).toEqual(group?.properties);
    },
    2 * MINUTES,
  );

  it(
    "is destroyed to the last resource, once its protection is taken off",
    async () => {
      for (const stack of ["dev", "staging", "prod"]) {
        const file = path.join(project, `Pulumi.${stack}.yaml`);
        const text = readFileSync(file, "utf8");
        if (stack !== "dev") {
          const guarded = await run("destroy", "--stack", stack, "--yes");
          expect(guarded.code).not.toBe(0);
          expect(guarded.stdout + guarded.stderr).toContain("protected");
          writeFileSync(file, text.replace(/^config:\n/m, "config:\n  monitor:protection: { deletion: false }\n"));
          await must("up", "--stack", stack, "--yes", "--skip-preview");
        }
        await must("destroy", "--stack", stack, "--yes", "--skip-preview");
        expect(ofStack(stack)).toEqual([]);
      }
      await must("state", "unprotect", "--stack", "shared", "--all", "--yes");
      await must("destroy", "--stack", "shared", "--yes", "--skip-preview");
      expect(lab.resources()).toEqual([]);
    },
    6 * MINUTES,
  );
});

describe.skipIf(RIG === undefined)("a small program under the real engine", () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab({ folder: folder() });
  });
  afterAll(() => lab?.stop());

  /** A project whose program is a text; `aws` is there for it. */
  function program(text: string): string {
    const project = folder();
    const file = (name: string, content: string) => writeFileSync(path.join(project, name), content);
    file("Pulumi.yaml", "name: small\nruntime:\n  name: nodejs\n  options: { typescript: false }\n");
    file("package.json", JSON.stringify({ type: "module", main: "index.js" }));
    file("index.js", `import * as aws from "@pulumi/aws";\n${text}`);
    symlinkSync(path.resolve(import.meta.dirname, "../../../node_modules"), path.join(project, "node_modules"));
    return project;
  }
  const run = (project: string, ...args: string[]) => pulumi(project, lab.env, args);

  it(
    "is told of its wrong inputs, each by its path",
    async () => {
      const project = program('new aws.ec2.Vpc("wrong", { cidrBlok: "10.0.0.0/16", enableDnsSupport: "yes" });');
      await run(project, "stack", "init", "wrong");
      const { code, stdout, stderr } = await run(project, "preview");
      expect(code).not.toBe(0);
      expect(stdout + stderr).toContain("enableDnsSupport is text, not a boolean");
    },
    MINUTES,
  );

  it(
    "loses nothing that a provider had done when its engine is killed",
    async () => {
      const project = program('new aws.sqs.Queue("first", { name: "first" }); new aws.sqs.Queue("second", { name: "second" });');
      await run(project, "stack", "init", "killed");
      lab.fault({ method: "create", name: "second", how: "hang", when: "after" });
      const engine = spawn("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive"], {
        cwd: project,
        env: { ...process.env, ...lab.env },
        stdio: "ignore",
      });
      const ended = new Promise((resolve) => engine.on("exit", resolve));
      await expect.poll(() => lab.resources().length, { timeout: MINUTES }).toBe(2);
      killEngine(engine.pid ?? 0);
      await ended;
      expect(lab.resources().map(({ name }) => name)).toEqual(["first", "second"]);
    },
    2 * MINUTES,
  );
});
