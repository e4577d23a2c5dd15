import { describe, expect, it } from "vitest";
import type { Resource } from "../../graph/graph.ts";
import { symbol } from "../../graph/symbols.ts";
import { html } from "./markup.ts";
import { resource } from "./testGraphs.ts";
import { inputsMarkup, type Link } from "./values.ts";

const URN = "urn:pulumi:dev::p::x:y:Key::the-key";
const link: Link = (urn, text) => html`<a href="${urn}">${text}</a>`;
const shown = (inputs: Resource["inputs"], more: Partial<Resource> = {}): string =>
  inputsMarkup(resource("r", { inputs, ...more }), link)?.text ?? "";
/** As a reader sees it: links in brackets, marks in parentheses. */
const read = (markup: string): string =>
  markup
    .replace(/<a [^>]*>(.*?)<\/a>/g, "[$1]")
    .replace(/<span class="mark[^>]*>(?:<svg.*?<\/svg>)?(.*?)<\/span>/g, "($1)")
    .replace(/<[^>]*>/g, "");

describe("inputs", () => {
  it("stand one a line, nested ones indented", () => {
    expect(read(shown({ a: 1, b: { c: [true, null], d: [] }, e: [{ f: "x", g: "y" }, [2, 3]], h: {} }))).toBe(
      [
        "a: 1",
        "b:",
        "  c:",
        "    - true",
        "    - null",
        "  d: []",
        "e:",
        "  - f: x",
        "    g: y",
        "  - - 2",
        "    - 3",
        "h: {}",
      ].join("\n"),
    );
  });

  it("show symbols as links, wherever they stand in a text", () => {
    const arn = symbol(URN, "arn");
    expect(shown({ key: arn })).toContain(`<a href="${URN}">the-key.arn</a>`);
    expect(read(shown({ all: `${arn}/*,${arn}`, bare: symbol(URN, "") }))).toBe(
      "all: [the-key.arn]/*,[the-key.arn]\nbare: [the-key]",
    );
  });

  it("show documents in texts as documents, with their symbols", () => {
    expect(read(shown({ policy: `{"Statement":[{"Resource":"${symbol(URN, "arn")}"}]}` }))).toBe(
      "policy: JSON\n  Statement:\n    - Resource: [the-key.arn]",
    );
    expect(read(shown({ broken: '{"a":' }))).toBe("broken: &quot;{\\&quot;a\\&quot;:&quot;");
  });

  it("show secrets and unknowns as such, and texts that only look so as texts", () => {
    const inputs = { a: "[secret]", b: { "x.y": "[secret]" }, c: "[unknown]", d: "[secret]", e: "[unknown]" };
    expect(read(shown(inputs, { secrets: ["a", 'b["x.y"]'], unknowns: ["c"] }))).toBe(
      ["a: (secret)", "b:", "  x.y: (secret)", "c: (unknown)", "d: &quot;[secret]&quot;", "e: &quot;[unknown]&quot;"].join("\n"),
    );
  });

  it("quote what would be read as something else, and nothing else", () => {
    expect(read(shown({ a: "", b: "true", c: "1.5", d: " x", e: "x y", f: "10.0.0.0/16" }))).toBe(
      ["a: &quot;&quot;", "b: &quot;true&quot;", "c: &quot;1.5&quot;", "d: &quot; x&quot;", "e: x y", "f: 10.0.0.0/16"].join(
        "\n",
      ),
    );
  });

  it("keep the lines of a text", () => {
    expect(read(shown({ code: "one\n  two\n" }))).toBe("code: text\n  one\n    two");
  });

  it("are nothing where there are none", () => {
    expect(shown({})).toBe("");
  });
});
