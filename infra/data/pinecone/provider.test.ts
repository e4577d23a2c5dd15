import { createRequire } from "node:module";
import { Pinecone } from "@pinecone-database/pinecone";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakePinecone, startFakePinecone } from "./fakePinecone.ts";
import { PineconeIndexProvider } from "./provider.ts";
import type { IndexInputs } from "./spec.ts";

const KEY = "pcsk_test_key_that_is_no_key";
const INPUTS: IndexInputs = {
  indexName: "monitor-test-0a1b2c",
  dimension: 1024,
  metric: "cosine",
  cloud: "aws",
  region: "us-east-1",
  deletionProtection: false,
  tags: { app: "monitor" },
};

let pinecone: FakePinecone;
let provider: PineconeIndexProvider;

const configured = async (apiKey: string | undefined) => {
  const made = new PineconeIndexProvider((key) => new Pinecone({ apiKey: key, controllerHostUrl: pinecone.url }));
  await made.configure({ config: { get: () => apiKey, require: () => apiKey ?? "" } } as never);
  return made;
};

beforeEach(async () => {
  delete process.env.PINECONE_API_KEY;
  pinecone = await startFakePinecone(KEY);
  provider = await configured(KEY);
});
afterEach(() => pinecone.close());

describe("a Pinecone index", () => {
  it("is created with its spec, and waited for", async () => {
    pinecone.describesUntilReady = 1;
    const { id, outs } = await provider.create(INPUTS);
    expect(id).toBe(INPUTS.indexName);
    expect(outs).toEqual({ ...INPUTS, host: "monitor-test-0a1b2c-abc.svc.pinecone.io" });
    expect(pinecone.indexes.get(id)).toMatchObject({
      dimension: 1024,
      metric: "cosine",
      spec: { serverless: { cloud: "aws", region: "us-east-1" } },
      status: { ready: true },
    });
  });

  it("is read back as its inputs, so that nothing seems to have changed", async () => {
    const { id, outs } = await provider.create(INPUTS);
    const { props } = await provider.read(id);
    expect(props).toEqual(outs);
    expect(await provider.diff(id, props as never, INPUTS)).toEqual({ changes: false, replaces: [] });
  });

  it("that somebody deleted is read as gone, and deleted without complaint", async () => {
    expect(await provider.read("monitor-test-gone")).toEqual({});
    await provider.delete("monitor-test-gone");
  });

  it("changes protection and tags where it stands", async () => {
    const { id, outs } = await provider.create({ ...INPUTS, tags: { app: "monitor", old: "x" } });
    const after = { ...INPUTS, deletionProtection: true };
    const updated = await provider.update(id, outs as never, after);
    expect(updated.outs).toEqual({ ...after, host: outs?.host });
    expect(pinecone.indexes.get(id)).toMatchObject({ deletion_protection: "enabled", tags: { app: "monitor" } });
    expect(pinecone.indexes.get(id)?.tags).not.toHaveProperty("old");
  });

  it("that is protected is not deleted", async () => {
    const { id } = await provider.create({ ...INPUTS, deletionProtection: true });
    await expect(provider.delete(id)).rejects.toThrow(/Deletion protection is enabled/);
    expect(pinecone.indexes.has(id)).toBe(true);
  });

  it("needs a key, and says how to give one", async () => {
    const keyless = await configured(undefined);
    await expect(keyless.create(INPUTS)).rejects.toThrow("no Pinecone API key: set monitor:pineconeApiKey");
    expect(pinecone.requests).toEqual([]);
  });

  it("never shows its key in an error", async () => {
    const wrong = await configured("pcsk_canary_wrong_key");
    const error = await wrong.create(INPUTS).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("canary");
  });

  it("is provided from plain Node, where Pulumi's process loads it", () => {
    const made = createRequire(import.meta.url)("./provider.cjs") as { provider(): object };
    expect(made.provider().constructor.name).toBe("PineconeIndexProvider");
  });
});
