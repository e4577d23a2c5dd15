import { describe, expect, it } from "vitest";
import { readConfig } from "./load.ts";
import { at, raw, VALID } from "./testConfig.ts";

const problemsOf = (...args: Parameters<typeof raw>) => {
  const result = readConfig(raw(...args));
  return "problems" in result ? result.problems : [];
};

describe("a secret", () => {
  it("may stand encrypted, and is left out of the configuration", () => {
    const result = readConfig(
      raw(VALID, { values: { "monitor:pineconeApiKey": "pcsk_decrypted0000000000" }, secretKeys: ["monitor:pineconeApiKey"] }),
    );
    expect(result).toHaveProperty("config");
    expect(JSON.stringify(result)).not.toContain("pcsk_");
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
