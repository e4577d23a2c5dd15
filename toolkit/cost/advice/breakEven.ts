/** Where one way of paying becomes cheaper than another: from the price book alone, and from the estimate as a function of page views. */
import type { Estimate, Line, PriceSource, Sku } from "../line.ts";
import { type Usage, withOverrides } from "../model/assumptions.ts";
import { HOURS_PER_MONTH, type Micros } from "../money.ts";
import { type PriceBook, sourceOf } from "../prices/book.ts";

export interface BreakEven {
  readonly id: "reserved" | "spot" | "endpoint" | "pinecone-minimum";
  /** `m7g.2xlarge, reserved for a year against on demand` */
  readonly between: string;
  /** The quantity at which both cost the same; null where one is cheaper at any. */
  readonly at: number | null;
  /** What `at` counts: `hours a month`. */
  readonly unit: string;
  /** Where the environment stands, in the same unit; null where that is not known. */
  readonly now: number | null;
  /** What follows, as a sentence. */
  readonly verdict: string;
  readonly sources: readonly PriceSource[];
}

export interface BreakEvenOptions {
  readonly estimate: Estimate;
  readonly book: PriceBook;
  readonly usage: Usage;
  /** Zones of the network, each of which an interface endpoint is paid for in. */
  readonly zones: number;
  /** The estimate at other assumptions. */
  readonly estimateAt: (usage: Usage) => Estimate;
}

export const breakEvens = (options: BreakEvenOptions): readonly BreakEven[] => [
  ...nodeLines(options.estimate).flatMap((line) => [...reserved(line, options.book), ...spot(line, options.book)]),
  ...endpoint(options),
  ...pineconeMinimum(options),
];

/** Lines of EC2 machines, one of each size. */
function nodeLines({ lines }: Estimate): readonly Line[] {
  const nodes = lines.filter(
    ({ sku, unit }) => sku.service === "ec2" && unit === "hours" && /^[a-z]\w*\.\w+(\.spot)?$/.test(sku.sku),
  );
  return [...new Map(nodes.map((line) => [line.sku.sku, line])).values()];
}

const sized = ({ sku }: Line, suffix = ""): Sku => ({ ...sku, sku: `${sku.sku.replace(/\.spot$/, "")}${suffix}` });

/** Reserved capacity is paid for all hours of a month: from how many hours on is that less than paying as used? */
function reserved(line: Line, book: PriceBook): BreakEven[] {
  const [asUsed, ahead] = [book.find(sized(line)), book.find(sized(line, ".ri.standard.1y.allUpfront"))];
  if (!asUsed || !ahead) return [];
  const at = (HOURS_PER_MONTH * ahead.usd) / asUsed.usd;
  const now = line.quantity.typical / Math.max(1, line.count.typical);
  return [
    {
      ...{ id: "reserved", between: `${sized(line).sku}: reserved for a year, all upfront, against on demand`, at, now },
      unit: "hours a month",
      verdict: now > at ? "it runs long enough for reserving to pay" : "it runs too little for reserving to pay",
      sources: [sourceOf(asUsed), sourceOf(ahead)],
    },
  ];
}

/** How many of ten nodes may be on demand beside spot until the mix costs what reserving all would. */
function spot(line: Line, book: PriceBook): BreakEven[] {
  const prices = ["", ".ri.standard.1y.allUpfront", ".spot"].map((suffix) => book.find(sized(line, suffix)));
  const [asUsed, ahead, cheap] = prices;
  if (!asUsed || !ahead || !cheap) return [];
  const at = (100 * (asUsed.usd - ahead.usd)) / (asUsed.usd - cheap.usd);
  return [
    {
      ...{
        id: "spot",
        between: `${sized(line).sku}: a mix of spot and on demand against all reserved for a year`,
        unit: "% of nodes as spot",
      },
      ...{ at, now: line.purchase === "spot" ? 100 : 0 },
      verdict: `from ${Math.ceil(at)} % spot on the mix is cheaper than reserving all`,
      sources: [sourceOf(asUsed), sourceOf(ahead), sourceOf(cheap)],
    },
  ];
}

/** Traffic at which an interface endpoint in each zone costs less than the same through NAT. */
function endpoint({ estimate, book, zones }: BreakEvenOptions): BreakEven[] {
  const nat = estimate.lines.filter(({ sku }) => sku.service === "nat-gateway" && sku.sku === "nat.data");
  const [first] = nat;
  if (!first) return [];
  const place = { vendor: "aws", service: "vpc-endpoint", region: first.sku.region };
  const [hour, data] = [book.find({ ...place, sku: "interface.hour" }), book.find({ ...place, sku: "interface.data" })];
  const natData = book.find(first.sku);
  if (!hour || !data || !natData) return [];
  const perGb = natData.usd - data.usd;
  const at = perGb > 0 ? (zones * HOURS_PER_MONTH * hour.usd) / perGb : null;
  const now = nat.reduce((gb, { quantity }) => gb + quantity.typical, 0);
  return [
    {
      ...{
        id: "endpoint",
        between: `an interface endpoint in ${zones === 1 ? "one zone" : `${zones} zones`} against NAT`,
        at,
        now,
      },
      unit: "GB a month to one AWS service",
      verdict:
        at !== null && now > at
          ? "an endpoint pays if most of NAT's traffic goes to one service"
          : "all that passes NAT is too little for any endpoint to pay",
      sources: [sourceOf(hour), sourceOf(data), sourceOf(natData)],
    },
  ];
}

/** Page views at which what is used of Pinecone reaches its plan's minimum. */
function pineconeMinimum({ estimate, usage, estimateAt }: BreakEvenOptions): BreakEven[] {
  const restOf = ({ lines }: Estimate): Line | undefined =>
    lines.find(({ id }) => id.startsWith("PineconeIndex/") && id.endsWith("/minimum"));
  const line = restOf(estimate);
  if (!line || !("pv" in usage)) return [];
  const rest = (pv: number): Micros => restOf(estimateAt(withOverrides(usage, { pv })))?.monthly.typical ?? 0;
  const most = 1e12;
  const at = rest(most) > 0 ? null : bisected(rest, usage.pv.typical, most);
  return [
    {
      ...{ id: "pinecone-minimum", between: "Pinecone's plan minimum against what is used of it", unit: "page views a month" },
      ...{ at, now: usage.pv.typical },
      verdict:
        line.monthly.typical > 0
          ? "the minimum is what is paid: more use costs nothing until it is reached"
          : "more is used than the minimum",
      sources: [line.price],
    },
  ];
}

/** Where what is left of the minimum reaches nothing, to a thousandth. */
function bisected(rest: (pv: number) => Micros, start: number, most: number): number {
  let [below, above] = [1, Math.max(start, 1)];
  while (rest(above) > 0 && above < most) [below, above] = [above, above * 10];
  while (above / below > 1.001) {
    const middle = Math.sqrt(below * above);
    if (rest(middle) > 0) below = middle;
    else above = middle;
  }
  return Number(above.toPrecision(3));
}
