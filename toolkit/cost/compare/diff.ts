/**
 * Why two estimates differ: row by row, each row's gap split by what differs in it. Parts add up to the gap, to the micro-dollar, in each
 * row, service, component and in total, at low, typical and high use.
 */
import { byText } from "../../graph/graph.ts";
import { groupBy } from "../../graph/values.ts";
import type { Estimate, Line, Unpriced } from "../line.ts";
import { type Band, band, type Micros, NO_COST, sumBands } from "../money.ts";
import type { PriceBook } from "../prices/book.ts";
import { FACTORS, type Parts } from "./factors.ts";
import { partsOf } from "./parts.ts";
import { paired } from "./rows.ts";
import { type Side, sideOf } from "./side.ts";

export interface DiffRow {
  /** A line's id; `NatGateway/network-nat-*` and the key for several alike. */
  readonly id: string;
  readonly component: string;
  readonly service: string;
  /** Null where that side has no such line. */
  readonly from: Side | null;
  readonly to: Side | null;
  readonly gap: Band<Micros>;
  readonly parts: Band<Parts>;
}

export interface DiffGroup {
  readonly name: string;
  readonly from: Band<Micros>;
  readonly to: Band<Micros>;
  readonly gap: Band<Micros>;
  readonly parts: Band<Parts>;
}

/** What has no figure on one side, or on both. */
export interface UnpricedRow {
  /** `Type/name` and the line, where it is one. */
  readonly id: string;
  readonly side: "from" | "to" | "both";
  readonly why: string;
}

export interface CostDiff {
  readonly from: string;
  readonly to: string;
  readonly total: DiffGroup;
  readonly components: readonly DiffGroup[];
  readonly services: readonly DiffGroup[];
  /** The rows that differ; the largest first. */
  readonly rows: readonly DiffRow[];
  /** Lines that are the same on both sides. */
  readonly same: number;
  readonly unpriced: readonly UnpricedRow[];
  /** False where something has no figure on one side only: the gap is then larger or smaller than told. */
  readonly complete: boolean;
}

export interface DiffOptions {
  /** The prices of each side; without them, a mix of both sides is reckoned with what each paid for one unit. */
  readonly books?: { readonly from: PriceBook; readonly to: PriceBook };
}

export function diffEstimates(from: Estimate, to: Estimate, { books }: DiffOptions = {}): CostDiff {
  const all = paired(from.lines, to.lines).map((pair): DiffRow => {
    const a = pair.from.length > 0 ? sideOf(pair.from) : null;
    const b = pair.to.length > 0 ? sideOf(pair.to) : null;
    const [some] = pair.to.length > 0 ? pair.to : pair.from;
    const { component, service } = some as Line;
    const gap = band((point) => (b?.monthly[point] ?? 0) - (a?.monthly[point] ?? 0));
    return { id: pair.id, component, service, from: a, to: b, gap, parts: band((point) => partsOf(a, b, point, books)) };
  });
  const rows = all.filter(differs).sort((a, b) => Math.abs(b.gap.typical) - Math.abs(a.gap.typical) || byText(a.id, b.id));
  const unpriced = unpricedRows(from.unpriced, to.unpriced);
  return {
    ...{ from: from.name, to: to.name, rows, unpriced, same: all.length - rows.length },
    total: groupOf("total", all),
    components: groups(all, ({ component }) => component.split("/")[0] || "(stack)"),
    services: groups(all, ({ service }) => service),
    complete: unpriced.every(({ side }) => side === "both"),
  };
}

const differs = ({ gap, parts }: DiffRow): boolean =>
  Object.values(gap).some((amount) => amount !== 0) ||
  Object.values(parts).some((at: Parts) => FACTORS.some((factor) => at[factor] !== 0));

function groups(rows: readonly DiffRow[], nameOf: (row: DiffRow) => string): DiffGroup[] {
  return [...groupBy(rows, nameOf)]
    .map(([name, members]) => groupOf(name, members))
    .sort((a, b) => Math.abs(b.gap.typical) - Math.abs(a.gap.typical) || byText(a.name, b.name));
}

const groupOf = (name: string, rows: readonly DiffRow[]): DiffGroup => ({
  name,
  from: sumBands(rows.map((row) => row.from?.monthly ?? NO_COST)),
  to: sumBands(rows.map((row) => row.to?.monthly ?? NO_COST)),
  gap: sumBands(rows.map(({ gap }) => gap)),
  parts: band((point) => sumParts(rows.map(({ parts }) => parts[point]))),
});

const sumParts = (all: readonly Parts[]): Parts =>
  Object.fromEntries(FACTORS.map((factor) => [factor, all.reduce((sum, parts) => sum + parts[factor], 0)])) as Parts;

function unpricedRows(from: readonly Unpriced[], to: readonly Unpriced[]): UnpricedRow[] {
  const found = new Map<string, UnpricedRow>();
  for (const [side, list] of [["from", from] as const, ["to", to] as const]) {
    for (const { resource, line, why } of list) {
      const [, , type = "", name = ""] = resource.split("::");
      const id = [`${type.split(":").pop()}/${name}`, ...(line === null ? [] : [line])].join(": ");
      const other = found.get(id);
      found.set(id, { id, side: other && other.side !== side ? "both" : side, why });
    }
  }
  return [...found.values()].sort((a, b) => byText(a.id, b.id));
}
