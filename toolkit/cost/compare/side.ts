/** One side of a row: a line, or several alike as one. */
import type { Line, Sku } from "../line.ts";
import { type Band, band, decimal, type Micros, sumBands } from "../money.ts";

export interface Side {
  /** Ids of the lines. */
  readonly lines: readonly string[];
  /** URN of the (first) resource. */
  readonly resource: string;
  readonly name: string;
  readonly sku: Sku;
  readonly purchase: Line["purchase"];
  /** Of all lines together, as `quantity` is. */
  readonly count: Band;
  readonly quantity: Band;
  readonly unit: string;
  readonly unitPrice: string;
  readonly monthly: Band<Micros>;
  readonly list: Band<Micros>;
  /** What it was bought at, for less than the list price. */
  readonly discount: string | null;
}

export function sideOf(lines: readonly Line[]): Side {
  const [first] = lines;
  if (!first) throw new RangeError("a side without lines");
  const { resource, name, sku, purchase, unit, unitPrice, discount } = first;
  return {
    ...{ lines: lines.map(({ id }) => id), resource, name, sku, purchase, unit, unitPrice, discount: discount?.name ?? null },
    count: added(lines.map(({ count }) => count)),
    quantity: added(lines.map(({ quantity }) => quantity)),
    monthly: sumBands(lines.map(({ monthly }) => monthly)),
    list: sumBands(lines.map(({ list }) => list)),
  };
}

/** In decimals, so that 0.1 + 0.2 is 0.3. */
const added = (bands: readonly Band[]): Band =>
  band((point) => bands.reduce((sum, each) => sum.plus(decimal(each[point])), decimal(0)).toNumber());
