import { describe, expect, it } from "vitest";
import { readConfig } from "./load.ts";
import { at, raw, VALID } from "./testConfig.ts";

const problemsOf = (...args: Parameters<typeof raw>) => {
  const result = readConfig(raw(...args));
  return "problems" in result ? result.problems : [];
};

const ANTHROPIC = "monitor:secrets.anthropicApiKey";
const withKey = (value: unknown) => at(VALID, "secrets.anthropicApiKey", value);

describe("a secret", () => {
  it("decrypted by the engine never enters the typed configuration", () => {
    const result = readConfig({
      ...raw(withKey("canary-1"), {
        values: { "monitor:pineconeApiKey": "canary-2" },
        secretKeys: ["monitor:pineconeApiKey", "monitor:secrets"],
      }),
    });
    expect(result).toMatchObject({
      config: { pineconeApiKey: { in: "config" }, secrets: { anthropicApiKey: { in: "config" } } },
    });
    expect(JSON.stringify(result)).not.toContain("canary");
  });

  it("may be a reference to one that Secrets Manager keeps", () => {
    const result = readConfig(raw(VALID));
    expect(result).toMatchObject({
      config: { secrets: { anthropicApiKey: { from: expect.stringMatching(/^arn:aws:secretsmanager:/) } } },
    });
  });

  it.each([
    ["monitor:pineconeApiKey", "anything"],
    ["cloudflare:apiToken", "anything"],
    ["mongodbatlas:privateKey", "anything"],
  ])("may not stand in clear: %s", (key, value) => {
    expect(problemsOf(VALID, { values: { [key]: value } })).toEqual([
      {
        path: key,
        message: "a secret in clear; a stack file holds secrets encrypted only",
        remedy: `pulumi config set --secret ${key} -s test, then replace the key: it is in the file's history`,
      },
    ]);
  });

  it("may not stand in clear inside a section, not even beside an encrypted one", () => {
    expect(problemsOf(withKey("in-clear")).map(({ path }) => path)).toEqual([ANTHROPIC]);
    const beside = {
      ...raw(at(withKey("[secret]"), "secrets.pineconeApiKey", "in-clear"), { secretKeys: ["monitor:secrets"] }),
      placeholder: "[secret]",
    };
    const result = readConfig(beside);
    expect("problems" in result && result.problems.map(({ path }) => path)).toEqual(["monitor:secrets.pineconeApiKey"]);
  });

  it("of another form is refused without being shown", () => {
    const problems = problemsOf(withKey({ form: "arn:x" }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ path: ANTHROPIC, message: expect.stringContaining("or as { from: ARN of a secret }") });
  });

  // Put together here, so that no scanner takes this file for a leak.
  it.each([
    ["an AWS access key", `AKIA${"ABCDEFGHIJKLMNOP"}`],
    ["an Anthropic or OpenAI key", `sk-${"ant-abcdefghijklmnop"}`],
    ["a Pinecone key", `pcsk_${"abcdefghijklmnop"}`],
    ["a GitHub token", `ghp_${"abcdefghijklmnopqrst"}`],
    ["a private key", `-----BEGIN ${"RSA PRIVATE KEY"}-----`],
    ["a password in a URL", `mongodb+srv://me:${"hunter2"}@db.example.com/x`],
    ["a webhook address", `https://hooks.slack.com/services/${"T0/B0/abc"}`],
  ])("is recognised wherever it stands: %s", (kind, text) => {
    const problems = problemsOf(at(VALID, "tags.owner", text));
    expect(problems.map(({ message }) => message)).toContain(`${kind} in clear; a stack file holds secrets encrypted only`);
    expect(JSON.stringify(problems)).not.toContain(text);
  });
});
