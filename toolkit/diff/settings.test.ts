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
  it("finds by their names what comes and goes in a list", () => {
    const pool = (name: string, max: number) => ({ name, max });
    expect(settingChanges({ pools: [pool("a", 1), pool("b", 2)] }, { pools: [pool("b", 3)] })).toEqual([
      { path: "pools[0]", before: pool("a", 1), after: undefined },
      { path: "pools[0].max", before: 2, after: 3 },
    ]);
  });
  it("takes a list that grows as one where nothing in it has a name", () => {
    expect(settingChanges({ list: [{ x: 1 }] }, { list: [{ x: 1 }, { x: 2 }] })).toEqual([
      { path: "list", before: [{ x: 1 }], after: [{ x: 1 }, { x: 2 }] },
    ]);
  });
});
