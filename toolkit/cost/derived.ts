/** Quantities that follow from what earlier lines of the same resource come to: a surcharge in percent, a plan's minimum. */
import type { Draft, Line } from "./line.ts";
import { type Band, band, decimal, dollars, sum } from "./money.ts";
import type { PriceBook } from "./prices/book.ts";

/** The drafts with such a quantity worked out; null where it follows from a line without a price. */
export function derive(drafts: Band<Draft>, lines: ReadonlyMap<string, Line>, book: PriceBook): Band<Draft> {
  const { derived } = drafts.typical;
  if (!derived) return drafts;
  const from = derived.from.map((key) => lines.get(key));
  return band((point) => {
    const price = book.find(drafts[point].sku)?.usd;
    if (price === undefined || !from.every((line) => line !== undefined)) return { ...drafts[point], quantity: null };
    const total = decimal(dollars(sum(from.map((line) => line.monthly[point]))));
    const left = decimal(price).minus(total);
    const rest = left.lte(0) ? 0 : left.div(price).toNumber();
    return { ...drafts[point], quantity: derived.take === "sum" ? total.toNumber() : rest };
  });
}
