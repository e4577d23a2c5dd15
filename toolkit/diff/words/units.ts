/** Values as people say them. */

import { nameIn } from "../../engine/steps.ts";
import { type Json, SECRET, UNKNOWN } from "../../graph/graph.ts";
import { replaceSymbols } from "../../graph/symbols.ts";

/** Longest value that is shown whole. */
const LONGEST = 60;

/** A value, shortened: what a terminal's line takes. Line breaks and control characters do not pass. */
export function shown(value: Json | undefined): string {
  if (value === undefined || value === null) return "none";
  if (value === UNKNOWN) return "not known yet";
  if (value === SECRET) return "a secret";
  if (typeof value === "string") return shortened(value === "" ? '""' : symbolsShort(value));
  if (Array.isArray(value) && value.every((item) => typeof item !== "object"))
    return shortened(value.map(plain).join(", ") || "none");
  return shortened(symbolsShort(JSON.stringify(value)));
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

function shortened(text: string): string {
  const line = oneLine(text);
  const letters = [...line];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join("")}…` : line;
}

const amount =
  (unit: string) =>
  (value: Json | undefined): string =>
    typeof value === "number" || (typeof value === "string" && /^\d+(\.\d+)?$/.test(value)) ? `${value} ${unit}` : shown(value);

export const days = amount("days");
export const seconds = amount("s");
export const gib = amount("GiB");
export const mib = (value: Json | undefined): string => {
  const count = typeof value === "number" ? value : Number.NaN;
  if (Number.isNaN(count)) return shown(value);
  return count >= 1024 && count % 1024 === 0 ? `${count / 1024} GiB` : `${count} MiB`;
};

const BINARY: Readonly<Record<string, number>> = { Ki: 1 / 1024, Mi: 1, Gi: 1024, Ti: 1024 * 1024 };

/** Kubernetes' `8192Mi` as `8 GiB`. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
export function memory(value: Json | undefined): string {
  const [, count, unit] = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|Ti)$/.exec(String(value)) ?? [];
  return count === undefined || unit === undefined ? shown(value) : mib(Number(count) * (BINARY[unit] ?? 1));
}

/** Kubernetes' `500m` as `0.5 vCPU`. */
export function cores(value: Json | undefined): string {
  const text = String(value);
  const [, thousandths] = /^(\d+)m$/.exec(text) ?? [];
  if (thousandths !== undefined) return `${Number(thousandths) / 1000} vCPU`;
  return /^\d+(\.\d+)?$/.test(text) ? `${text} vCPU` : shown(value);
}
