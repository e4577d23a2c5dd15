/**
 * Which resource of one graph is which of the other: by URN, then by alias, then by likeness, as far as that is beyond doubt. The engine
 * itself knows URNs and aliases alone; likeness is for whoever reads the difference.
 */
import { byText, type Graph, type Resource, STACK_TYPE } from "../graph/graph.ts";
import { groupBy } from "../graph/values.ts";
import { featuresOf, settingsOf } from "./likeness.ts";
import { likest } from "./likest.ts";
import { type Translate, translator } from "./translate.ts";

export interface Pair {
  readonly before: Resource;
  readonly after: Resource;
  /** `renamed`: one resource to who reads, two to the engine. */
  readonly identity: "same" | "aliased" | "renamed";
  /** URN after of the component whose new name alone makes the new URN; null where none does. */
  readonly partOf: string | null;
}

export interface Matching {
  readonly pairs: readonly Pair[];
  readonly created: readonly Resource[];
  readonly deleted: readonly Resource[];
  /** What the graph before says, as the graph after would say it. */
  readonly translate: Translate;
}

/** Of all that two resources set, how much must be alike for one to be the other under another name. */
const LIKE_ENOUGH = { component: 0.5, resource: 0.7 } as const;

export function matchGraphs(before: Graph, after: Graph): Matching {
  const renames = new Map<string, string>();
  const translate = translator(before, after, renames);
  const left = new Map(after.resources.map((resource) => [resource.urn, resource]));
  const lost = new Map(before.resources.map((resource) => [resource.urn, resource]));
  const pairs: Pair[] = [];
  const pair = (old: Resource, next: Resource, identity: Pair["identity"], partOf: string | null = null): void => {
    pairs.push({ before: old, after: next, identity, partOf });
    lost.delete(old.urn);
    left.delete(next.urn);
    if (translate.urn(old.urn) !== next.urn) renames.set(old.urn, next.urn);
  };

  const stacks = [lost, left].map((side) => [...side.values()].find(({ type }) => type === STACK_TYPE));
  if (stacks[0] && stacks[1]) pair(stacks[0], stacks[1], "same");
  for (const old of [...lost.values()]) {
    const next = left.get(translate.urn(old.urn));
    if (next) pair(old, next, "same");
  }

  const inside = { old: childrenOf([...lost.values()]), next: childrenOf([...left.values()]) };
  const sides: Sides = { lost, left, inside, translate, pair };
  matchAliases(sides);
  // Two environments may name different things differently; likeness between them would be a guess.
  if (before.stack === after.stack) {
    matchComponents(sides);
    matchMoved(sides);
    matchAlike(sides);
  }
  return { pairs, created: [...left.values()], deleted: [...lost.values()], translate };
}

interface Sides {
  /** Of the graph before, without a partner so far. */
  readonly lost: ReadonlyMap<string, Resource>;
  /** Of the graph after, likewise. */
  readonly left: ReadonlyMap<string, Resource>;
  /** By URN of their parents. */
  readonly inside: { readonly old: ReadonlyMap<string, Resource[]>; readonly next: ReadonlyMap<string, Resource[]> };
  readonly translate: Translate;
  readonly pair: (before: Resource, after: Resource, identity: Pair["identity"], partOf?: string | null) => void;
}

/** An alias is a URN. Children of an aliased component are aliased with it, as the engine does it. */
function matchAliases(sides: Sides): void {
  const { lost, left, translate, pair } = sides;
  const byUrn = new Map([...lost.values()].map((resource) => [translate.urn(resource.urn), resource]));
  for (const next of parentsFirst([...left.values()])) {
    const old = next.options.aliases.flatMap((alias) => byUrn.get(alias) ?? [])[0];
    if (!old || !lost.has(old.urn)) continue;
    pair(old, next, "aliased");
    if (!next.custom) matchChildren(sides, { before: old, after: next, identity: "aliased" });
  }
}

/** Renamed components, the outermost first: what is in them follows. */
function matchComponents(sides: Sides): void {
  const { lost, left, inside, translate, pair } = sides;
  for (;;) {
    const isOpen = ({ custom, type }: Resource): boolean => !custom && type !== STACK_TYPE;
    const [old, next] = [[...lost.values()].filter(isOpen), [...left.values()].filter(isOpen)];
    if (old.length === 0 || next.length === 0) return;
    const found = likest({
      ...{ before: old, after: next, least: LIKE_ENOUGH.component },
      // The same kind of thing at the same place.
      kind: (resource, isBefore) =>
        `${resource.type}\n${isBefore ? translate.urn(resource.parent ?? "") : (resource.parent ?? "")}`,
      features: (resource, isBefore) => componentFeatures(resource, inside[isBefore ? "old" : "next"].get(resource.urn) ?? []),
    });
    if (found.length === 0) return;
    for (const [a, b] of found) {
      pair(a, b, "renamed");
      matchChildren(sides, { before: a, after: b, identity: "renamed" });
    }
  }
}

/** What it holds, by type, by name without its own, and by what that sets; references change with the name. */
const componentFeatures = ({ name, type }: Resource, children: readonly Resource[]): string[] => [
  type,
  ...children.flatMap((child) => {
    const key = `${child.type}\n${relativeName(child.name, name)}`;
    return [key, ...settingsOf(child).flatMap((setting) => (setting.includes("urn:pulumi:") ? [] : [`${key}\n${setting}`]))];
  }),
];

/** What is in a component that has another name, where its own name follows. */
function matchChildren(
  { lost, left, inside, pair }: Sides,
  { before, after, identity }: { before: Resource; after: Resource; identity: "aliased" | "renamed" },
): void {
  const open: (readonly [Resource, Resource])[] = [[before, after]];
  for (let at = open.pop(); at; at = open.pop()) {
    const [a, b] = at;
    const keyIn = (parent: Resource) => (child: Resource) => `${child.type}\n${relativeName(child.name, parent.name)}`;
    const partners = uniquely(inside.next.get(b.urn) ?? [], keyIn(b));
    for (const [key, child] of uniquely(inside.old.get(a.urn) ?? [], keyIn(a))) {
      const partner = partners.get(key);
      if (!partner || !lost.has(child.urn) || !left.has(partner.urn)) continue;
      pair(child, partner, identity, after.urn);
      if (!child.custom) open.push([child, partner]);
    }
  }
}

/** The same type and name in another place. */
function matchMoved({ lost, left, pair }: Sides): void {
  const key = ({ type, name }: Resource): string => `${type}\n${name}`;
  const next = uniquely([...left.values()], key);
  for (const [at, old] of uniquely([...lost.values()], key)) {
    const partner = next.get(at);
    if (partner && partner.custom === old.custom) pair(old, partner, "renamed");
  }
}

function matchAlike({ lost, left, translate, pair }: Sides): void {
  const found = likest({
    ...{ before: [...lost.values()], after: [...left.values()], least: LIKE_ENOUGH.resource },
    kind: ({ type, custom }) => (custom ? type : null),
    features: (resource, isBefore) => featuresOf(resource, isBefore ? translate : null),
  });
  for (const [old, next] of found) pair(old, next, "renamed");
}

/** Without what it begins with where that is its parent's name. */
const relativeName = (name: string, parent: string): string => (name.startsWith(parent) ? name.slice(parent.length) : `=${name}`);

const childrenOf = (resources: readonly Resource[]): Map<string, Resource[]> => groupBy(resources, ({ parent }) => parent ?? "");

/** By key, without those that share one. */
function uniquely(resources: readonly Resource[], keyOf: (resource: Resource) => string): Map<string, Resource> {
  const found = new Map<string, Resource | null>();
  for (const resource of resources) {
    const key = keyOf(resource);
    found.set(key, found.has(key) ? null : resource);
  }
  return new Map([...found].flatMap(([key, resource]) => (resource ? [[key, resource] as const] : [])));
}

/** A component's URN is the beginning of none of its children's; their types' chain is longer. */
const parentsFirst = (resources: readonly Resource[]): Resource[] => {
  const depth = ({ urn }: Resource): number => urn.split("::")[2]?.split("$").length ?? 0;
  return [...resources].sort((a, b) => Number(a.custom) - Number(b.custom) || depth(a) - depth(b) || byText(a.urn, b.urn));
};
