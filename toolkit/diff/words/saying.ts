/** What tellers say of a change, and what helps them say it. */
import type { Json, Resource } from "../../graph/graph.ts";
import type { Change, PropertyChange, RiskLevel } from "../change.ts";
import { general } from "../facts.ts";
import { shown } from "./units.ts";

export interface Saying {
  /** `memory limit 4 → 8 GiB`. */
  readonly text: string;
  /** Paths without list positions that it tells of, with all below: nobody need tell them again. */
  readonly tells: readonly string[];
  /** How bad it is, where it is something. @default low */
  readonly level?: RiskLevel;
  /** What stands still, and how long as far as the vendor says. */
  readonly downtime?: string;
  /** What gets open to whom. */
  readonly exposure?: string;
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

export const isUnder = (path: string, above: string): boolean =>
  path === above || (path.startsWith(above) && /[.[]/.test(path[above.length] ?? ""));

/** A list's items; none where it is no list. */
export const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);

/** An object's properties; none where it is no object. */
export const object = (value: Json | undefined): { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as { readonly [key: string]: Json }) : {};

export interface Setting {
  /** Without list positions. */
  readonly path: string;
  /** As people call it: `memory`. */
  readonly label: string;
  /** Its value in words. @default as it is */
  readonly unit?: (value: Json | undefined) => string;
  /** What the change means, where it means more than itself. */
  readonly means?: (
    before: Json | undefined,
    after: Json | undefined,
  ) => Omit<Partial<Saying>, "tells"> & { readonly more?: string };
}

/** Tells of settings: what they are called, and in which unit. */
export const settings =
  (...wanted: readonly Setting[]): Teller =>
  (subject) =>
    wanted.flatMap(({ path, label, unit = shown, means }) => {
      const changes = changesAt(subject, path);
      return distinct(
        changes.map(({ before, after, path: at }) => {
          const isWhole = general(at) === path;
          const { more, text, ...rest } = means?.(before, after) ?? {};
          const below = isWhole ? "" : general(at).slice(path.length);
          const words = text ?? `${`${label}${below}`.replace(/^\./, "")} ${arrow(unit(before), unit(after))}`;
          return { ...rest, text: more === undefined ? words : `${words} (${more})`, tells: [path] };
        }),
      );
    });

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
