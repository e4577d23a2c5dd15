import { describe, expect, it } from "vitest";
import { leaks } from "./search.ts";

describe("the search", () => {
  const secrets = new Map([["key", 'canary/"+quoted"\\pass=word&more']]);
  const [, value = ""] = [...secrets][0] ?? [];
  it.each([
    ["in clear", `error: ${value} is wrong`],
    ["as JSON", JSON.stringify({ message: value })],
    ["as JSON in JSON", JSON.stringify(JSON.stringify({ message: value }))],
    ["URL-encoded", `https://example.com/?key=${encodeURIComponent(value)}`],
    ["as HTML", `<td>${value.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}</td>`],
    ["base64 at 0", Buffer.from(`${value}…`).toString("base64")],
    ["base64 at 1", Buffer.from(`x${value}…`).toString("base64")],
    ["base64 at 2", Buffer.from(`xy${value}…`).toString("base64")],
    ["base64url at 2", Buffer.from(`xy${value}…`).toString("base64url")],
  ])("finds a secret %s", (form, text) => {
    expect(leaks([{ from: "log", text }], secrets)).toContain(`log: key ${form}`);
  });
  it("finds nothing where nothing is", () => {
    expect(leaks([{ from: "log", text: "[secret] canary pass word" }], secrets)).toEqual([]);
  });
});
