/** How far the offline plan was right, in a line or a few. */
import { nameIn } from "../engine/steps.ts";
import type { Trust } from "../engine/trust.ts";
import type { Paint } from "./terminal.ts";

/** Differences that are told one by one; the file has them all. */
const MOST = 10;

export function trustText({ matched, missed, extra, different }: Trust, paint: Paint): string {
  const wrong = [
    ...missed.map((urn) => `${nameIn(urn)}: only the engine has it`),
    ...extra.map((urn) => `${nameIn(urn)}: only the offline plan has it`),
    ...different.map(({ urn, path }) => `${nameIn(urn)}.${path}: the engine has another value`),
  ];
  const total = matched + missed.length + extra.length + new Set(different.map(({ urn }) => urn)).size;
  if (wrong.length === 0) return paint("dim", `the offline plan has all ${total} as the engine has them`);
  const rest = wrong.length - MOST;
  return [
    paint("yellow", `the offline plan has ${matched} of ${total} as the engine has them`),
    ...wrong.slice(0, MOST).map((line) => `  ${line}`),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ].join("\n");
}
