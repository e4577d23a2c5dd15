/** The pack under Pulumi's real engine, with clouds that are pretended. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, startLab } from "../../engine/lab/lab.ts";
import { labProject, type PulumiRun, pulumi } from "../../engine/lab/project.ts";
import { ROOT } from "../../plan/testGraph.ts";
import { RIG } from "../../testServers.ts";

const MINUTES = 60_000;
const PACK = ["--policy-pack", "toolkit/policy/pack"];

describe.skipIf(RIG === undefined)("the pack on the engine", () => {
  let folder: string;
  let project: string;
  let lab: Lab;

  const run = (...args: string[]): Promise<PulumiRun> => pulumi(project, lab.env, args);
  const setting = (from: string, to: string): void => {
    const file = path.join(project, "Pulumi.dev.yaml");
    const text = readFileSync(file, "utf8");
    expect(text).toContain(from);
    writeFileSync(file, text.replace(from, to));
  };
  const made = () => lab.resources().filter(({ urn }) => urn.startsWith("urn:pulumi:dev::"));

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "monitor-pack-"));
    project = labProject(path.join(folder, "project"));
    lab = await startLab({ folder: path.join(folder, "lab") });
    for (const stack of ["shared", "dev"])
      expect(await run("stack", "init", `organization/monitor/${stack}`)).toMatchObject({ code: 0 });
  }, 5 * MINUTES);

  afterAll(async () => {
    await lab?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    "lets up what keeps the rules, and tells no secret",
    async () => {
      for (const stack of ["shared", "dev"]) {
        const { code, stdout, stderr } = await run("up", "-s", stack, "--yes", "--skip-preview", ...PACK);
        expect({ code, stderr }).toMatchObject({ code: 0 });
        expect(stdout).toContain("monitor@v0.1.0");
        expect(stdout).not.toContain("[mandatory]");
        for (const { properties, secrets } of lab.resources())
          for (const name of secrets) if (typeof properties[name] === "string") expect(stdout).not.toContain(properties[name]);
      }
      expect(made().length).toBeGreaterThan(100);
    },
    5 * MINUTES,
  );

  it(
    "judges a project of another make, with the tags of a provider that nobody asked for",
    async () => {
      const shop = path.join(folder, "shop");
      const files = {
        "Pulumi.yaml": 'name: shop\nruntime: { name: nodejs, options: { typescript: false, nodeargs: "--import tsx" } }\n',
        "Pulumi.dev.yaml":
          "config:\n  aws:region: us-east-1\n  aws:defaultTags: { tags: { app: shop, env: dev, owner: me, costcentre: x } }\n",
        "package.json": '{ "main": "index.ts" }',
        "index.ts": 'import * as aws from "@pulumi/aws";\nnew aws.s3.Bucket("files");\n',
      };
      mkdirSync(shop);
      for (const [name, text] of Object.entries(files)) writeFileSync(path.join(shop, name), text);
      symlinkSync(path.join(ROOT, "node_modules"), path.join(shop, "node_modules"));
      expect(await pulumi(shop, lab.env, ["stack", "init", "organization/shop/dev"])).toMatchObject({ code: 0 });
      const { code, stdout } = await pulumi(shop, lab.env, [
        "preview",
        "-s",
        "dev",
        "--policy-pack",
        path.join(ROOT, PACK[1] ?? ""),
      ]);
      expect({ code, stdout }).toMatchObject({ code: 1 });
      expect(stdout).toMatch(/\[mandatory\].+env-protected.+files/);
      expect(stdout).toContain("s3-public-access");
      expect(stdout).not.toContain("env-tags");
    },
    MINUTES,
  );

  it(
    "stops the engine before anything changes where a high rule is broken, until it is waived",
    async () => {
      const writes = () => lab.calls.filter(({ method, preview }) => /create|update|delete/.test(method) && !preview).length;
      const before = writes();
      setting("203.0.113.0/24", "0.0.0.0/0");
      const stopped = await run("up", "-s", "dev", "--yes", ...PACK);
      expect(stopped.code).not.toBe(0);
      expect(stopped.stdout).toMatch(/\[mandatory\].+eks-open-endpoint.+cluster-cluster/);
      expect(stopped.stdout).toContain("→ set monitor:cluster.endpoint.cidrs");
      expect(writes()).toBe(before);

      const waiver =
        "{ rule: eks-open-endpoint, owner: platform, expires: 2999-12-31, reason: A cluster of the tests that nobody can reach }";
      setting("    profile: development\n", `    profile: development\n    waivers: [${waiver}]\n`);
      const waived = await run("preview", "-s", "dev", ...PACK);
      expect({ code: waived.code, stderr: waived.stderr }).toMatchObject({ code: 0 });
      expect(waived.stdout).not.toContain("eks-open-endpoint");
    },
    5 * MINUTES,
  );
});
