/** What is said of a change nobody has better words for: `path: before → after`. */
import { type Json, joinPath } from "../../graph/graph.ts";
import { at, stepsOf } from "../../graph/optionPaths.ts";
import { fields } from "../../graph/values.ts";
import { type PropertyChange, subjectOf } from "../change.ts";
import { general } from "../facts.ts";
import { isKept, isTold, type Saying, STAYS, type Subject, valuesText } from "./saying.ts";
import { membersText, oneLine, shown } from "./units.ts";

/** What cannot hurt: labels and texts that nothing runs by. */
const HARMLESS = /^(tags|tagsAll|description|comment|propagateTags)\b/;
const LABELS = /^metadata\.(labels|annotations)\b/;

/**
 * Labels and annotations under a domain are for whoever owns it, and controllers act by them; under these, they say whose an object is.
 * https://kubernetes.io/docs/reference/labels-annotations-taints/
 */
const isActedBy = (key: string): boolean =>
  key.includes("/") && !/^(app\.kubernetes\.io|helm\.sh|meta\.helm\.sh|kubectl\.kubernetes\.io)\//.test(key);

function isHarmless({ path, before, after }: PropertyChange, type: string): boolean {
  if (HARMLESS.test(path)) return true;
  const [, , key] = stepsOf(path);
  const keys = key === undefined ? Object.keys({ ...fields(before), ...fields(after) }) : [key];
  // Policies choose namespaces by their labels.
  return LABELS.test(path) && !type.endsWith(":Namespace") && !keys.some(isActedBy);
}

/** A key may be anything; what people write is shorter. */
const LONGEST_PATH = 200;

/** Properties that are named one by one. */
const MOST = 6;

/** What elements of lists are called by, in the order in which one looks. */
const NAMES = ["name", "id", "originId", "pathPattern", "key", "Sid"];

/** With elements of lists by their names, where they have one: `rules[rate-limit].action`. A position is after's, of what is gone before's. */
function namedPlace({ before, after }: Subject, { path, after: next }: PropertyChange): string {
  let [was, is]: (Json | undefined)[] = [before?.inputs, after?.inputs];
  return path.replaceAll(
    /\["([^"]*)"\]|\[(\d+)\]|[^.[\]]+/g,
    (text, quoted: string | undefined, index: string | undefined, offset: number) => {
      const step = quoted ?? index ?? text;
      [was, is] = [at(was, step), at(is, step)];
      const isGone = next === undefined && offset + text.length === path.length;
      const item = isGone ? was : (is ?? was);
      // Where the name itself is what changes, it names nothing.
      const key = NAMES.find((one) => typeof fields(item)[one] === "string" && path.slice(offset + text.length) !== `.${one}`);
      const name = key === undefined ? undefined : fields(item)[key];
      return index === undefined || name === undefined ? text : `[${shown(name)}]`;
    },
  );
}

/**
 * @param told paths without list positions of which somebody has told already
 * @param placeOf what people call the place of a path, where they call it otherwise than by names in it
 */
export function generic(subject: Subject, told: readonly string[], placeOf?: (path: string) => string | undefined): Saying[] {
  const { properties } = subject;
  const place = (property: PropertyChange): string => placeOf?.(property.path) ?? namedPlace(subject, property);
  const known = [...new Set(told)];
  const isKnown = (path: string): boolean => known.some((above) => isTold(path, above));
  // What comes or goes as a whole is told where all that is in it is.
  const open = properties.filter(
    ({ path, before, after }) =>
      !isKnown(path) && ((before !== undefined && after !== undefined) || !leavesOf(before ?? after, path).every(isKnown)),
  );
  const { type } = subjectOf(subject);
  const important = open.filter((property) => !isHarmless(property, type));
  const harmless = open.filter((property) => isHarmless(property, type));
  const named = important.slice(0, MOST);
  const rest = important.length - named.length;
  return [
    ...named.map((property) => ({
      text: propertyText(property, place(property)),
      tells: [property.path],
      level: "low" as const,
    })),
    ...(rest > 0
      ? [{ text: `and ${rest} more ${rest === 1 ? "property" : "properties"}`, tells: [], level: "low" as const }]
      : []),
    ...(harmless.length > 0 ? [{ text: harmlessText(harmless), tells: [], level: "none" as const }] : []),
  ];
}

/** Paths of all that is set in a value, without list positions; itself, where nothing is in it. */
function leavesOf(value: Json | undefined, path: string): string[] {
  const inside = Array.isArray(value)
    ? (value as readonly Json[]).flatMap((item) => (typeof item === "object" ? leavesOf(item, path) : [path]))
    : Object.entries(fields(value)).flatMap(([key, item]) => leavesOf(item, joinPath(path, key)));
  return inside.length > 0 ? inside : [path];
}

function propertyText({ before, after, sure }: PropertyChange, place: string): string {
  const path = oneLine(place).slice(0, LONGEST_PATH);
  const perhaps = isKept({ before, after, sure }) ? ` (${STAYS})` : sure ? "" : " (perhaps)";
  if (before === undefined) return `${path}: set to ${shown(after)}${perhaps}`;
  if (after === undefined) return `${path}: no longer set (was ${shown(before)})${perhaps}`;
  const text = membersText(before, after) || valuesText({ before, after, unit: shown }).text;
  return `${path}: ${text}${perhaps}`;
}

function harmlessText(changes: readonly PropertyChange[]): string {
  const [only] = changes;
  if (changes.length === 1 && only) return propertyText(only, only.path);
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
