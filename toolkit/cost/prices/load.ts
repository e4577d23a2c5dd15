/** Reads the price books: those committed beside this file, and those that a user adds. */
import { readdirSync, readFileSync } from "node:fs";
import { readText } from "../../plan/project.ts";
import { layered, type PriceBook } from "./book.ts";
import type { Price } from "./schema.ts";
import type { SpotSavings } from "./spot.ts";

export const BOOKS = new URL("./books/", import.meta.url);
/** Used only where no other book has a price. */
export const UNVERIFIED = "unverified.json";
const SPOT = new URL("./spot-savings.json", import.meta.url);

/** A book's file, and what is in it. */
export interface BookFile {
  readonly name: string;
  readonly prices: readonly Price[];
}

/** The committed books, what is not verified last. A test holds them to the schema; reading them takes it for granted. */
export function readBooks(folder: URL = BOOKS): readonly BookFile[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".json") && name !== UNVERIFIED);
  return [...names.sort(), UNVERIFIED].map((name) => ({ name, prices: readJson(new URL(name, folder)) as readonly Price[] }));
}

export const readSpotSavings = (): SpotSavings => readJson(SPOT) as SpotSavings;

const readJson = (file: URL): unknown => JSON.parse(readFileSync(file, "utf8"));

let committed: { readonly layers: readonly (readonly Price[])[]; readonly spot: SpotSavings } | undefined;

/** The book of all vendors. Prices that a user adds, such as agreed ones, win over it; the first of them first. */
export function priceBook(added: readonly (readonly Price[])[] = []): PriceBook {
  if (!committed) {
    const books = readBooks();
    const layer = (verified: boolean): readonly Price[] =>
      books.filter(({ name }) => (name !== UNVERIFIED) === verified).flatMap(({ prices }) => prices);
    committed = { layers: [layer(true), layer(false)], spot: readSpotSavings() };
  }
  return layered([...added, ...committed.layers], { spot: committed.spot });
}

/**
 * Reads a user's book.
 * @throws UsageError with everything that is wrong in it
 */
export async function readUserBook(file: string): Promise<readonly Price[]> {
  const text = readText(file);
  // Only who brings a book needs what checks it.
  const { parseBook } = await import("./parse.ts");
  return parseBook(text, file);
}
