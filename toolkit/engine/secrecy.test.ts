import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wireSecret } from "../graph/wire.ts";
import { UsageError } from "../plan/project.ts";
import { EngineFailure } from "./failure.ts";
import { credentialsIn, Secrecy, SHORTEST } from "./secrecy.ts";
import { learnConfig, learnMarked } from "./secrecySources.ts";
import { begins, says, urnOf } from "./testEvents.ts";

const knowing = (...values: readonly unknown[]): Secrecy => {
  const secrecy = new Secrecy();
  secrecy.learn(values);
  return secrecy;
};
/** Go's encoder, which most clouds' providers use. */
const goJson = (value: string): string =>
  JSON.stringify(value).replaceAll(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);

describe("a secret", () => {
  const value = "pässword/\"+quo ted\"\\is=<so>&'more'\nand more";
  const json = JSON.stringify(value).slice(1, -1);
  it.each([
    ["in clear", value],
    ["in JSON", json],
    ["in JSON in JSON", JSON.stringify(json).slice(1, -1)],
    ["in JSON in JSON in JSON", JSON.stringify(JSON.stringify(json).slice(1, -1)).slice(1, -1)],
    ["in Go's JSON", goJson(value).slice(1, -1)],
    ["in ASCII JSON", json.replaceAll("ä", "\\u00E4")],
    ["in a URL", encodeURIComponent(value)],
    ["in a URL in small letters", encodeURIComponent(value).replaceAll(/%../g, (code) => code.toLowerCase())],
    ["in a URL's path", encodeURI(value)],
    ["in a URL in a URL", encodeURIComponent(encodeURIComponent(value))],
    ["in a form", new URLSearchParams([["", value]]).toString().slice(1)],
    ["in HTML", value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&#34;").replaceAll("'", "&#x27;")],
    ["indented", value.replaceAll("\n", "\n    ")],
    ["on Windows", value.replaceAll("\n", "\r\n")],
  ])("is masked %s", (_, text) => {
    expect(knowing(value).mask(`refused: ${text}, try again`)).toBe("refused: [secret], try again");
  });

  it("is masked in base64, but for what its ends share with their neighbours", () => {
    for (const before of ["", "x", "xy"]) {
      const text = Buffer.from(`${before}${value}!`).toString("base64");
      for (const form of [text, text.replaceAll("+", "-").replaceAll("/", "_")])
        expect(knowing(value).mask(`Basic ${form}`)).toMatch(/^Basic [\w+/]{0,4}\[secret\][\w+/]{0,3}=*$/);
    }
  });

  it("is masked whatever it is, in JSON that stays JSON", () => {
    fc.assert(
      fc.property(fc.string({ minLength: SHORTEST, maxLength: 60, unit: "grapheme" }), (text) => {
        const secrecy = knowing(text);
        fc.pre(text.length >= SHORTEST && !"[secret]".includes(text));
        expect(JSON.parse(secrecy.mask(JSON.stringify({ said: `«${text}»` })))).toEqual({ said: "«[secret]»" });
        expect(secrecy.mask(`«${encodeURIComponent(text)}»`)).toBe("«[secret]»");
      }),
    );
  });

  it("goes as a whole where another is part of it", () => {
    const secrecy = knowing("token-0123", "rediss://:token-0123@host:6379");
    expect(secrecy.mask("at rediss://:token-0123@host:6379 with token-0123")).toBe("at [secret] with [secret]");
  });

  it(`is not masked below ${SHORTEST} characters, nor is a number`, () => {
    const secrecy = knowing("dev", "monitor", 12345678, "secret", "[secret]", "");
    expect(secrecy.mask("dev: monitor has no [secret] 12345678")).toBe("dev: monitor has no [secret] 12345678");
  });

  it("may be long, and of many lines", () => {
    const key = `-----BEGIN KEY-----\n${Array.from({ length: 80 }, (_, line) => `${line}+/abc`.repeat(8)).join("\n")}\n-----END KEY-----`;
    const masked = knowing(key).mask(JSON.stringify({ key }));
    expect(masked.replaceAll("[secret]", "")).toBe('{"key":""}');
  });

  it("costs little to look for", () => {
    const secrecy = knowing(Array.from({ length: 200 }, (_, index) => `secret-${index}-${"x".repeat(50)}`));
    const text = "a cloud says something that has no secret in it at all. ".repeat(20_000);
    const started = performance.now();
    expect(secrecy.mask(text)).toBe(text);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe("what is said", () => {
  const secrecy = knowing("token-0123", "logs-bucket");
  it("by the engine has masked values and messages, and names as they are", () => {
    const [begun, said, other] = secrecy.events([
      begins("update", "logs-bucket", { old: { inputs: { url: "x token-0123" } }, new: { outputs: { list: ["token-0123"] } } }),
      says("error", "bad token-0123", urnOf("logs-bucket")),
      says("error", "bad"),
    ]);
    const { metadata } = begun?.resourcePreEvent ?? {};
    expect(metadata).toMatchObject({ urn: urnOf("logs-bucket"), old: { inputs: { url: "x [secret]" } } });
    expect(metadata?.new).toMatchObject({ urn: urnOf("logs-bucket"), outputs: { list: ["[secret]"] } });
    expect(said?.diagnosticEvent).toMatchObject({ message: "bad [secret]", urn: urnOf("logs-bucket") });
    expect(other?.diagnosticEvent).toMatchObject({ message: "bad" });
  });

  it("by errors has none, wherever they carry it", () => {
    const failure = secrecy.cleared(new EngineFailure([{ urn: null, message: "token-0123 is bad" }]));
    expect(failure).toMatchObject({ message: "[secret] is bad", failures: [{ message: "[secret] is bad" }] });
    expect(failure.stack).not.toContain("token-0123");
    expect(secrecy.cleared(new UsageError("a", "use token-0123"))).toMatchObject({ message: "a", remedy: "use [secret]" });
    expect(secrecy.cleared("token-0123")).toBe("token-0123");
  });
});

describe("secrets are known", () => {
  it("where the engine marks them, in a state and on the wire", () => {
    const { specialSigKey, specialSecretSig, specialOutputValueSig } = pulumi.runtime;
    const secrecy = new Secrecy();
    const kept = { [specialSigKey]: specialSecretSig, plaintext: JSON.stringify({ key: "of-the-state" }) };
    const output = { [specialSigKey]: specialOutputValueSig, secret: true, value: "of-an-output" };
    const open = { [specialSigKey]: specialOutputValueSig, value: "open-value" };
    learnMarked({ resources: [{ outputs: { a: kept, b: [wireSecret(["of-an-input"])], c: output, d: open } }] }, secrecy);
    expect(secrecy.mask("of-the-state of-an-input of-an-output open-value")).toBe("[secret] [secret] [secret] open-value");
  });

  it("where a part of a setting is encrypted, and only that part", () => {
    const root = mkdtempSync(path.join(tmpdir(), "monitor-secrecy-"));
    writeFileSync(
      path.join(root, "Pulumi.test.yaml"),
      "config:\n  a:some: { open: { from: open-place }, list: [{ secure: v1:x }] }\n  one: { secure: v1:y }\n",
    );
    const project = {
      ...{ root, name: "a", main: "", cwd: root, stackFolder: root, stacks: ["test"] },
      defaults: { values: {}, secretKeys: new Set<string>() },
    };
    const secrecy = new Secrecy();
    const some = { open: { from: "open-place" }, list: ["in-a-list"] };
    const config = {
      "a:some": { value: JSON.stringify(some), objectValue: some, secret: true },
      "a:one": { value: "one-alone", secret: true },
      "a:plain": { value: "plain-value", secret: false },
      "a:elsewhere": { value: '["of-no-file"]', objectValue: ["of-no-file"], secret: true },
    };
    learnConfig(config, project, "test", secrecy);
    rmSync(root, { recursive: true });
    expect(secrecy.mask("open-place in-a-list one-alone plain-value of-no-file")).toBe(
      "open-place [secret] [secret] plain-value [secret]",
    );
  });

  it("in the environment, by their names and in addresses", () => {
    const env = {
      ...{ AWS_SECRET_ACCESS_KEY: "1", CLOUDFLARE_API_TOKEN: "2", PULUMI_CONFIG_PASSPHRASE: "3", PINECONE_API_KEY: "4" },
      ...{ PULUMI_BACKEND_URL: "postgres://me:5@host/state", MONGODB_ATLAS_CLIENT_SECRET: "6", AWS_ACCESS_KEY_ID: "no" },
      ...{ MONGODB_ATLAS_PUBLIC_KEY: "no", CACHE_KEY: "no" },
      ...{ AWS_WEB_IDENTITY_TOKEN_FILE: "no", SECRETS_REGION: "no", HOME: "/no:no@no" },
    };
    expect(credentialsIn(env)).toEqual(["1", "2", "3", "4", "5", "6"]);
  });
});
