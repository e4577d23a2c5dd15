import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeHtml, html, Markup } from "./markup.ts";
import { HOSTILE } from "./testGraphs.ts";

describe("escaped text", () => {
  it.each([
    [`<a href="x" b='y'>&amp;</a>`, "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;"],
    ["a\u202eb\u0000c\ufeff", "a\\u202eb\\u0000c\\ufeff"],
    ["\ud800x\udc00", "\\ud800x\\udc00"],
    ["👩‍💻 ❤️‍🔥 名前\n\tb", "👩‍💻 ❤️‍🔥 名前\n\tb"],
    ["a\u200db", "a\\u200db"],
  ])("%j", (text, escaped) => {
    expect(escapeHtml(text)).toBe(escaped);
  });

  it("is the same in a template, in attributes too", () => {
    for (const text of HOSTILE)
      expect(html`<b title="${text}">${text}</b>`.text).toBe(`<b title="${escapeHtml(text)}">${escapeHtml(text)}</b>`);
  });

  it("holds no character that HTML reads, whatever it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const escaped = escapeHtml(text);
        expect(escaped).not.toMatch(/[<>"']/);
        expect(escaped.replace(/&(amp|lt|gt|quot|#39);/g, "")).not.toContain("&");
      }),
    );
  });
});

describe("a template", () => {
  it("joins lists, leaves out what is nothing, and keeps markup", () => {
    expect(html`${["<", html`<i>`, [1, 0]]}${false}${null}${undefined}${new Markup("&")}`.text).toBe("&lt;<i>10&");
  });
});
