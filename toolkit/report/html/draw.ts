/** Draws a picture that has been laid out: SVG, every box a link to its resource. */
import type { Finding } from "../../policy/finding.ts";
import { severitiesText } from "../policyText.ts";
import { counted } from "../terminal.ts";
import { BOX, type PlacedBox } from "./arrange.ts";
import { resourcesOf } from "./boxes.ts";
import type { Environment } from "./environment.ts";
import { worstOf } from "./findings.ts";
import type { Ids } from "./ids.ts";
import type { Point } from "./lattice.ts";
import type { Layout, PlacedLine, PlacedPart } from "./layout.ts";
import { html, type Markup } from "./markup.ts";
import { sizeOf } from "./sizing.ts";

type Drawn = Pick<Environment, "name" | "picture" | "ids" | "said">;

export function drawn(layout: Layout, environment: Drawn): Markup {
  const { name, picture, ids } = environment;
  const near = new Map(picture.boxes.map(({ id }) => [id, new Set<string>()]));
  for (const { from, to } of picture.relations) {
    near.get(from)?.add(to);
    near.get(to)?.add(from);
  }
  const { width, height } = layout;
  return html`<svg class="picture${width > 1240 && " wide"}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="group" aria-label="Architecture of ${name}">
${layout.parts.map(part)}
${arrows(layout.lines, ids)}
${layout.boxes.map((box) => boxLink(box, environment, [...(near.get(box.box.id) ?? [])]))}
</svg>`;
}

const part = ({ x, y, width, height, title, titleRect }: PlacedPart): Markup =>
  html`<g class="part"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="12"/><text x="${titleRect.x}" y="${titleRect.y + 16}">${title}</text></g>
`;

/** All lines as one, so that those that share a way look like one; each again by itself, to be lit when an end is looked at. */
function arrows(lines: readonly PlacedLine[], ids: Ids): Markup {
  const paths = lines.map(({ points }) => arrow(points));
  const single = lines.map(({ from, to }, index) => {
    const { line, head } = paths[index] ?? { line: "", head: "" };
    return html`<g class="line" data-ends="${ids.box(from)} ${ids.box(to)}"><path d="${line}"/><path class="head" d="${head}"/></g>
`;
  });
  const joined = (part: "line" | "head") => paths.map((path) => path[part]).join("");
  return html`<g class="lines"><path d="${joined("line")}"/><path class="head" d="${joined("head")}"/></g>
${single}`;
}

/** A head of 7 by 6, with the line ending inside it. */
function arrow(points: readonly Point[]): { readonly line: string; readonly head: string } {
  const [before, end] = points.slice(-2) as [Point, Point];
  const [dx, dy] = [Math.sign(end.x - before.x), Math.sign(end.y - before.y)];
  const [x, y] = [end.x - dx * 7, end.y - dy * 7];
  return {
    line: rounded([...points.slice(0, -1), { x: end.x - dx * 4, y: end.y - dy * 4 }]),
    head: `M${end.x} ${end.y}L${x - dy * 3} ${y - dx * 3}L${x + dy * 3} ${y + dx * 3}z`,
  };
}

/** A path through the points, its corners rounded. */
function rounded(points: readonly Point[], radius = 6): string {
  const distance = (a: Point, b: Point): number => Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
  const towards = (from: Point, to: Point, length: number): string =>
    `${from.x + Math.sign(to.x - from.x) * length} ${from.y + Math.sign(to.y - from.y) * length}`;
  return points
    .map((point, index) => {
      const [before, after] = [points[index - 1], points[index + 1]];
      if (!before) return `M${point.x} ${point.y}`;
      if (!after) return `L${point.x} ${point.y}`;
      const length = Math.min(radius, distance(before, point) / 2, distance(point, after) / 2);
      return `L${towards(point, before, length)}Q${point.x} ${point.y} ${towards(point, after, length)}`;
    })
    .join("");
}

/** The text is in a window of its own: in whatever font, it never leaves the box. */
function boxLink({ box, label, more, name, size, ...rect }: PlacedBox, { ids, said }: Drawn, near: readonly string[]): Markup {
  const { x, y, width, height } = rect;
  const findings = resourcesOf(box).flatMap(({ urn }) => said(urn).findings);
  const several = box.members.length > 1 ? ` ×${box.members.length}` : "";
  const further = box.satellites.length > 0 && `with ${counted(box.satellites.length, "further resource")}`;
  const found = findings.length > 0 && `${counted(findings.length, "finding")}: ${severitiesText(findings)}`;
  const told = [`${box.kind.label}${several} ${box.name}`, sizeOf(box), further, found].filter(Boolean).join(", ");
  const line = (text: string, index: number, kind: string) =>
    html`<text class="${kind}" x="${BOX.padding}" y="${BOX.head + 8 + index * BOX.line}">${text}</text>`;
  return html`<a class="box" id="${ids.box(box.id)}" href="#${ids.resource(box.id)}" aria-label="${told}" data-near="${near.map(ids.box).join(" ")}"><title>${told}</title><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/><svg x="${x}" y="${y}" width="${width}" height="${height}"><use href="#i-${box.kind.icon}" x="${BOX.padding}" y="12" width="16" height="16"/><text class="label" x="${BOX.padding + BOX.icon}" y="24">${label}</text>${
    more !== "" && html`<text class="more" x="${width - BOX.padding}" y="24">${more}</text>`
  }${name.map((text, index) => line(text, index, "name"))}${size.map((text, index) => line(text, name.length + index, "size"))}</svg>${foundPill(findings, { x: x + width, y })}</a>
`;
}

/** How many findings there are, across a box's upper right corner, where no line ends. */
function foundPill(findings: readonly Finding[], { x, y }: Point): Markup | false {
  if (findings.length === 0) return false;
  const text = String(findings.length);
  const width = 10 + 8 * text.length;
  return html`<g class="found ${worstOf(findings)}"><rect x="${x - width + 6}" y="${y - 9}" width="${width}" height="18" rx="9"/><text x="${x + 6 - width / 2}" y="${y + 4}">${text}</text></g>`;
}
