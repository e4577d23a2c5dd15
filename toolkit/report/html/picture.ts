/** The architecture picture as data: parts, boxes, and the lines between them. */
import { byText, type Graph, type Resource } from "../../graph/graph.ts";
import { type Box, boxesOf } from "./boxes.ts";
import { JOINS, PARTS, type Part, SPEAKS_FOR_OWNER } from "./kinds.ts";
import { withNames } from "./names.ts";
import { type References, referencesOf } from "./references.ts";

/** From box to box, as traffic or use goes. */
export interface Line {
  readonly from: string;
  readonly to: string;
}

export interface Picture {
  readonly parts: readonly (Part & { readonly key: string; readonly boxes: readonly Box[] })[];
  readonly boxes: readonly Box[];
  /** What is drawn: no line that others already tell. */
  readonly lines: readonly Line[];
  /** All that is related, drawn or not: what is told when a box is chosen. */
  readonly relations: readonly Line[];
  readonly boxOf: (urn: string) => Box | undefined;
}

export function pictureOf(graph: Graph, dependencies: References): Picture {
  const { boxes, components, boxOf } = boxesOf(graph, dependencies);
  const references = withNames(graph, dependencies);
  const joins = distinct(graph.resources.flatMap((resource) => joined(resource, boxOf)));
  // A join knows which way traffic goes; a reference the other way is only how it was set up.
  const against = new Set(joins.map(({ from, to }) => `${to} ${from}`));
  const used = boxes.flatMap((box) => uses(box, references, boxOf).map((other) => oriented(box, other)));
  const relations = distinct([...joins, ...used.filter(({ from, to }) => !against.has(`${from} ${to}`))]);
  const ground = new Set(boxes.filter(({ kind }) => kind.ground).map(({ id }) => id));
  const parts = [
    ...Object.entries<Part>(PARTS),
    ...[...components].map(([key, title]) => [key, { title, layer: OTHERS }] as const),
  ];
  return {
    parts: parts
      .map(([key, part]) => ({ key, ...part, boxes: boxes.filter((box) => box.part === key) }))
      .filter((part) => part.boxes.length > 0),
    boxes,
    lines: reduced(relations.filter(({ from, to }) => !ground.has(from) && !ground.has(to))),
    relations,
    boxOf,
  };
}

/** Components that the table knows nothing of stand below all layers. */
const OTHERS = Math.max(...Object.values<Part>(PARTS).map(({ layer }) => layer ?? 0)) + 1;

/** What a resource that joins two others tells of their boxes. */
function joined(resource: Resource, boxOf: (urn: string) => Box | undefined): Line[] {
  const join = JOINS[resource.type];
  if (!join) return [];
  const ends = (property: string | undefined) => (property ? referencesOf(resource, property) : [resource.urn]).map(boxOf);
  return ends(join.from).flatMap((from) => ends(join.to).flatMap((to) => (from && to && from !== to ? [line(from, to)] : [])));
}

/** The boxes that a box uses: what it refers to, also by way of what belongs to it. */
function uses(box: Box, references: References, boxOf: (urn: string) => Box | undefined): Box[] {
  const seen = new Set<string>();
  const found = new Set<Box>();
  const speakers = box.satellites.filter(({ type }) => SPEAKS_FOR_OWNER.has(type));
  const joins = new Set(box.satellites.filter(({ type }) => JOINS[type]).map(({ urn }) => urn));
  const open = [...box.members, ...speakers].map(({ urn }) => urn);
  // What a provider of its own refers to, it runs on: pods on their cluster.
  open.push(...box.members.flatMap(({ provider }) => provider ?? []));
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at) || joins.has(at)) continue;
    seen.add(at);
    for (const urn of references.to(at)) {
      const other = boxOf(urn);
      if (other === box) open.push(urn);
      else if (other) found.add(other);
    }
  }
  return [...found];
}

const line = (from: Box, to: Box): Line => ({ from: from.id, to: to.id });
const oriented = (user: Box, used: Box): Line => (used.kind.before || user.kind.after ? line(used, user) : line(user, used));

const byEnds = (a: Line, b: Line): number => byText(a.from, b.from) || byText(a.to, b.to);

const distinct = (lines: readonly Line[]): Line[] =>
  [...new Map(lines.map((item) => [`${item.from} ${item.to}`, item])).values()].sort(byEnds);

/**
 * Without the lines that a longer way already tells. Where lines go round in a circle, what could be reached still can.
 * https://en.wikipedia.org/wiki/Transitive_reduction
 */
export function reduced(lines: readonly Line[]): Line[] {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of lines) next.set(from, (next.get(from) ?? new Set()).add(to));
  const reaches = (from: string, to: string): boolean => {
    const open = [from];
    const seen = new Set(open);
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const step of next.get(at) ?? []) {
        if (step === to) return true;
        if (!seen.has(step)) {
          seen.add(step);
          open.push(step);
        }
      }
    }
    return false;
  };
  return [...lines].sort(byEnds).filter(({ from, to }) => {
    next.get(from)?.delete(to);
    const told = reaches(from, to);
    if (!told) next.get(from)?.add(to);
    return !told;
  });
}
