/** Short forms for the drafts of AWS mappers. */
import type { Draft, Sku } from "../line.ts";

/** The skus of one AWS service in one region, as the price book names them. */
export const aws =
  (service: string, region: string) =>
  (sku: string): Sku => ({ vendor: "aws", service, region, sku });

/** Regions of prices that hold wherever one is. */
export const GLOBAL = "global";

type Rest = Pick<Draft, "count" | "purchase">;

/** Paid for because it is there. */
export const fixed = (key: string, name: string, sku: Sku, quantity: number, unit: string, rest: Rest = {}): Draft => ({
  ...{ key, name, sku, quantity, unit },
  ...rest,
});

/** Paid for by use; null where nobody said how much. */
export const metered = (key: string, name: string, sku: Sku, quantity: number | null, unit: string, rest: Rest = {}): Draft => ({
  ...{ key, name, sku, quantity, unit, usage: true },
  ...rest,
});
