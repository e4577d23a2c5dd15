import { type Language, TEXTS } from "./texts.ts";

const isLanguage = (tag: string | null | undefined): tag is Language => tag != null && Object.hasOwn(TEXTS, tag);

/** The language that was chosen before; else the first of the browser's (`zh-Hans-CN`, `en-GB`) that we have; else English. */
export function pickLanguage(chosen: string | null, preferred: readonly string[]): Language {
  if (isLanguage(chosen)) return chosen;
  return preferred.map((tag) => tag.split("-")[0]?.toLowerCase()).find(isLanguage) ?? "en";
}

export const otherLanguage = (language: Language): Language => (language === "en" ? "zh" : "en");
