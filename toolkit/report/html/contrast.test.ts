import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const style = readFileSync(new URL("style/colours.css", import.meta.url), "utf8");
const colours = new Map(
  [...style.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name, light, dark]) => [
    name ?? "",
    { light, dark },
  ]),
);

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/** Text and what it stands on: 4.5. Lines and edges that tell something: 3. https://www.w3.org/TR/WCAG22/#contrast-minimum */
const PAIRS: readonly (readonly [string, string, number])[] = [
  ...["page", "sunken", "raised", "accent-weak"].flatMap((ground) => [
    ["text", ground, 4.5] as const,
    ["muted", ground, 4.5] as const,
    ["accent", ground, 4.5] as const,
  ]),
  ["warning", "warning-weak", 4.5],
  ["warning", "page", 4.5],
  ["warning", "sunken", 4.5],
  ["text", "warning-weak", 4.5],
  ["accent", "warning-weak", 4.5],
  ["line", "page", 3],
  ["line", "sunken", 3],
];

describe.each(["light", "dark"] as const)("the %s theme", (theme) => {
  it.each(PAIRS)("%s on %s has a contrast of at least %d", (front, back, least) => {
    const [a, b] = [colours.get(front)?.[theme], colours.get(back)?.[theme]];
    expect(contrast(a ?? "", b ?? "")).toBeGreaterThanOrEqual(least);
  });
});
