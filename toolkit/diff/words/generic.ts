/** What is said of a change nobody has better words for: `path: before → after`. */
import type { Json } from "../../graph/graph.ts";
import type { PropertyChange } from "../change.ts";
import { general } from "../facts.ts";
import { arrow, isUnder, type Saying, type Subject } from "./saying.ts";
import { shown } from "./units.ts";

/** What cannot hurt: labels and texts that nothing runs by. */
const HARMLESS = /^(tags|tagsAll|description|comment|metadata\.labels|metadata\.annotations|propagateTags)\b/;

export const isHarmless = (path: string): boolean => HARMLESS.test(path);

/** Properties that are named one by one. */
const MOST = 6;

/** @param told paths without list positions of which somebody has told already */
export function generic({ properties }: Subject, told: readonly string[]): Saying[] {
  const open = properties.filter(({ path }) => !told.some((above) => isUnder(general(path), above)));
  const important = open.filter(({ path }) => !isHarmless(path));
  const harmless = open.filter(({ path }) => isHarmless(path));
  const named = important.slice(0, MOST);
  const rest = important.length - named.length;
  return [
    ...named.map((property) => ({ text: propertyText(property), tells: [property.path], level: "low" as const })),
    ...(rest > 0
      ? [{ text: `and ${rest} more ${rest === 1 ? "property" : "properties"}`, tells: [], level: "low" as const }]
      : []),
    ...(harmless.length > 0 ? [{ text: harmlessText(harmless), tells: [], level: "none" as const }] : []),
  ];
}

function propertyText({ path, before, after, sure }: PropertyChange): string {
  const at = shown(path);
  const perhaps = sure ? "" : " (perhaps)";
  if (before === undefined) return `${at}: set to ${shown(after)}${perhaps}`;
  if (after === undefined) return `${at}: no longer set (was ${shown(before)})${perhaps}`;
  const [was, is] = [shown(before), shown(after)];
  const lists =
    Array.isArray(before) && Array.isArray(after) ? membersText(before as readonly Json[], after as readonly Json[]) : "";
  if (lists !== "") return `${at}: ${lists}${perhaps}`;
  if (was === is) return `${at}: another one, alike as far as it is shown${perhaps}`;
  return `${at}: ${arrow(was, is)}${perhaps}`;
}

/** What comes and what goes in a list of plain values; nothing where it holds others. */
function membersText(before: readonly Json[], after: readonly Json[]): string {
  if ([...before, ...after].some((item) => typeof item === "object")) return "";
  const come = after.filter((item) => !before.includes(item)).map((item) => `+ ${shown(item)}`);
  const gone = before.filter((item) => !after.includes(item)).map((item) => `− ${shown(item)}`);
  return [...come, ...gone].join(", ") || "another order";
}

function harmlessText(changes: readonly PropertyChange[]): string {
  const [only] = changes;
  if (changes.length === 1 && only) return propertyText(only);
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
