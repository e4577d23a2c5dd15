import { createRequire } from "node:module";
import { inspect } from "node:util";
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
/** Milliseconds slept, one after the other; nobody really sleeps here. */
let slept: number[];

const configured = async (apiKey: string | undefined) => {
  const made = new PineconeIndexProvider({
    controllerHostUrl: pinecone.url,
    patience: {
      now: () => Date.parse("2027-01-01T00:00:00Z"),
      sleep: async (milliseconds) => void slept.push(milliseconds),
      random: () => 0,
      timeLimit: () => {
        const limit = new AbortController();
        pinecone.onHang = () => limit.abort();
        return limit.signal;
      },
    },
  });
  await made.configure({ config: { get: () => apiKey, require: () => apiKey ?? "" } } as never);
  return made;
};

const failure = async (promise: Promise<unknown>): Promise<Error> => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Error);
  return error as Error;
};

beforeEach(async () => {
  delete process.env.PINECONE_API_KEY;
  slept = [];
  pinecone = await startFakePinecone(KEY);
  provider = await configured(KEY);
});
afterEach(() => pinecone.close());

describe("a Pinecone index", () => {
  it("is created with its spec, and waited for", async () => {
    pinecone.describesUntilReady = 5;
    const { id, outs } = await provider.create(INPUTS);
    expect(id).toBe(INPUTS.indexName);
    expect(outs).toEqual({ ...INPUTS, host: `${pinecone.url}/data/${INPUTS.indexName}` });
    expect(slept).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
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

  it("that is protected is not deleted, and the remedy is told", async () => {
    const { id } = await provider.create({ ...INPUTS, deletionProtection: true });
    expect((await failure(provider.delete(id))).message).toBe(
      "Pinecone answered 403 FORBIDDEN: Deletion protection is enabled for this index. Disable deletion protection before retrying.\n" +
        "→ set monitor:protection.deletion to false, run up, and then delete",
    );
    expect(pinecone.indexes.has(id)).toBe(true);
  });

  it("is deleted when it is gone, not when Pinecone has promised to", async () => {
    const { id } = await provider.create(INPUTS);
    pinecone.describesUntilGone = 2;
    await provider.delete(id);
    expect(pinecone.indexes.has(id)).toBe(false);
    expect(slept).toEqual([1_000, 2_000]);
  });

  it("on its way out is read as gone", async () => {
    const { id } = await provider.create(INPUTS);
    pinecone.describesUntilGone = 9;
    await fetch(`${pinecone.url}/indexes/${id}`, { method: "DELETE", headers: { "api-key": KEY } });
    expect(await provider.read(id)).toEqual({});
  });

  it("needs a key, and says how to give one", async () => {
    const keyless = await configured(undefined);
    await expect(keyless.create(INPUTS)).rejects.toThrow("no Pinecone API key: set monitor:pineconeApiKey");
    expect(pinecone.requests).toEqual([]);
  });

  it("is provided from plain Node, where Pulumi's process loads it", () => {
    const made = createRequire(import.meta.url)("./provider.cjs") as { provider(): object };
    expect(made.provider().constructor.name).toBe("PineconeIndexProvider");
  });
});

describe("bad weather", () => {
  it.each([429, 500, 502, 503, 504])("of %i passes: every call is tried again, ever later", async (status) => {
    pinecone.foretell("POST /indexes", status, status, status);
    pinecone.foretell("GET /indexes", status);
    const { id, outs } = await provider.create(INPUTS);
    expect(slept).toEqual([1_000, 2_000, 4_000, 1_000]);

    pinecone.foretell("GET /indexes", status);
    expect((await provider.read(id)).props).toEqual(outs);
    pinecone.foretell("PATCH /indexes", status, status);
    await provider.update(id, outs as never, { ...INPUTS, tags: { app: "other" } });
    expect(pinecone.indexes.get(id)?.tags).toEqual({ app: "other" });
    pinecone.foretell("DELETE /indexes", status);
    await provider.delete(id);
    expect(pinecone.indexes.size).toBe(0);
  });

  it.each(["PATCH", "DELETE", "GET"])(
    "that does not pass ends %s with what Pinecone said, after a bounded number of attempts",
    async (method) => {
      const { id, outs } = await provider.create(INPUTS);
      pinecone.requests.length = 0;
      pinecone.foretell(method, ...Array.from({ length: 10 }, () => 503));
      const call = {
        PATCH: () => provider.update(id, outs as never, INPUTS),
        DELETE: () => provider.delete(id),
        GET: () => provider.read(id),
      }[method];
      expect((await failure(call?.() as Promise<unknown>)).message).toBe(
        "Pinecone answered 503 UNAVAILABLE: bad weather (tried 6 times)",
      );
      expect(pinecone.requests).toHaveLength(6);
    },
  );

  it("waits as long as Pinecone asks", async () => {
    const date = "Fri, 01 Jan 2027 00:00:20 GMT";
    pinecone.foretell("POST /indexes", { status: 429, retryAfter: "11" }, { status: 503, retryAfter: date }, 500);
    await provider.create(INPUTS);
    expect(slept).toEqual([11_000, 20_000, 4_000]);
  });

  it("that Pinecone expects to last is told, not waited for", async () => {
    pinecone.foretell("POST /indexes", { status: 429, retryAfter: "3600" });
    expect((await failure(provider.create(INPUTS))).message).toBe(
      "Pinecone answered 429 RESOURCE_EXHAUSTED: bad weather (it asks to come back in 60 minutes)",
    );
    expect(slept).toEqual([]);
  });

  it.each([400, 402, 403, 422, 501])("is not what %i is: it fails at once", async (status) => {
    pinecone.foretell("POST /indexes", status);
    expect((await failure(provider.create(INPUTS))).message).toBe(`Pinecone answered ${status} UNAVAILABLE: bad weather`);
    expect(pinecone.requests).toEqual(["POST /indexes"]);
  });

  it("does not hang with a request that hangs", async () => {
    pinecone.foretell("GET /indexes", "hang", "hang");
    await provider.create(INPUTS);
    expect(slept).toEqual([1_000, 2_000]);
  });

  it("says why nobody answers", async () => {
    await pinecone.close();
    expect((await failure(provider.read("monitor-test"))).message).toBe(
      `Pinecone cannot be reached at ${pinecone.url}: ECONNREFUSED (tried 6 times)`,
    );
  });

  it("never makes an index that the engine is not told of", async () => {
    pinecone.foretell("GET /indexes", ...Array.from({ length: 6 }, () => 500));
    const error = await failure(provider.create(INPUTS));
    expect(error).toMatchObject({ id: INPUTS.indexName, properties: { ...INPUTS, host: expect.any(String) } });
    // The engine keeps what has an id, and mends it by an update.
    await provider.update(INPUTS.indexName, (error as never as { properties: never }).properties, INPUTS);
    expect(pinecone.indexes.get(INPUTS.indexName)?.status.ready).toBe(true);
  });

  it("is not waited for without end", async () => {
    pinecone.describesUntilReady = Number.POSITIVE_INFINITY;
    const { message } = await failure(provider.create(INPUTS));
    expect(message).toContain("monitor-test-0a1b2c exists but is not ready after 10 minutes");
  });

  it("that spoils an index is told", async () => {
    pinecone.describesUntilReady = Number.POSITIVE_INFINITY;
    const creating = provider.create(INPUTS);
    for (;;) {
      const index = pinecone.indexes.get(INPUTS.indexName);
      if (index) index.status = { ready: false, state: "InitializationFailed" };
      if (index) break;
      await new Promise(setImmediate);
    }
    expect((await failure(creating)).message).toBe("Pinecone failed to initialize monitor-test-0a1b2c: delete it and try again");
  });
});

describe("an index that is there already", () => {
  const made = async (inputs: IndexInputs = INPUTS) => (await configured(KEY)).create(inputs);

  it("is the one whose creation was not heard of", async () => {
    pinecone.foretell("POST /indexes", "lost");
    const { outs } = await provider.create(INPUTS);
    expect(outs).toMatchObject(INPUTS);
    expect(pinecone.indexes.size).toBe(1);
  });

  it("is adopted after a run that was killed before the engine knew, and brought to today's configuration", async () => {
    await made({ ...INPUTS, tags: { app: "monitor", owner: "then" } });
    const { id, outs } = await provider.create({ ...INPUTS, deletionProtection: true, tags: { app: "monitor", owner: "now" } });
    expect(pinecone.requests.filter((request) => request.startsWith("POST /indexes"))).toHaveLength(2);
    expect(pinecone.indexes.get(id)).toMatchObject({ deletion_protection: "enabled", tags: { app: "monitor", owner: "now" } });
    expect((await provider.read(id)).props).toEqual(outs);
  });

  it("is adopted once it is ready", async () => {
    pinecone.foretell("GET /indexes", ...Array.from({ length: 6 }, () => 500));
    await failure(made());
    const index = pinecone.indexes.get(INPUTS.indexName);
    if (index) index.status = { ready: false, state: "Initializing" };
    expect((await provider.create(INPUTS)).id).toBe(INPUTS.indexName);
  });

  it.each<[string, Partial<IndexInputs>, number, string]>([
    ["another shape", { dimension: 384 }, 0, "its dimension is 384, not 1024"],
    ["another's tag", { tags: { app: "theirs" } }, 0, "its tag app is theirs, not monitor"],
    ["no tag of ours", { tags: {} }, 0, "its tag app is missing, not monitor"],
    ["vectors", {}, 3, "it holds 3 vectors"],
  ])("with %s is somebody's, and left alone", async (_, theirs, vectors, why) => {
    await made({ ...INPUTS, ...theirs });
    pinecone.vectors.set(INPUTS.indexName, vectors);
    const before = structuredClone(pinecone.indexes);
    const { message } = await failure(provider.create(INPUTS));
    expect(message).toContain(`Pinecone has an index monitor-test-0a1b2c already, and it is not this stack's: ${why}. Restore`);
    expect(pinecone.indexes).toEqual(before);
  });

  it("on its way out is waited for, and made anew", async () => {
    const { id } = await made();
    pinecone.describesUntilGone = 3;
    await fetch(`${pinecone.url}/indexes/${id}`, { method: "DELETE", headers: { "api-key": KEY } });
    await provider.create(INPUTS);
    expect(pinecone.indexes.get(id)?.status).toEqual({ ready: true, state: "Ready" });
  });

  it("survives the renaming of its resource: the engine creates under the new name, then deletes under the old one", async () => {
    const { id } = await made();
    await provider.create(INPUTS);
    await provider.delete(id);
    expect(pinecone.indexes.has(id)).toBe(true);
  });
});

describe("the key", () => {
  const WRONG = "pcsk_canary_wrong_key";
  const everything = (error: Error): string =>
    [error, error.cause]
      .map((it) => inspect(it, { depth: 9, showHidden: true }) + ((it as Error | undefined)?.stack ?? ""))
      .join();

  it("is in no error, though Pinecone says it back", async () => {
    const wrong = await configured(WRONG);
    const state = { ...INPUTS, host: "h" };
    const calls = [
      () => wrong.create(INPUTS),
      () => wrong.read("x"),
      () => wrong.update("x", state, INPUTS),
      () => wrong.delete("x"),
    ];
    for (const call of calls) {
      const error = await failure(call());
      expect(error.message).toBe(
        "Pinecone answered 401 UNAUTHENTICATED: Invalid API Key [secret]\n→ set monitor:pineconeApiKey " +
          "(pulumi config set --secret monitor:pineconeApiKey) or the environment variable PINECONE_API_KEY",
      );
      expect(everything(error)).not.toContain("canary");
    }
  });

  it("is in no state", async () => {
    const { id, outs } = await provider.create(INPUTS);
    const updated = await provider.update(id, outs as never, INPUTS);
    expect(JSON.stringify([outs, await provider.read(id), updated])).not.toContain(KEY);
  });
});
