/** What an environment costs: a pure function of its graph, how much it is used, and the price book. */
import { byText, type Graph, type Resource, STACK_TYPE } from "../graph/graph.ts";
import { type Commitment, committed, unused } from "./commitments.ts";
import { derive } from "./derived.ts";
import type { Draft, Estimate, Line, Sku, Unpriced } from "./line.ts";
import { FREE, PRICED } from "./map/index.ts";
import type { Around, Mapper, Use } from "./map/mapper.ts";
import { CostsNothing, NotTold, readerOf } from "./map/reader.ts";
import { surroundings } from "./map/surroundings.ts";
import { type Band, band, decimal, POINTS, type Point, sumBands } from "./money.ts";
import { amountOf, type Price, type PriceBook, sourceOf } from "./prices/book.ts";

/** How much each resource is used when there is little, usual and much to do. */
export type UseOf = (resource: Resource, point: Point) => Use;

export interface EstimateOptions {
  readonly graph: Graph;
  readonly use: UseOf;
  readonly book: PriceBook;
  /** As 2026-11-23. */
  readonly today: string;
  /** What is bought ahead. @default nothing */
  readonly commitments?: readonly Commitment[];
}

const NO_USE: Use = {};
/** Where nobody has said how much anything is used. */
export const unsaid: UseOf = () => NO_USE;

export function estimate({ graph, use, book, today, commitments = [] }: EstimateOptions): Estimate {
  const surrounding = surroundings(graph, today);
  const lines: Line[] = [];
  const unpriced: Unpriced[] = [];
  const free = new Map<string, { type: string; resources: number; why: string }>();
  const isFree = ({ type }: Resource, why: string): void => {
    const known = free.get(`${type} ${why}`);
    if (known) known.resources += 1;
    else free.set(`${type} ${why}`, { type, resources: 1, why });
  };
  for (const resource of graph.resources) {
    const known = PRICED.get(resource.type);
    if (known) {
      const around = surrounding(resource);
      const mapped = mappedAt(resource, known.map, use, around);
      if (mapped instanceof CostsNothing) {
        isFree(resource, mapped.message);
        continue;
      }
      if (typeof mapped === "string") {
        unpriced.push({ resource: resource.urn, line: null, why: mapped });
        continue;
      }
      if (mapped.length === 0) isFree(resource, FREE.get(resource.type) ?? "nothing of it is paid for");
      const own = new Map<string, Line>();
      for (const drafts of mapped) {
        const line = pricedLine(resource, known.service, derive(drafts, own, book), around.component, book);
        if ("why" in line) unpriced.push(line);
        else {
          own.set(drafts.typical.key, line);
          lines.push(committed(line, commitments, book));
        }
      }
    } else if (FREE.has(resource.type)) isFree(resource, FREE.get(resource.type) ?? "");
    else if (resource.custom && !isOfPulumi(resource))
      unpriced.push({ resource: resource.urn, line: null, why: `nothing here knows what ${resource.type} costs` });
  }
  // What is missing from the plan, or taken for granted in it, is so in the price. Providers and references cost nothing.
  const bookkeeping = new Set(graph.resources.filter((it) => isOfPulumi(it) && it.type !== STACK_TYPE).map(({ urn }) => urn));
  for (const { resource, path, why } of graph.cannotTell)
    if (path === null && !bookkeeping.has(resource)) unpriced.push({ resource, line: null, why });
  lines.sort((a, b) => byText(a.id, b.id));
  for (const name of unused(lines, commitments))
    unpriced.push({ resource: graph.stack, line: name, why: "nothing here is paid by it, or no book has its price" });
  return {
    name: graph.stack,
    monthly: sumBands(lines.map(({ monthly }) => monthly)),
    baseline: sumBands(lines.filter(({ usage }) => !usage).map(({ monthly }) => monthly)),
    usage: sumBands(lines.filter(({ usage }) => usage).map(({ monthly }) => monthly)),
    lines,
    unpriced,
    free: [...free.values()],
  };
}

/** The stack, providers and references are Pulumi's own bookkeeping. */
const isOfPulumi = ({ type }: Resource): boolean => type === STACK_TYPE || type.startsWith("pulumi:");

/** A resource's drafts, each at the three points; or why it has none, or costs nothing. */
function mappedAt(resource: Resource, map: Mapper, use: UseOf, around: Around): readonly Band<Draft>[] | string | CostsNothing {
  try {
    const uses = band((point) => use(resource, point));
    const mapped = (of: Use) => map(readerOf(resource), of, around, resource);
    // What nobody uses, or always alike, is the same at every point.
    if (uses.low === uses.typical && uses.high === uses.typical) return mapped(uses.typical).map((draft) => always(draft));
    const at = band((point) => mapped(uses[point]));
    const keys = new Set(POINTS.flatMap((point) => at[point].map(({ key }) => key)));
    return [...keys].map((key) => {
      const found = POINTS.map((point) => at[point].find((draft) => draft.key === key));
      const some = found[1] ?? found[2] ?? found[0];
      // A line that only much use brings about costs nothing before.
      return band((point) => found[POINTS.indexOf(point)] ?? { ...(some as Draft), quantity: 0 });
    });
  } catch (error) {
    if (error instanceof NotTold) return error.message;
    if (error instanceof CostsNothing) return error;
    throw error;
  }
}

const always = <T>(of: T): Band<T> => ({ low: of, typical: of, high: of });
const isAlways = ({ low, typical, high }: Band<Draft>): boolean => low === typical && high === typical;

/** At each point; once, where the drafts are the same at all of them. */
const each = <T>(drafts: Band<Draft>, of: (point: Point) => T): Band<T> => (isAlways(drafts) ? always(of("typical")) : band(of));

const NEEDS_OTHERS = "follows from other lines of the same resource, and one of them has no price";

/** A line with its amounts, or why it has none. */
function pricedLine(
  resource: Resource,
  service: string,
  drafts: Band<Draft>,
  component: string,
  book: PriceBook,
): Line | Unpriced {
  const { key, name, sku, unit, usage = false, purchase = "on-demand" } = drafts.typical;
  const without = (why: string, price?: Price): Unpriced => ({
    ...{ resource: resource.urn, line: name, why, sku },
    ...(price && { unit, unitPrice: decimal(price.usd).toString() }),
  });
  const prices = each(drafts, (point) => book.find(drafts[point].sku));
  const { low, typical, high } = prices;
  if (!low || !typical || !high) {
    const missing = POINTS.find((point) => prices[point] === undefined) ?? "typical";
    return without(noPrice(drafts[missing].sku, book));
  }
  if (POINTS.some((point) => drafts[point].quantity === null))
    return without(drafts.typical.derived ? NEEDS_OTHERS : "depends on use, and nobody said how much", typical);

  const count = each(drafts, (point) => drafts[point].count ?? 1);
  const quantity = each(drafts, (point) => decimal((drafts[point].quantity ?? 0) * count[point]).toNumber());
  const priceAt: Band<Price> = { low, typical, high };
  try {
    const monthly = each(drafts, (point) => amountOf(priceAt[point], quantity[point]));
    return {
      ...{ id: lineId(resource, key), resource: resource.urn, component, service, name, sku, purchase, count, quantity, unit },
      ...{ unitPrice: decimal(typical.usd).toString(), monthly, list: monthly, usage, discount: null },
      price: sourceOf(typical),
    };
  } catch (error) {
    if (error instanceof RangeError) return without(error.message, typical);
    throw error;
  }
}

function noPrice(sku: Sku, book: PriceBook): string {
  const regions = book.regionsOf(sku);
  const elsewhere = regions.length > 0 ? `; there is one in ${regions.join(", ")}` : "";
  return `no price for ${sku.vendor} ${sku.service} ${sku.sku} in ${sku.region}${elsewhere}`;
}

/** `NatGateway/network-nat-a/hours` */
export const lineId = ({ type, name }: Resource, key: string): string => `${type.split(":").pop()}/${name}/${key}`;
