import { describe, expect, it } from "vitest";
import type { Change } from "../diff/change.ts";
import { bareResource, type Json } from "../graph/graph.ts";
import type { Reviewed, Side } from "./environment.ts";
import { promotionOf } from "./promotion.ts";
import type { EnvironmentReview } from "./report.ts";

const OLD = "sha256:1111";
const NEW = "sha256:2222";

const side = (config: { readonly [key: string]: Json }): Side => ({ planned: { name: "", config } }) as unknown as Side;
const environment = (
  name: string,
  images: readonly [before: string, after: string],
  { promotesFrom, changes = [] }: { promotesFrom?: string; changes?: readonly Change[] } = {},
): Reviewed => {
  const config = (image: string) => ({ ...(promotesFrom !== undefined && { promotesFrom }), release: { image } });
  return {
    review: { name } as EnvironmentReview,
    sides: { before: side(config(images[0])), after: side(config(images[1])), hasBase: true },
    changes,
  };
};
const change = (name: string, paths: readonly string[], level: Change["risk"]["level"] = "low"): Change => {
  const resource = bareResource({ urn: `urn:pulumi:x::app::aws:s3/bucket:Bucket::${name}`, type: "aws:s3/bucket:Bucket", name });
  return {
    ...{
      operation: "update",
      sure: true,
      because: [],
      before: resource,
      after: resource,
      words: [`${name} changes`],
      blast: [],
      blastCount: 0,
      partOf: null,
    },
    properties: paths.map((path) => ({ path, before: 1, after: 2, replaces: false, sure: true })),
    risk: { level, dataLoss: null, downtime: null, exposure: null },
  };
};
const check = (prod: Reviewed, staging: Reviewed) => promotionOf(prod, [prod, staging]);

describe("the image that an environment would get", () => {
  it("has run where it is promoted from, or is told", () => {
    expect(check(environment("prod", [OLD, NEW], { promotesFrom: "staging" }), environment("staging", [NEW, NEW]))).toBeNull();
    expect(check(environment("prod", [OLD, NEW], { promotesFrom: "staging" }), environment("staging", [OLD, OLD]))).toMatchObject(
      {
        from: "staging",
        image: { gets: NEW, runs: OLD, together: false },
      },
    );
  });

  it("is too early in the same pull request", () => {
    const found = check(environment("prod", [OLD, NEW], { promotesFrom: "staging" }), environment("staging", [OLD, NEW]));
    expect(found?.image).toEqual({ gets: NEW, runs: OLD, together: true });
  });

  it("is nobody's concern where it stays as it is, or there is nowhere it is promoted from", () => {
    expect(check(environment("prod", [OLD, OLD], { promotesFrom: "staging" }), environment("staging", [OLD, NEW]))).toBeNull();
    expect(check(environment("prod", [OLD, NEW]), environment("staging", [OLD, OLD]))).toBeNull();
  });

  it("cannot be told of where the other is not reviewed, and is no release where there is no base", () => {
    const prod = environment("prod", [OLD, NEW], { promotesFrom: "staging", changes: [change("a", ["size"])] });
    expect(promotionOf(prod, [prod])).toEqual({
      from: "staging",
      image: { gets: NEW, runs: null, together: false },
      untested: [],
    });
    const alone = { ...prod, sides: { ...prod.sides, before: null, hasBase: false } };
    expect(check(alone, environment("staging", [OLD, OLD]))).toBeNull();
  });

  it("is looked at in a new environment too", () => {
    const prod = environment("prod", [OLD, NEW], { promotesFrom: "staging", changes: [change("a", ["size"])] });
    const added = { ...prod, sides: { ...prod.sides, before: null } };
    expect(check(added, environment("staging", [NEW, NEW]))).toBeNull();
    expect(check(added, environment("staging", [OLD, OLD]))).toMatchObject({ image: { gets: NEW, runs: OLD }, untested: [] });
  });
});

describe("changes", () => {
  const prod = (...changes: Change[]) => environment("prod", [OLD, OLD], { promotesFrom: "staging", changes });
  const staging = (...changes: Change[]) => environment("staging", [OLD, OLD], { changes });

  it("are told that the environment before does not get, the same property of the same thing", () => {
    const found = check(
      prod(change("a", ["size"]), change("b", ["size"]), change("c", ["size"])),
      staging(change("a", ["size"]), change("b", ["tags"])),
    );
    expect(found?.untested.map(({ name }) => name)).toEqual(["b", "c"]);
  });

  it("are as tried whatever the order of their properties, and need no trial where they can hurt nobody", () => {
    expect(check(prod(change("a", ["x", "y"])), staging(change("a", ["y", "x"])))).toBeNull();
    expect(check(prod(change("a", ["tags"], "none")), staging())).toBeNull();
  });
});
