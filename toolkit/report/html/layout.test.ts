import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BOX, FONTS } from "./arrange.ts";
import type { Point, Rect } from "./lattice.ts";
import { type Layout, layoutOf, MOST_LINES } from "./layout.ts";
import { widthOf } from "./measure.ts";
import { type Picture, pictureOf } from "./picture.ts";
import { referencesIn } from "./references.ts";
import { anyGraph, graphOf, resource } from "./testGraphs.ts";

const overlap = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const isInside = (inner: Rect, outer: Rect): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;
const legs = (points: readonly Point[]): [Point, Point][] =>
  points.slice(1).map((point, index) => [points[index] as Point, point]);
/** Whether a leg of a line touches the inside of a rectangle. */
const crosses = ([a, b]: readonly [Point, Point], { x, y, width, height }: Rect): boolean =>
  Math.max(a.x, b.x) > x && Math.min(a.x, b.x) < x + width && Math.max(a.y, b.y) > y && Math.min(a.y, b.y) < y + height;
const isOnEdge = ({ x, y }: Point, box: Rect): boolean =>
  ((x === box.x || x === box.x + box.width) && y > box.y && y < box.y + box.height) ||
  ((y === box.y || y === box.y + box.height) && x > box.x && x < box.x + box.width);

const everyLayout = (check: (layout: Layout, picture: Picture) => void): void =>
  fc.assert(
    fc.property(anyGraph, (graph) => {
      const picture = pictureOf(graph, referencesIn(graph));
      if (picture.boxes.length > 0) check(layoutOf(picture), picture);
    }),
    { numRuns: 60 },
  );

describe("a layout of any graph", () => {
  it("places every box once, inside its part, apart from others", () => {
    everyLayout((layout, picture) => {
      expect(layout.boxes.map(({ box }) => box.id).sort()).toEqual(picture.boxes.map(({ id }) => id).sort());
      const page = { x: 0, y: 0, width: layout.width, height: layout.height };
      for (const part of layout.parts) expect(isInside(part, page)).toBe(true);
      for (const [index, box] of layout.boxes.entries()) {
        const around = layout.parts.filter((part) => overlap(part, box));
        expect(around).toHaveLength(1);
        expect(isInside(box, around[0] as Rect)).toBe(true);
        expect(overlap(box, around[0]?.titleRect as Rect)).toBe(false);
        for (const other of layout.boxes.slice(index + 1)) expect(overlap(box, other)).toBe(false);
      }
      for (const [index, part] of layout.parts.entries()) {
        expect(isInside(part.titleRect, part)).toBe(true);
        for (const other of layout.parts.slice(index + 1)) expect(overlap(part, other)).toBe(false);
      }
    });
  });

  it("leads every line from its box to its box, and through nothing that is read", () => {
    everyLayout((layout, picture) => {
      const boxes = new Map(layout.boxes.map((box) => [box.box.id, box]));
      expect(layout.lines.map(({ from, to }) => ({ from, to }))).toEqual(picture.lines);
      for (const { from, to, points } of layout.lines) {
        expect(isOnEdge(points[0] as Point, boxes.get(from) as Rect)).toBe(true);
        expect(isOnEdge(points.at(-1) as Point, boxes.get(to) as Rect)).toBe(true);
        for (const leg of legs(points)) {
          expect(leg[0].x === leg[1].x || leg[0].y === leg[1].y).toBe(true);
          for (const rect of [...layout.boxes, ...layout.parts.map(({ titleRect }) => titleRect)])
            expect(crosses(leg, rect)).toBe(false);
        }
      }
    });
  });

  it("writes no line of text that is wider than its box", () => {
    everyLayout((layout) => {
      for (const { label, more, name, size } of layout.boxes) {
        const inner = BOX.width - 2 * BOX.padding;
        const gap = more === "" ? 0 : BOX.padding;
        expect(BOX.icon + widthOf(label, FONTS.label) + gap + widthOf(more, FONTS.label)).toBeLessThanOrEqual(inner);
        for (const line of name) expect(widthOf(line, FONTS.name)).toBeLessThanOrEqual(inner);
        for (const line of size) expect(widthOf(line, FONTS.size)).toBeLessThanOrEqual(inner);
      }
    });
  });

  it("is the same again", () => {
    everyLayout((layout, picture) => expect(layoutOf(picture)).toEqual(layout));
  });
});

describe("a large graph", () => {
  it("is laid out without the lines nobody could follow", () => {
    const buckets = Array.from({ length: 300 }, (_, index) => resource(`bucket-${index}`));
    const graph = graphOf(
      buckets.map((bucket, index) => ({ ...bucket, dependsOn: index > 0 ? [(buckets[index >> 1] as { urn: string }).urn] : [] })),
    );
    const picture = pictureOf(graph, referencesIn(graph));
    expect(picture.lines.length).toBeGreaterThan(MOST_LINES);
    expect(layoutOf(picture)).toMatchObject({ lines: [], boxes: { length: 300 } });
  });
});
