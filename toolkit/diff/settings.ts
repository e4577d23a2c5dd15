/** Which settings differ between two configurations. */
import { byText, type Json, joinPath } from "../graph/graph.ts";

export interface SettingChange {
  /** `mongodb.tier`. */
  readonly path: string;
  /** Undefined where that side does not set it. */
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

type Config = { readonly [key: string]: Json };

/** By path. Lists are compared item by item where they are as long as each other, else as a whole. */
export function settingChanges(before: Config, after: Config): SettingChange[] {
  const found: SettingChange[] = [];
  const compare = (a: Json | undefined, b: Json | undefined, path: string): void => {
    if (JSON.stringify(a) === JSON.stringify(b)) return;
    const steps = stepsInto(a, b);
    if (steps.length === 0) found.push({ path, before: a, after: b });
    for (const step of steps) compare(at(a, step), at(b, step), joinPath(path, step));
  };
  compare(before, after, "");
  return found.sort((a, b) => byText(a.path, b.path));
}

function stepsInto(a: Json | undefined, b: Json | undefined): (string | number)[] {
  if (Array.isArray(a) && Array.isArray(b)) {
    const isAlike = a.length === b.length && [...a, ...b].every((item) => typeof item === "object");
    return isAlike ? a.map((_, index) => index) : [];
  }
  return isObject(a) && isObject(b) ? [...new Set([...Object.keys(a), ...Object.keys(b)])] : [];
}

const isObject = (value: Json | undefined): value is Config =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const at = (value: Json | undefined, step: string | number): Json | undefined =>
  (value as { readonly [key: string]: Json } | undefined)?.[step];
