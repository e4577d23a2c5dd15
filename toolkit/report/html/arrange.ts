/** The inside of one part of the picture: what stands in each box, and where the boxes stand, arranged by dagre. */
import { Graph as DagreGraph, layout as dagreLayout } from "@dagrejs/dagre";
import type { Box } from "./boxes.ts";
import { type Rect, STEP } from "./lattice.ts";
import { type Font, widthOf, wrapped } from "./measure.ts";
import type { Line, Picture } from "./picture.ts";
import { sizeOf } from "./sizing.ts";

export interface PlacedBox extends Rect {
  readonly box: Box;
  /** What kind of thing it is, and how many. */
  readonly label: string;
  /** How many resources belong to it; empty for none. */
  readonly more: string;
  readonly name: readonly string[];
  readonly size: readonly string[];
}

/** A part with its boxes, from its own upper left corner. */
export interface Inside {
  readonly part: Picture["parts"][number];
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
}

/** Everything is a multiple of the lattice's step; a box is an even one wide and high, so that lines meet the middle of its sides. */
export const BOX = { width: 208, padding: 12, icon: 24, head: 40, line: 16, foot: 8 } as const;
export const PART = { title: 24, head: 48, padding: 24 } as const;
const GAP = { beside: 32, below: 48 } as const;

export const FONTS = {
  label: { size: 11 },
  name: { size: 13, bold: true },
  size: { size: 11 },
  title: { size: 12, bold: true },
} as const satisfies Readonly<Record<string, Font>>;

export const snapped = (length: number, step: number = STEP): number => Math.round(length / step) * step;
const upTo = (length: number, step: number): number => Math.ceil(length / step) * step;

/**
 * Arranges a part. Boxes that hang on others come in the order of those.
 * @param known where boxes stand that have been placed before, from left to right
 */
export function arranged(
  part: Inside["part"],
  { lines, columns, known }: { lines: readonly Line[]; columns: number; known: ReadonlyMap<string, number> },
): Inside {
  const above = ({ id }: Box): number => {
    const places = lines.flatMap(({ from, to }) => (to === id ? (known.get(from) ?? []) : []));
    return places.length > 0 ? places.reduce((sum, x) => sum + x, 0) / places.length : Number.POSITIVE_INFINITY;
  };
  const faces = part.boxes
    .map((box) => ({ x: above(box), box, ...faceOf(box) }))
    .sort((a, b) => (a.x < b.x ? -1 : a.x > b.x ? 1 : 0));
  const height = Math.max(...faces.map(heightOf));

  const ids = new Set(faces.map(({ box }) => box.id));
  const inner = lines.filter(({ from, to }) => ids.has(from) && ids.has(to));
  const pitch = { x: BOX.width + GAP.beside, y: height + (inner.length > 0 ? GAP.below : GAP.beside) };
  // Whichever way it reads, the lower arrangement leaves more of the picture in sight.
  const [places = flowing(ids.size, columns, pitch)] = (["TB", "LR"] as const)
    .map((direction) => ranked([...ids], inner, pitch, direction))
    .filter((found) => extent(found, 0) <= (columns - 1) * pitch.x)
    .sort((a, b) => extent(a, 1) - extent(b, 1));
  const boxes = lowered(
    faces.map((face, index) => {
      const [x, y] = places[index] as Place;
      return { ...face, x: PART.padding + x, y: PART.head + y, width: BOX.width, height };
    }),
    pitch.y,
  );
  const far = (end: (box: Rect) => number): number => Math.max(...boxes.map(end)) + PART.padding;
  return { part, boxes, width: far((box) => box.x + box.width), height: far((box) => box.y + box.height) };
}

const heightOf = ({ name, size }: Pick<PlacedBox, "name" | "size">): number =>
  upTo(BOX.head + (name.length + size.length) * BOX.line + BOX.foot, 2 * STEP);

/** Every row only as high as its highest box needs, where boxes stand in rows. */
function lowered(boxes: readonly PlacedBox[], pitch: number): PlacedBox[] {
  if (boxes.some(({ y }) => (y - PART.head) % pitch !== 0)) return [...boxes];
  const rows = [...new Set(boxes.map(({ y }) => y))].sort((a, b) => a - b);
  let spared = 0;
  return rows.flatMap((row) => {
    const members = boxes.filter(({ y }) => y === row);
    const height = Math.max(...members.map(heightOf));
    const moved = members.map((box) => ({ ...box, height, y: row - spared }));
    spared += (boxes[0]?.height ?? height) - height;
    return moved;
  });
}

type Place = readonly [x: number, y: number];
interface Pitch {
  readonly x: number;
  readonly y: number;
}

const extent = (places: readonly Place[], axis: 0 | 1): number => Math.max(...places.map((place) => place[axis]));

/** Ranks by dagre, below each other or side by side. Boxes of a rank stand on columns half a box apart, so that lines are straight. */
function ranked(ids: readonly string[], lines: readonly Line[], pitch: Pitch, direction: "TB" | "LR"): Place[] {
  const graph = new DagreGraph<object, { width: number; height: number; x?: number; y?: number }>();
  graph.setGraph({ rankdir: direction, nodesep: 0, ranksep: 0 });
  for (const id of ids) graph.setNode(id, { width: pitch.x, height: pitch.y });
  for (const { from, to } of lines) graph.setEdge(from, to, {});
  dagreLayout(graph);
  const down = direction === "TB";
  const found = ids.map((id, index) => {
    const { x = 0, y = 0 } = graph.node(id) ?? {};
    return { index, depth: down ? y : x, across: down ? x - pitch.x / 2 : y - pitch.y / 2 };
  });
  // Crossings are the same in a mirror: of the two, the one nearer to the order that was given.
  let turned = 0;
  for (const a of found)
    for (const b of found) if (a.depth === b.depth && a.index < b.index) turned += Math.sign(a.across - b.across);
  const far = Math.max(...found.map(({ across }) => across));
  const boxes = turned > 0 ? found.map((box) => ({ ...box, across: far - box.across })) : found;
  const depths = [...new Set(found.map(({ depth }) => depth))].sort((a, b) => a - b);
  const step = down ? pitch.x : pitch.y;
  const places = ids.map((): Place => [0, 0]);
  for (const [rank, depth] of depths.entries()) {
    let free = 0;
    for (const { index, across } of boxes.filter((box) => box.depth === depth).sort((a, b) => a.across - b.across)) {
      const place = Math.max(free, snapped(across, step / 2));
      free = place + step;
      places[index] = down ? [place, rank * pitch.y] : [rank * pitch.x, place];
    }
  }
  return places;
}

/** Rows of so many, where boxes are too many to be ranked and still be seen at once. */
const flowing = (count: number, columns: number, pitch: Pitch): Place[] =>
  Array.from({ length: count }, (_, index) => [(index % columns) * pitch.x, Math.floor(index / columns) * pitch.y]);

function faceOf(box: Box): Pick<PlacedBox, "label" | "more" | "name" | "size"> {
  const { kind, members, satellites, name } = box;
  const inner = BOX.width - 2 * BOX.padding;
  const more = satellites.length > 0 ? `+${satellites.length}` : "";
  const room = inner - BOX.icon - (more === "" ? 0 : widthOf(more, FONTS.label) + BOX.padding);
  const several = members.length > 1 ? ` ×${members.length}` : "";
  const [label = ""] = wrapped(kind.label, room - widthOf(several, FONTS.label), 1, FONTS.label);
  return {
    label: label + several,
    more,
    name: wrapped(name, inner, 2, FONTS.name),
    size: wrapped(sizeOf(box), inner, 2, FONTS.size),
  };
}
