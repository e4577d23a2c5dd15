/** The boxes of a picture: which resources are drawn, which stand for several, and which box every other resource belongs to. */
import { byText, type Graph, type Resource } from "../../graph/graph.ts";
import { isDeployed } from "../tree.ts";
import { isSatellite, KINDS, type Kind } from "./kinds.ts";
import { componentsIn, ownersAmong } from "./owners.ts";
import type { References } from "./references.ts";

export interface Box {
  /** URN of the first of its members. */
  readonly id: string;
  readonly name: string;
  readonly kind: Kind;
  /** Key of the part it stands in. */
  readonly part: string;
  /** What is drawn as this box: one resource, or siblings of one type. */
  readonly members: readonly Resource[];
  /** What belongs to it and is not drawn. */
  readonly satellites: readonly Resource[];
}

export interface Boxes {
  readonly boxes: readonly Box[];
  /** Title of every part that is named after a component. */
  readonly components: ReadonlyMap<string, string>;
  /** The box that a resource is, or belongs to. */
  readonly boxOf: (urn: string) => Box | undefined;
}

/** Everything that a box stands for, drawn or not. */
export const resourcesOf = ({ members, satellites }: Box): readonly Resource[] => [...members, ...satellites];

interface Drawn {
  readonly kind: Kind;
  readonly order: number;
  readonly members: Resource[];
  readonly satellites: Resource[];
}

export function boxesOf(graph: Graph, references: References): Boxes {
  const byUrn = new Map(graph.resources.map((resource) => [resource.urn, resource]));
  const componentsOf = componentsIn(byUrn);
  const drawn = new Map<string, Drawn>();
  const draw = (resource: Resource, kind: Kind): void => {
    const key = kind.gathered ? `${resource.type} in ${resource.parent}` : resource.urn;
    const box = drawn.get(key) ?? { kind, order: orderOf(kind), members: [], satellites: [] };
    box.members.push(resource);
    drawn.set(key, box);
  };

  const rest: Resource[] = [];
  for (const resource of graph.resources.filter(isDeployed)) {
    const kind = kindOf(resource, references, byUrn);
    if (kind) draw(resource, kind);
    else rest.push(resource);
  }
  const ownerOf = ownersAmong(drawn.values(), references, componentsOf);
  const adrift = rest.filter((resource) => {
    // A type that nobody listed is drawn, lest something be missing that matters.
    const owner = isSatellite(resource.type) || KINDS[resource.type] ? ownerOf(resource) : undefined;
    owner?.satellites.push(resource);
    return owner === undefined;
  });
  for (const resource of adrift) draw(resource, unlisted(resource));

  const components = new Map<string, string>();
  const boxes = [...drawn.values()]
    .sort((a, b) => a.order - b.order || byText(idOf(a), idOf(b)))
    .map(({ kind, members, satellites }): Box => {
      const [first] = members as [Resource];
      const around = componentsOf(first);
      const outermost = around.at(-1);
      const part = kind.part ?? `component ${outermost?.urn ?? ""}`;
      if (!kind.part) components.set(part, outermost?.name ?? "Other");
      const name = members.length > 1 ? (around[0]?.name ?? first.name) : first.name;
      return { id: first.urn, name, kind, part, members, satellites };
    });
  const byResource = new Map(boxes.flatMap((box) => resourcesOf(box).map(({ urn }) => [urn, box] as const)));
  return { boxes, components, boxOf: (urn) => byResource.get(urn) };
}

const idOf = ({ members }: Drawn): string => members[0]?.urn ?? "";

/** Kinds in the order of the table, those that are not in it last. */
const LABELS = Object.values(KINDS).map(({ label }) => label);
const orderOf = ({ label }: Kind): number => (LABELS.includes(label) ? LABELS.indexOf(label) : LABELS.length);

const unlisted = ({ type }: Resource): Kind => ({ label: type.split(":").pop() || type, icon: "box", gathered: true });

/** What a resource is drawn as; nothing where its type only belongs to a box, or the table does not know it. */
function kindOf(resource: Resource, references: References, byUrn: ReadonlyMap<string, Resource>): Kind | undefined {
  const kind = KINDS[resource.type];
  const isAmong = (urns: readonly string[], type: string): boolean => urns.some((urn) => byUrn.get(urn)?.type === type);
  switch (resource.type) {
    case "aws:wafv2/webAcl:WebAcl": // stands where it filters
      return kind && { ...kind, part: resource.inputs.scope === "REGIONAL" ? "balancing" : "cdn" };
    case "cloudflare:index/dnsRecord:DnsRecord": // one that only proves who owns a host belongs to the certificate
      return isAmong(references.to(resource.urn), "aws:acm/certificate:Certificate") ? undefined : kind;
    case "aws:s3/bucket:Bucket": // one that browsers read from is a site
      return (
        kind && {
          ...kind,
          part: isAmong(references.from(resource.urn), "aws:cloudfront/distribution:Distribution") ? "sites" : "objects",
        }
      );
    default:
      return kind;
  }
}
