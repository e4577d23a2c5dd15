/** Values as people say them. */

import { nameIn } from "../../engine/steps.ts";
import { type Json, SECRET, UNKNOWN } from "../../graph/graph.ts";
import { replaceSymbols } from "../../graph/symbols.ts";
import { IN_CLEAR } from "../change.ts";
import { quantity } from "../quantities.ts";

/** Longest value that is shown whole. */
const LONGEST = 60;

/** A value, shortened: what a terminal's line takes, if a text is not told to be longer. Line breaks and control characters do not pass. */
export function shown(value: Json | undefined, longest = LONGEST): string {
  if (value === undefined || value === null) return "none";
  if (value === UNKNOWN) return "not known yet";
  if (value === SECRET) return "a secret";
  if (value === IN_CLEAR) return "in clear";
  if (typeof value === "string") return shortened(value === "" ? '""' : symbolsShort(value), longest);
  if (Array.isArray(value) && value.every((item) => typeof item !== "object"))
    return shortened(value.map((item) => plain(item as Json)).join(", ") || "none", longest);
  return shortened(symbolsShort(JSON.stringify(value)), longest);
}

/** Longest list that is read to its end, in letters. */
const LONGEST_LIST = 200;

/** As many as fit, each whole: of names that begin alike, the end is what counts. */
export function listed(values: readonly string[]): string {
  const texts = values.map((value) => shown(value, LONGEST_LIST));
  let length = 0;
  const fitting = texts.filter((text, index) => {
    length += text.length + 2;
    return index === 0 || length <= LONGEST_LIST;
  });
  return [...fitting, ...(fitting.length < texts.length ? [`${texts.length - fitting.length} more`] : [])].join(", ");
}

/** Before the first letter that differs, so that one sees where it stands. */
const LEAD = 20;

/** Two texts that begin alike, each from where they part: `…memory=4` and `…memory=8`. */
export function shownApart(before: string, after: string): [string, string] {
  const [a, b] = [before, after].map((text) => oneLine(symbolsShort(text))) as [string, string];
  let at = 0;
  while (at < Math.min(a.length, b.length) && a[at] === b[at]) at++;
  const from = Math.max(0, at - LEAD);
  return [a, b].map((text) => shortened(from === 0 ? text : `…${text.slice(from, from + 2 * LONGEST)}`)) as [string, string];
}

/** Members of a list that are named one by one. */
const MOST_MEMBERS = 8;

/** What comes and what goes in a list of plain values: `+ a, − b`; nothing where it holds others. */
export function membersText(before: Json | undefined, after: Json | undefined): string {
  if (!Array.isArray(before) || !Array.isArray(after)) return "";
  const [a, b] = [before as readonly Json[], after as readonly Json[]];
  const isPlain = (item: Json): boolean => typeof item !== "object";
  if (!a.every(isPlain) || !b.every(isPlain)) return "";
  const [inA, inB] = [new Set(a), new Set(b)];
  const [come, gone] = [b.filter((item) => !inA.has(item)), a.filter((item) => !inB.has(item))];
  const named = [
    ...come.slice(0, MOST_MEMBERS).map((item) => `+ ${shown(item)}`),
    ...gone.slice(0, MOST_MEMBERS).map((item) => `− ${shown(item)}`),
  ];
  const more = come.length + gone.length - named.length;
  if (named.length > 0) return [...named, ...(more > 0 ? [`${more} more`] : [])].join(", ");
  return a.length === b.length ? "another order" : `${a.length} → ${b.length}, some of them more than once`;
}

/** Whether on or off. */
export const onOff = (value: Json | undefined): string =>
  value === true || value === "true" || value === "enabled" || value === "Enabled"
    ? "on"
    : value === UNKNOWN
      ? shown(value)
      : "off";

const plain = (value: Json): string => (typeof value === "string" ? symbolsShort(value) : String(value));
const symbolsShort = (text: string): string =>
  text.includes("${urn:") ? replaceSymbols(text, ({ urn, path }) => `\${${nameIn(urn)}.${path}}`) : text;

/** Without line breaks, control characters and what turns the direction of what follows. */
export const oneLine = (text: string): string => text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();

function shortened(text: string, longest = LONGEST): string {
  const letters = [...oneLine(text.slice(0, 20 * longest))];
  return letters.length > longest ? `${letters.slice(0, longest - 1).join("")}…` : letters.join("");
}

const amount =
  (unit: string) =>
  (value: Json | undefined): string =>
    typeof value === "number" || (typeof value === "string" && /^\d+(\.\d+)?$/.test(value)) ? `${value} ${unit}` : shown(value);

export const days = (value: Json | undefined): string => (value === 1 ? "1 day" : amount("days")(value));
export const seconds = amount("s");
/** Seconds, as people count as many. */
export function time(value: Json | undefined): string {
  if (typeof value !== "number" || value < 120) return seconds(value);
  const [unit, size] = (
    [
      ["days", 86_400],
      ["h", 3600],
      ["min", 60],
    ] as const
  ).find(([, one]) => value % one === 0) ?? ["s", 1];
  return unit === "days" ? days(value / size) : `${value / size} ${unit}`;
}
export const hours = amount("h");
export const gib = amount("GiB");
export const mib = (value: Json | undefined): string => {
  const count = typeof value === "number" ? value : Number.NaN;
  if (Number.isNaN(count)) return shown(value);
  return count >= 1024 && count % 1024 === 0 ? `${count / 1024} GiB` : `${count} MiB`;
};

/** Kubernetes' `8192Mi` as `8 GiB`. */
export function memory(value: Json | undefined): string {
  const bytes = /[KMGT]i$/.test(String(value)) ? quantity(value) : undefined;
  return bytes === undefined ? shown(value) : mib(bytes / 2 ** 20);
}

/** Kubernetes' `500m` as `0.5 vCPU`. */
export function cores(value: Json | undefined): string {
  const text = String(value);
  const [, thousandths] = /^(\d+)m$/.exec(text) ?? [];
  if (thousandths !== undefined) return `${Number(thousandths) / 1000} vCPU`;
  return /^\d+(\.\d+)?$/.test(text) ? `${text} vCPU` : shown(value);
}
