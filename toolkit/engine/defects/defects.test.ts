import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../../plan/testGraph.ts";
import { DEFECTS } from "./list.ts";
import { planted } from "./program.ts";

describe("the seeded defects", () => {
  it("are twenty, each with a name of its own", () => {
    expect(new Set(DEFECTS.map(({ name }) => name)).size).toBe(20);
  });

  it.each(DEFECTS.map((defect) => [defect.name, defect] as const))("%s: can still be planted", (_, defect) => {
    const text = readFileSync(path.join(ROOT, defect.file), "utf8");
    expect(planted(text, defect)).not.toBe(text);
  });

  it("are planted in one place, or not at all", () => {
    const defect = { name: "x", harm: "", file: "x.ts", from: "a", to: "b" };
    expect(() => planted("aa", defect)).toThrow("x: its text stands in x.ts 2 times, not once");
    expect(() => planted("c", defect)).toThrow("0 times");
  });
});
