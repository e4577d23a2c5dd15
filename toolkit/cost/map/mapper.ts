/** What a mapper is: from one resource of a graph to what is paid for in it. */
import type { Resource } from "../../graph/graph.ts";
import type { Draft } from "../line.ts";
import type { Reader } from "./reader.ts";

/**
 * How much a resource is used in a month. Keys are those that Infracost's users know, in camel case (`monthlyDataProcessedGb`), nested where
 * theirs are (`standard.storageGb`); undefined where nobody has said, which is not zero.
 */
export type Use = { readonly [key: string]: number | string | Use | undefined };

/** What surrounds a resource: pure, and of one graph. */
export interface Around {
  /** Where the resource stands: its own region, else its provider's. @throws NotTold where neither is told */
  readonly region: string;
  /** Day of the estimate, as 2026-11-23: support of a version ends on a date. */
  readonly today: string;
  /** Another resource of the graph. */
  find(urn: string): Resource | undefined;
  /** Resources of a type that refer to this one with any input. */
  referringTo(urn: string, type: string): readonly Resource[];
}

export type Mapper = (inputs: Reader, use: Use, around: Around, resource: Resource) => readonly Draft[];

/** One service: what its types cost, and which of them cost nothing by their nature. */
export interface Service {
  /** For people: `NAT gateway`. */
  readonly name: string;
  readonly priced: Readonly<Record<string, Mapper>>;
  /** By type: why it costs nothing. */
  readonly free?: Readonly<Record<string, string>>;
}

/** A number of the use; undefined where nobody has said. */
export function used(use: Use, ...path: readonly string[]): number | undefined {
  let at: Use[string] = use;
  for (const key of path) at = typeof at === "object" ? at[key] : undefined;
  return typeof at === "number" ? at : undefined;
}

/** The quantity of a usage line: null where nobody has said. */
export const per = (quantity: number | undefined, unit = 1): number | null => (quantity === undefined ? null : quantity / unit);
