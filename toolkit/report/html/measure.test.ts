import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { widthOf, wrapped } from "./measure.ts";

const FONT = { size: 10 };

describe("wrapped text", () => {
  it.each([
    ["redis-group", ["redis-group"]],
    ["dashboard-site-distribution", ["dashboard-site-", "distribution"]],
    ["valkey 8.1, 1 × cache.t4g.micro", ["valkey 8.1, 1 ×", "cache.t4g.micro"]],
    ["token.actions.githubusercontent.com", ["token.actions.", "githubusercont…"]],
    ["one two three four five six seven eight", ["one two three", "four five six sev…"]],
    ["xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", ["xxxxxxxxxxxxxx…"]],
    ["a\nb\tc", ["a b c"]],
    ["\u202eturned", ["\\u202eturned"]],
    ["", []],
    ["  ", []],
  ])("%j", (text, lines) => {
    expect(wrapped(text, 100, 2, FONT)).toEqual(lines);
  });

  it("cuts a word that is wider than a line, wherever it stands", () => {
    expect(wrapped("! immeasurable", 20, 3, FONT)).toEqual(["!", "i…"]);
  });

  it("is never wider than it may be, nor more lines, and loses nothing silently", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 80 }),
        fc.integer({ min: 20, max: 200 }),
        fc.integer({ min: 1, max: 3 }),
        (text, width, count) => {
          const lines = wrapped(text, width, count, FONT);
          expect(lines.length).toBeLessThanOrEqual(count);
          for (const line of lines) expect(widthOf(line, FONT)).toBeLessThanOrEqual(width);
          const cut = lines.at(-1)?.endsWith("…") ?? false;
          if (!cut) expect(lines.join("").replaceAll(/\s/g, "")).toBe(wrapped(text, 1e6, 1, FONT).join("").replaceAll(/\s/g, ""));
        },
      ),
    );
  });
});
