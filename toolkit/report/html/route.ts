/**
 * Leads lines around everything that is to be read. Each goes the cheapest way over the lattice: short, with few bends, past no box
 * and no title. Lines with an end in common may share their way there; others cross at most, so each can be followed by eye.
 */
import { type Axis, type Ends, Lattice, type Point, type Rect, STEP, type Terrain } from "./lattice.ts";
import type { Line } from "./picture.ts";

/** In small integers, which keeps the queue of what to try next a plain list. To overlap another line is the last resort. */
const COST = { step: 4, shared: 1, beside: 2, foreign: 6, bend: 20, cross: 24, overlap: 2000 } as const;
/** Up, right, down, left: odd ones are horizontal. */
const DX = [0, 1, 0, -1] as const;
const DY = [-1, 0, 1, 0] as const;
/** What it costs to leave a box by each side, and to arrive there: traffic reads from top to bottom. */
const LEAVE = [80, 30, 0, 30] as const;
const ARRIVE = [0, 30, 80, 30] as const;

/** The points of every line, ends included, in the order of the lines. */
export function routed(terrain: Terrain, lines: readonly Line[]): Point[][] {
  const lattice = new Lattice(terrain);
  const ids = [...terrain.boxes.keys()];
  const tasks = lines.map(({ from, to }, index) => {
    const [start, goal] = [terrain.boxes.get(from), terrain.boxes.get(to)];
    if (!start || !goal) throw new Error(`a line has an end that is no box: ${from} → ${to}`);
    const ends = { from: ids.indexOf(from) + 1, to: ids.indexOf(to) + 1 };
    return { index, start, goal, ends, length: Math.abs(start.x - goal.x) + 2 * Math.abs(start.y - goal.y) };
  });
  const answers: Point[][] = lines.map(() => []);
  // Short lines have the least choice, so they choose first.
  for (const { index, start, goal, ends } of tasks.sort((a, b) => a.length - b.length || a.index - b.index)) {
    const way = wayOver(lattice, start, goal, ends);
    if (!way) throw new Error("there is no way between two boxes: they stand too close to others");
    for (const [step, at] of way.entries()) {
      // A bend takes both axes, so that nothing else touches it.
      for (const other of [way[step - 1], way[step + 1]])
        if (other !== undefined) lattice.take(at, Math.abs(at - other) === 1 ? 1 : 0, ends);
    }
    answers[index] = corners(way.map((at) => lattice.point(at)));
  }
  return answers;
}

/** The middle of each side of a box. */
const ports = (lattice: Lattice, { x, y, width, height }: Rect): number[] =>
  DX.map((dx, side) => lattice.at(x + (width * (1 + dx)) / 2, y + (height * (1 + (DY[side] ?? 0))) / 2));

/** A* over points and the direction they are reached in. https://en.wikipedia.org/wiki/A*_search_algorithm */
function wayOver(lattice: Lattice, start: Rect, goal: Rect, ends: Ends): number[] | undefined {
  const { columns, rows, blocked, beside, inside, frame } = lattice;
  const best = new Int32Array(columns * rows * 4).fill(-1);
  const before = new Int32Array(best.length).fill(-1);
  const closed = new Uint8Array(best.length);
  const queue: number[][] = [];
  const [starts, goals] = [ports(lattice, start), ports(lattice, goal)];
  const home = [0, inside[starts[0] ?? 0], inside[goals[0] ?? 0]];
  const [left, right] = [goal.x / STEP, (goal.x + goal.width) / STEP];
  const [top, bottom] = [goal.y / STEP, (goal.y + goal.height) / STEP];

  /** What is still to go, at least, from here to the goal. */
  const ahead = (at: number): number => {
    const [column, row] = [at % columns, Math.floor(at / columns)];
    return Math.ceil(Math.max(left - column, 0, column - right) + Math.max(top - row, 0, row - bottom)) * COST.shared;
  };
  const reach = (state: number, cost: number, by: number): void => {
    const known = best[state] ?? 0;
    if (closed[state] || (known >= 0 && known <= cost)) return;
    best[state] = cost;
    before[state] = by;
    const place = cost + ahead(state >> 2);
    const others = queue[place];
    if (others) others.push(state);
    else queue[place] = [state];
  };
  /** What a step costs; nothing where it is not allowed. */
  const price = (at: number, next: number, was: number, turn: number): number | undefined => {
    const side = goals.indexOf(next);
    if (side >= 0 ? (side ^ turn) !== 2 : blocked[next]) return undefined;
    const axis = (turn & 1) as Axis;
    if ((frame[at] ?? 0) & (frame[next] ?? 0) & (1 << axis)) return undefined;
    const bends = turn !== was;
    const taken = lattice.isTaken(next, axis, ends) || (bends && (lattice.isTaken(at, 0, ends) || lattice.isTaken(at, 1, ends)));
    const isShared = !taken && lattice.isUsed(at, axis) && lattice.isUsed(next, axis);
    return (
      (isShared ? COST.shared : COST.step) +
      (taken ? COST.overlap : 0) +
      (bends ? COST.bend : 0) +
      (lattice.isTaken(next, (1 - axis) as Axis, ends) ? COST.cross : 0) +
      (home.includes(inside[next]) ? 0 : COST.foreign) +
      (side >= 0 ? (ARRIVE[side] ?? 0) : beside[next] ? COST.beside : 0)
    );
  };

  for (const [side, cost] of LEAVE.entries()) reach((starts[side] ?? 0) * 4 + side, cost, -1);
  for (let place = 0; place < queue.length; place++) {
    for (let state = queue[place]?.pop(); state !== undefined; state = queue[place]?.pop()) {
      if (closed[state]) continue;
      closed[state] = 1;
      const [at, was, isStart] = [state >> 2, state & 3, before[state] === -1];
      if (!isStart && goals.includes(at)) return traced(state, before);
      for (let turn = 0; turn < 4; turn++) {
        if ((turn ^ was) === 2 || (isStart && turn !== was)) continue;
        const [column, row] = [(at % columns) + (DX[turn] ?? 0), Math.floor(at / columns) + (DY[turn] ?? 0)];
        if (column < 0 || row < 0 || column >= columns || row >= rows) continue;
        const next = row * columns + column;
        const cost = price(at, next, was, turn);
        if (cost !== undefined) reach(next * 4 + turn, (best[state] ?? 0) + cost, state);
      }
    }
    delete queue[place];
  }
  return undefined;
}

function traced(last: number, before: Int32Array): number[] {
  const way: number[] = [];
  for (let state = last; state !== -1; state = before[state] ?? -1) way.push(state >> 2);
  return way.reverse();
}

/** The points where a way begins, turns and ends. */
function corners(points: readonly Point[]): Point[] {
  return points.filter((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    return !before || !after || !((before.x === point.x && point.x === after.x) || (before.y === point.y && point.y === after.y));
  });
}
