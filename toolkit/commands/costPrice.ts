import { readCases } from "../cost/cases/case.ts";
import { type PricedCase, priceCases } from "../cost/cases/price.ts";
import { priceBook } from "../cost/prices/load.ts";

export interface CostPriceRequest {
  /** A JSON file with a list of cases. */
  readonly file: string;
  /** As 2026-11-23. */
  readonly today: string;
}

export interface CostPriceReport {
  readonly version: 1;
  readonly currency: "USD";
  readonly cases: readonly PricedCase[];
}

/** Prices single resources that a file describes, each by itself, as `monitor cost` prices an environment's. @throws UsageError */
export const costPrice = ({ file, today }: CostPriceRequest): CostPriceReport => ({
  ...{ version: 1, currency: "USD" },
  cases: priceCases(readCases(file), { book: priceBook(), today }),
});

export const costPriceJson = (request: CostPriceRequest): string => `${JSON.stringify(costPrice(request), null, 2)}\n`;
