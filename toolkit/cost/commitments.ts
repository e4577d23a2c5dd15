/** What is bought ahead: the list price of a line against what a commitment makes of it. */
import { Big } from "big.js";
import type { EnvironmentConfig } from "../../infra/config/schema/index.ts";
import type { Line, PriceSource, Sku } from "./line.ts";
import { band, decimal, HOURS_PER_MONTH, micros } from "./money.ts";
import { type PriceBook, sourceOf } from "./prices/book.ts";

export type Commitment = EnvironmentConfig["commitments"][number];

/** The AWS service whose node hours a commitment covers. */
const SERVICE = { nodes: "ec2", cache: "elasticache" } as const;
const PAYMENT = { "no-upfront": "noUpfront", "all-upfront": "allUpfront" } as const;

interface Rate {
  /** US dollars for an hour, used or not. */
  readonly hourly: Big;
  readonly source: PriceSource;
}

/** The line with what is bought ahead; the same line where nothing covers it, or no book knows the price. */
export function committed(line: Line, commitments: readonly Commitment[], book: PriceBook): Line {
  if (line.usage || line.purchase !== "on-demand" || line.unit !== "hours") return line;
  const commitment = commitments.find((it) => line.sku.service === SERVICE[it.for] && line.sku.vendor === "aws");
  const rate = commitment && rateOf(commitment, line, book);
  if (!commitment || !rate) return line;

  // What is covered is paid for every hour of the month, whether the node runs or not; the rest is paid as used.
  const covered = decimal((line.count.low * HOURS_PER_MONTH * commitment.coverage) / 100);
  const monthly = band((point) => {
    const rest = decimal(line.quantity[point]).minus(covered);
    const paidAsUsed = rest.gt(0) ? rest.times(line.unitPrice) : new Big(0);
    return micros(covered.times(rate.hourly).plus(paidAsUsed));
  });
  const saved = line.list.typical - monthly.typical;
  const fraction = line.list.typical === 0 ? new Big(0) : new Big(saved).div(line.list.typical);
  return { ...line, monthly, discount: { name: nameOf(commitment), fraction: fraction.toFixed(4), source: rate.source } };
}

/** Commitments that no line was paid by: what they cost or save is then not in the total. */
export const unused = (lines: readonly Line[], commitments: readonly Commitment[]): readonly string[] =>
  commitments.map(nameOf).filter((name) => !lines.some(({ discount }) => discount?.name === name));

const nameOf = ({ for: what, kind, term, payment, coverage }: Commitment): string =>
  `${what}: ${term === "1y" ? "1-year" : "3-year"} ${kind === "reserved" ? "reserved" : "savings plan"}, ${payment.replace("-", " ")}, ${coverage} % covered`;

/** The book's price for this very size, else its usual part off the list price. */
function rateOf({ kind, term, payment, for: what }: Commitment, { sku, unitPrice }: Line, book: PriceBook): Rate | undefined {
  const paid = PAYMENT[payment];
  const exact: Sku = {
    ...sku,
    sku: what === "nodes" ? `${sku.sku}.ri.standard.${term}.${paid}` : `${sku.sku}.ri.${term}.${paid}`,
  };
  const price = kind === "reserved" ? book.find(exact) : undefined;
  if (price) return { hourly: new Big(price.usd), source: sourceOf(price) };
  if (what !== "nodes") return undefined;
  const usual = kind === "reserved" ? `ri.standard.${term}.${paid}.typical` : `sp.compute.${term}.${paid}.typical`;
  const fraction = book.find({ ...sku, region: "all", sku: usual });
  return fraction && { hourly: new Big(unitPrice).times(new Big(1).minus(fraction.usd)), source: sourceOf(fraction) };
}
