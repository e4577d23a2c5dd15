import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyText, HOSTILE_TEXTS } from "../testHostile.ts";
import { code, inert, inertHtml, lineOf, link } from "./escape.ts";
import { linksIn, rendered, tagsOf, textOf } from "./testRender.ts";

const MOST = 300;
/** As it is read: the breaks cannot be seen. */
const read = (html: string): string => textOf(html).replaceAll("\u200b", "").trim();
const expected = (text: string): string => lineOf(text, MOST) || "–";

describe("a text in a comment", () => {
  it.each([
    ["@everyone", "@\u200beveryone"],
    ["owner/repo#1 and GH-1", "owner/repo\\#\u200b1 and GH-\u200b1"],
    ["https://evil.example www.evil.example", "https:\u200b//evil.example www\u200b.evil.example"],
    ["<b>a & b</b>", "&lt;b&gt;a &amp; b&lt;/b&gt;"],
    ["[x](y) `z` a|b a_b *c*", "\\[x\\](y) \\`z\\` a\\|b a\\_b \\*c\\*"],
    ["- 1. a", "\\- 1. a"],
    ["1. a", "1\\. a"],
    ["a\n\n# b\tc", "a \\#\u200b b c"],
    ["$1 :tada:", "\\$1 :\u200btada:"],
    [" \u00a0\n", "–"],
    ["redis-group, 3 → 6", "redis-group, 3 → 6"],
  ])("%j", (text, escaped) => {
    expect(inert(text)).toBe(escaped);
  });

  const places: readonly (readonly [string, (text: string) => string, readonly string[]])[] = [
    ["a paragraph", (text) => text, ["<p>", "</p>"]],
    ["a heading", (text) => `## ${text}`, ["<h2>", "</h2>"]],
    ["a list", (text) => `- ${text}`, ["<ul>", "<li>", "</li>", "</ul>"]],
    ["emphasis", (text) => `**${text}** `, ["<p>", "<strong>", "</strong>", "</p>"]],
    ["a folded block", (text) => `<details>\n\n${text}\n\n</details>`, ["<details>", "<p>", "</p>", "</details>"]],
  ];
  it.each(places)("is itself and nothing else in %s", (_, within, tags) => {
    fc.assert(
      fc.property(anyText, (text) => {
        const html = rendered(within(inert(text, MOST)));
        expect(tagsOf(html)).toEqual(tags);
        expect(read(html)).toBe(expected(text));
        expect(linksIn(html)).toEqual([]);
      }),
      { examples: HOSTILE_TEXTS.map((text) => [text]) },
    );
  });

  it("stays in its cell", () => {
    const empty = rendered("| a | b |\n|---|---|\n| x | x |");
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        const html = rendered(`| a | b |\n|---|---|\n| ${inert(a, MOST)} | ${inert(b, MOST)} |`);
        expect(tagsOf(html)).toEqual(tagsOf(empty));
        expect([...html.matchAll(/<td>(.*?)<\/td>/gs)].map(([, cell]) => read(cell ?? ""))).toEqual([expected(a), expected(b)]);
      }),
    );
  });

  it("is itself inside an HTML element", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const html = rendered(`<details><summary>${inertHtml(text, MOST)}</summary>\n\nx\n\n</details>`);
        expect(tagsOf(html)).toEqual(["<details>", "<summary>", "</summary>", "<p>", "</p>", "</details>"]);
        expect(read(html.split("</summary>")[0] ?? "")).toBe(lineOf(text, MOST));
        expect(linksIn(html)).toEqual([]);
      }),
      { examples: HOSTILE_TEXTS.map((text) => [text]) },
    );
  });

  it("is no longer than its room allows, whatever must be escaped", () => {
    fc.assert(fc.property(anyText, (text) => inert(text, 40).length <= 40 * 6));
    expect(lineOf("x".repeat(50), 40)).toBe(`${"x".repeat(38)} …`);
    expect(lineOf("\u202e".repeat(50), 40)).toHaveLength(40);
  });
});

describe("code in a comment", () => {
  it.each([
    ["a", "`a`"],
    ["`", "`` ` ``"],
    ["a``b", "```a``b```"],
    ["a|b", "`a|b`"],
    ["", "` `"],
  ])("%j", (text, span) => {
    expect(code(text)).toBe(span);
  });

  it("is itself and nothing else", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const html = rendered(`- ${code(text, MOST)} x`);
        expect(tagsOf(html)).toEqual(["<ul>", "<li>", "<code>", "</code>", "</li>", "</ul>"]);
        expect(textOf(/<code>(.*)<\/code>/s.exec(html)?.[1] ?? "").trim()).toBe(lineOf(text, MOST));
      }),
      { examples: HOSTILE_TEXTS.map((text) => [text]) },
    );
  });
});

describe("a link", () => {
  it.each([
    ["https://x.example/a/b.ts#L3", "[t](https://x.example/a/b.ts#L3)"],
    ["https://x.example/a b)(<c>?d=1&lt=2", "[t](https://x.example/a%20b%29%28%3Cc%3E?d=1&amp;lt=2)"],
    ["javascript:alert(1)", "t"],
    ["/relative", "t"],
    [null, "t"],
  ])("to %j", (address, text) => {
    expect(link("t", address)).toBe(text);
  });
});
