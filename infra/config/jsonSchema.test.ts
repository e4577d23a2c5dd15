import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { GENERATED } from "./generate.ts";
import { stackJsonSchema } from "./jsonSchema.ts";
import { at, VALID, VALID_SHARED } from "./testConfig.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const validate = new Ajv2020({ strict: true, allErrors: true, strictTypes: false, strictRequired: false }).compile(
  stackJsonSchema("monitor"),
);

const file = (sections: Readonly<Record<string, unknown>>) => ({
  config: Object.fromEntries(Object.entries(sections).map(([key, value]) => [`monitor:${key}`, value])),
});

describe("what follows from the schema", () => {
  it.each(GENERATED.map(({ file, text }) => [path.basename(file.pathname), file, text] as const))(
    "%s is committed as it is (else: pnpm schema)",
    (_, file, text) => {
      expect(readFileSync(file, "utf8")).toBe(text());
    },
  );
});

describe("the JSON Schema", () => {
  it.each(readdirSync(ROOT).filter((name) => /^Pulumi\..+\.yaml$/.test(name)))("accepts %s", (name) => {
    const accepted = validate(parse(readFileSync(path.join(ROOT, name), "utf8")));
    expect(validate.errors ?? []).toEqual([]);
    expect(accepted).toBe(true);
  });

  it.each([
    ["an unknown key", at(VALID, "netwrok", {})],
    ["an unknown key inside", at(VALID, "edge.hots", "x")],
    ["a missing section", at(VALID, "edge", undefined)],
    ["a quantity without unit", at(VALID, "api.memory", "2")],
    ["a variant with what it lacks", at(VALID, "redis.multiAz", true)],
    ["a secret in clear", at(VALID, "pineconeApiKey", "plain")],
    ["a shared stack's section in an environment", at(VALID, "github", VALID_SHARED.github)],
    ["an environment's section in a shared stack", at(VALID_SHARED, "network", VALID.network)],
  ])("refuses %s", (_, sections) => {
    expect(validate(file(sections))).toBe(false);
  });

  it("accepts an encrypted secret, and other namespaces", () => {
    expect(validate(file({ ...VALID, pineconeApiKey: { secure: "v1:abc" } }))).toBe(true);
    expect(
      validate({ ...file(VALID_SHARED), config: { ...file(VALID_SHARED).config, "cloudflare:apiToken": { secure: "v1:abc" } } }),
    ).toBe(true);
  });
});
