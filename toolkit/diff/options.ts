/** Options that name properties: `ignoreChanges` and `replaceOnChanges`. https://www.pulumi.com/docs/iac/concepts/resources/options/ignorechanges/ */
import type { Json, Resource } from "../graph/graph.ts";
import type { Translate } from "./translate.ts";

type Object_ = { readonly [key: string]: Json };

/** Steps of a path as options have them: `*` is any key or position. */
export const stepsOf = (path: string): string[] =>
  [...path.matchAll(/\["([^"]*)"\]|\[([^\]]*)\]|([^.[\]]+)/g)].map(([, quoted, index, name]) => quoted ?? index ?? name ?? "");

const isObject = (value: Json | undefined): value is Object_ =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const at = (value: Json | undefined, step: string): Json | undefined =>
  Array.isArray(value) ? (value as readonly Json[])[Number(step)] : isObject(value) ? value[step] : undefined;

/** What the engine registers: where changes are ignored, what was there before stays. */
export function withoutIgnored(before: Resource, after: Resource, translate: Translate): Resource {
  const { ignoreChanges } = after.options;
  if (ignoreChanges.length === 0) return after;
  const was = translate.inputs(before.inputs);
  const inputs = ignoreChanges.reduce<Json | undefined>((is, path) => restored(was, is, stepsOf(path)), after.inputs);
  return { ...after, inputs: isObject(inputs) ? inputs : {} };
}

function restored(was: Json | undefined, is: Json | undefined, [step, ...rest]: readonly string[]): Json | undefined {
  if (step === undefined) return was;
  if (Array.isArray(is))
    return (is as readonly Json[]).map((item, index) => {
      const old = at(was, String(index));
      // What has no counterpart is new: there is nothing to keep.
      return old !== undefined && (step === "*" || step === String(index)) ? (restored(old, item, rest) ?? item) : item;
    });
  if (!isObject(is) && !(is === undefined && isObject(was))) return is;
  const [old, next] = [isObject(was) ? was : {}, isObject(is) ? is : {}];
  const found = new Map(Object.entries(next));
  for (const key of step === "*" ? new Set([...Object.keys(old), ...Object.keys(next)]) : [step]) {
    const value = restored(old[key], next[key], rest);
    if (value === undefined) found.delete(key);
    else found.set(key, value);
  }
  // What was made up of nothing but what is ignored is not there.
  return found.size === 0 && (is === undefined || was === undefined) ? was : Object.fromEntries(found);
}

/** Whether a change at the path is among what the patterns name, or holds a change of it. */
export const isNamed = (
  patterns: readonly string[],
  { path, before, after }: { readonly path: string; readonly before?: Json | undefined; readonly after?: Json | undefined },
): boolean => {
  if (patterns.length === 0) return false;
  const steps = stepsOf(path);
  return patterns.some((pattern) => {
    const wanted = stepsOf(pattern);
    if (!wanted.slice(0, steps.length).every((step, index) => step === "*" || step === steps[index])) return false;
    return differs(before, after, wanted.slice(steps.length));
  });
};

function differs(before: Json | undefined, after: Json | undefined, [step, ...rest]: readonly string[]): boolean {
  if (step === undefined) return true;
  const keys = (value: Json | undefined): string[] => (typeof value === "object" && value !== null ? Object.keys(value) : []);
  return (step === "*" ? [...new Set([...keys(before), ...keys(after)])] : [step]).some((key) => {
    const [was, is] = [at(before, key), at(after, key)];
    return JSON.stringify(was) !== JSON.stringify(is) && differs(was, is, rest);
  });
}
