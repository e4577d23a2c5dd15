/** A change of the graph as a report tells it: within its limits, with what it costs. Pure. */
import { dollars, type Micros } from "../cost/money.ts";
import { type Change, subjectOf } from "../diff/change.ts";
import { around, type Find } from "../graph/components.ts";
import type { Json } from "../graph/graph.ts";
import { replaceSymbols } from "../graph/symbols.ts";
import { clipped, MOST, type ReviewChange } from "./report.ts";

/** @param find in the graph in which it stands */
export function changeOf(change: Change, monthly: Micros | null, find: Find): ReviewChange {
  const resource = subjectOf(change);
  return {
    ...{ operation: change.operation, sure: change.sure, because: few(change.because) },
    component: clipped(around(resource, find)),
    ...{ type: clipped(typeName(resource.type)), name: clipped(resource.name), words: few(change.words) },
    properties: change.properties.slice(0, MOST.properties).map(({ path, before, after, replaces, sure }) => ({
      ...{ path: clipped(path), before: valueText(before), after: valueText(after), replaces, sure },
    })),
    risk: {
      level: change.risk.level,
      // The word stands before it already: `data loss: the database`.
      dataLoss: orNull(change.risk.dataLoss?.replace(/^(perhaps: )?lost: /, "$1") ?? null),
      downtime: orNull(change.risk.downtime),
      exposure: orNull(change.risk.exposure),
    },
    blast: { count: change.blastCount, names: change.blast.slice(0, MOST.blast).map((urn) => clipped(nameOf(urn))) },
    monthly: monthly === null ? null : dollars(monthly),
    source: resource.source && { file: clipped(resource.source.file), line: resource.source.line },
  };
}

const few = (texts: readonly string[]): string[] => texts.slice(0, MOST.words).map((one) => clipped(one));
const orNull = (text: string | null): string | null => (text === null ? null : clipped(text));

/** `AdvancedCluster` of `mongodbatlas:index/advancedCluster:AdvancedCluster`, or of a URN's types. */
export const typeName = (type: string): string => type.split(":").pop() ?? type;

/** `AdvancedCluster mongodb-cluster`. */
const nameOf = (urn: string): string => {
  const [, , types = "", name = urn] = urn.split("::");
  return [typeName(types), name].filter(Boolean).join(" ");
};

/** One line of JSON with each symbol as `‹name.output›`. */
function valueText(value: Json | undefined): string | null {
  if (value === undefined) return null;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return clipped(
    replaceSymbols(text, ({ urn, path }) => `‹${urn.split("::").pop()}.${path}›`),
    400,
  );
}
