import { describe, expect, it } from "vitest";
import { agreed, lossError, requireConsent } from "./consent.ts";
import { stepsOf } from "./steps.ts";
import { begins, urnOf } from "./testEvents.ts";
import type { Voice } from "./voice.ts";

const voice = (answer: string | null): Voice => ({
  say: () => {},
  show: () => {},
  ask: answer === null ? null : async () => answer,
});
const consent = (answer: string | null, yes = false) => ({ stack: "prod", yes, voice: voice(answer) });

describe("a change of the world", () => {
  it("is agreed to in advance, or where somebody can be asked", () => {
    expect(() => requireConsent(consent(null), "monitor up prod")).toThrow(
      expect.objectContaining({ message: "nobody can be asked: this is no terminal", remedy: "monitor up prod --yes" }),
    );
    expect(() => requireConsent(consent(null, true), "monitor up prod")).not.toThrow();
    expect(() => requireConsent(consent("no"), "monitor up prod")).not.toThrow();
  });

  it.each([
    ["yes", true],
    [" yes ", true],
    ["y", false],
    ["Yes", false],
    ["", false],
  ])("answered with %j: %s", async (answer, goesAhead) => {
    expect(await agreed(consent(answer), "Change prod?", "yes")).toBe(goesAhead);
  });

  it("needs no question where it was agreed in advance", async () => {
    expect(await agreed(consent("no", true), "Change prod?", "yes")).toBe(true);
  });

  it("that loses something says what, and how to allow it", () => {
    const error = lossError(stepsOf([begins("delete", "bucket")]), "monitor up prod");
    expect(error.message).toContain(`  delete bucket  ${urnOf("bucket")}`);
    expect(error.remedy).toBe(`monitor up prod --allow-replace '${urnOf("bucket")}'`);
  });
});
