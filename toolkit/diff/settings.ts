/** Which settings differ between two configurations. */
import { byText, type Json, joinPath } from "../graph/graph.ts";
import { type Fields, isFields } from "../graph/values.ts";

export interface SettingChange {
  /** `mongodb.tier`. */
  readonly path: string;
  /** Undefined where that side does not set it. */
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** By path. Lists are compared item by item where they are as long as each other, else by names, where all have one, else as a whole. */
export function settingChanges(before: Fields, after: Fields): SettingChange[] {
  const found: SettingChange[] = [];
  const compare = (a: Json | undefined, b: Json | undefined, path: string): void => {
    if (JSON.stringify(a) === JSON.stringify(b)) return;
    const pairs = Array.isArray(a) && Array.isArray(b) ? itemsOf(a, b) : isFields(a) && isFields(b) ? keysOf(a, b) : [];
    if (pairs.length === 0) found.push({ path, before: a, after: b });
    for (const [step, was, is] of pairs) compare(was, is, joinPath(path, step));
  };
  compare(before, after, "");
  return found.sort((a, b) => byText(a.path, b.path));
}

/** What stands at the same place on both sides; nothing where they are to be told whole. */
type Pairs = readonly (readonly [step: string | number, before: Json | undefined, after: Json | undefined])[];

const keysOf = (a: Fields, b: Fields): Pairs =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].map((key) => [key, a[key], b[key]]);

function itemsOf(a: readonly Json[], b: readonly Json[]): Pairs {
  if (![...a, ...b].every((item) => typeof item === "object")) return [];
  if (a.length === b.length) return a.map((item, at) => [at, item, b[at]]);
  const [was, is] = [byName(a), byName(b)];
  if (!was || !is) return [];
  return [...new Set([...was.keys(), ...is.keys()])].map((name) => {
    const [old, next] = [was.get(name), is.get(name)];
    return [(next ?? old)?.[0] ?? 0, old?.[1], next?.[1]];
  });
}

/** With their positions; null where not each has a name of its own. */
function byName(items: readonly Json[]): ReadonlyMap<string, readonly [number, Json]> | null {
  const named = new Map<string, readonly [number, Json]>();
  for (const [at, item] of items.entries()) if (isFields(item) && typeof item.name === "string") named.set(item.name, [at, item]);
  return named.size === items.length ? named : null;
}
