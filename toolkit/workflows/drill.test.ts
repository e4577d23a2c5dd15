/** The drill of the state: a real S3 server, the real AWS CLI and Pulumi's real engine. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startS3, type TestS3 } from "../engine/bootstrap/testS3.ts";
import { type Lab, startLab } from "../engine/lab/lab.ts";
import { pulumi } from "../engine/lab/project.ts";
import { AWS, RIG } from "../testServers.ts";
import { ROOT } from "./testFiles.ts";
import { runScript } from "./testScript.ts";

const MINUTES = 60_000;
const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
export default () => {
  for (let count = 0; count < (new pulumi.Config().getNumber("count") ?? 1); count++)
    new random.RandomPassword("password-" + count, { length: 20 });
};
`;

describe.skipIf(RIG === undefined || AWS === undefined)("drill-state.sh", () => {
  let folder: string;
  let lab: Lab;
  let s3: TestS3;
  /** A moment between the first deployment and the second. */
  let between: string;
  const at = (name: string): string => path.join(folder, name);
  const KEY = ".pulumi/stacks/drilled/prod.json";
  /** Not the synchronous way: the server is reached through this process. */
  const aws = async (...args: string[]): Promise<string> => {
    const env = { ...process.env, ...s3.env, AWS_DEFAULT_REGION: "us-east-1" };
    return (await promisify(execFile)(AWS ?? "", ["s3api", ...args], { env })).stdout;
  };

  const drill = (env: Readonly<Record<string, string>> = {}, environment = "prod") =>
    runScript("drill-state.sh", [environment], {
      folder,
      cwd: at("project"),
      env: {
        ...{ ...lab.env, ...s3.env, AWS_DEFAULT_REGION: "us-east-1", STATE_BUCKET: "state" },
        PATH: [path.dirname(AWS ?? ""), lab.env.PATH, process.env.PATH].join(path.delimiter),
        ...env,
      },
    });

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "monitor-drill-"));
    [lab, s3] = await Promise.all([startLab({ folder: at("lab") }), startS3(RIG ?? "", at("s3"), { versions: true })]);
    s3.makeBucket("state");
    await aws("put-bucket-versioning", "--bucket", "state", "--versioning-configuration", "Status=Enabled");
    mkdirSync(at("project"));
    symlinkSync(path.join(ROOT, "node_modules"), at("project/node_modules"));
    writeFileSync(
      at("project/Pulumi.yaml"),
      'name: drilled\nruntime:\n  name: nodejs\n  options: { typescript: false, nodeargs: "--import tsx" }\n',
    );
    writeFileSync(at("project/package.json"), JSON.stringify({ type: "module", main: "index.ts" }));
    writeFileSync(at("project/index.ts"), PROGRAM);
    const env = { ...lab.env, ...s3.env, PULUMI_BACKEND_URL: "s3://state?region=us-east-1&awssdk=v2" };
    const run = async (...args: string[]) => expect(await pulumi(at("project"), env, args)).toMatchObject({ code: 0 });
    await run("stack", "init", "prod");
    await run("up", "--yes", "--stack", "prod");
    // Versions are dated by the second.
    await setTimeout(1_100);
    between = new Date().toISOString();
    await setTimeout(1_100);
    await run("config", "set", "count", "3", "--stack", "prod");
    await run("up", "--yes", "--stack", "prod");
  }, 3 * MINUTES);

  afterAll(async () => {
    await Promise.all([lab?.stop(), s3?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    "restores the state as it was then, with its secrets, and changes nothing",
    async () => {
      const before = await aws("list-object-versions", "--bucket", "state");
      // The stack itself, the provider, and the passwords.
      const then = await drill({ DRILL_AS_OF: between });
      expect(then, then.stderr).toMatchObject({ code: 0 });
      expect(then.stdout).toMatch(/^prod as of \S+: 3 resources, whole, every secret decrypted$/m);
      expect((await drill({ DRILL_AS_OF: "2999-01-01T00:00:00Z" })).stdout).toContain(": 5 resources, whole");
      expect(readFileSync(at("summary"), "utf8").match(/every secret decrypted/g)).toHaveLength(2);
      expect(await aws("list-object-versions", "--bucket", "state")).toBe(before);
    },
    MINUTES,
  );

  it(
    "fails where the passphrase is another",
    async () => {
      const { code, stdout, stderr } = await drill({ PULUMI_CONFIG_PASSPHRASE: "other", DRILL_AS_OF: between });
      expect(code).not.toBe(0);
      expect(stdout).toBe("");
      expect(stderr).toContain("passphrase");
    },
    MINUTES,
  );

  it(
    "fails where there is no such state, or no bucket",
    async () => {
      const { code, stderr } = await drill({}, "staging");
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: "::error::state holds no version of .pulumi/stacks/drilled/staging.json\n",
      });
      const elsewhere = await drill({ STATE_BUCKET: "elsewhere" });
      expect(elsewhere.code).not.toBe(0);
      expect(elsewhere.stderr).toContain("NoSuchBucket");
      expect(elsewhere.stderr).not.toContain("holds no version");
    },
    MINUTES,
  );

  it(
    "takes any time that date reads, and no other for the newest",
    async () => {
      expect((await drill({ DRILL_AS_OF: "tomorrow" })).stdout).toContain(": 5 resources, whole");
      const { code, stderr } = await drill({ DRILL_AS_OF: "whenever" });
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("invalid date") });
    },
    MINUTES,
  );

  it(
    "fails where what was kept is half of a state",
    async () => {
      await aws("get-object", "--bucket", "state", "--key", KEY, at("whole.json"));
      writeFileSync(at("half.json"), readFileSync(at("whole.json"), "utf8").slice(0, 900));
      await aws("put-object", "--bucket", "state", "--key", KEY, "--body", at("half.json"));
      expect((await drill({ DRILL_AS_OF: "2999-01-01T00:00:00Z" })).code).not.toBe(0);
    },
    MINUTES,
  );
});
