/** An estimate's lines in groups, each with what it adds up to: the dearest first. */
import { byText } from "../../graph/graph.ts";
import type { Line } from "../line.ts";
import { type Band, type Micros, sumBands } from "../money.ts";

export interface Group<T> {
  readonly name: string;
  readonly monthly: Band<Micros>;
  /** The dearest first. */
  readonly members: readonly T[];
}

type Costly = { readonly name: string; readonly monthly: Band<Micros> };

const dearestFirst = (a: Costly, b: Costly): number =>
  b.monthly.typical - a.monthly.typical || b.monthly.high - a.monthly.high || byText(a.name, b.name);

export function grouped<T extends { readonly monthly: Band<Micros> }>(
  all: readonly T[],
  nameOf: (item: T) => string,
  order: (a: T, b: T) => number,
): Group<T>[] {
  const byName = new Map<string, T[]>();
  for (const item of all) {
    const name = nameOf(item);
    const known = byName.get(name);
    if (known) known.push(item);
    else byName.set(name, [item]);
  }
  return [...byName]
    .map(([name, members]) => ({ name, monthly: sumBands(members.map(({ monthly }) => monthly)), members: members.sort(order) }))
    .sort(dearestFirst);
}

/** Of no component: what the program makes by itself. */
const NO_COMPONENT = "(stack)";

export type ServiceGroup = Group<Line>;
export type ComponentGroup = Group<ServiceGroup>;

export const byService = (lines: readonly Line[]): ServiceGroup[] =>
  grouped(
    lines,
    ({ service }) => service,
    (a, b) => dearestFirst(a, b) || byText(a.id, b.id),
  );

/** By outermost component, then by service. */
export const byComponent = (lines: readonly Line[]): ComponentGroup[] =>
  grouped(
    lines,
    ({ component }) => component.split("/")[0] || NO_COMPONENT,
    () => 0,
  )
    .map(({ name, monthly, members }) => ({ name, monthly, members: byService(members) }))
    .sort(dearestFirst);

/** The groups that matter, the dearest whatever it is, and the rest to be told as one: what is small typically and at much use. */
export function folded<T extends Costly>(
  groups: readonly T[],
  whole: Band<Micros>,
  share = 0.01,
): { shown: readonly T[]; rest: readonly T[] } {
  const matters = ({ monthly }: T, index: number): boolean =>
    index === 0 || monthly.typical >= share * whole.typical || monthly.high >= 2 * share * whole.high;
  const rest = groups.filter((group, index) => !matters(group, index));
  // One alone would take a line as well, and tell less.
  return rest.length <= 1 ? { shown: groups, rest: [] } : { shown: groups.filter(matters), rest };
}
