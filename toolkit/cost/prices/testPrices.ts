/** Prices for tests. */
import type { Price } from "./book.ts";

export const priceOf = (sku: string, usd: number, more: Partial<Price> = {}): Price => ({
  ...{ vendor: "aws", service: "ec2", region: "us-east-1", sku, unit: "hour", usd },
  ...{ asOf: "2026-08-21", confidence: "primary", source: "a test" },
  ...more,
});
