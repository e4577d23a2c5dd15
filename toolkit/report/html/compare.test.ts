import { describe, expect, it } from "vitest";
import { compared, difference } from "./compare.ts";
import { graphOf, resource, stackOf } from "./testGraphs.ts";

const component = (name: string, parent?: string) =>
  resource(name, { urn: `urn:${name}`, custom: false, ...(parent && { parent: `urn:${parent}` }) });
const bucket = (name: string, parent: string) => resource(name, { parent: `urn:${parent}` });

describe("environments side by side", () => {
  it("are compared by component, in the order of the first that has it", () => {
    const one = graphOf([component("a"), component("b", "a"), bucket("x", "b")]);
    const two = graphOf([component("a"), component("c", "a"), bucket("x", "c"), bucket("y", "a"), component("d")]);
    expect(compared([stackOf(one), stackOf(two)])).toEqual([
      {
        name: "a",
        depth: 0,
        cells: [
          { count: 1, size: "" },
          { count: 2, size: "1 bucket" },
        ],
      },
      { name: "b", depth: 1, cells: [{ count: 1, size: "1 bucket" }, undefined] },
      { name: "c", depth: 1, cells: [undefined, { count: 1, size: "1 bucket" }] },
      { name: "d", depth: 0, cells: [undefined, { count: 0, size: "" }] },
    ]);
  });

  it.each([
    [{ count: 1, size: "a" }, { count: 1, size: "a" }, undefined],
    [{ count: 1, size: "a" }, { count: 2, size: "a" }, "differs"],
    [{ count: 1, size: "a" }, { count: 1, size: "b" }, "differs"],
    [undefined, { count: 1, size: "" }, "added"],
    [{ count: 1, size: "" }, undefined, "missing"],
    [undefined, undefined, undefined],
  ])("%j, then %j: %s", (before, cell, how) => {
    expect(difference(before, cell)).toBe(how);
  });
});
