import { describe, expect, it } from "vitest";
import { pricesCheck } from "../../commands/costPrices.ts";
import { plain } from "../../report/terminal.ts";
import { ageOf, healthOf } from "./age.ts";
import { bookOf } from "./book.ts";
import { estimateOf, lineOf } from "./testEstimates.ts";
import { priceOf } from "./testPrices.ts";

const TODAY = "2026-11-23";

describe("the age of a price", () => {
  it.each([
    ["2026-11-23", 0],
    ["2026-11-22", 1],
    ["2025-11-23", 365],
    // Of a month only its first day is certain.
    ["2026-10", 53],
    // A clock that is behind makes no price younger than new.
    ["2026-12-01", 0],
    [null, null],
  ])("as of %s is %s days", (asOf, days) => {
    expect(ageOf({ asOf }, TODAY)).toBe(days);
  });
});

const nodes = priceOf("m7g.large", 0.0816, { asOf: "2026-07-20" });
const year = priceOf("year", 1, { asOf: "2025-11-23" });
const older = priceOf("older", 1, { asOf: "2025-11-22" });
const spot = priceOf("m7g.large.spot", 0.03, { asOf: "2026-10-23", confidence: "derived" });
const memory = priceOf("backup", 0.14, { confidence: "unverified", asOf: null, source: "from memory" });
const undated = priceOf("kms", 1, { asOf: null });
const model = priceOf("old.input", 1, { vendor: "anthropic", service: "claude-api", deprecation: "2026-11-23" });
const soon = priceOf("new.input", 1, { vendor: "anthropic", service: "claude-api", deprecation: "2027-01-01" });

describe("what prices an estimate rests on", () => {
  it("tells the oldest, and what is stale, unverified or undated, the dearest first", () => {
    const lines = [
      ...[lineOf("EC2", nodes, 60), lineOf("EC2", nodes, 60), lineOf("EC2", year, 5), lineOf("EC2", older, 7)],
      ...[lineOf("EC2", spot, 9, { purchase: "spot" }), lineOf("Atlas", memory, 1), lineOf("KMS", undated, 2)],
    ];
    const { oldest, stale, unverified, undated: dateless } = healthOf(lines, TODAY);
    expect(oldest?.sku.sku).toBe("older");
    expect(stale.map(({ sku, days }) => [sku.sku, days])).toEqual([
      ["m7g.large.spot", 31],
      ["older", 366],
    ]);
    expect(unverified.map(({ sku }) => sku.sku)).toEqual(["backup"]);
    expect(dateless.map(({ sku }) => sku.sku)).toEqual(["kms"]);
    expect(healthOf(lines.slice(0, 2), TODAY)).toMatchObject({ oldest: { lines: 2, monthly: 120_000_000 }, stale: [] });
    expect(healthOf([], TODAY)).toEqual({ oldest: null, stale: [], unverified: [], undated: [] });
  });
});

describe("cost prices check", () => {
  const missing = { vendor: "aws", service: "ec2", region: "eu-west-1", sku: "m7g.large" };
  const unpriced = (name: string) => ({
    ...{ resource: `urn:pulumi:dev::monitor::aws:eks/nodeGroup:NodeGroup::${name}`, line: "Instance usage" },
    ...{ why: "no price", sku: missing },
  });
  const estimates = [
    estimateOf("dev", [lineOf("EC2", older, 7), lineOf("Claude", model, 3)], [unpriced("main")]),
    estimateOf(
      "prod",
      [lineOf("EC2", older, 14), lineOf("Atlas", memory, 1.5), lineOf("KMS", undated, 2), lineOf("Claude", soon, 3)],
      // What has no figure because nobody said how much is no gap in the books.
      [
        unpriced("main"),
        unpriced("spare"),
        { ...unpriced("x"), sku: nodes, unitPrice: "0.0816" },
        { resource: "urn", line: null, why: "?" },
      ],
    ),
  ];
  const book = bookOf([nodes, older, memory, undated, model, soon]);
  const request = { estimates, book, today: TODAY, paint: plain } as const;

  it("lists what is missing or weak", () => {
    expect(pricesCheck({ ...request, format: "text" })).toMatchInlineSnapshot(`
      "dev, prod: 6 prices of the books in use
      1 price is missing
        aws ec2 eu-west-1 m7g.large  dev, prod  main, spare  known in us-east-1
      1 price is unverified
        aws ec2 us-east-1 backup  $2 a month  from memory
      1 price is stale (after 365 days, spot after 30)
        aws ec2 us-east-1 older  $21 a month  as of 2025-11-22, 366 days old
      1 price has no date
        aws ec2 us-east-1 kms  $2 a month  a test
      2 are being withdrawn by their vendors
        anthropic claude-api us-east-1 new.input  prod  from 2027-01-01
        anthropic claude-api us-east-1 old.input   dev  gone since 2026-11-23
      oldest: aws ec2 us-east-1 older, as of 2025-11-22, 366 days old
        → monitor cost prices refresh --region REGION asks AWS for what is missing in a region
        → monitor cost prices refresh asks AWS for its part; --prices FILE adds prices of your own
      "
    `);
  });

  it("says the same as JSON", () => {
    const told = JSON.parse(pricesCheck({ ...request, format: "json" }));
    expect(told).toMatchObject({ version: 1, today: TODAY, environments: ["dev", "prod"], prices: 6 });
    expect(told.gaps).toEqual([
      { sku: missing, environments: ["dev", "prod"], resources: ["main", "spare"], regions: ["us-east-1"] },
    ]);
    expect(told.health.unverified).toMatchObject([{ lines: 1, monthly: 1_500_000, price: { source: "from memory" } }]);
  });

  it("has nothing to say of sound books", () => {
    const estimate = estimateOf("dev", [lineOf("EC2", nodes, 60)]);
    expect(pricesCheck({ ...request, estimates: [estimate], format: "text" })).toMatchInlineSnapshot(`
      "dev: 1 price of the books in use
      oldest: aws ec2 us-east-1 m7g.large, as of 2026-07-20, 126 days old
      "
    `);
  });
});
