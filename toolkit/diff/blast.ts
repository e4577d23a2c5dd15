/** What depends on a resource, directly or by others: as the engine orders them, with what is inside a component and what a provider keeps. */
import { byText, type Graph, STACK_TYPE } from "../graph/graph.ts";

export interface Blast {
  /** Sorted; the first of them. */
  readonly blast: readonly string[];
  readonly blastCount: number;
}

/** URNs that are kept of one resource: more nobody reads, and of a network everything depends on each part. */
const MOST = 200;

/** Answers for any resource of the graph. The edges are gathered once, for the first who asks. */
export function blastIn(graph: Graph): (urn: string) => Blast {
  let edges: Edges | undefined;
  return (urn) => {
    edges ??= edgesOf(graph);
    return reach(edges, urn);
  };
}

interface Edges {
  readonly urns: readonly string[];
  readonly indexOf: ReadonlyMap<string, number>;
  /** Who depends on each. */
  readonly dependants: readonly (readonly number[])[];
  /** By who saw it last, so that nothing is cleared between two questions. */
  readonly seen: Uint32Array;
  asked: number;
}

function edgesOf({ resources }: Graph): Edges {
  const urns = resources.map(({ urn }) => urn);
  const indexOf = new Map(urns.map((urn, index) => [urn, index]));
  const dependants: number[][] = urns.map(() => []);
  for (const [index, { parent, provider, dependsOn, propertyDependencies, options }] of resources.entries()) {
    const need = (urn: string | null): void => {
      const at = urn === null ? undefined : indexOf.get(urn);
      const known = at === undefined || at === index ? undefined : dependants[at];
      // One that is needed in several ways is noted once: its dependants come in order.
      if (known && known.at(-1) !== index) known.push(index);
    };
    for (const urn of dependsOn) need(urn);
    for (const list of Object.values(propertyDependencies)) for (const urn of list) need(urn);
    for (const urn of [provider, options.deletedWith, ...(options.replaceWith ?? [])]) need(urn);
    const above = parent === null ? undefined : indexOf.get(parent);
    // Everything is in the stack; that says nothing.
    if (above !== undefined && resources[above]?.type !== STACK_TYPE) need(parent);
  }
  return { urns, indexOf, dependants, seen: new Uint32Array(urns.length), asked: 0 };
}

function reach(edges: Edges, urn: string): Blast {
  const { urns, indexOf, dependants, seen } = edges;
  const start = indexOf.get(urn);
  if (start === undefined) return { blast: [], blastCount: 0 };
  const mark = ++edges.asked;
  seen[start] = mark;
  const found: number[] = [];
  const open = [start];
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const next of dependants[at] ?? []) {
      if (seen[next] === mark) continue;
      seen[next] = mark;
      found.push(next);
      open.push(next);
    }
  // A graph is sorted by URN: the least indices are the first URNs.
  found.sort((a, b) => a - b);
  return {
    blast: found
      .slice(0, MOST)
      .map((at) => urns[at] as string)
      .sort(byText),
    blastCount: found.length,
  };
}
