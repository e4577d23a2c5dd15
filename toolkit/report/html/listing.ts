/** Every resource of an environment, by component, in the order of the program. */
import { byText, type Graph, type Resource, STACK_TYPE } from "../../graph/graph.ts";
import { pushTo } from "../../graph/values.ts";
import { sizesOf } from "../sizes.ts";
import { counted } from "../terminal.ts";
import { isDeployed, shortType } from "../tree.ts";
import { detailsMarkup } from "./details.ts";
import type { Environment } from "./environment.ts";
import { foundMark } from "./findings.ts";
import { html, type Markup } from "./markup.ts";

interface Row {
  readonly resource: Resource;
  /** Names of the components around it, outermost first. */
  readonly path: readonly string[];
}

export function listingMarkup(environment: Environment): Markup {
  return html`<div class="listing">${groupsOf(environment.graph).map(({ head, rows }) => {
    const deployed = rows.map(({ resource }) => resource).filter(isDeployed);
    const found = rows.flatMap(({ resource }) => environment.said(resource.urn).findings);
    const size = sizesOf(deployed.filter(({ parent }) => parent === head?.urn));
    return html`<details class="group"><summary><span class="name">${head?.name ?? "The stack itself"}</span><span class="count">${deployed.length > 0 && counted(deployed.length, "resource")}</span><span class="size">${size}${foundMark(found)}</span></summary>
${rows.map((row) => rowMarkup(row, environment))}</details>
`;
  })}</div>`;
}

interface Group {
  /** The outermost component; none for what stands directly in the stack. */
  readonly head: Resource | undefined;
  readonly rows: readonly Row[];
}

/** Every resource once, by outermost component; last what stands directly in the stack, and the stack itself. */
export function groupsOf(graph: Graph): Group[] {
  const known = new Set(graph.resources.map(({ urn }) => urn));
  const roots = graph.resources.filter(({ type, parent }) => type === STACK_TYPE || parent === null || !known.has(parent));
  const children = new Map<string, Resource[]>();
  for (const resource of graph.resources) {
    if (resource.parent === null || roots.includes(resource)) continue;
    pushTo(children, resource.parent, resource);
  }
  const inside = (resource: Resource, path: readonly string[]): Row[] => [
    { resource, path },
    ...(children.get(resource.urn) ?? []).sort(inOrder).flatMap((child) => inside(child, [...path, resource.name])),
  ];
  const top = roots.flatMap(({ urn }) => children.get(urn) ?? []).sort(inOrder);
  const loose = [
    ...roots.map((resource) => ({ resource, path: [] })),
    ...top.filter(isCustom).flatMap((item) => inside(item, [])),
  ];
  return [
    ...top.filter((item) => !isCustom(item)).map((head) => ({ head, rows: inside(head, []) })),
    ...(loose.length > 0 ? [{ head: undefined, rows: loose }] : []),
  ];
}

const isCustom = ({ custom }: Resource): boolean => custom;

/** As the program is read; components after what stands beside them, with what they hold. */
const inOrder = (a: Resource, b: Resource): number =>
  Number(b.custom) - Number(a.custom) ||
  byText(a.source?.file ?? "", b.source?.file ?? "") ||
  (a.source?.line ?? 0) - (b.source?.line ?? 0) ||
  byText(a.urn, b.urn);

function rowMarkup({ resource, path }: Row, environment: Environment): Markup {
  const { urn, name, type, custom, options, secrets, unknowns } = resource;
  const box = environment.picture.boxOf(urn);
  const marks = [options.protect && "protected", secrets.length > 0 && "secret", unknowns.length > 0 && "unknown"];
  const kind = `row depth-${Math.min(path.length, 4)}${custom ? "" : " component"}`;
  return html`<details class="${kind}" data-type="${type}"${box && html` data-box="${environment.ids.box(box.id)}"`}><summary><span class="name">${name}</span><span class="type">${shortType(type)}${!custom && " component"}</span><span class="path">${path.join(" / ")}</span><span class="marks">${foundMark(environment.said(urn).findings)}${marks.map((mark) => mark && html`<span class="mark ${mark}">${mark}</span>`)}</span></summary>
${detailsMarkup(resource, environment)}</details>
`;
}
