/** The committed books, and those that users bring. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { priceBook, readBooks, readSpotSavings, readUserBook, UNVERIFIED } from "./load.ts";
import { duplicates, parseBook } from "./parse.ts";
import { bookText } from "./refresh/refresh.ts";
import { priceOf } from "./testPrices.ts";

const books = readBooks();

describe.each(books)("$name", ({ name, prices }) => {
  it("is a price book, each price in it once", () => {
    expect(parseBook(bookText(prices), name)).toEqual(prices);
  });

  it("keeps unverified prices apart", () => {
    expect(prices.every(({ confidence }) => (confidence === "unverified") === (name === UNVERIFIED))).toBe(true);
  });
});

describe("the committed books", () => {
  const verified = books.filter(({ name }) => name !== UNVERIFIED).flatMap(({ prices }) => prices);

  it("have each verified price once among them", () => {
    expect(verified.length).toBeGreaterThan(1600);
    expect(duplicates(verified)).toEqual([]);
  });

  it("use an unverified price only where nothing else is", () => {
    const book = priceBook();
    const verifiedNames = new Set(verified.map(({ vendor, service, region, sku }) => [vendor, service, region, sku].join()));
    const hidden = books
      .flatMap(({ prices }) => prices.filter(({ confidence }) => confidence === "unverified"))
      .filter(({ vendor, service, region, sku }) => verifiedNames.has([vendor, service, region, sku].join()));
    expect(hidden.map((price) => price.sku)).toEqual(["standard.storage", "io2.iops", "metric.custom"]);
    for (const price of hidden) expect(book.find(price)?.confidence).toBe("primary");
  });

  it("let prices that a user adds win, also those for all regions", () => {
    const sku = { vendor: "aws", service: "ec2", region: "us-east-1", sku: "m7g.large" };
    const agreed = priceOf("m7g.large", 0.07, { region: "all", source: "contract 4711" });
    expect(priceBook([[agreed]]).find(sku)).toEqual(agreed);
    expect(priceBook().find(sku)?.usd).toBe(0.0816);
  });
});

describe("a user's book", () => {
  const read = (input: unknown): string => {
    try {
      parseBook(typeof input === "string" ? input : JSON.stringify(input), "agreed.json");
      return "fine";
    } catch (error) {
      return (error as Error).message;
    }
  };
  const good = { vendor: "aws", service: "ec2", region: "all", sku: "m7g.large", unit: "hour", usd: 0.07 };
  const sourced = { ...good, asOf: "2026-11-01", confidence: "primary", source: "contract 4711" };

  it("is refused with everything that is wrong in it", () => {
    const { usd: _, ...priceless } = sourced;
    expect(
      read([
        { ...sourced, usd: -1, asOf: "2026-13", confidence: "sure" },
        { ...priceless, prise: 1 },
        {
          ...sourced,
          sku: "tiers",
          tiers: [
            { upTo: 10, usd: 0.07 },
            { upTo: 10, usd: 0.06 },
            { upTo: null, usd: 0.05 },
          ],
        },
        {
          ...sourced,
          sku: "open",
          tiers: [
            { upTo: null, usd: 0.08 },
            { upTo: 10, usd: 0.06 },
          ],
        },
        { ...sourced, sku: "bands", tierUnit: "ops/sec" },
        { ...sourced, sku: "off", unit: "fraction off on-demand", usd: 37 },
        "m7g.large",
      ]),
    ).toMatchInlineSnapshot(`
      "agreed.json: 11 problems in this price book; it was not used
        ec2 all m7g.large: prices[0].usd = -1
          US dollars, a number from 0
        ec2 all m7g.large: prices[0].asOf = "2026-13"
          a day (2026-08-21) or a month (2026-07)
        ec2 all m7g.large: prices[0].confidence = "sure"
          primary (the vendor says it), secondary (somebody quotes the vendor), derived (worked out) or unverified
        ec2 all m7g.large: prices[1].usd
          missing; it takes US dollars, a number from 0
        ec2 all m7g.large: prices[1].prise
          unknown key
          → allowed: asOf, confidence, deprecation, engine, includedStorageGB, note, pinnedWithinPct, pricing, ramGB, region, service, sku, source, tierUnit, tiers, unit, usd, vcpu, vendor
        ec2 all tiers: prices[2].tiers[1].upTo = 10
          bounds that rise, with null (no limit) in the last tier alone
        ec2 all open: prices[3].tiers[1].upTo = 10
          bounds that rise, with null (no limit) in the last tier alone
        ec2 all open: prices[3].usd = 0.07
          the first tier's price, 0.08
        ec2 all bands: prices[4].tierUnit = "ops/sec"
          only with tiers, which it picks from
        ec2 all off: prices[5].usd = 37
          a fraction from 0 to 1
        prices[6] = "m7g.large"
          keys and values: vendor, service, region, sku, unit, usd, asOf, confidence, source"
    `);
  });

  it("is refused where it names a price twice, or is none at all", () => {
    expect(read([sourced, { ...sourced, usd: 0.08 }])).toMatchInlineSnapshot(`
      "agreed.json: 1 problem in this price book; it was not used
        ec2 all m7g.large: prices[1] = "aws ec2 all m7g.large"
          once in a book; prices[0] has it too
          → remove one"
    `);
    expect(read({ prices: [] })).toMatchInlineSnapshot(`
      "agreed.json: 1 problem in this price book; it was not used
        prices
          a list of prices"
    `);
    expect(read("[")).toContain("agreed.json is no JSON");
    expect(read([sourced])).toBe("fine");
  });

  it("is read from a file", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "book-"));
    const file = path.join(folder, "agreed.json");
    writeFileSync(file, JSON.stringify([sourced]));
    expect(await readUserBook(file)).toEqual([sourced]);
    await expect(readUserBook(path.join(folder, "none.json"))).rejects.toThrow("none.json cannot be read: ENOENT");
  });
});

describe("spot prices", () => {
  const spot = (region: string, type: string) => ({ vendor: "aws", service: "ec2", region, sku: `${type}.spot` });

  it("are those of the book where it has one", () => {
    expect(priceBook().find(spot("us-east-1", "m7g.large"))).toMatchObject({ usd: 0.02938, confidence: "derived" });
  });

  it("are worked out from on-demand elsewhere, and as weak as what they are made of", () => {
    const saving = readSpotSavings().regions["eu-west-1"]?.["m7g.large"];
    expect(saving?.savingsPct).toBe(53);
    const agreed = priceOf("m7g.large", 0.1, { region: "eu-west-1", asOf: "2024-01-01" });
    expect(priceBook([[agreed]]).find(spot("eu-west-1", "m7g.large"))).toMatchObject({
      ...{ usd: 0.047, confidence: "derived", asOf: "2024-01-01", pricing: "spot" },
      source: expect.stringMatching(/Spot Advisor.*on-demand price of a test$/),
    });
    expect(priceBook().find(spot("eu-west-1", "m7g.large"))).toMatchObject({
      usd: 0.04277,
      confidence: "unverified",
      asOf: null,
    });
  });

  it("are none where either is not known", () => {
    expect(priceBook().find(spot("eu-central-1", "m7g.large"))).toBeUndefined();
    expect(priceBook().find(spot("eu-west-1", "m99.large"))).toBeUndefined();
    expect(priceBook().find({ ...spot("us-east-1", "m7g.large"), service: "elasticache" })).toBeUndefined();
  });
});
