import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DOCUMENT, withTable } from "./tableText.ts";

describe("docs/policy.md", () => {
  const page = readFileSync(DOCUMENT, "utf8");

  it("has the rules as they are; else: node --import tsx toolkit/policy/table.ts", () => {
    expect(page).toBe(withTable(page));
  });

  it("has a place for them", () => {
    expect(() => withTable("# Policy")).toThrow("no place for the table");
  });
});
