/** How two plans differ, for a terminal: settings, then resources, what is at risk first. */

import type { GraphDiff } from "../diff/change.ts";
import { type Change, type Operation, type Risk, subjectOf } from "../diff/change.ts";
import type { SettingChange } from "../diff/settings.ts";
import { valuesText } from "../diff/words/saying.ts";
import { shown } from "../diff/words/units.ts";
import { lineOf } from "../review/print/escape.ts";
import { counted, type Paint, type Style } from "./terminal.ts";
import { shortType } from "./tree.ts";

export interface Compared {
  /** As they were asked for: `dev`, `dev@main`. */
  readonly from: string;
  readonly to: string;
  /** One environment at two revisions, or two environments. */
  readonly isOneStack: boolean;
  readonly settings: readonly SettingChange[];
  readonly diff: GraphDiff;
  /** What may make a plan another than its own checkout would give. */
  readonly notes: readonly string[];
}

export interface DiffTextOptions {
  readonly paint: Paint;
  /** Whether to list what cannot hurt, too, and every resource that comes or goes. */
  readonly all: boolean;
}

/** Resources without --all that come or go; words of one resource. */
const MOST_LISTED = 20;
const MOST_WORDS = 8;
/** Reasons of one resource. */
const MOST_REASONS = 2;

const SIGNS: Readonly<Record<Operation, readonly [sign: string, style: Style]>> = {
  ...{ delete: ["-", "red"], replace: ["±", "red"], update: ["~", "yellow"], move: [">", "cyan"], create: ["+", "green"] },
};

/** Longest name that is shown whole. */
const LONGEST = 200;
/** Names may be anything: on one line, with nothing invisible in them. */
const named = (text: string): string => lineOf(text, LONGEST);

export function diffText(compared: Compared, options: DiffTextOptions): string {
  const { from, to, settings, diff, notes } = compared;
  const { paint } = options;
  const head = `${paint("bold", named(from))} → ${paint("bold", named(to))}: ${summary(compared)}`;
  return `${[
    [head, ...notes.map((note) => paint("yellow", note))].join("\n"),
    ...(settings.length > 0 ? [settingsText(settings, paint)] : []),
    ...(diff.changes.length > 0 ? [resourcesText(compared, options)] : []),
  ].join("\n\n")}\n`;
}

/** `2 replaced, 1 created, 240 the same`; of two environments, what only one of them has. */
export function summary({
  from,
  to,
  isOneStack,
  diff: { changes, same },
}: Pick<Compared, "from" | "to" | "isOneStack" | "diff">): string {
  const count = (operation: Operation): number => changes.filter((change) => change.operation === operation).length;
  const words: readonly (readonly [Operation, string])[] = isOneStack
    ? [
        ["replace", "replaced"],
        ["delete", "deleted"],
        ["update", "updated"],
        ["move", "renamed"],
        ["create", "created"],
      ]
    : [
        ["replace", "too different to become one another"],
        ["update", "different"],
        ["move", "elsewhere"],
        ["delete", `only in ${named(from)}`],
        ["create", `only in ${named(to)}`],
      ];
  const parts = words.flatMap(([operation, word]) => (count(operation) > 0 ? [`${count(operation)} ${word}`] : []));
  return [...parts, `${counted(same, "resource")} the same`].join(", ");
}

/** `mongodb.tier  M30 → M40`. */
export const settingText = ({ before, after }: SettingChange): string => valuesText({ before, after, unit: shown }).text;

function settingsText(settings: readonly SettingChange[], paint: Paint): string {
  const width = Math.max(...settings.map(({ path }) => path.length));
  return [
    paint("bold", counted(settings.length, "setting")),
    ...settings.map((setting) => `  ${named(setting.path).padEnd(width)}  ${settingText(setting)}`),
  ].join("\n");
}

function resourcesText({ diff: { changes }, isOneStack, from, to }: Compared, options: DiffTextOptions): string {
  const { paint, all } = options;
  const folded = foldedIn(changes);
  const inside = new Map<string, number>();
  for (const { partOf } of all ? [] : folded) if (partOf !== null) inside.set(partOf, (inside.get(partOf) ?? 0) + 1);
  const shown = all ? changes : changes.filter((change) => !isQuiet(change) && !folded.has(change));
  const counts = new Map<Operation, number>();
  const listed = shown.filter(({ operation }) => {
    const count = (counts.get(operation) ?? 0) + 1;
    counts.set(operation, count);
    return all || count <= MOST_LISTED || operation === "update" || operation === "replace";
  });
  const hidden = shown.length - listed.length;
  const quiet = all ? 0 : changes.filter(isQuiet).length;
  const rest = [
    ...(hidden > 0 ? [`${hidden} more come or go`] : []),
    ...(quiet > 0 ? [`${quiet} ${quiet === 1 ? "changes" : "change"} in what cannot hurt`] : []),
  ];
  return [
    paint("bold", counted(changes.length, "resource")),
    ...listed.map((change) => changeText(change, { inside, isOneStack, from, to, ...options })),
    ...(rest.length > 0 ? [paint("dim", `  ${rest.join(", ")}; --all lists ${hidden + quiet === 1 ? "it" : "them"}`)] : []),
  ].join("\n");
}

/** What cannot hurt, and is no news. */
const isQuiet = ({ risk, operation }: Change): boolean =>
  risk.level === "none" && operation !== "replace" && operation !== "create" && operation !== "delete";

/** What their renamed components tell of already, unless something is lost with them. */
export function foldedIn(changes: readonly Change[]): ReadonlySet<Change> {
  const urns = new Set(changes.map(({ after }) => after?.urn));
  return new Set(changes.filter(({ partOf, risk }) => partOf !== null && risk.dataLoss === null && urns.has(partOf)));
}

interface Around extends DiffTextOptions {
  /** How many are folded into a component, by its URN after. */
  readonly inside: ReadonlyMap<string, number>;
  readonly isOneStack: boolean;
  readonly from: string;
  readonly to: string;
}

function changeText(change: Change, { inside, isOneStack, from, to, paint, all }: Around): string {
  const { operation, sure, words, because, blastCount } = change;
  const [sign, style] = SIGNS[operation];
  const subject = subjectOf(change);
  const count = inside.get(subject.urn) ?? 0;
  const told = all ? words : words.slice(0, MOST_WORDS);
  const isAlone = !isOneStack && (operation === "create" || operation === "delete");
  const [first = "", ...rest] = isAlone ? [`only in ${named(operation === "create" ? to : from)}`, ...told.slice(1)] : told;
  const lines = [
    ...rest,
    ...(told.length < words.length ? [`and ${words.length - told.length} more`] : []),
    ...(count > 0 ? [`with it ${counted(count, "resource")}`] : []),
  ];
  return [
    `  ${paint(style, sure ? sign : `${sign}?`)} ${paint("bold", named(subject.name))} ${paint("dim", named(shortType(subject.type)))}: ${first}`,
    ...lines.map((line) => `      ${line}`),
    ...(isOneStack
      ? riskLines(change.risk).map((line) => `      ${paint(change.risk.level === "high" ? "red" : "yellow", line)}`)
      : []),
    ...because.slice(0, MOST_REASONS).map((reason) => `      ${paint("dim", `perhaps: ${named(reason)}`)}`),
    ...(isOneStack && (operation === "replace" || operation === "delete") && blastCount > 0
      ? [`      ${paint("dim", `${counted(blastCount, "resource")} depend${blastCount === 1 ? "s" : ""} on it`)}`]
      : []),
  ].join("\n");
}

/** What is lost, stands still or gets open. */
export const riskLines = ({ dataLoss, downtime, exposure }: Risk): string[] =>
  [dataLoss, downtime === null ? null : `downtime: ${downtime}`, exposure].flatMap((text) => text ?? []);
