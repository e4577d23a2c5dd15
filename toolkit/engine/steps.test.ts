import { describe, expect, it } from "vitest";
import { isStateful, losing, refused } from "./stateful.ts";
import { changing, outputsChange, stepsOf } from "./steps.ts";
import { begins, ends, urnOf } from "./testEvents.ts";

describe("steps", () => {
  it("are one for each resource, a replacement one of three", () => {
    const steps = stepsOf([
      begins("create", "a"),
      begins("same", "b"),
      begins("create-replacement", "c"),
      begins("replace", "c", { detailedDiff: { engine: { diffKind: "update-replace", inputDiff: true } } as never }),
      begins("delete-replaced", "c"),
      begins("delete", "d", { old: { protect: true } }),
    ]);
    expect(steps.map(({ name, op }) => `${op} ${name}`)).toEqual(["create a", "same b", "replace c", "delete d"]);
    expect(steps[2]?.changes).toEqual([{ path: "engine", kind: "update", replaces: true }]);
    expect(steps[3]?.protected).toBe(true);
    expect(changing(steps).map(({ name }) => name)).toEqual(["a", "c", "d"]);
  });

  it("are of what a deployment makes: no component, provider or reference", () => {
    expect(
      stepsOf([
        begins("create", "component", { new: { custom: false } }),
        begins("create", "aws", { type: "pulumi:providers:aws" }),
        begins("read", "shared", { type: "pulumi:pulumi:StackReference" }),
      ]),
    ).toEqual([]);
  });

  it("name what changes by whole properties where the provider tells no more", () => {
    const [step] = stepsOf([begins("update", "a", { diffs: ["tags", "name"], keys: ["name"] })]);
    expect(step?.changes).toEqual([
      { path: "tags", kind: "update", replaces: false },
      { path: "name", kind: "update", replaces: true },
    ]);
  });

  it("have every resource once, under a name with colons too", () => {
    const [step] = stepsOf([begins("create", "a::b")]);
    expect(step?.name).toBe("a::b");
  });
});

describe("what cannot be made again", () => {
  const steps = stepsOf([
    begins("delete", "bucket"),
    begins("replace", "group", { type: "aws:elasticache/replicationGroup:ReplicationGroup" }),
    begins("update", "other"),
    begins("delete", "rule", { type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule" }),
  ]);

  it("is told from what can", () => {
    expect(losing(steps).map(({ name }) => name)).toEqual(["bucket", "group"]);
    expect(isStateful({ type: "aws:kms/key:Key" })).toBe(true);
  });

  it("goes only by its whole URN", () => {
    expect(refused(steps, []).map(({ name }) => name)).toEqual(["bucket", "group"]);
    expect(refused(steps, [urnOf("bucket"), "group"]).map(({ name }) => name)).toEqual(["group"]);
  });
});

describe("outputs", () => {
  const stack = (old: object, next: object) =>
    outputsChange([ends("same", "s", { type: "pulumi:pulumi:Stack", old: { outputs: old }, new: { outputs: next } })]);
  it("may change though no resource does", () => {
    expect(stack({ host: "a" }, { host: "b" })).toBe(true);
    expect(stack({ host: "a" }, { host: "a" })).toBe(false);
    expect(outputsChange([ends("update", "bucket")])).toBe(false);
  });
});
