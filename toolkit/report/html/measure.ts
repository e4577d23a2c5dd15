/** How wide a text is at most, without a browser: so that it is cut where it would leave its box, whatever font the reader has. */
import { visible } from "./markup.ts";

export interface Font {
  readonly size: number;
  readonly bold?: boolean;
}

/** Widths in em of DejaVu Sans, about the widest font that systems use for their interface. */
const WIDTHS: readonly (readonly [number, string])[] = [
  [0.35, " ',./:;I!J\\ijl|·"],
  [0.45, "-()[]ft!‹›"],
  [0.56, '"*?_`rcsz–'],
  [0.63, "FLTaekovxyé"],
  [0.7, "$0123456789ABCEKPRSVXYZbdghnpqu{}"],
  [0.85, "#&+<=>^~×→≠DGHNOQUw"],
  [1.01, "%@Mm…W"],
];
const EM = new Map(WIDTHS.flatMap(([em, characters]) => Array.from(characters, (character) => [character, em] as const)));
/** Any other character: emoji are the widest of what is common. */
const WIDEST = 1.4;
const BOLD = 1.12;

export function widthOf(text: string, { size, bold }: Font): number {
  let em = 0;
  for (const character of text) em += EM.get(character) ?? WIDEST;
  return em * size * (bold ? BOLD : 1);
}

/** The text in as many lines as are allowed: broken between words, else at a name's seams; `…` where it does not fit. */
export function wrapped(text: string, width: number, lines: number, font: Font): string[] {
  const fits = (line: string): boolean => widthOf(line.trimEnd(), font) <= width;
  // No box holds more than a few dozen characters.
  const words = visible(text.slice(0, 500))
    .trim()
    .split(/\s+/)
    .map((word) => `${word} `);
  const pieces = words.flatMap((word) => (fits(word) ? [word] : (word.match(/[^-/.:,_@]*[-/.:,_@]?/g) ?? [])));
  const done: string[] = [];
  let at = "";
  for (const piece of pieces) {
    if (fits(at + piece)) at += piece;
    else if (at !== "" && fits(at) && done.length < lines - 1) {
      done.push(at.trimEnd());
      at = piece;
    } else return [...done, cut(at + piece, width, font)];
  }
  if (!fits(at)) return [...done, cut(at, width, font)];
  return at.trim() === "" ? done : [...done, at.trimEnd()];
}

function cut(text: string, width: number, font: Font): string {
  const characters = Array.from(text);
  while (characters.length > 0 && widthOf(`${characters.join("")}…`, font) > width) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}
