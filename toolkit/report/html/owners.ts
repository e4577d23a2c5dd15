/** Which box a resource belongs to that is not drawn itself. */
import { type Resource, STACK_TYPE } from "../../graph/graph.ts";
import { pushTo } from "../../graph/values.ts";
import { ATTACHED_BY, SPEAKS_FOR_OWNER } from "./kinds.ts";
import { type References, referencesOf } from "./references.ts";

/** A box as it is being filled. */
export interface Owner {
  readonly members: readonly Resource[];
  /** Place in the order of what is most telling. */
  readonly order: number;
}

export type Components = (resource: Resource) => readonly Resource[];

/** The components around a resource, innermost first, without the stack. */
export const componentsIn = (byUrn: ReadonlyMap<string, Resource>): Components => {
  return (resource) => {
    const around: Resource[] = [];
    let at = byUrn.get(resource.parent ?? "");
    for (; at && at.type !== STACK_TYPE && !around.includes(at); at = byUrn.get(at.parent ?? "")) around.push(at);
    return around;
  };
};

/** Finds owners among boxes: the nearest around it in the program, and of several the one a resource has most to do with. */
export function ownersAmong<Box extends Owner>(boxes: Iterable<Box>, references: References, componentsOf: Components) {
  const inside = new Map<string, Box[]>();
  const byMember = new Map<string, Box>();
  for (const box of boxes) {
    for (const { urn } of box.members) byMember.set(urn, box);
    for (const { urn } of box.members[0] ? componentsOf(box.members[0]) : []) pushTo(inside, urn, box);
  }
  return (resource: Resource): Box | undefined => {
    const attached = referencesOf(resource, ATTACHED_BY[resource.type] ?? "").find((urn) => byMember.has(urn));
    if (attached) return byMember.get(attached);
    const to = new Set(references.to(resource.urn));
    const from = new Set(references.from(resource.urn));
    const refers = (urns: ReadonlySet<string>, { members }: Box): number => Number(members.some(({ urn }) => urns.has(urn)));
    // What speaks for its owner refers to what the owner uses; anything else rather to the owner itself.
    const [first, second] = SPEAKS_FOR_OWNER.has(resource.type) ? [from, to] : [to, from];
    const score = (box: Box): readonly number[] => [
      refers(first, box),
      second === to ? 0 : refers(second, box),
      Number(box.members[0]?.parent === resource.parent),
      -box.order,
    ];
    const around = componentsOf(resource).map(({ urn }) => inside.get(urn));
    // Where no component holds a box, only what refers to another belongs to it.
    const related = [...to, ...from].flatMap((urn) => byMember.get(urn) ?? []);
    const candidates = around.find((found) => found !== undefined) ?? related;
    if (candidates.length === 0) return undefined;
    return candidates.reduce((best, box) => (isHigher(score(box), score(best)) ? box : best));
  };
}

function isHigher(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at >= 0 && (a[at] ?? 0) > (b[at] ?? 0);
}
