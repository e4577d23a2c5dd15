import { describe, expect, it } from "vitest";
import type { StackFile } from "../../plan/project.ts";
import { ROOT } from "../../plan/testGraph.ts";
import { doctor } from "./doctor.ts";
import { json, machine } from "./testContext.ts";
import { atlasFinding, pineconeFinding } from "./vendors.ts";

const file = (values: Record<string, string> = {}): StackFile => ({
  ...{
    project: "monitor",
    stack: "dev",
    file: "Pulumi.dev.yaml",
    values,
    secretKeys: new Set(),
    placeholder: "[secret]",
    environments: [],
  },
  lineOf: () => undefined,
});

describe("Atlas's keys", () => {
  it.each<[NodeJS.ProcessEnv, Record<string, string>, string]>([
    [
      { MONGODB_ATLAS_PUBLIC_KEY: "x", MONGODB_ATLAS_PRIVATE_KEY: "x" },
      {},
      "MONGODB_ATLAS_PUBLIC_KEY, MONGODB_ATLAS_PRIVATE_KEY",
    ],
    [
      { MONGODB_ATLAS_PUBLIC_API_KEY: "x", MONGODB_ATLAS_PRIVATE_API_KEY: "x" },
      {},
      "MONGODB_ATLAS_PUBLIC_API_KEY, MONGODB_ATLAS_PRIVATE_API_KEY",
    ],
    [
      { MONGODB_ATLAS_CLIENT_ID: "x", MONGODB_ATLAS_CLIENT_SECRET: "x" },
      {},
      "MONGODB_ATLAS_CLIENT_ID, MONGODB_ATLAS_CLIENT_SECRET",
    ],
    [{ MONGODB_ATLAS_ACCESS_TOKEN: "x" }, {}, "MONGODB_ATLAS_ACCESS_TOKEN"],
    [
      { MONGODB_ATLAS_PRIVATE_KEY: "x" },
      { "mongodbatlas:publicKey": "x" },
      "mongodbatlas:publicKey in Pulumi.dev.yaml, MONGODB_ATLAS_PRIVATE_KEY",
    ],
  ])("are found, wherever they are: %j %j", (env, values, found) => {
    expect(atlasFinding(env, file(values))).toEqual({ verdict: "ok", found: `set: ${found}`, remedy: null });
  });

  it("of which one half is missing are none", () => {
    expect(atlasFinding({ MONGODB_ATLAS_CLIENT_ID: "x" }, file())).toMatchObject({
      verdict: "failed",
      found: "MONGODB_ATLAS_CLIENT_SECRET is not set; the other half is",
    });
    expect(atlasFinding({ MONGODB_ATLAS_PUBLIC_KEY: "" }, file())).toMatchObject({ verdict: "failed", found: "none is set" });
  });
});

describe("Pinecone's key", () => {
  it("is the stack's own or the environment's", () => {
    expect(pineconeFinding({}, file({ "monitor:pineconeApiKey": "[secret]" })).found).toBe(
      "set: monitor:pineconeApiKey in Pulumi.dev.yaml",
    );
    expect(pineconeFinding({ PINECONE_API_KEY: "x" }, file()).found).toBe("set: PINECONE_API_KEY");
    expect(pineconeFinding({}, file()).verdict).toBe("failed");
  });
});

describe("Cloudflare's token", () => {
  const asked = async (answer: (path: string) => Response | Promise<Response>, env: NodeJS.ProcessEnv = {}) => {
    const fetch = (async (url: string) => answer(new URL(url).pathname)) as unknown as typeof globalThis.fetch;
    const checks = await doctor(machine({ folder: ROOT, fetch, env }));
    return checks.find(({ what }) => what === "Cloudflare token");
  };

  it.each<[string, (path: string) => Response | Promise<Response>, string, string]>([
    ["active", () => json(200, { success: true, result: { status: "active" } }), "ok", "CLOUDFLARE_API_TOKEN is set, and active"],
    [
      "expired",
      () => json(200, { success: true, result: { status: "expired" } }),
      "failed",
      "CLOUDFLARE_API_TOKEN is set, and expired",
    ],
    ["unknown", () => json(401, { success: false, result: null }), "failed", "CLOUDFLARE_API_TOKEN is set, and refused (401)"],
    [
      "an account's",
      (path) => (path.endsWith("/zones") ? json(200, { success: true, result: [{}] }) : json(401, { success: false })),
      "ok",
      "CLOUDFLARE_API_TOKEN is set, and sees example.com",
    ],
    [
      "asked of nobody",
      () => Promise.reject(new TypeError("fetch failed")),
      "cannot tell",
      "CLOUDFLARE_API_TOKEN is set; Cloudflare cannot be reached to try it",
    ],
    ["asked of a broken service", () => json(503, {}), "cannot tell", "CLOUDFLARE_API_TOKEN is set; Cloudflare answers 503"],
  ])("%s", async (_, answer, verdict, found) => {
    expect(await asked(answer)).toMatchObject({ verdict, found });
  });

  it("missing", async () => {
    expect(await asked(() => json(500, {}), { CLOUDFLARE_API_TOKEN: undefined })).toMatchObject({ verdict: "failed" });
  });
});
