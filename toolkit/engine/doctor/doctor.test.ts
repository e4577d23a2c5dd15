import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { doctor as command } from "../../commands/doctor.ts";
import { ROOT } from "../../plan/testGraph.ts";
import { doctorText } from "../../report/doctorText.ts";
import { plain } from "../../report/terminal.ts";
import type { Check } from "./check.ts";
import { doctor, failures, requireSound } from "./doctor.ts";
import { thisMachine } from "./machine.ts";
import { type Changes, json, machine, refused } from "./testContext.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const RELEASE = {
  version: 1,
  digest: "0a1b2c3d4e5f".padEnd(64, "0"),
  ...Object.fromEntries(
    ["api", "ai", "dashboard", "sdk"].map((part) => [
      part,
      [
        {
          ...{ path: "file", bytes: 1, sha256: "f".repeat(64) },
          ...(["dashboard", "sdk"].includes(part) && { contentType: "text/html", cacheControl: "no-cache" }),
        },
      ],
    ]),
  ),
};

/** A copy of this project with a release built, and perhaps other files. */
function project(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(path.join(tmpdir(), "monitor-doctor-"));
  folders.push(folder);
  for (const name of ["Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml", "Pulumi.shared.yaml", "package.json"])
    cpSync(path.join(ROOT, name), path.join(folder, name));
  for (const name of ["infra", "stacks"]) symlinkSync(path.join(ROOT, name), path.join(folder, name));
  mkdirSync(path.join(folder, "dist"));
  writeFileSync(path.join(folder, "dist/release.json"), JSON.stringify(RELEASE));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}

const examine = (changes: Changes = {}) => doctor(machine({ folder: project(), ...changes }));
const check = (checks: readonly Check[], what: string) => checks.find((it) => it.what === what);
/** Only the running Node differs from machine to machine. */
const golden = (checks: readonly Check[]) =>
  doctorText(
    checks.map((it) => (it.what === "Node" ? { ...it, found: "20.20.2, of at least 20.19" } : it)),
    plain,
  );

describe("monitor doctor", () => {
  it("finds nothing missing where nothing is", async () => {
    await expect(golden(await examine())).toMatchFileSnapshot("testdata/sound.txt");
  });

  it("says of all that is missing how to get it", async () => {
    const folder = project({ "dist/release.json": "{}" });
    const env = Object.fromEntries(Object.keys(machine().env).map((name) => [name, undefined]));
    const answers = {
      "pulumi whoami": refused("error: PULUMI_ACCESS_TOKEN must be set"),
      "aws sts": refused("Unable to locate credentials."),
    };
    await expect(golden(await examine({ folder, env, answers, stack: "dev" }))).toMatchFileSnapshot("testdata/bare.txt");
  });

  it("tells what cannot be asked from what is well", async () => {
    const denied = refused("\nAn error occurred (AccessDenied) when calling the GetServiceQuota operation: not authorized", 254);
    const answers = { "service-quotas": denied, "describe-regions": denied, pulumi: "not found" as const };
    const offline = async () => Promise.reject(new TypeError("fetch failed"));
    await expect(golden(await examine({ answers, fetch: offline }))).toMatchFileSnapshot("testdata/unasked.txt");
  });

  it("asks of the machine and the project alone where no stack is named", async () => {
    const whats = (await examine({ stack: null })).map(({ what }) => what);
    expect(whats).toEqual(["Node", "Pulumi CLI", "AWS CLI", "state backend", "configuration", "release"]);
  });

  it("asks of the shared stack what that needs", async () => {
    const whats = (await examine({ stack: "shared" })).map(({ what }) => what);
    expect(whats.slice(3)).toEqual([
      "state backend",
      "secrets",
      "configuration",
      "AWS account",
      "AWS region",
      "Cloudflare token",
    ]);
  });

  it("puts colour where it can be seen, and nowhere else", async () => {
    const checks = await examine();
    expect(doctorText(checks, plain)).not.toContain("\u001b");
    const coloured = doctorText(checks, (style, text) => `\u001b[${style === "green" ? 32 : 31}m${text}\u001b[39m`);
    expect(coloured).toContain("\u001b[32mok\u001b[39m");
    expect(stripVTControlCharacters(coloured)).toBe(doctorText(checks, plain));
  });

  it("knows no stack that has no file", async () => {
    await expect(examine({ stack: "prdo" })).rejects.toMatchObject({
      message: "no stack prdo: there is no Pulumi.prdo.yaml",
      remedy: "did you mean prod?",
    });
  });

  it("gives JSON", async () => {
    const { text, sound } = await command({ context: machine({ folder: project() }), format: "json", paint: plain });
    expect(sound).toBe(true);
    const { version, stack, checks } = JSON.parse(text) as { version: number; stack: string; checks: Check[] };
    expect({ version, stack }).toEqual({ version: 1, stack: "prod" });
    expect(Object.keys(checks[0] ?? {})).toEqual(["what", "verdict", "found", "remedy"]);
  });
});

describe("a check", () => {
  it("that gets no answer in time cannot be told, and holds up no other", async () => {
    const expired = 4; // the backend's is the fourth
    let asked = 0;
    const limit = () => (++asked === expired ? AbortSignal.abort() : new AbortController().signal);
    const checks = await examine({ answers: { "pulumi stack ls": "never" }, limit });
    expect(check(checks, "state backend")).toMatchObject({ verdict: "cannot tell", found: "no answer in time" });
    expect(check(checks, "Pulumi CLI")).toMatchObject({ verdict: "ok" });
  });

  it.each<[string, string, Changes, Partial<Check>]>([
    [
      "state backend",
      "that cannot be read",
      { answers: { "pulumi stack ls": refused("error: unable to open bucket s3://monitor-state?region=x: denied") } },
      { verdict: "failed", found: "s3://monitor-state: unable to open bucket s3://monitor-state: denied" },
    ],
    [
      "state backend",
      "that somebody logged in to",
      { env: { PULUMI_BACKEND_URL: undefined } },
      { verdict: "ok", found: "s3://monitor-state" },
    ],
    [
      "state backend",
      "with a password in its address",
      { env: { PULUMI_BACKEND_URL: "https://ann:hunter2@state.example.com/?token=x" }, stack: "dev" },
      { verdict: "ok", found: "https://state.example.com/" },
    ],
    [
      "state backend",
      "that has not seen the stack",
      { answers: { "pulumi stack ls": { code: 0, stdout: "[]", stderr: "" } } },
      { verdict: "ok", found: "s3://monitor-state, where prod is not yet" },
    ],
    [
      "secrets",
      "whose passphrase is empty",
      { env: { PULUMI_CONFIG_PASSPHRASE: "" } },
      { verdict: "ok", found: "PULUMI_CONFIG_PASSPHRASE is set" },
    ],
    [
      "secrets",
      "whose passphrase is in a file that is not there",
      { env: { PULUMI_CONFIG_PASSPHRASE: undefined, PULUMI_CONFIG_PASSPHRASE_FILE: "/nowhere/at/all" } },
      { verdict: "failed", found: "PULUMI_CONFIG_PASSPHRASE_FILE cannot be read: ENOENT" },
    ],
    [
      "secrets",
      "that Pulumi Cloud keeps",
      { env: { PULUMI_CONFIG_PASSPHRASE: undefined, PULUMI_BACKEND_URL: "https://api.pulumi.com" } },
      { verdict: "ok", found: "the backend keeps the key" },
    ],
    [
      "AWS account",
      "that is another",
      {
        answers: {
          "aws sts": { code: 0, stdout: '{"Account":"999999999999","Arn":"arn:aws:iam::999999999999:user/ann"}', stderr: "" },
        },
      },
      { verdict: "failed", found: "999999999999, as user/ann; the stack is for 111122223333" },
    ],
    [
      "AWS account",
      "without a network",
      { answers: { "aws sts": refused("Could not connect to the endpoint URL: https://sts.amazonaws.com/") } },
      { verdict: "cannot tell" },
    ],
    [
      "AWS region",
      "that is not enabled",
      { answers: { "describe-regions": { code: 0, stdout: '{"Regions":[{"OptInStatus":"not-opted-in"}]}', stderr: "" } } },
      { verdict: "failed", found: "us-east-1 is not enabled for the account" },
    ],
    [
      "quota: VPCs",
      "that was never raised",
      {
        answers: {
          "get-service-quota --service-code vpc": refused(
            "An error occurred (NoSuchResourceException) when calling the GetServiceQuota operation: x",
          ),
          "get-aws-default-service-quota --service-code vpc": { code: 0, stdout: '{"Quota":{"Value":5}}', stderr: "" },
        },
      },
      { verdict: "ok", found: "needs 1 of 5 in us-east-1, where others hold 1" },
    ],
    [
      "quota: Lambda concurrency",
      "of a new account",
      { answers: { "--quota-code L-B99A9384": { code: 0, stdout: '{"Quota":{"Value":10}}', stderr: "" } } },
      { verdict: "failed", found: "needs 120 of 10 in us-east-1 (20 reserved, and 100 that must stay free)" },
    ],
  ])("of %s %s", async (what, _, changes, expected) => {
    expect(check(await examine(changes), what)).toMatchObject(expected);
  });

  it("of a stack whose file is encrypted asks for the passphrase, or leaves a key to the engine", async () => {
    const withLine = (line: string) => project({ "Pulumi.prod.yaml": `${line}\nconfig: {}\n` });
    const env = { PULUMI_CONFIG_PASSPHRASE: undefined };
    expect(check(await examine({ folder: withLine("encryptionsalt: v1:abc"), env }), "secrets")).toMatchObject({
      verdict: "failed",
    });
    expect(
      check(await examine({ folder: withLine("secretsprovider: awskms://alias/x?region=y"), env }), "secrets"),
    ).toMatchObject({
      verdict: "cannot tell",
      found: "kept by awskms://alias/x; only the engine can ask it",
    });
  });

  it("of a configuration that is wrong tells the first problem, and asks no cloud about the stack", async () => {
    const folder = project({ "Pulumi.prod.yaml": "config:\n  monitor:kind: environment\n  monitor:netwrok: {}\n" });
    const checks = await examine({ folder });
    expect(check(checks, "configuration")).toMatchObject({
      verdict: "failed",
      found: expect.stringMatching(/^\d+ problems, first Pulumi\.prod\.yaml:3 monitor:netwrok: unknown key$/),
      remedy: "monitor preview prod tells them all",
    });
    expect(check(checks, "AWS account")).toBeUndefined();
    const broken = await examine({ folder: project({ "Pulumi.prod.yaml": "config: [" }) });
    expect(check(broken, "configuration")).toMatchObject({ verdict: "failed", found: expect.stringContaining("is no YAML") });
  });

  it("of a cloud whose provider somebody attached is not for us", async () => {
    const lines: string[] = [];
    const env = { PULUMI_DEBUG_PROVIDERS: "aws:4242,cloudflare:4343,mongodbatlas:4444", CLOUDFLARE_API_TOKEN: undefined };
    const checks = await examine({ env, lines, answers: { "aws sts": "not found" } });
    expect(failures(checks)).toEqual([]);
    expect(checks.filter(({ verdict }) => verdict === "cannot tell").map(({ what }) => what)).toEqual([
      "AWS account",
      "AWS region",
      "quota: VPCs",
      "quota: Elastic IPs",
      "quota: on-demand vCPUs",
      "quota: Lambda concurrency",
      "Cloudflare token",
      "Atlas keys",
    ]);
    expect(lines.filter((line) => line.startsWith("aws") && line !== "aws --version")).toEqual([]);
  });
});

describe("secrets", () => {
  it("are never shown, though every tool says them back", async () => {
    const everything = Object.values(machine().env).join(" ");
    const answers = { pulumi: refused(`error: ${everything}`), aws: refused(everything) };
    for (const fetch of [
      async () => json(200, { success: false, result: { status: everything } }),
      async () => Promise.reject(new Error(everything)),
    ]) {
      const checks = await examine({ answers, fetch });
      expect(JSON.stringify(checks).replaceAll("canary-atlas-public", "")).not.toContain("canary");
    }
  });
});

describe("before a change", () => {
  it("everything sound is silent", async () => {
    await requireSound(machine({ folder: project() }), "up");
  });

  it("what is missing stops it, with every remedy", async () => {
    const env = { PINECONE_API_KEY: undefined };
    await expect(requireSound(machine({ folder: project(), env }), "up")).rejects.toMatchObject({
      message:
        "1 thing missing to up prod; nothing was changed\n  Pinecone key: none is set\n" +
        "    → set PINECONE_API_KEY, or pulumi config set --secret monitor:pineconeApiKey",
      remedy: "monitor doctor prod asks again",
    });
  });

  it("of no stack in particular, it says of none what was to be done", async () => {
    const env = { PULUMI_BACKEND_URL: undefined };
    const answers = { "pulumi whoami": refused("error: PULUMI_ACCESS_TOKEN must be set") };
    await expect(
      requireSound(machine({ folder: project(), stack: null, env, answers }), "destroy", "monitor doctor"),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/^1 thing missing; nothing was changed\n {2}state backend: /),
      remedy: "monitor doctor asks again",
    });
  });

  it("of a destroy, neither release nor quotas matter", async () => {
    const folder = project({ "dist/release.json": "{}" });
    await requireSound(machine({ folder, answers: { "service-quotas": refused("no") } }), "destroy");
    await expect(requireSound(machine({ folder }), "up")).rejects.toThrow(/release/);
  });
});

describe("on a real machine", () => {
  it("runs what is on PATH", async () => {
    const folder = project();
    const bin = path.join(folder, "bin");
    mkdirSync(bin);
    const script = (name: string, body: string) => {
      writeFileSync(path.join(bin, name), `#!/bin/sh\n${body}\n`);
      chmodSync(path.join(bin, name), 0o755);
    };
    script("pulumi", 'case "$1" in version) echo v3.255.0;; stack) echo "[{\\"name\\":\\"dev\\"}]";; esac');
    script("aws", 'echo "aws-cli/2.31.4 Python/3.13"; exit 0');
    const env = { PATH: `${bin}:/usr/bin:/bin`, PULUMI_BACKEND_URL: `file://${folder}` };
    const checks = await doctor(thisMachine(folder, null, env));
    expect(checks.map(({ what, verdict }) => `${what}: ${verdict}`)).toEqual([
      "Node: ok",
      "Pulumi CLI: ok",
      "AWS CLI: ok",
      "state backend: ok",
      "configuration: ok",
      "release: ok",
    ]);
  });

  it("says what is not on PATH, and what a command's code was", async () => {
    const folder = project();
    const { run } = thisMachine(folder, null, { PATH: "/usr/bin:/bin" });
    const { signal } = new AbortController();
    expect(await run("no-such-command-anywhere", [], signal)).toBe("not found");
    expect(await run("sh", ["-c", "echo out; echo err >&2; exit 3"], signal)).toEqual({
      code: 3,
      stdout: "out\n",
      stderr: "err\n",
    });
    const running = new AbortController();
    const ran = run("sleep", ["600"], running.signal);
    running.abort();
    expect(await ran).toMatchObject({ code: 1 });
  });
});
