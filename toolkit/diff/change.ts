/** How two graphs differ, as data. */
import type { Json, Resource } from "../graph/graph.ts";

/**
 * What the provider would do. `move`: the same resource under another name or parent, and an alias says so; nothing is done to it in the
 * cloud. A resource renamed without an alias is replaced: the engine knows it by its URN alone.
 */
export type Operation = "create" | "update" | "replace" | "delete" | "move";

/** `none` is told only of what cannot hurt anybody: a tag, a description. */
export const RISKS = ["high", "medium", "low", "none"] as const;
export type RiskLevel = (typeof RISKS)[number];

/** Stands for what was, or gets, in clear where the other side has a secret. */
export const IN_CLEAR = "[in clear]";

export interface PropertyChange {
  readonly path: string;
  /** Undefined where that side does not set it; of a list in another order, the names of what both sides have. */
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  /** Whether the provider makes the resource anew for it. */
  readonly replaces: boolean;
  /** False where either side is unknown, so that it may not change at all, or where the provider decides by what no plan knows. */
  readonly sure: boolean;
}

export interface Risk {
  readonly level: RiskLevel;
  /** What is lost: `the database is made anew, empty`; null where nothing is. */
  readonly dataLoss: string | null;
  /** What stands still, and how long as far as the vendor says. */
  readonly downtime: string | null;
  /** What gets open to whom: `opens 443 to 0.0.0.0/0`. */
  readonly exposure: string | null;
}

export interface Change {
  readonly operation: Operation;
  /** False: the operation, or the whole change, depends on what the plan does not know; `because` says on what. */
  readonly sure: boolean;
  readonly because: readonly string[];
  /** As it is before; null where it is created. */
  readonly before: Resource | null;
  /** As it is after; null where it is deleted. */
  readonly after: Resource | null;
  /** In words, the most important first: `memory limit 4 → 8 GiB`. Never empty. */
  readonly words: readonly string[];
  readonly properties: readonly PropertyChange[];
  readonly risk: Risk;
  /**
   * URN after of the component whose new name alone makes this change, where that is so: what is told of the component goes for all
   * that is in it.
   */
  readonly partOf: string | null;
  /** What depends on it, directly or by others: URNs of the graph in which it stands, sorted, the first of them. Nothing where it is new. */
  readonly blast: readonly string[];
  /** How many depend on it. */
  readonly blastCount: number;
}

export interface GraphDiff {
  /** Highest risk first, then what is sure, then by URN: so causes come before what follows from them. */
  readonly changes: readonly Change[];
  /** Resources that are the same on both sides. */
  readonly same: number;
}

/** The resource as it is after, else as it was. */
export function subjectOf({ before, after }: Pick<Change, "before" | "after">): Resource {
  const subject = after ?? before;
  if (!subject) throw new Error("a change of nothing");
  return subject;
}
