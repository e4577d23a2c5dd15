import { describe, expect, it } from "vitest";
import { fateOf } from "./fate.ts";

const TODAY = "2026-11-24";
const fate = (expires: unknown, held = 0) => fateOf({ stack: "demo", expires, protected: held }, TODAY);

describe("an environment", () => {
  it.each([
    [undefined, "has no last day"],
    ["2026-11-24", "wanted until 2026-11-24"],
    ["2026-12-01", "wanted until 2026-12-01"],
    ["2027-01-01", "wanted until 2027-01-01"],
  ])("stays: %s", (expires, why) => expect(fate(expires)).toEqual({ kind: "stays", why }));

  it.each(["2026-11-23", "2026-10-31", "2025-12-31"])("goes: %s", (expires) =>
    expect(fate(expires)).toEqual({ kind: "goes", why: `was wanted until ${expires}` }),
  );

  it("never goes without a last day, whatever it holds", () => {
    expect(fate(undefined, 3).kind).toBe("stays");
  });

  it("cannot go where something in it is protected", () => {
    expect(fate("2026-11-23", 2)).toEqual({
      kind: "cannot go",
      why: "was wanted until 2026-11-23, but 2 of its resources are protected from deletion",
    });
  });

  it.each([null, "", "yesterday", "23.11.2026", "2026-11-23T10:00:00Z", 20261123, { day: "2026-11-23" }])(
    "cannot go where nobody can tell its last day: %j",
    (expires) => expect(fate(expires)).toEqual({ kind: "cannot go", why: `its last day is no day: ${JSON.stringify(expires)}` }),
  );
});
