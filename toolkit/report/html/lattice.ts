/** The ground that lines are led over: points 8 apart, with what stands on them and which lines already pass. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Terrain {
  readonly width: number;
  readonly height: number;
  /** Where lines end, by id. The middles of their sides are on the lattice. */
  readonly boxes: ReadonlyMap<string, Rect>;
  /** What no line may touch beside the boxes. */
  readonly titles: readonly Rect[];
  /** Frames that lines cross, but never run along. */
  readonly frames: readonly Rect[];
}

/** The boxes that a line joins, as numbers from 1. */
export interface Ends {
  readonly from: number;
  readonly to: number;
}

/** Distance of the points. */
export const STEP = 8;

/** Which way a line passes a point. */
export type Axis = 0 | 1;
const VERTICAL = 0;
const HORIZONTAL = 1;

/** Lines of several boxes. */
const MIXED = -1;

export class Lattice {
  readonly columns: number;
  readonly rows: number;
  /** Points on boxes and titles, and beside them. */
  readonly blocked: Uint8Array;
  readonly beside: Uint8Array;
  /** The frame a point is inside of, from 1; 0 for none. */
  readonly inside: Uint16Array;
  /** The axes along which a frame runs through a point: a bit for each. */
  readonly frame: Uint8Array;
  /** By axis, the boxes that the lines passing a point come from, and go to: 0 for no line. */
  readonly #from: readonly [Int32Array, Int32Array];
  readonly #to: readonly [Int32Array, Int32Array];

  constructor({ width, height, boxes, titles, frames }: Terrain) {
    this.columns = Math.ceil(width / STEP) + 1;
    this.rows = Math.ceil(height / STEP) + 1;
    const size = this.columns * this.rows;
    this.blocked = new Uint8Array(size);
    this.beside = new Uint8Array(size);
    this.inside = new Uint16Array(size);
    this.frame = new Uint8Array(size);
    this.#from = [new Int32Array(size), new Int32Array(size)];
    this.#to = [new Int32Array(size), new Int32Array(size)];
    for (const rect of [...boxes.values(), ...titles]) {
      for (const at of this.#under(rect, STEP)) this.beside[at] = 1;
      for (const at of this.#under(rect)) this.blocked[at] = 1;
    }
    for (const [index, { x, y, width: wide, height: high }] of frames.entries()) {
      for (const at of this.#under({ x, y, width: wide, height: high })) this.inside[at] = index + 1;
      const edges: readonly (readonly [Rect, Axis])[] = [
        [{ x, y, width: 0, height: high }, VERTICAL],
        [{ x: x + wide, y, width: 0, height: high }, VERTICAL],
        [{ x, y, width: wide, height: 0 }, HORIZONTAL],
        [{ x, y: y + high, width: wide, height: 0 }, HORIZONTAL],
      ];
      for (const [edge, axis] of edges) for (const at of this.#under(edge)) this.frame[at] = (this.frame[at] ?? 0) | (1 << axis);
    }
  }

  /** The points in a rectangle, its edges included. */
  *#under({ x, y, width, height }: Rect, around = 0): Iterable<number> {
    const right = Math.min(this.columns - 1, Math.ceil((x + width + around) / STEP));
    const bottom = Math.min(this.rows - 1, Math.ceil((y + height + around) / STEP));
    for (let row = Math.max(0, Math.floor((y - around) / STEP)); row <= bottom; row++)
      for (let column = Math.max(0, Math.floor((x - around) / STEP)); column <= right; column++)
        yield row * this.columns + column;
  }

  at(x: number, y: number): number {
    return Math.floor(y / STEP) * this.columns + Math.floor(x / STEP);
  }

  point(at: number): Point {
    return { x: (at % this.columns) * STEP, y: Math.floor(at / this.columns) * STEP };
  }

  /** A line passes here. */
  take(at: number, axis: Axis, { from, to }: Ends): void {
    const [froms, tos] = [this.#from[axis], this.#to[axis]];
    froms[at] = froms[at] === 0 || froms[at] === from ? from : MIXED;
    tos[at] = tos[at] === 0 || tos[at] === to ? to : MIXED;
  }

  /** Whether a line passes here, whichever. */
  isUsed(at: number, axis: Axis): boolean {
    return this.#from[axis][at] !== 0;
  }

  /** Whether a line passes here that this one has no end in common with. */
  isTaken(at: number, axis: Axis, { from, to }: Ends): boolean {
    const owner = this.#from[axis][at];
    return owner !== 0 && owner !== from && this.#to[axis][at] !== to;
  }
}
