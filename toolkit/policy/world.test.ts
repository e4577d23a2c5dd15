import { describe, expect, it } from "vitest";
import type { Json } from "../graph/graph.ts";
import { itemsAt } from "./judge.ts";
import { thing } from "./rules/testTable.ts";
import { read } from "./world.ts";

const OUTPUT = "${urn:pulumi:test::p::x:y:Z::made#settings}";
const of = (settings: Json) => thing("x:y:Z", "it", { inputs: { settings } });

describe("an input inside another", () => {
  it.each<[string, Json, object]>([
    ["is what it is", { open: true }, { known: true, value: true }],
    ["is not set where the other is something else", "text", { known: true, value: undefined }],
    ["is not known where the other is not", "[unknown]", { known: false, path: "settings.open" }],
    ["is not known where the other is a secret", "[secret]", { known: false, path: "settings.open" }],
    ["is not known where the other is an output", OUTPUT, { known: false, path: "settings.open" }],
  ])("%s", (_, settings, expected) => {
    expect(read(of(settings), "settings.open")).toEqual(expected);
  });
});

it("a list that is a secret has items that nobody knows, and an output stands for one item", () => {
  expect(itemsAt(of("[secret]"), "settings")).toBeNull();
  expect(itemsAt(of(OUTPUT), "settings")).toEqual([{ value: OUTPUT, path: "settings" }]);
});
