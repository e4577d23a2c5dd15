import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkIndex, diffIndex, type IndexInputs, type IndexSpec, indexName } from "./spec.ts";

const SPEC: IndexSpec = { dimension: 1024, metric: "cosine", cloud: "aws", region: "us-east-1" };
const INPUTS: IndexInputs = {
  ...SPEC,
  indexName: "monitor-dev-06d35f",
  deletionProtection: true,
  tags: { app: "monitor", environment: "dev" },
};

describe("an index's name", () => {
  it("follows from the stack and from what is fixed for its life", () => {
    expect(indexName("monitor-dev", SPEC)).toBe("monitor-dev-06d35f");
    expect(indexName("monitor-dev", { ...SPEC, dimension: 384 })).not.toBe("monitor-dev-06d35f");
  });

  it("is one Pinecone takes, whatever the stack is called", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z0-9-]{0,60}$/), fc.integer({ min: 1, max: 20_000 }), (stack, dimension) => {
        expect(checkIndex({ ...INPUTS, indexName: indexName(stack, { ...SPEC, dimension }), dimension })).toEqual([]);
      }),
    );
  });
});

describe("a change of an index", () => {
  it.each<[keyof IndexInputs, unknown, boolean]>([
    ["indexName", "other", true],
    ["dimension", 384, true],
    ["metric", "dotproduct", true],
    ["region", "eu-west-1", true],
    ["deletionProtection", false, false],
    ["tags", { app: "monitor" }, false],
  ])("of %s replaces it: %s %s", (key, value, replaces) => {
    expect(diffIndex(INPUTS, { ...INPUTS, [key]: value })).toEqual({ changes: true, replaces: replaces ? [key] : [] });
  });

  it("is none when tags only stand in another order", () => {
    expect(diffIndex(INPUTS, { ...INPUTS, tags: { environment: "dev", app: "monitor" } })).toEqual({
      changes: false,
      replaces: [],
    });
  });
});

describe("a check of an index", () => {
  it.each([
    [{ indexName: "Upper" }, "indexName"],
    [{ indexName: "a".repeat(46) }, "indexName"],
    [{ indexName: "-x" }, "indexName"],
    [{ dimension: 0 }, "dimension"],
    [{ dimension: 1.5 }, "dimension"],
    [{ dimension: 20_001 }, "dimension"],
    [{ tags: { "a key": "x" } }, "tags"],
    [{ tags: { app: "a/b" } }, "tags"],
    [{ tags: { app: "" } }, "tags"],
  ])("refuses %j", (change, property) => {
    expect(checkIndex({ ...INPUTS, ...change }).map((failure) => failure.property)).toEqual([property]);
  });
});
