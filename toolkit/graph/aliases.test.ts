import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { find, recorded } from "./testRecord.ts";

class Thing extends pulumi.CustomResource {
  constructor(name: string, opts?: pulumi.CustomResourceOptions) {
    super("my:index:Thing", name, {}, opts);
  }
}
class Group extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("my:index:Group", name, {}, opts);
  }
}
const urn = (types: string, name: string): string => `urn:pulumi:dev::app::${types}::${name}`;

it.each<[string, (group: Group) => pulumi.Alias | string, string]>([
  ["another name", () => ({ name: "old" }), urn("my:index:Group$my:index:Thing", "old")],
  ["no parent", () => ({ parent: pulumi.rootStackResource }), urn("my:index:Thing", "thing")],
  ["another parent", () => ({ parent: new Group("other") }), urn("my:index:Group$my:index:Thing", "thing")],
  [
    "a parent by its URN",
    () => ({ parent: urn("my:index:Outer$my:index:Inner", "x") }),
    urn("my:index:Outer$my:index:Inner$my:index:Thing", "thing"),
  ],
  ["another type", () => ({ type: "my:old:Thing" }), urn("my:index:Group$my:old:Thing", "thing")],
  [
    "another project and stack",
    () => ({ project: "was", stack: "prod" }),
    "urn:pulumi:prod::was::my:index:Group$my:index:Thing::thing",
  ],
  ["a whole URN", () => urn("my:index:Thing", "ancient"), urn("my:index:Thing", "ancient")],
])("an alias by %s is the URN it stands for", async (_, aliasOf, expected) => {
  const graph = await recorded(() => {
    const parent = new Group("group");
    new Thing("thing", { parent, aliases: [aliasOf(parent)] });
  });
  expect(find(graph, "thing").options.aliases).toEqual([expected]);
});
