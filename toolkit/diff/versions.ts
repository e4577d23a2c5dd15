/** Versions, and sizes, part by part: `15.10` is younger than `15.4`. */
import type { Json } from "../graph/graph.ts";

const partsOf = (value: Json | undefined): number[] => (String(value).match(/\d+/g) ?? []).map(Number);

/** Whether the second is older, or less, than the first; what only one of them says counts for nothing: `7` is no older than `7.1`. */
export function isOlder(before: Json | undefined, after: Json | undefined): boolean {
  const [was, is] = [partsOf(before), partsOf(after)];
  const at = was.findIndex((part, index) => index < is.length && part !== is[index]);
  return at !== -1 && (is[at] as number) < (was[at] as number);
}
