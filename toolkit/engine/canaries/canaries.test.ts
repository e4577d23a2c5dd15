/** A canary in every secret that a deployment knows, and a search for them in everything that it says and writes. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RIG } from "../../testServers.ts";
import { wireSecret } from "../lab/wire.ts";
import { leaks } from "./search.ts";
import { Stage, TAMPERED } from "./stage.ts";

const MINUTES = 60_000;
const SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const CACHE = "aws:elasticache/replicationGroup:ReplicationGroup";

describe.skipIf(RIG === undefined)("no secret leaves", () => {
  let stage: Stage;
  const monitor: Stage["monitor"] = (...args) => stage.monitor(...args);
  const urnOf = (type: string, name: string): string =>
    stage.lab.resources().find((it) => it.type === type && it.name === name)?.urn ?? "";

  beforeAll(async () => {
    stage = await Stage.open();
  }, 5 * MINUTES);
  afterAll(() => stage?.close());

  it(
    "while planning",
    async () => {
      for (const format of ["text", "json", "markdown", "html"])
        expect(await monitor(["preview", "dev", "--format", format, "--out", stage.at(`out/plan.${format}`)])).toMatch(/^exit 0/);
      expect(await monitor(["preview", "dev", "--resources"])).toContain("secrets-anthropic-api-key");
      expect(await monitor(["preview", "dev", "--format", "json"])).toContain('"secretString": "[secret]"');
      expect(await monitor(["render", "dev"])).toMatch(/^exit 0/);
      expect(await monitor(["doctor", "dev"])).toMatch(/^exit 0/);
      expect(await monitor(["doctor", "dev", "--format", "json"])).toMatch(/^exit 0/);
    },
    4 * MINUTES,
  );

  it("while clouds and tools say back what they were given", async () => {
    const alone = { PULUMI_DEBUG_PROVIDERS: "" };
    const echo = ["--import", stage.at("echo.mjs")];
    expect(await monitor(["doctor", "dev"], alone, echo)).toContain("[secret]");
    expect(await monitor(["doctor", "staging"], alone, echo)).toContain("[secret]");
    expect(await monitor(["doctor", "staging", "--format", "json"], alone, echo)).toContain("[secret]");
  });

  it(
    "while deploying, even where a cloud repeats what was generated a moment ago",
    async () => {
      expect(await monitor(["up", "shared", "--yes"])).toMatch(/^exit 0/);
      expect(await monitor(["preview", "dev", "--engine"])).toMatch(/^exit 0/);
      expect(await monitor(["preview", "dev", "--engine", "--format", "json", "--plan", stage.at("out/plan")])).toMatch(
        /^exit 0/,
      );
      const release = stage.lab.fault({
        ...{ method: "create", type: CACHE, name: "redis-group", how: "fail" },
        // Asked for when the call fails, and not before: then the password is there.
        get message() {
          return `the token is ${encodeURIComponent(stage.secret("redis-auth.result"))}, is it?`;
        },
      });
      expect(await monitor(["up", "dev", "--yes", "--plan", stage.at("out/plan")])).toMatch(
        /^exit 2[\s\S]*the token is \[secret\], is it/,
      );
      release();
      expect(await monitor(["up", "dev", "--yes"])).toMatch(/^exit 0/);
      expect(await monitor(["up", "dev", "--yes"], { PULUMI_CONFIG_PASSPHRASE: TAMPERED })).toContain("the passphrase is not");
      for (const name of ["mongodb-password.result", "redis-auth.result", "mongodb-uri.secretString", "redis-url.secretString"])
        expect(stage.secret(name), name).not.toBe("");
    },
    4 * MINUTES,
  );

  it(
    "while telling what is deployed, and what has changed",
    async () => {
      for (const format of ["text", "json"]) expect(await monitor(["outputs", "dev", "--format", format])).toMatch(/^exit 0/);
      stage.lab.tamper(urnOf(SECRET_VERSION, "secrets-anthropic-api-key"), { secretString: wireSecret(TAMPERED) });
      const cache = urnOf(CACHE, "redis-group");
      stage.lab.tamper(cache, { description: `of ${stage.secret("redis-url.secretString")}` });
      // Here the engine itself tells us a secret in clear: in a property that is none.
      const loud = { SPY: stage.at("loud") };
      expect(await monitor(["drift", "dev"], loud)).toContain("description: of [secret], deployed was Cache");
      expect(await monitor(["drift", "dev", "--format", "json", "--out", stage.at("out/drift.json")], loud)).toMatch(/^exit 1/);
      expect(readFileSync(stage.at("out/drift.json"), "utf8")).toContain('"found": "of [secret]"');
      stage.lab.tamper(cache, { description: "Cache and queue, single" });
      expect(await monitor(["preview", "dev", "--engine", "--format", "json"])).toMatch(/^exit 0/);
    },
    4 * MINUTES,
  );

  it.each([
    ["up", ["up", "dev", "--yes"], { method: "diff" }],
    ["preview", ["preview", "dev", "--engine"], { method: "diff", preview: true }],
    ["drift", ["drift", "dev"], { method: "read" }],
    ["destroy", ["destroy", "dev", "--yes"], { method: "delete" }],
  ] as const)(
    "while a cloud refuses, and repeats everything: %s",
    async (_, args, call) => {
      const message = stage.refusal();
      const release = stage.lab.fault({ ...call, type: CACHE, name: "redis-group", how: "fail", message });
      const restore = stage.edit("cache.t4g.micro", "cache.t4g.small");
      const told = await monitor(args);
      release();
      restore();
      expect(told).toMatch(/^exit 2[\s\S]*InvalidParameter: authToken \[secret\] of \[secret\]\n *\{"SecretString":"\[secret\]"/);
      expect(told).toMatch(
        /GET \/\?token=\[secret\]&uri=\[secret\]\n *Authorization: Basic \S*\[secret\]\S*\n( *\[secret\]\n)+ *\(end\)/,
      );
    },
    4 * MINUTES,
  );

  it(
    "but one that only a cloud knows, and says: neither program nor state has seen it",
    async () => {
      const call = { method: "read", type: CACHE, name: "redis-group" } as const;
      const release = stage.lab.fault({ ...call, how: "fail", message: `it is ${TAMPERED}, and` });
      expect(await monitor(["drift", "dev"])).toContain(`it is ${TAMPERED}, and`);
      release();
      stage.forgetLast();
    },
    2 * MINUTES,
  );

  it(
    "while deleting",
    async () => {
      expect(await monitor(["destroy", "dev", "--yes"])).toMatch(/^exit 0/);
    },
    4 * MINUTES,
  );

  it("was searched for everywhere", () => {
    const secrets = new Map([...stage.secrets, ["tampered", TAMPERED]]);
    const names = stage.written().map(({ from }) => path.relative(stage.at("."), from));
    for (const part of [/^spy\/events/, /^spy\/arguments/, /^lab\/state\/.*history/, /^lab\/state\/.*stacks/, /\.monitor\/trust/])
      expect(names, String(part)).toContainEqual(expect.stringMatching(part));
    expect(leaks(stage.written(), secrets)).toEqual([]);

    // A search that finds nothing must be one that would have.
    const planted = path.join(stage.project, ".monitor/planted.json");
    writeFileSync(planted, JSON.stringify([...secrets.values()].map((value) => `secret: ${value}`)));
    const found = leaks(stage.written(), secrets).join("\n");
    for (const name of secrets.keys()) expect(found).toContain(`${planted}: ${name} as JSON`);
  });
});
