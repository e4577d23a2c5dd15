/** Interrupts without a terminal, by the SDK's own way of calling an engine; the engine is a script that tells what reaches it. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { ROOT } from "./plan/testGraph.ts";

/** Ends at the second interrupt, as the CLI does; 20 s later by itself. What it says as it ends may be lost, so it is also in a file. */
const ENGINE = `#!/usr/bin/env node
const { appendFileSync } = require("node:fs");
let count = 0;
process.on("SIGINT", () => {
  const said = "engine interrupted " + ++count + "\\n";
  appendFileSync(__filename + ".log", said);
  process.stderr.write(said);
  if (count > 1) process.exit(255);
});
process.stderr.write("engine at work as " + process.pid + "\\n");
setTimeout(() => {}, 20_000);
`;

/** As Session calls the SDK: it lends a signal for as long as an engine is at work. */
const program = (folder: string): string => `
import { PulumiCommand } from ${JSON.stringify(path.join(ROOT, "node_modules/@pulumi/pulumi/automation/index.js"))};
import { speaking } from ${JSON.stringify(path.join(ROOT, "toolkit/cliEngine.ts"))};
import { withSignal } from ${JSON.stringify(path.join(ROOT, "toolkit/engine/session.ts"))};
const pulumi = await PulumiCommand.get({ skipVersionCheck: true });
pulumi.command = ${JSON.stringify(path.join(folder, "engine"))};
await speaking(async ({ signal, voice }) => {
  if (process.argv[2] === "idle") {
    voice.say("engine at rest");
    await new Promise((resolve) => setTimeout(resolve, 20_000));
  }
  const say = (text) => process.stderr.write(text);
  await withSignal(signal, (lent) => pulumi.run([], ".", {}, undefined, say, lent));
});
`;

const folder = mkdtempSync(path.join(tmpdir(), "monitor-interrupts-"));
writeFileSync(path.join(folder, "engine"), ENGINE, { mode: 0o755 });
// What the SDK asks of a CLI, whatever its version.
writeFileSync(path.join(folder, "pulumi"), "#!/bin/sh\necho v3.255.0\n", { mode: 0o755 });
writeFileSync(path.join(folder, "main.mts"), program(folder));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** @param steps what is said, and a signal to send then */
function interrupted(steps: readonly (readonly [said: string, signal: NodeJS.Signals])[], ...args: string[]) {
  const command = ["--import", path.join(ROOT, "node_modules/tsx/dist/esm/index.mjs"), path.join(folder, "main.mts"), ...args];
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  const child = spawn(process.execPath, command, { env, stdio: ["ignore", "ignore", "pipe"] });
  const rest = [...steps];
  let said = "";
  child.stderr.on("data", (data) => {
    said += data;
    if (rest[0] && said.includes(rest[0][0])) child.kill(rest.shift()?.[1]);
  });
  return new Promise<{ code: number | null; said: string }>((resolve) => child.on("close", (code) => resolve({ code, said })));
}

it.each(["SIGINT", "SIGTERM"] as const)("a second interrupt stops the engine too, and then us: %s", async (second) => {
  const { code, said } = await interrupted([
    ["engine at work", "SIGINT"],
    ["engine interrupted 1", second],
  ]);
  expect(said).toContain("interrupted: the engine finishes what it has begun");
  const log = path.join(folder, "engine.log");
  expect(readFileSync(log, "utf8")).toBe("engine interrupted 1\nengine interrupted 2\n");
  rmSync(log);
  expect(code).toBe(130);
  const pid = Number(/at work as (\d+)/.exec(said)?.[1]);
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
});

it("where no engine is at work, a second interrupt ends us at once", async () => {
  const { code, said } = await interrupted(
    [
      ["engine at rest", "SIGINT"],
      ["interrupted:", "SIGINT"],
    ],
    "idle",
  );
  expect(code).toBe(130);
  expect(said).not.toContain("at work");
});
