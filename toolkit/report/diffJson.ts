/** How two plans differ, as JSON: keys sorted. Resources are named, not repeated: `monitor preview --format json` has them whole. */
import type { Resource } from "../graph/graph.ts";
import { jsonText } from "../graph/graph.ts";
import type { Compared } from "./diffText.ts";

const named = (resource: Resource | null) =>
  resource && { urn: resource.urn, type: resource.type, name: resource.name, source: resource.source };

export function diffJson({ from, to, isOneStack, settings, diff, notes }: Compared): string {
  const changes = diff.changes.map(({ before, after, ...change }) => ({ ...change, before: named(before), after: named(after) }));
  return jsonText({ version: 1, from, to, isOneStack, notes, settings, changes, same: diff.same });
}
