/** What one graph says, in the words of another: URNs of another stack, of renamed resources, and the environment's own name. */
import type { Graph, Json, Resource } from "../graph/graph.ts";
import { replaceSymbols, symbol } from "../graph/symbols.ts";

export interface Translate {
  urn(urn: string): string;
  /** A text of the graph before: URNs and symbols in it as the graph after has them. */
  text(text: string): string;
  /** All of what a resource of the graph before sets, and the environment's name as the graph after has it. */
  inputs(inputs: Resource["inputs"]): Resource["inputs"];
  /** Whether the texts are alike, but for the names of the two environments. */
  same(before: string, after: string): boolean;
}

const URN = "urn:pulumi:";

/** @param renames URNs of the graph before to those of the graph after; may grow */
export function translator(before: Graph, after: Graph, renames: ReadonlyMap<string, string>): Translate {
  const [from, to] = [before, after].map(({ stack, project }) => `${URN}${stack}::${project}::`) as [string, string];
  const urn = (old: string): string => renames.get(old) ?? (old.startsWith(from) ? to + old.slice(from.length) : old);
  const isIdle = (): boolean => from === to && renames.size === 0;
  const text = (old: string): string => {
    if (!old.includes(URN) || isIdle()) return old;
    if (old.startsWith(URN)) return urn(old);
    return replaceSymbols(old, (reference) => symbol(urn(reference.urn), reference.path));
  };
  const named = before.stack === after.stack ? null : wholeWord(before.stack);
  const renamed = (old: string): string => (named === null ? text(old) : text(old).replace(named, after.stack));
  const value = (old: Json): Json => {
    if (typeof old === "string") return renamed(old);
    if (Array.isArray(old)) return old.map(value);
    if (typeof old !== "object" || old === null) return old;
    return Object.fromEntries(Object.entries(old).map(([key, item]) => [key, value(item)]));
  };
  return {
    ...{ urn, text },
    inputs: (inputs) => (named === null && isIdle() ? inputs : (value(inputs) as Resource["inputs"])),
    same: (a, b) => a === b || text(a) === b || (named !== null && renamed(a) === b),
  };
}

/** The word alone: `dev` in `monitor-dev-api`, not in `device`. */
const wholeWord = (word: string): RegExp =>
  new RegExp(`(?<![A-Za-z0-9])${word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![A-Za-z0-9])`, "g");
