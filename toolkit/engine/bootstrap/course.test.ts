import { describe, expect, it } from "vitest";
import type { Deployment } from "../repair/edit.ts";
import { bucketIn, differences, verdictOn } from "./copy.ts";
import { type Course, courseOf, type Situation, stateUrl } from "./course.ts";

const NOTHING: Situation = { stack: "shared", configured: null, moved: null, local: null, buckets: [] };
const TARGET = stateUrl("state-1", "eu-west-1");

describe("what a bootstrap has to do", () => {
  it.each<[string, Partial<Situation>, Course["do"]]>([
    ["nothing is there", {}, "deploy"],
    ["a backend without it is configured", { configured: { url: "file:///a", holds: false } }, "deploy"],
    ["a backend has it", { configured: { url: "s3://other?region=x", holds: true } }, "refuse"],
    ["a backend has it, and so have we", { configured: { url: "s3://other", holds: true }, local: { target: TARGET } }, "refuse"],
    ["a backend cannot be asked", { configured: { url: "s3://other", holds: "AccessDenied" } }, "refuse"],
    ["it was killed while deploying", { local: { target: null } }, "deploy"],
    ["it was killed behind deploying", { local: { target: TARGET } }, "deploy"],
    [
      "it was killed behind copying, and somebody has configured the bucket",
      { local: { target: TARGET }, configured: { url: "s3://state-1", holds: true } },
      "deploy",
    ],
    ["it was killed while cleaning up", { local: { target: TARGET }, moved: TARGET }, "finish"],
    [
      "it was killed while cleaning up, and the bucket is configured",
      { local: { target: TARGET }, moved: TARGET, configured: { url: TARGET, holds: true } },
      "finish",
    ],
    ["it was done, and nothing is configured yet", { moved: TARGET }, "finish"],
    [
      "it was done, and another backend is configured",
      { moved: TARGET, configured: { url: "file:///a", holds: false } },
      "finish",
    ],
    ["it was done, and the bucket is configured", { moved: TARGET, configured: { url: TARGET, holds: true } }, "refuse"],
    ["another machine has begun", { buckets: ["state-1"] }, "refuse"],
  ])("%s", (_, situation, course) => {
    expect(courseOf({ ...NOTHING, ...situation }).do).toBe(course);
  });

  it("says where state is, without what is secret in an address", () => {
    const course = courseOf({ ...NOTHING, configured: { url: "https://ann:hunter2@state.example.com?t=1", holds: true } });
    expect(course).toMatchObject({ cause: expect.stringContaining("https://state.example.com already") });
  });
});

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const urn = (name: string) => `urn:pulumi:shared::monitor::t:t:T::${name}`;
const state = (time: string, ...names: string[]): Deployment => ({
  manifest: { time },
  resources: names.map((name) => ({
    urn: urn(name),
    type: "t:t:T",
    id: name,
    inputs: { b: 1, a: { ...SECRET, ciphertext: time } },
  })),
});

describe("a copy", () => {
  const here = state("2026-11-23T10:00:00Z", "one", "two");

  it("is made where there is none, or only an older one", () => {
    expect(verdictOn(here, {})).toBe("copy");
    expect(verdictOn(here, state("2026-11-23T10:00:00+01:00", "one"))).toBe("copy");
  });

  it("never takes the place of something newer", () => {
    expect(verdictOn(here, state("2026-11-23T10:00:01Z", "one", "two", "three"))).toBe("newer");
    expect(verdictOn(here, state("2026-11-23T10:00:00Z", "one"))).toBe("newer");
  });

  it("is the same, however its secrets are encrypted and its keys ordered", () => {
    expect(verdictOn(here, state("2026-11-23T11:00:00Z", "two", "one"))).toBe("same");
    const [one, two] = here.resources ?? [];
    if (!one || !two) throw new Error("there are two");
    const ordered = { ...here, resources: [{ ...one, inputs: { a: { ...SECRET, ciphertext: "x" }, b: 1 } }, two] };
    expect(differences(here, ordered)).toEqual([]);
    expect(differences(here, { ...here, resources: [one, { ...two, id: "2" }] })).toEqual(["two", "two"]);
    expect(differences(here, { ...here, resources: [{ ...one, inputs: { b: 1, a: "open" } }, two] })).toEqual(["one"]);
  });
});

it("reads the bucket from the stack's outputs, once they are there", () => {
  const stack = { urn: urn("monitor-shared"), type: "pulumi:pulumi:Stack" };
  expect(bucketIn({ resources: [{ ...stack, outputs: { stateBucket: "state-1" } }] })).toBe("state-1");
  expect(bucketIn({ resources: [stack] })).toBeNull();
  expect(bucketIn({})).toBeNull();
});
