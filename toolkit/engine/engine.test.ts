/** The commands that change the world, on Pulumi's real engine and clouds that are pretended. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "../plan/testGraph.ts";
import { RIG } from "../testServers.ts";
import { type Lab, startLab } from "./lab/lab.ts";
import { labProject } from "./lab/project.ts";

const STACKS = ["shared", "dev", "staging", "prod"];
const MINUTES = 60_000;
const TSX = path.join(ROOT, "node_modules/tsx/dist/esm/index.mjs");

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe.skipIf(RIG === undefined)("on the engine", () => {
  let folder: string;
  let project: string;
  let lab: Lab;

  const monitor = (...args: string[]): Promise<Run> => monitorWith({}, ...args);
  const monitorWith = (env: NodeJS.ProcessEnv, ...args: string[]): Promise<Run> =>
    new Promise((resolve) => {
      execFile(
        process.execPath,
        ["--import", TSX, path.join(ROOT, "toolkit/cli.ts"), ...args],
        {
          cwd: project,
          env: { ...process.env, ...lab.env, PATH: `${path.join(folder, "bin")}:${lab.env.PATH}`, ...env },
          maxBuffer: 64 << 20,
        },
        (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });
  /** Works on a stack file with something else in it, then puts it back. */
  async function withSetting<T>(stack: string, from: string, to: string, work: () => Promise<T>): Promise<T> {
    const file = path.join(project, `Pulumi.${stack}.yaml`);
    const before = readFileSync(file, "utf8");
    expect(before).toContain(from);
    writeFileSync(file, before.replace(from, to));
    try {
      return await work();
    } finally {
      writeFileSync(file, before);
    }
  }
  /** What a change of a setting would do: `op name`, sorted. */
  const changes = (stack: string, from: string, to: string): Promise<string[]> =>
    withSetting(stack, from, to, async () => {
      const { code, stdout, stderr } = await monitor("preview", stack, "--engine", "--format", "json");
      expect({ code, stderr }).toEqual({
        code: 0,
        stderr: expect.stringMatching(
          /^the offline plan has all \d+ as the engine has them\n\w+ {2}cost {2}.+\n( {2}budget: .+\n)*\w+ {2}policy {2}.+\n( {2}.+\n)*$/,
        ),
      });
      const { environments } = JSON.parse(stdout) as { environments: { steps: { op: string; name: string }[] }[] };
      return (environments[0]?.steps ?? []).map(({ op, name }) => `${op} ${name}`).sort();
    });
  const of = (stack: string) => lab.resources().filter(({ urn }) => urn.startsWith(`urn:pulumi:${stack}::`));

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "monitor-engine-"));
    project = labProject(path.join(folder, "project"));
    lab = await startLab({ folder: path.join(folder, "lab") });
    // Only that there is an AWS CLI is looked at: who may do what, the attached providers decide.
    mkdirSync(path.join(folder, "bin"));
    writeFileSync(path.join(folder, "bin/aws"), "#!/bin/sh\necho aws-cli/2.31.0\n", { mode: 0o755 });
  }, 5 * MINUTES);

  afterAll(async () => {
    await lab?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("says that nothing was ever deployed, and asks nobody where nobody is", async () => {
    expect(await monitor("outputs", "shared")).toMatchObject({
      code: 2,
      stderr: "shared has no state: it was never deployed\n  → monitor up shared\n",
    });
    expect(await monitor("up", "shared")).toMatchObject({
      code: 2,
      stderr: "nobody can be asked: this is no terminal\n  → monitor up shared --yes\n",
    });
    expect(lab.calls.filter(({ method }) => method === "create")).toEqual([]);
  });

  it.each(STACKS)(
    "%s: goes up, and is then as its program says",
    async (stack) => {
      const up = await monitor("up", stack, "--yes");
      expect(up.stderr).toMatch(
        new RegExp(`^${stack}  cost  .+\n(  budget: .+\n)*${stack}  policy  .+\n${stack}  \\d+ to create\n`),
      );
      expect(up.stderr).toMatch(/^the offline plan has all \d+ as the engine has them$/m);
      expect(up.code).toBe(0);
      expect(up.stdout).toMatch(/^done: \d+ created\n/);
      const again = await monitor("up", stack, "--yes");
      expect(again).toMatchObject({ code: 0, stdout: "Nothing to do.\n" });
    },
    3 * MINUTES,
  );

  it("tells outputs, for people and programs", async () => {
    const { stdout } = await monitor("outputs", "prod", "--format", "json");
    const outputs = JSON.parse(stdout) as Record<string, unknown>;
    expect(outputs).toMatchObject({ host: "monitor.example.com", clusterName: "monitor-prod" });
    expect(Object.values(outputs)).not.toContain(undefined);
    expect((await monitor("outputs", "prod")).stdout).toContain("monitor.example.com");
  });

  it("holds to what was reviewed", async () => {
    const plan = path.join(folder, "plan.json");
    expect((await monitor("preview", "dev", "--engine", "--plan", plan)).code).toBe(0);
    expect(await monitor("up", "dev", "--plan", plan, "--yes")).toMatchObject({ code: 0, stdout: "Nothing to do.\n" });
    const refused = await withSetting("dev", "cache.t4g.micro", "cache.t4g.small", () =>
      monitor("up", "dev", "--plan", plan, "--yes"),
    );
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("this is not what was reviewed; nothing was changed");
    expect(refused.stderr).toContain("  engine: redis-group would update, reviewed was stay");
    expect(refused.stderr).toContain("  configuration: redis\n  program: redis-group is another\n  cost: $");
  });

  it(
    "changes exactly what a setting touches",
    async () => {
      expect(await changes("dev", "cache.t4g.micro", "cache.t4g.small")).toEqual(["update redis-group"]);
      expect(await changes("prod", "min: 3, max: 10", "min: 4, max: 10")).toEqual(["update api-autoscaler"]);
      expect(await changes("prod", "tier: M30", "tier: M40")).toEqual(["update mongodb-cluster"]);
      const thirdZone = await changes("dev", "us-east-1b]", "us-east-1b, us-east-1c]");
      expect(thirdZone.filter((change) => /^(replace|delete)/.test(change))).toEqual(["replace cluster-main-group"]);
    },
    2 * MINUTES,
  );

  it("loses nothing that cannot be made again, unless it is named", async () => {
    const other =
      "config:\n  monitor:vectors: { embedding: { provider: pinecone, model: llama-text-embed-v2 }, dimension: 512 }\n";
    const lost = await withSetting("dev", "config:\n", other, () => monitor("up", "dev", "--yes"));
    expect(lost.code).toBe(2);
    expect(lost.stderr).toContain(
      "this would lose what cannot be made again; nothing was changed\n  replace vectors-index  urn:pulumi:dev::",
    );
    expect(lost.stderr).toMatch(/→ monitor up dev --allow-replace 'urn:pulumi:dev::\S+::vectors-index'\n$/);

    const refused = await monitor("destroy", "prod", "--yes");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("resources of prod are protected from deletion; nothing was changed");
    expect(lab.calls.filter(({ method }) => method === "delete")).toEqual([]);
  });

  it(
    "refuses in production what breaks a high rule, and shows it elsewhere",
    async () => {
      const [from, to] = ["203.0.113.0/24", "0.0.0.0/0"];
      const refused = await withSetting("prod", from, to, () => monitor("up", "prod", "--yes"));
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain(
        "prod breaks rules that production must keep; nothing was changed\n  eks-open-endpoint  cluster-cluster: ",
      );
      expect(refused.stderr).toMatch(/\n {2}→ monitor policy prod tells what mends it; or waive it/);
      const shown = await withSetting("dev", from, to, () => monitor("preview", "dev", "--engine"));
      expect(shown).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(/\ndev {2}policy {2}.*1 high.*\n {2}eks-open-endpoint {2}cluster-cluster: /),
      });
    },
    2 * MINUTES,
  );

  it(
    "finds what has changed behind its back, and passes over what scales by itself",
    async () => {
      expect(await monitor("drift", "staging")).toMatchObject({ code: 0, stdout: "staging  as it was deployed\n" });
      const group = of("staging").find(({ name }) => name === "redis-group");
      const pods = of("staging").find(({ name }) => name === "api-deployment");
      lab.tamper(group?.urn ?? "", { nodeType: "cache.r7g.large" });
      lab.tamper(pods?.urn ?? "", { spec: { ...(pods?.properties.spec as object), replicas: 7 } });
      const found = await monitor("drift", "staging");
      expect(found.code).toBe(1);
      expect(found.stdout).toContain("nodeType: cache.r7g.large, deployed was cache.t4g.small");
      expect(found.stdout).toContain("api-deployment spec.replicas: the autoscaler sets it");
      lab.tamper(group?.urn ?? "", { nodeType: "cache.t4g.small" });
    },
    2 * MINUTES,
  );

  it(
    "looks at all that needs no secret, for a role that may read none",
    async () => {
      const types = ["aws:secretsmanager/secretVersion:SecretVersion", "kubernetes:helm.sh/v3:Release"];
      const release = types.map((type) => lab.fault({ method: "read", type, how: "fail", message: "AccessDenied: no secrets" }));
      const refused = await monitor("drift", "staging");
      expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("AccessDenied: no secrets") });
      const { code, stdout } = await monitor("drift", "staging", "--without-secrets");
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout:
          "staging  as it was deployed\n" +
          "1 difference ignored:\n  api-deployment spec.replicas: the autoscaler sets it\n" +
          "not looked at, without reading secrets: addons-aws-load-balancer-controller, addons-external-secrets, " +
          "addons-metrics-server, secrets-mongodb-uri, secrets-redis-url\n",
      });
      for (const end of release) end();
    },
    2 * MINUTES,
  );

  it(
    "is refused, or waits, while somebody else is at work",
    async () => {
      const release = lab.fault({ method: "update", name: "redis-group", how: "hang" });
      const isHanging = () =>
        lab.calls.some(({ method, name, preview }) => method === "update" && name === "redis-group" && !preview);
      await withSetting("dev", "cache.t4g.micro", "cache.t4g.small", async () => {
        let ended: Run | undefined;
        const first = monitor("up", "dev", "--yes").then((run) => {
          ended = run;
          return run;
        });
        while (!isHanging()) {
          expect(ended).toBeUndefined();
          await setTimeout(100);
        }
        // With stand-ins of its own: when an engine ends, it tells its providers to drop what they do.
        const other = await startLab({ folder: path.join(folder, "lab") });
        const second = await monitorWith({ PULUMI_DEBUG_PROVIDERS: other.env.PULUMI_DEBUG_PROVIDERS }, "up", "dev", "--yes");
        await other.stop();
        expect(second.code).toBe(2);
        expect(second.stderr).toMatch(/dev is locked by \S+@\S+ \(process \d+\) since 20\S+\n {2}→ wait for it/);
        release();
        expect(await first).toMatchObject({ code: 0, stdout: expect.stringContaining("done: 1 updated") });
      });
    },
    2 * MINUTES,
  );

  it.each([
    ["no CLI", { PATH: path.dirname(process.execPath) }, "Pulumi CLI: not on PATH"],
    ["a wrong passphrase", { PULUMI_CONFIG_PASSPHRASE: "other" }, "the passphrase is not the one"],
    ["an unreachable backend", { PULUMI_BACKEND_URL: "file:///nowhere/at/all" }, "state backend: file:///nowhere/at/all"],
  ])("%s: cause and remedy, exit 2", async (_, env, cause) => {
    const { code, stderr } = await monitorWith(env, "up", "dev", "--yes");
    expect(code).toBe(2);
    expect(stderr).toContain(cause);
    expect(stderr).toMatch(/\n {2}→ /);
    expect(stderr).not.toContain("    at ");
  });

  it(
    "destroys everything, in an order that dependencies allow",
    async () => {
      const destroyed = await monitor("destroy", "dev", "--yes");
      expect(destroyed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^done: \d+ deleted\n$/) });
      expect(of("dev")).toEqual([]);
      expect(await monitor("destroy", "dev", "--yes")).toMatchObject({ code: 0, stdout: "Nothing to delete.\n" });
    },
    2 * MINUTES,
  );
});
