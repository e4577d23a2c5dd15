import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { coloursIn, contrast } from "./testColours.ts";

const style = readFileSync(new URL("style/colours.css", import.meta.url), "utf8");
const colours = coloursIn(style);

/** Text and what it stands on: 4.5. Lines and edges that tell something: 3. https://www.w3.org/TR/WCAG22/#contrast-minimum */
const PAIRS: readonly (readonly [string, string, number])[] = [
  ...["page", "sunken", "raised", "accent-weak"].flatMap((ground) => [
    ["text", ground, 4.5] as const,
    ["muted", ground, 4.5] as const,
    ["accent", ground, 4.5] as const,
  ]),
  ["warning", "warning-weak", 4.5],
  ["text", "warning-weak", 4.5],
  ["accent", "warning-weak", 4.5],
  // How bad a finding is: on the page, in a row that is chosen or looked at; and a number on it.
  ...["page", "sunken", "accent-weak"].flatMap((ground) => ["high", "warning"].map((front) => [front, ground, 4.5] as const)),
  ...["high", "warning", "accent"].map((ground) => ["page", ground, 4.5] as const),
  ["line", "page", 3],
  ["line", "sunken", 3],
];

describe.each(["light", "dark"] as const)("the %s theme", (theme) => {
  it.each(PAIRS)("%s on %s has a contrast of at least %d", (front, back, least) => {
    const [a, b] = [colours.get(front)?.[theme], colours.get(back)?.[theme]];
    expect(contrast(a ?? "", b ?? "")).toBeGreaterThanOrEqual(least);
  });
});
