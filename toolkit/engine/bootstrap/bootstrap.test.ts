/** The first deployment, on Pulumi's real engine, clouds that are pretended, and a real S3 server. */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "../../plan/testGraph.ts";
import { RIG } from "../../testServers.ts";
import { type Lab, startLab } from "../lab/lab.ts";
import { killEngine, labProject, pulumi } from "../lab/project.ts";
import { startS3, type TestS3 } from "./testS3.ts";

const MINUTES = 60_000;
const TSX = path.join(ROOT, "node_modules/tsx/dist/esm/index.mjs");
const TOKEN = "canary-cloudflare-token";

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe.skipIf(RIG === undefined)("monitor bootstrap", () => {
  let folder: string;
  let project: string;
  let lab: Lab;
  let s3: TestS3;
  let env: NodeJS.ProcessEnv;
  let mirror: NodeJS.Timeout;

  function start(args: readonly string[], more: NodeJS.ProcessEnv = {}): { child: ChildProcess; ended: Promise<Run> } {
    const child = spawn(process.execPath, ["--import", TSX, path.join(ROOT, "toolkit/cli.ts"), ...args], {
      ...{ cwd: project, env: { ...env, ...more }, stdio: ["ignore", "pipe", "pipe"] },
    });
    let [stdout, stderr] = ["", ""];
    child.stdout?.on("data", (data) => (stdout += data));
    child.stderr?.on("data", (data) => (stderr += data));
    return { child, ended: new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr }))) };
  }
  const monitor = (...args: string[]): Promise<Run> => start(args).ended;
  const created = (): string[] =>
    lab.calls.filter(({ method, preview }) => method === "create" && !preview).map(({ name }) => name);
  const at = (name: string): string => path.join(folder, name);
  const local = (): string => path.join(project, ".monitor/bootstrap/state");
  const bucket = (): string => lab.resources().find(({ type }) => type === "aws:s3/bucket:Bucket")?.id ?? "";
  const url = (): string => `s3://${bucket()}?region=us-east-1&awssdk=v2`;

  /** Does something with a file of the project changed, then puts it back. */
  async function having<T>(file: string, change: (text: string) => string, work: () => Promise<T>): Promise<T> {
    const whole = path.join(project, file);
    const before = readFileSync(whole, "utf8");
    writeFileSync(whole, change(before));
    try {
      return await work();
    } finally {
      writeFileSync(whole, before);
    }
  }

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "monitor bootstrap-")); // a path may have a space
    project = labProject(at("project"));
    lab = await startLab({ folder: at("lab") });
    s3 = await startS3(RIG ?? "", at("s3"));
    mkdirSync(at("bin"));
    // Of the AWS CLI, its version is looked at, and it removes objects.
    const aws = `#!/bin/sh\ncase "$1 $2" in "s3 rm") rm "${at("s3/data")}/\${3#s3://}";; *) echo aws-cli/2.31.0;; esac\n`;
    writeFileSync(at("bin/aws"), aws, { mode: 0o755 });
    // What the pretended AWS makes, the real S3 server has.
    mirror = setInterval(() => bucket() !== "" && s3.makeBucket(bucket()), 50);
    const { PULUMI_BACKEND_URL: _, ...labEnv } = lab.env;
    env = { ...process.env, ...labEnv, ...s3.env, PULUMI_HOME: at("home"), PATH: `${at("bin")}:${lab.env.PATH}` };
    delete env.PULUMI_BACKEND_URL;
    // A secret that the state will hold, in a backend that is thrown away.
    mkdirSync(at("thrown"));
    const thrown = { ...labEnv, PULUMI_HOME: at("home"), PULUMI_BACKEND_URL: `file://${at("thrown")}` };
    expect(await pulumi(project, thrown, ["stack", "init", "shared"])).toMatchObject({ code: 0 });
    const secret = ["config", "set", "--stack", "shared", "--secret", "cloudflare:apiToken", TOKEN];
    expect(await pulumi(project, thrown, secret)).toMatchObject({ code: 0 });
  }, 5 * MINUTES);

  afterAll(async () => {
    clearInterval(mirror);
    await s3?.stop();
    await lab?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  describe("makes nothing", () => {
    it.each<[string, NodeJS.ProcessEnv, string]>([
      [
        "without a passphrase",
        { PULUMI_CONFIG_PASSPHRASE: undefined },
        "secrets: the stack's file is encrypted with a passphrase",
      ],
      ["with a wrong passphrase", { PULUMI_CONFIG_PASSPHRASE: "other" }, "the passphrase is not the one"],
      ["without a tool", { PATH: path.dirname(process.execPath) }, "Pulumi CLI: not on PATH"],
      [
        "where a backend cannot be asked",
        { PULUMI_BACKEND_URL: "file:///nowhere/at/all" },
        "it cannot be told whether file:///nowhere",
      ],
    ])("%s", async (_, more, cause) => {
      const { code, stdout, stderr } = await start(["bootstrap", "--yes"], more).ended;
      expect({ code, stdout, stderr }).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(cause) });
      expect(stderr).toMatch(/\n {2}→ .+\n$/);
      expect(stderr).not.toContain("    at ");
      expect(created()).toEqual([]);
    });

    it("where nobody can be asked", async () => {
      expect(await monitor("bootstrap")).toMatchObject({
        code: 2,
        stderr: "nobody can be asked: this is no terminal\n  → monitor bootstrap --yes\n",
      });
    });

    it("where the stack's file makes no bucket, or is wrong", async () => {
      const dev = readFileSync(path.join(project, "Pulumi.dev.yaml"), "utf8");
      expect(
        await having(
          "Pulumi.shared.yaml",
          () => dev,
          () => monitor("bootstrap", "--yes"),
        ),
      ).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(
          /^Pulumi\.shared\.yaml makes no bucket for state: it is not of kind shared\n {2}→ monitor:kind/,
        ),
      });
      const wrong = (text: string) => text.replace("us-east-1", "us-east").replace("owner:", "ower:");
      const { code, stderr } = await having("Pulumi.shared.yaml", wrong, () => monitor("bootstrap", "--yes"));
      expect(code).toBe(2);
      expect(stderr).toContain("3 problems in the configuration");
      expect(created()).toEqual([]);
    });
  });

  it(
    "goes on wherever it was killed, and makes nothing twice",
    async () => {
      /** Kills it once somebody waits for an answer that does not come. */
      const killed = async (reached: (ended: Promise<Run>) => Promise<unknown>): Promise<void> => {
        const { child, ended } = start(["bootstrap", "--yes"]);
        const early = await Promise.race([ended, reached(ended)]);
        if (early !== undefined) expect.fail(JSON.stringify(early));
        killEngine(child.pid as number);
        await ended;
        expect(existsSync(local())).toBe(true);
      };
      const killedAt = async (pattern: RegExp): Promise<void> => {
        const { reached, release } = s3.hold(pattern);
        await killed(() => reached);
        release();
      };

      // The cloud has made it, and the engine never hears of it: the next one makes it again.
      const policy = { method: "create", type: "aws:s3/bucketPolicy:BucketPolicy" } as const;
      const release = lab.fault({ ...policy, how: "hang", when: "after" });
      await killed(async (ended) => {
        while (!created().includes("state-bucket-policy")) await Promise.race([setTimeout(50), ended]);
        // While one is at work, there is no other.
        expect(await monitor("bootstrap", "--yes")).toMatchObject({
          code: 2,
          stderr: expect.stringMatching(/^another monitor bootstrap is at work here: process \d+\n {2}→ wait for it/),
        });
        // What else was under way is made, and written down.
        for (let seen = -1; seen < lab.calls.length; await setTimeout(1000)) seen = lab.calls.length;
      });
      release();

      await killedAt(/./); // deployed; the bucket was not asked for anything yet
      const everything = lab.resources().map(({ urn }) => urn);
      await killedAt(/^PUT .*\/stacks\/monitor\/shared\.json/); // making the stack there
      await killedAt(/^PUT .*\/locks\//); // about to copy
      await killedAt(/^PUT .*\/stacks\/monitor\/shared\.json/); // copying: its lock stays behind
      await killedAt(/^DELETE .*\/locks\//); // copied, nothing verified
      const before = created().length;
      cpSync(local(), at("kept"), { recursive: true });

      const { code, stdout, stderr } = await monitor("bootstrap", "--yes");
      expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining("Nothing to do.\n") });
      expect(stdout).toContain(`\n    backend:\n      url: ${url()}\n`);
      expect(existsSync(local())).toBe(false);
      expect(created().length).toBe(before);
      expect(lab.resources().map(({ urn }) => urn)).toEqual(everything);
      expect(new Set(everything).size).toBe(everything.length);

      // Killed when all that was left was to remove the state from here.
      cpSync(at("kept"), local(), { recursive: true });
      expect(await monitor("bootstrap", "--yes")).toMatchObject({ code: 0, stdout });
      expect(existsSync(local())).toBe(false);
    },
    6 * MINUTES,
  );

  it(
    "has then nothing to do, whoever asks again",
    async () => {
      const before = created().length;
      expect(await monitor("bootstrap", "--yes")).toMatchObject({ code: 0, stdout: expect.stringContaining(url()) });
      const backend = (text: string) => `${text}backend: { url: "${url()}" }\n`;
      await having("Pulumi.yaml", backend, async () => {
        expect(await monitor("up", "shared", "--yes")).toMatchObject({ code: 0, stdout: "Nothing to do.\n" });
        expect(await monitor("outputs", "shared")).toMatchObject({ code: 0, stdout: expect.stringContaining(bucket()) });
        expect(await monitor("bootstrap", "--yes")).toMatchObject({
          code: 2,
          stderr: `shared has its state in s3://${bucket()} already: there is nothing to bootstrap\n  → monitor up shared works on it\n`,
        });
        // Another clone of the project knows nothing of the first one's folder.
        rmSync(path.join(project, ".monitor/bootstrap"), { recursive: true });
        expect(await monitor("bootstrap", "--yes")).toMatchObject({ code: 2, stderr: expect.stringContaining("already") });
      });
      expect(created().length).toBe(before);
    },
    3 * MINUTES,
  );

  it("leaves its secrets encrypted, and no lock", () => {
    const objects = s3.objects(bucket());
    expect(objects).toContain(".pulumi/stacks/monitor/shared.json");
    expect(objects.filter((name) => name.includes("locks/"))).toEqual([]);
    const state = readFileSync(at(`s3/data/${bucket()}/.pulumi/stacks/monitor/shared.json`), "utf8");
    expect(state).toContain("ciphertext");
    expect(state).not.toContain(TOKEN);
    expect(readdirSync(project)).not.toContain("state");
  });
});
