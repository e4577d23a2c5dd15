import { describe, expect, it } from "vitest";
import { settingChanges } from "./settings.ts";

describe("settingChanges", () => {
  it("names the smallest key that differs; lists item by item where they are as long", () => {
    const before = { a: { b: 1, c: 2 }, list: [{ x: 1 }, { x: 2 }], names: ["a"], gone: true };
    const after = { a: { b: 1, c: 3 }, list: [{ x: 1 }, { x: 3 }], names: ["b"], come: { d: 1 } };
    expect(settingChanges(before, after)).toEqual([
      { path: "a.c", before: 2, after: 3 },
      { path: "come", before: undefined, after: { d: 1 } },
      { path: "gone", before: true, after: undefined },
      { path: "list[1].x", before: 2, after: 3 },
      { path: "names", before: ["a"], after: ["b"] },
    ]);
  });
  it("takes a list that grows as one", () => {
    expect(settingChanges({ list: [{ x: 1 }] }, { list: [{ x: 1 }, { x: 2 }] })).toEqual([
      { path: "list", before: [{ x: 1 }], after: [{ x: 1 }, { x: 2 }] },
    ]);
  });
});
