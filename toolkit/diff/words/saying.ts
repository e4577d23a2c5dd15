/** What tellers say of a change, and what helps them say it. */
import { type Json, type Resource, UNKNOWN } from "../../graph/graph.ts";
import { fields } from "../../graph/values.ts";
import type { Change, PropertyChange, RiskLevel } from "../change.ts";
import { general, isUnder } from "../facts.ts";
import { membersText, shown, shownApart } from "./units.ts";

export interface Saying {
  /** `memory limit 4 → 8 GiB`. */
  readonly text: string;
  /** Paths without list positions that it tells of, with all below: nobody need tell them again. `#` at the end: elements alone. */
  readonly tells: readonly string[];
  /** How bad it is, where it is something. @default low */
  readonly level?: RiskLevel;
  /** What stands still, and how long as far as the vendor says. */
  readonly downtime?: string;
  /** What gets open to whom. */
  readonly exposure?: string;
  /** What is deleted by it, though the resource stays: `logs older than 7 days`. */
  readonly loss?: string;
}

export type Subject = Pick<Change, "operation" | "before" | "after" | "properties">;

/** Says what it knows of a change; what it does not tell is told in general. */
export type Teller = (subject: Subject) => readonly Saying[];

type Inputs = Resource["inputs"];

export const inputsOf = ({ before, after }: Subject): { readonly before: Inputs; readonly after: Inputs } => ({
  before: before?.inputs ?? {},
  after: after?.inputs ?? {},
});

/** Changes at a path without list positions, or below it. */
export const changesAt = ({ properties }: Subject, path: string): readonly PropertyChange[] =>
  properties.filter((property) => isUnder(general(property.path), path));

/** Whether a property is told of by what says so of a path. */
export const isTold = (path: string, told: string): boolean =>
  told.endsWith("#") ? path.endsWith("]") && general(path) === told.slice(0, -1) : isUnder(general(path), told);

/** What stands at a path without list positions; undefined where it leads into a list. */
export const dig = (value: Json | undefined, path: string): Json | undefined =>
  path.split(".").reduce<Json | undefined>((at, step) => fields(at)[step], value);

export interface Setting {
  /** Without list positions. */
  readonly path: string;
  /** As people call it: `memory`. */
  readonly label: string;
  /** Its value in words. @default as it is */
  readonly unit?: (value: Json | undefined) => string;
  /** What the change means, where it means more than itself. What it means to be done in place is not told of what is made anew. */
  readonly means?: (
    before: Json | undefined,
    after: Json | undefined,
    subject: Subject,
  ) => Omit<Partial<Saying>, "tells"> & { readonly more?: string };
}

/** Tells of settings: what they are called, and in which unit. Of a new resource it tells what gets open with it. */
export const settings =
  (...wanted: readonly Setting[]): Teller =>
  (subject) =>
    wanted.flatMap((setting) => {
      if (!subject.before) return exposed(setting, subject);
      return distinct(changesOf(setting, subject).map((change) => settingSaying(setting, change, subject)));
    });

type Changed = Pick<PropertyChange, "path" | "before" | "after" | "sure">;

export const STAYS = "stays as it is";

/** Whether what is no longer set stays nevertheless: nothing else that goes is unsure, if it was known. */
export const isKept = ({ before, after, sure }: Pick<PropertyChange, "before" | "after" | "sure">): boolean =>
  after === undefined && before !== UNKNOWN && !sure;

/** Changes at the setting or below it; where all that it stands in comes or goes, what that means for it. */
function changesOf({ path }: Setting, subject: Subject): readonly Changed[] {
  const changes = changesAt(subject, path);
  if (changes.length > 0) return changes;
  return subject.properties.flatMap((property) => {
    if (property.path === path || !isUnder(path, property.path)) return [];
    const rest = path.slice(property.path.length + 1);
    const [before, after] = [dig(property.before, rest), dig(property.after, rest)];
    return before === undefined && after === undefined ? [] : [{ path, before, after, sure: property.sure }];
  });
}

function settingSaying(
  { path, label, unit = shown, means }: Setting,
  { path: at, before, after, sure }: Changed,
  subject: Subject,
): Saying {
  const isWhole = general(at) === path;
  const below = isWhole ? "" : general(at).slice(path.length);
  const named = `${label}${below}`.replace(/^\./, "");
  const { text, isSame } = valuesText({ before, after, unit });
  // What is now said was so before.
  if (isSame) return { text: `${named} ${text}`, tells: [path], level: "none" };
  const { more, text: own, downtime, ...rest } = means?.(before, after, subject) ?? {};
  // Nothing happens now, but the next one that is made is without.
  if (isKept({ before, after, sure }))
    return {
      text: `${named} ${text} (${STAYS})`,
      tells: [path],
      level: rest.level === "high" || rest.level === "medium" ? "medium" : "low",
    };
  const words = own ?? `${named} ${text}`;
  if (subject.operation === "replace") return { ...rest, text: words, tells: [path] };
  const told = more === undefined ? words : `${words} (${more})`;
  return { ...rest, text: told, tells: [path], ...(downtime !== undefined && { downtime }) };
}

function exposed({ path, label, unit = shown, means }: Setting, subject: Subject): Saying[] {
  const value = dig(subject.after?.inputs, path);
  const { exposure, level } = value === undefined ? {} : (means?.(undefined, value, subject) ?? {});
  return exposure === undefined ? [] : [{ text: `${label} ${unit(value)}`, tells: [], exposure, ...(level && { level }) }];
}

interface Values {
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  readonly unit: (value: Json | undefined) => string;
}

/** `4 → 8 GiB`, so that one sees what differs also where both are long; `isSame` where it is what it was, only said otherwise. */
export function valuesText({ before, after, unit }: Values): { readonly text: string; readonly isSame: boolean } {
  const [was, is] = [unit(before), unit(after)];
  const isLong = was.endsWith("…") || is.endsWith("…");
  const members = isLong ? membersText(before, after) : "";
  if (members !== "") return { text: members, isSame: false };
  if (was !== is) return { text: arrow(was, is), isSame: false };
  if (isLong && typeof before === "string" && typeof after === "string")
    return { text: arrow(...shownApart(before, after)), isSame: false };
  if (unit === shown || isObject(before) || isObject(after)) return { text: "changed", isSame: false };
  return { text: `still ${is} (${shown(before)} → ${shown(after)})`, isSame: true };
}

const isObject = (value: Json | undefined): boolean => typeof value === "object" && value !== null;

/** The same said of several elements is said once. */
export const distinct = (sayings: readonly Saying[]): Saying[] => [
  ...new Map(sayings.map((saying) => [saying.text, saying])).values(),
];

/** `4 → 8 GiB`: a unit that both share is said once. */
export function arrow(before: string, after: string): string {
  const [, unit] = / ([A-Za-z%]+)$/.exec(after) ?? [];
  const shared = unit !== undefined && before.endsWith(` ${unit}`) ? before.slice(0, -unit.length - 1) : before;
  return `${shared} → ${after}`;
}

export const tellers =
  (...all: readonly Teller[]): Teller =>
  (subject) =>
    all.flatMap((teller) => teller(subject));
