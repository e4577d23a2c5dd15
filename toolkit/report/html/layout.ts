/** Where everything of a picture stands: its parts as in the deployment plan, layer below layer, the ground they share beside them. */
import { arranged, FONTS, type Inside, PART, type PlacedBox, snapped } from "./arrange.ts";
import type { Point, Rect } from "./lattice.ts";
import { widthOf, wrapped } from "./measure.ts";
import type { Line, Picture } from "./picture.ts";
import { routed } from "./route.ts";

export interface PlacedPart extends Rect {
  readonly title: string;
  readonly titleRect: Rect;
}

export interface PlacedLine extends Line {
  readonly points: readonly Point[];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly parts: readonly PlacedPart[];
  readonly boxes: readonly PlacedBox[];
  readonly lines: readonly PlacedLine[];
}

const GAP = { part: 40, side: 40, margin: 16 } as const;
/** How many boxes stand side by side, at most. */
const COLUMNS = { layer: 4, side: 1 } as const;
/** Parts of a layer are side by side as far as this goes. */
const WIDEST = 1040;
/** More lines than this are a thicket that tells nobody anything. */
export const MOST_LINES = 150;

export function layoutOf(picture: Picture): Layout {
  const lines = picture.lines.length > MOST_LINES ? [] : picture.lines;
  const known = new Map<string, number>();
  const rows = layersOf(picture.parts).flatMap((layer) => {
    const found = rowsOf(layer.map((part) => arranged(part, { lines, columns: COLUMNS.layer, known })));
    for (const row of found)
      for (const [index, { boxes }] of row.entries())
        for (const { box, x } of boxes) known.set(box.id, breadth(row.slice(0, index)) + x);
    return found;
  });
  const ground = picture.parts.filter(({ layer }) => layer === null);
  const beside = ground.map((part) => [arranged(part, { lines, columns: COLUMNS.side, known })]);

  const main = Math.max(0, ...rows.map(breadth));
  const placed = [...spread(rows, GAP.margin, main), ...spread(beside, GAP.margin + (main > 0 ? main + GAP.side : 0), 0)];
  const parts = placed.map(({ part }) => part);
  const boxes = placed.flatMap((part) => part.boxes);
  const width = Math.max(...parts.map((part) => part.x + part.width)) + GAP.margin;
  const height = Math.max(...parts.map((part) => part.y + part.height)) + GAP.margin;
  const ways = routed(
    {
      ...{ width, height, frames: parts, titles: parts.map(({ titleRect }) => titleRect) },
      boxes: new Map(boxes.map((box) => [box.box.id, box])),
    },
    lines,
  );
  return { width, height, parts, boxes, lines: lines.map((line, index) => ({ ...line, points: ways[index] ?? [] })) };
}

type Part = Inside["part"];

function layersOf(parts: readonly Part[]): Part[][] {
  const numbers = [...new Set(parts.map(({ layer }) => layer))].filter((layer) => layer !== null).sort((a, b) => a - b);
  return numbers.map((number) => parts.filter(({ layer }) => layer === number));
}

/** The parts of a layer in as few rows as hold them. */
function rowsOf(layer: readonly Inside[]): Inside[][] {
  const rows: Inside[][] = [];
  for (const part of layer) {
    const row = rows.at(-1);
    if (row && breadth([...row, part]) <= WIDEST) row.push(part);
    else rows.push([part]);
  }
  return rows;
}

const breadth = (row: readonly Inside[]): number =>
  row.reduce((sum, { width }) => sum + width, 0) + GAP.part * Math.max(0, row.length - 1);

interface Placed {
  readonly part: PlacedPart;
  readonly boxes: readonly PlacedBox[];
}

/** Rows below each other; the parts of each as high as the highest, and so wide that they fill the row. */
function spread(rows: readonly (readonly Inside[])[], left: number, width: number): Placed[] {
  let next: number = GAP.margin;
  return rows.flatMap((row) => {
    const [y, height] = [next, Math.max(...row.map((part) => part.height))];
    next += height + GAP.part;
    const spare = Math.max(0, width - breadth(row));
    const share = (parts: number): number => snapped((spare * parts) / row.length);
    return row.map((part, index) => {
      const x = left + breadth(row.slice(0, index)) + (index > 0 ? GAP.part : 0) + share(index);
      return placed(part, { x, y, width: part.width + share(index + 1) - share(index), height });
    });
  });
}

/** A part in its place, its boxes in the middle of it. */
function placed({ part, boxes, width }: Inside, rect: Rect): Placed {
  const left = rect.x + snapped((rect.width - width) / 2);
  const [title = ""] = wrapped(part.title, rect.width - 2 * PART.padding, 1, FONTS.title);
  const titleRect = { x: rect.x + PART.padding, y: rect.y + 8, width: widthOf(title, FONTS.title), height: PART.title };
  return { part: { ...rect, title, titleRect }, boxes: boxes.map((box) => ({ ...box, x: left + box.x, y: rect.y + box.y })) };
}
