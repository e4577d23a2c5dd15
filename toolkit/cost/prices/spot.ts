/**
 * Spot prices where no book has one: the on-demand price less what AWS's Spot Advisor says was saved. The Advisor's figures are averages of
 * thirty days, and spot prices move: an estimate, said to be derived wherever it is shown. https://aws.amazon.com/ec2/spot/instance-advisor/
 */
import { Big } from "big.js";
import type { Sku } from "../line.ts";
import type { Price } from "./schema.ts";

export interface SpotSavings {
  readonly asOf: string;
  readonly source: string;
  readonly os: string;
  /** By region and instance type. */
  readonly regions: Readonly<Record<string, Readonly<Record<string, SpotSaving>>>>;
}

export interface SpotSaving {
  /** Whole percent off the on-demand price. */
  readonly savingsPct: number;
  /** How often instances were taken back in a month: `<5%`, `5-10%`, … */
  readonly interruption: string;
}

export const SPOT_SUFFIX = ".spot";

/** Where a sku is a spot instance's and both its on-demand price and its saving are known. */
export function spotPrice(sku: Sku, savings: SpotSavings, find: (sku: Sku) => Price | undefined): Price | undefined {
  if (sku.vendor !== "aws" || sku.service !== "ec2" || !sku.sku.endsWith(SPOT_SUFFIX)) return undefined;
  const type = sku.sku.slice(0, -SPOT_SUFFIX.length);
  const saving = savings.regions[sku.region]?.[type];
  const onDemand = saving && find({ ...sku, sku: type });
  return onDemand && derivedSpot(onDemand, saving, savings);
}

export function derivedSpot(onDemand: Price, { savingsPct, interruption }: SpotSaving, { asOf, source }: SpotSavings): Price {
  return {
    ...{ vendor: onDemand.vendor, service: onDemand.service, region: onDemand.region, sku: `${onDemand.sku}${SPOT_SUFFIX}` },
    ...{ unit: onDemand.unit, pricing: "spot" },
    usd: new Big(onDemand.usd)
      .times(100 - savingsPct)
      .div(100)
      .toNumber(),
    // No newer than the older of the two it is made of.
    asOf: onDemand.asOf !== null && onDemand.asOf > asOf ? asOf : onDemand.asOf,
    confidence: onDemand.confidence === "unverified" ? "unverified" : "derived",
    source: `${source} (AWS Spot Advisor's savings), applied to the on-demand price of ${onDemand.source}`,
    note: `savings ${savingsPct}%, interruption ${interruption}`,
  };
}
