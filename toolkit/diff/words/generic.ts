/** What is said of a change nobody has better words for: `path: before → after`. */
import type { PropertyChange } from "../change.ts";
import { general } from "../facts.ts";
import { isTold, type Saying, type Subject, valuesText } from "./saying.ts";
import { membersText, oneLine, shown } from "./units.ts";

/** What cannot hurt: labels and texts that nothing runs by. */
const HARMLESS = /^(tags|tagsAll|description|comment|metadata\.labels|metadata\.annotations|propagateTags)\b/;

export const isHarmless = (path: string): boolean => HARMLESS.test(path);

/** A key may be anything; what people write is shorter. */
const LONGEST_PATH = 200;

/** Properties that are named one by one. */
const MOST = 6;

/**
 * @param told paths without list positions of which somebody has told already
 * @param placeOf what people call the place of a path
 */
export function generic({ properties }: Subject, told: readonly string[], placeOf = (path: string) => path): Saying[] {
  const known = [...new Set(told)];
  const open = properties.filter(({ path }) => !known.some((above) => isTold(path, above)));
  const important = open.filter(({ path }) => !isHarmless(path));
  const harmless = open.filter(({ path }) => isHarmless(path));
  const named = important.slice(0, MOST);
  const rest = important.length - named.length;
  return [
    ...named.map((property) => ({ text: propertyText(property, placeOf), tells: [property.path], level: "low" as const })),
    ...(rest > 0
      ? [{ text: `and ${rest} more ${rest === 1 ? "property" : "properties"}`, tells: [], level: "low" as const }]
      : []),
    ...(harmless.length > 0 ? [{ text: harmlessText(harmless), tells: [], level: "none" as const }] : []),
  ];
}

function propertyText({ path, before, after, sure }: PropertyChange, placeOf: (path: string) => string): string {
  const at = oneLine(placeOf(path)).slice(0, LONGEST_PATH);
  const perhaps = sure ? "" : " (perhaps)";
  if (before === undefined) return `${at}: set to ${shown(after)}${perhaps}`;
  if (after === undefined) return `${at}: no longer set (was ${shown(before)})${perhaps}`;
  const text = membersText(before, after) || valuesText({ before, after, unit: shown }).text;
  return `${at}: ${text}${perhaps}`;
}

function harmlessText(changes: readonly PropertyChange[]): string {
  const [only] = changes;
  if (changes.length === 1 && only) return propertyText(only, (path) => path);
  const kinds = [
    ...new Set(
      changes.map(({ path }) =>
        general(path)
          .split(/[.[]/)
          .slice(0, path.startsWith("metadata") ? 2 : 1)
          .join("."),
      ),
    ),
  ];
  return `${kinds.join(", ")} changed`;
}
