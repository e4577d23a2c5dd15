import { describe, expect, it } from "vitest";
import { otherLanguage, pickLanguage } from "./language.ts";

describe("the language of the page", () => {
  it.each([
    ["the browser's first that we have", null, ["fr-FR", "zh-Hans-CN", "en"], "zh"],
    ["however the browser spells it", null, ["ZH"], "zh"],
    ["English where we have none of them", null, ["fr", "de-AT"], "en"],
    ["English where the browser has none", null, [], "en"],
    ["what was chosen before", "en", ["zh-CN"], "en"],
    ["not what nobody can have chosen", "constructor", ["zh-CN"], "zh"],
  ] as const)("is %s", (_, chosen, preferred, language) => {
    expect(pickLanguage(chosen, preferred)).toBe(language);
  });

  it("can be switched there and back", () => {
    expect(otherLanguage("en")).toBe("zh");
    expect(otherLanguage("zh")).toBe("en");
  });
});
