/** What changes an option ignores. https://www.pulumi.com/docs/iac/concepts/resources/options/ignorechanges/ */
import type { Json, Resource } from "../graph/graph.ts";
import { at, stepsOf } from "../graph/optionPaths.ts";
import { fields, isFields } from "../graph/values.ts";
import type { Translate } from "./translate.ts";

/** What the engine registers: where changes are ignored, what was there before stays. */
export function withoutIgnored(before: Resource, after: Resource, translate: Translate): Resource {
  const { ignoreChanges } = after.options;
  if (ignoreChanges.length === 0) return after;
  const was = translate.inputs(before.inputs);
  const inputs = ignoreChanges.reduce<Json | undefined>((is, path) => restored(was, is, stepsOf(path)), after.inputs);
  return { ...after, inputs: fields(inputs) };
}

function restored(was: Json | undefined, is: Json | undefined, [step, ...rest]: readonly string[]): Json | undefined {
  if (step === undefined) return was;
  if (Array.isArray(is))
    return (is as readonly Json[]).map((item, index) => {
      const old = at(was, String(index));
      // What has no counterpart is new: there is nothing to keep.
      return old !== undefined && (step === "*" || step === String(index)) ? (restored(old, item, rest) ?? item) : item;
    });
  if (!isFields(is) && !(is === undefined && isFields(was))) return is;
  const [old, next] = [fields(was), fields(is)];
  const found = new Map(Object.entries(next));
  for (const key of step === "*" ? new Set([...Object.keys(old), ...Object.keys(next)]) : [step]) {
    const value = restored(old[key], next[key], rest);
    if (value === undefined) found.delete(key);
    else found.set(key, value);
  }
  // What was made up of nothing but what is ignored is not there.
  return found.size === 0 && (is === undefined || was === undefined) ? was : Object.fromEntries(found);
}
