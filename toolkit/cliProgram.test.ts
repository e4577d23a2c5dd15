/** Commands on somebody else's program. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { removeProjects, testProject } from "./plan/testProject.ts";
import { COMMAND, monitor } from "./testCommand.ts";

afterEach(removeProjects);

const FILES = {
  "Pulumi.yaml": "name: shop\nruntime: nodejs\nconfig:\n  aws:region: { value: us-east-1 }\n",
  "index.ts": `import * as aws from "@pulumi/aws";
console.log("not for the answer");
const subnet = new aws.ec2.Subnet("subnet", { vpcId: aws.ec2.getVpcOutput({ default: true }).id });
export const gateway = new aws.ec2.NatGateway("gateway", { subnetId: subnet.id, connectivityType: "private" });`,
};

describe("--program", () => {
  it("previews it, and says what stack was made up for it", async () => {
    const folder = testProject(FILES);
    const { code, stdout, stderr } = await monitor(["preview", "--program", folder, "--resources"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^dev {2}2 resources {2}us-east-1\n/);
    expect(stdout).toMatch(/NatGateway {2}index\.ts:4/);
    expect(stdout).not.toContain("not for the answer");
    expect((await monitor(["-C", folder, "preview", "-r"])).stdout).toBe(stdout);
  });

  it("prices it where it stands", async () => {
    const { code, stdout } = await monitor(["cost", "staging", "--program", testProject(FILES), "--format", "json"]);
    expect(code).toBe(0);
    const { environments } = JSON.parse(stdout) as {
      environments: { name: string; lines: { id: string }[]; unpriced: { why: string }[] }[];
    };
    expect(environments.map(({ name, lines }) => [name, lines.map(({ id }) => id)])).toEqual([
      ["staging", ["NatGateway/gateway/hours"]],
    ]);
    // Nothing is known of how much it is used.
    expect(environments[0]?.unpriced.map(({ why }) => why)).toEqual(["depends on use, and nobody said how much"]);
    const assumed = await monitor(["cost", "--program", testProject(FILES), "--usage", "pv=1M"]);
    expect(assumed).toMatchObject({ code: 2, stdout: "" });
    expect(assumed.stderr).toContain("there is no pv to assume of a program of others");
  });

  it("holds it against the rules", async () => {
    const { code, stdout } = await monitor(["policy", "--program", testProject(FILES), "--format", "json"]);
    expect([0, 1]).toContain(code);
    expect(JSON.parse(stdout)).toMatchObject({ environments: [{ name: "dev" }] });
  });

  it("waits for nothing that it leaves running, even with its output in hand", async () => {
    const program = `import { spawn } from "child_process";
import { writeFileSync } from "fs";
const left = spawn("sleep", ["600"], { stdio: "inherit", detached: true });
left.unref();
writeFileSync("pid", String(left.pid));`;
    const folder = testProject({ ...FILES, "index.ts": program });
    const { code } = await monitor(["preview", "--program", folder]);
    const pid = Number(readFileSync(path.join(folder, "pid"), "utf8"));
    expect({ code, isRunning: process.kill(pid) }).toEqual({ code: 0, isRunning: true });
  });

  it("ends with the command that is ended from outside, whatever it does about it", async () => {
    const program = `import { writeFileSync } from "fs";
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => {});
writeFileSync("pid", String(process.pid));
for (;;);`;
    const folder = testProject({ ...FILES, "index.ts": program });
    const file = path.join(folder, "pid");
    const command = spawn(process.execPath, [...COMMAND, "preview", "--program", folder], { stdio: "ignore" });
    const ended = once(command, "exit");
    await expect.poll(() => existsSync(file) && readFileSync(file, "utf8") !== "", { timeout: 60_000, interval: 50 }).toBe(true);
    command.kill("SIGTERM");
    expect(await ended).toEqual([null, "SIGTERM"]);
    const isRunning = () => {
      try {
        return process.kill(Number(readFileSync(file, "utf8")), 0);
      } catch {
        return false;
      }
    };
    await expect.poll(isRunning, { timeout: 10_000 }).toBe(false);
  });

  it("tells why not: exit 2, nothing on the output", async () => {
    const folder = testProject({ ...FILES, "index.ts": "console.log('by the way');\nprocess.exit(1);" });
    const { code, stdout, stderr } = await monitor(["preview", "--program", folder]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(
      "dev cannot be planned\n  the program\n    it ended its own process, with exit code 1: Pulumi programs end by returning\n    It said last:\n      by the way\n",
    );
  });
});
