import { describe, expect, it } from "vitest";
import { DEFAULT_OPTIONS } from "../graph/graph.ts";
import { symbol } from "../graph/symbols.ts";
import { graphOf, resource } from "../report/html/testGraphs.ts";
import { begins, urnOf } from "./testEvents.ts";
import { trustOf } from "./trust.ts";

const STACK = "urn:pulumi:test::p::pulumi:pulumi:Stack::p-test";
const offline = (inputs: object, more: object = {}) =>
  graphOf([resource("a", { urn: urnOf("a"), inputs: inputs as never, ...more })]);
const engine = (inputs: object, more: object = {}) => [
  begins("create", "a", { new: { inputs: inputs as never, parent: STACK, ...more } }),
];
const paths = (a: object, b: object) => trustOf(offline(a), engine(b), "/").different.map(({ path }) => path);

describe("the offline plan, held against the engine", () => {
  it("is right where a symbol stands for what the engine has, inside texts too", () => {
    const arn = symbol(urnOf("b"), "arn");
    expect(paths({ x: arn, y: `{"Resource":"${arn}/*"}` }, { x: "arn:1", y: '{"Resource":"arn:1/*"}' })).toEqual([]);
    expect(paths({ ids: symbol(urnOf("b"), "ids") }, { ids: ["1", "2"] })).toEqual([]);
    expect(paths({ x: arn }, { x: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" })).toEqual([]);
    expect(paths({ password: "[secret]" }, { password: "[secret]" })).toEqual([]);
  });

  it("is wrong where anything else differs, and says where", () => {
    const arn = symbol(urnOf("b"), "arn");
    expect(paths({ n: 1, t: { a: "1" }, l: ["x"] }, { n: 2, t: { b: "1" }, l: ["x", "y"] })).toEqual(["n", "t.a", "t.b", "l[1]"]);
    expect(paths({ y: `${arn}/*` }, { y: "arn:1/?" })).toEqual(["y"]);
    expect(trustOf(offline({}), engine({}, { parent: urnOf("p") }), "/").different.map(({ path }) => path)).toEqual(["parent"]);
    expect(trustOf(offline({}), engine({}, { protect: true }), "/").different.map(({ path }) => path)).toEqual(["protect"]);
  });

  it("passes over what providers add on their own account", () => {
    expect(paths({ x: "1" }, { x: "1", name: "p-test-a-1234567", __defaults: [] })).toEqual([]);
  });

  it("passes over what is deployed where changes of it are ignored", () => {
    const [wanted, deployed] = [
      { l: [{ size: "M40", n: 3 }], t: 1 },
      { l: [{ size: "M50", n: 5 }], t: 2 },
    ];
    const differing = (...ignoreChanges: string[]) =>
      trustOf(offline(wanted, { options: { ...DEFAULT_OPTIONS, ignoreChanges } }), engine(deployed), "/").different.map(
        ({ path }) => path,
      );
    expect(differing("l[*].size")).toEqual(["l[0].n", "t"]);
    expect(differing("l", "t")).toEqual([]);
  });

  it("counts what one has and the other has not", () => {
    const trust = trustOf(offline({}), [begins("create", "b", { new: { parent: STACK } })], "/");
    expect(trust).toMatchObject({ matched: 0, missed: [urnOf("b")], extra: [urnOf("a")] });
    expect(trustOf(offline({}), engine({}), "/")).toMatchObject({ matched: 1, missed: [], extra: [], different: [] });
  });
});
