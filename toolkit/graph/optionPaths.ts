/** Paths that options name properties by: `ignoreChanges` and `replaceOnChanges`. https://www.pulumi.com/docs/iac/concepts/resources/options/ignorechanges/ */
import type { Json } from "./graph.ts";
import { isFields } from "./values.ts";

/** Steps of a path as options have them: `*` is any key or position. */
export const stepsOf = (path: string): string[] =>
  [...path.matchAll(/\["([^"]*)"\]|\[([^\]]*)\]|([^.[\]]+)/g)].map(([, quoted, index, name]) => quoted ?? index ?? name ?? "");

export const at = (value: Json | undefined, step: string): Json | undefined =>
  Array.isArray(value) ? (value as readonly Json[])[Number(step)] : isFields(value) ? value[step] : undefined;

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
