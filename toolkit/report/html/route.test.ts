import { describe, expect, it } from "vitest";
import { type Point, type Rect, STEP, type Terrain } from "./lattice.ts";
import type { Line } from "./picture.ts";
import { routed } from "./route.ts";

const SIZE = { width: 64, height: 48 };
const at = (x: number, y: number): Rect => ({ x, y, ...SIZE });
const route = (boxes: Readonly<Record<string, Rect>>, lines: readonly string[], more: Partial<Terrain> = {}): Point[][] =>
  routed(
    { width: 480, height: 320, titles: [], frames: [], boxes: new Map(Object.entries(boxes)), ...more },
    lines.map((line): Line => ({ from: line[0] ?? "", to: line[1] ?? "" })),
  );
const told = (points: readonly Point[] | undefined): string => (points ?? []).map(({ x, y }) => `${x},${y}`).join(" ");

/** The steps of a line, whichever way it goes them. */
const steps = (points: readonly Point[]): string[] =>
  points.slice(1).flatMap((end, index) => {
    const start = points[index] ?? end;
    const [dx, dy] = [Math.sign(end.x - start.x) * STEP, Math.sign(end.y - start.y) * STEP];
    const count = (Math.abs(end.x - start.x) + Math.abs(end.y - start.y)) / STEP;
    return Array.from({ length: count }, (_, step) => {
      const [x, y] = [start.x + dx * step, start.y + dy * step];
      return [`${x},${y}`, `${x + dx},${y + dy}`].sort().join(" ");
    });
  });

describe("a line", () => {
  it("goes straight where nothing is in the way", () => {
    expect(told(route({ a: at(80, 16), b: at(80, 160) }, ["ab"])[0])).toBe("112,64 112,160");
    expect(told(route({ a: at(80, 16), b: at(240, 16) }, ["ab"])[0])).toBe("144,40 240,40");
  });

  it("goes around a box and a title, with few bends", () => {
    const [points = []] = route({ a: at(80, 16), b: at(80, 240), c: at(80, 120) }, ["ab"]);
    expect(points.length).toBeLessThanOrEqual(6);
    expect(points.some(({ x }) => x < 80 || x > 144)).toBe(true);
    const [around = []] = route({ a: at(80, 16), b: at(80, 240) }, ["ab"], { titles: [at(80, 120)] });
    expect(told(around)).toBe(told(points));
  });

  it("crosses a frame, and does not run along it", () => {
    const frame = { x: 112, y: 100, width: 200, height: 200 };
    const [points = []] = route({ a: at(80, 16), b: at(80, 240) }, ["ab"], { frames: [{ ...frame, y: 96 }] });
    expect(points.length).toBeGreaterThan(2);
    expect(steps(points)).not.toContain("112,160 112,168");
  });

  it("finds no way where there is none", () => {
    const walls = [at(16, 112), at(80, 112), at(144, 112)].map((rect) => ({ ...rect, width: 80 }));
    expect(() =>
      route({ a: at(80, 16), b: at(80, 240) }, ["ab"], { width: 224, titles: [{ ...at(0, 112), width: 224 }, ...walls] }),
    ).toThrow("no way");
  });
});

describe("lines together", () => {
  const corners = { a: at(80, 16), b: at(240, 16), c: at(80, 240), d: at(240, 240) };

  it("share their way where they share an end", () => {
    const [one = [], other = []] = route(corners, ["ac", "ad"]);
    const common = steps(one).filter((step) => steps(other).includes(step));
    expect(common.length).toBeGreaterThan(5);
  });

  it("cross at most where they share none", () => {
    const lines = route({ ...corners, e: at(160, 16), f: at(160, 240) }, ["ad", "bc", "ef"]);
    const all = lines.flatMap(steps);
    expect(new Set(all).size).toBe(all.length);
  });

  it("come in the order they are asked for", () => {
    const [first, second] = route(corners, ["ad", "bd"]);
    expect([first?.[0], second?.[0]]).toEqual([
      { x: 112, y: 64 },
      { x: 272, y: 64 },
    ]);
  });

  it("need ends that are there", () => {
    expect(() => route(corners, ["ax"])).toThrow("a line has an end that is no box: a → x");
  });
});
