import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { find, reasons, recorded } from "./testRecord.ts";

const read = (program: (config: pulumi.Config) => unknown) =>
  recorded(() => program(new pulumi.Config("app")), { "app:it": "[secret]", "app:open": "7" }, ["app:it"]);
const UNKNOWN =
  "the configuration app:it, which is encrypted: code that waits for it did not run, and what that would create is missing";

describe("encrypted configuration", () => {
  it("stands as a placeholder where it is a text, of whatever form the program wants it", async () => {
    const graph = await read((config) => {
      new aws.s3.Bucket("bucket", {
        tags: {
          a: config.requireSecret("it", { minLength: 40 }),
          b: config.require("it", { pattern: /^sk-/ }),
          c: config.requireSecret("it").apply((text) => text.toUpperCase()),
        },
      });
    });
    expect(find(graph, "bucket").inputs.tags).toEqual({ a: "[secret]", b: "[secret]", c: "[secret]" });
    expect(find(graph, "bucket").secrets).toEqual(["tags.a", "tags.c"]);
    expect(reasons(graph)).toEqual([]);
  });

  it.each<[what: string, of: (config: pulumi.Config) => pulumi.Output<unknown> | undefined]>([
    ["a number", (config) => config.requireSecretNumber("it", { min: 1 })],
    ["a number that may be absent", (config) => config.getSecretNumber("it")],
    ["a boolean", (config) => config.requireSecretBoolean("it")],
    ["a boolean that may be absent", (config) => config.getSecretBoolean("it")],
    ["an object", (config) => config.requireSecretObject("it")],
    ["a part of an object", (config) => config.getSecretObject<{ part: string }>("it")?.apply(({ part }) => part)],
  ])("is unknown as %s, which is said", async (_, of) => {
    const graph = await read((config) => void new aws.s3.Bucket("bucket", { tags: { it: of(config) as pulumi.Output<string> } }));
    expect(find(graph, "bucket").unknowns).toEqual(["tags.it"]);
    expect(reasons(graph)).toContain(UNKNOWN);
  });

  it("leaves what is in clear as it is, and what the SDK does to be done again", async () => {
    const graph = await read((config) => ({ open: config.requireSecretNumber("open"), also: config.requireNumber("open") }));
    expect(graph.outputs).toEqual({ open: "[secret]", also: 7 });
    expect(reasons(graph)).toEqual([]);
    expect(pulumi.Config.prototype.requireSecretNumber.name).toBe("requireSecretNumber");
  });
});
