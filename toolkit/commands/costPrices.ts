/** The price books: what they lack for the current environments, and new prices from AWS. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Estimate, Sku } from "../cost/line.ts";
import type { PriceBook } from "../cost/prices/book.ts";
import { checkPrices, wantedBy } from "../cost/prices/check.ts";
import { BOOKS, readBooks, readSpotSavings } from "../cost/prices/load.ts";
import { catalogueOf, type GetProducts } from "../cost/prices/refresh/catalogue.ts";
import { bookText, refreshed } from "../cost/prices/refresh/refresh.ts";
import { checkText, refreshText } from "../cost/print/pricesText.ts";
import { jsonText } from "../graph/graph.ts";
import { UsageError } from "../plan/project.ts";
import type { Paint } from "../report/terminal.ts";

export type PricesFormat = "text" | "json";

export interface PricesCheckRequest {
  /** Of the environments to look at. */
  readonly estimates: readonly Estimate[];
  /** The book that they were made with. */
  readonly book: PriceBook;
  /** As 2026-11-23. */
  readonly today: string;
  readonly format: PricesFormat;
  readonly paint: Paint;
}

/** Lists missing, unverified, stale and undated prices. Exit code 0 whatever it finds. */
export function pricesCheck({ estimates, book, today, format, paint }: PricesCheckRequest): string {
  const check = checkPrices(estimates, book, today);
  return format === "json" ? json({ today, ...check }) : checkText(check, today, paint);
}

export interface PricesRefreshRequest {
  /** Folder with answers of GetProducts; without it AWS is asked. */
  readonly from?: string;
  /** A region to add prices of: those that `estimates` want, there. */
  readonly region?: string;
  readonly estimates?: readonly Estimate[];
  readonly today: string;
  /** Tells what would change, and writes nothing. */
  readonly dryRun: boolean;
  readonly format: PricesFormat;
  readonly paint: Paint;
  readonly onProgress?: (done: number, total: number) => void;
  /** @default the committed books */
  readonly books?: URL;
  /** @default the official client, or what `from` has */
  readonly getProducts?: GetProducts;
}

const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

/** Takes new prices over from AWS's list into the books. All or nothing: where AWS cannot be asked to the end, nothing is written. */
export async function pricesRefresh(request: PricesRefreshRequest): Promise<string> {
  const { from, region, estimates = [], today, dryRun, format, paint, onProgress, books: folder = BOOKS } = request;
  if (region !== undefined && !REGION.test(region))
    throw new UsageError(`${region} is no region of AWS`, "--region takes the code of a region, such as eu-west-1");
  const { outcomes, books } = await refreshed({
    books: readBooks(folder),
    catalogue: catalogueOf(request.getProducts ?? (await products(from))),
    ...{ spot: readSpotSavings(), today: from === undefined ? today : null },
    wanted: region === undefined ? [] : inRegion(estimates, region),
    ...(onProgress && { onProgress }),
  });
  const files = books.map(({ name, prices }) => ({ file: fileURLToPath(new URL(name, folder)), text: bookText(prices) }));
  if (!dryRun) for (const { file, text } of files) writeFileSync(file, text);
  const written = { files: files.map(({ file }) => path.relative(process.cwd(), file)), dryRun };
  return format === "json" ? json({ outcomes, ...written }) : refreshText(outcomes, written, paint);
}

/** The client, or the reader of recordings, is loaded by who needs it. */
async function products(from: string | undefined): Promise<GetProducts> {
  if (from === undefined) return (await import("../cost/prices/refresh/aws.ts")).awsProducts();
  return (await import("../cost/prices/refresh/recorded.ts")).recordedProducts(from);
}

/** What the environments want of AWS's regions, in another one. */
const inRegion = (estimates: readonly Estimate[], region: string): readonly Sku[] =>
  wantedBy(estimates)
    .filter(({ sku }) => sku.vendor === "aws" && REGION.test(sku.region))
    .map(({ sku }) => ({ ...sku, region }));

const json = (value: object): string => jsonText({ version: 1, ...value });
