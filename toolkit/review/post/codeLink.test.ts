import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyText } from "../testHostile.ts";
import { codeLink } from "./codeLink.ts";
import { told } from "./told.ts";

const COMMIT = "9a8b7c6d5e4f30211203f4e5d6c7b8a990807060";
const linkTo = codeLink({ serverUrl: "https://github.com", owner: "example", repo: "shop", commit: COMMIT });
const START = `https://github.com/example/shop/blob/${COMMIT}/`;

describe("codeLink", () => {
  it.each([
    ["infra/data/redis.ts", 12, `${START}infra/data/redis.ts#L12`],
    ["a b/[c](d)_#?.ts", 0, `${START}a%20b/%5Bc%5D%28d%29%5F%23%3F.ts`],
    ["..x/.y", 1, `${START}..x/.y#L1`],
    ["../x.ts", 1, null],
    ["a/../../x.ts", 1, null],
    ["./x.ts", 1, null],
    ["/etc/passwd", 1, null],
    ["a//b", 1, null],
    ["C:\\x", 1, null],
    ["", 1, null],
    ["\ud800.ts", 1, null],
  ])("%s:%i", (file, line, address) => {
    expect(linkTo({ file, line })).toBe(address);
  });

  it("never leaves the commit, nor the brackets of a link in Markdown", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ unit: "binary" })), fc.nat(), (file, line) => {
        const address = linkTo({ file, line });
        if (address === null) return;
        expect(new URL(address).href.startsWith(START)).toBe(true);
        expect(address).toMatch(/^[\w:/.%#,;=&+$@-]+$/);
        expect(decodeURIComponent(address.slice(START.length).replace(/#L\d+$/, ""))).toBe(file);
      }),
    );
  });
});

describe("told", () => {
  it("is a short line that commands nobody", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ unit: "binary" }), fc.constant("##[##[a]\n::b::")), (text) => {
        const line = told(text, 100);
        expect(line).not.toMatch(/\p{Cc}|\u2028|##\[/u);
        expect(line.length).toBeLessThanOrEqual(600);
      }),
    );
  });
});
