/** The page as it is before its script runs, or where none does. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { TEXTS } from "./texts.ts";

const page = readFileSync(new URL("index.html", import.meta.url), "utf8");

it("says in English what the script would say", () => {
  const said = [...page.matchAll(/data-text="(\w+)">([^<]*)</g)].map(([, key, text]) => [key, text]);
  expect(Object.fromEntries(said)).toEqual(TEXTS.en);
  expect(page).toContain(`<title>${TEXTS.en.title}</title>`);
});

it("has every text in every language", () => {
  expect(Object.keys(TEXTS.zh)).toEqual(Object.keys(TEXTS.en));
});
