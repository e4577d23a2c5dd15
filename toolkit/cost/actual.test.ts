import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { costActual } from "../commands/costActual.ts";
import { plain } from "../report/terminal.ts";
import { compareActual } from "./actual.ts";
import { parseActual } from "./actualFile.ts";
import { estimateOf, lineOf } from "./prices/testEstimates.ts";
import { priceOf } from "./prices/testPrices.ts";

const node = priceOf("m7g.large", 0.0816);
const cluster = priceOf("M30", 0.54, { vendor: "mongodb", service: "atlas" });
const ESTIMATE = estimateOf(
  "prod",
  [
    ...[lineOf("EC2", node, [100, 120, 150]), lineOf("EC2", node, [20, 30, 50]), lineOf("MongoDB Atlas", cluster, 788.4)],
    ...[lineOf("NAT gateway", node, [60, 70, 80]), lineOf("KMS", node, 4)],
  ],
  [{ resource: "urn", line: "x", why: "nobody said" }],
);
const CSV = `month,vendor,service,amount,currency,environment
2026-09,aws,EC2,100,USD,prod
2026-10,aws,EC2,140.10,USD,prod
2026-10,AWS,ec2,-12.60,USD,prod
2026-10,mongodb,MongoDB Atlas,811.000001,USD,
2026-10,aws,NAT gateway,59.99,USD,prod
2026-10,aws,Support,29,USD,prod
2026-10,aws,EC2,999,USD,dev
`;
const file = (text: string): string => {
  const name = path.join(mkdtempSync(path.join(tmpdir(), "actual-")), "spend.csv");
  writeFileSync(name, text);
  return name;
};
const problemsOf = (text: string): string => {
  try {
    parseActual(text, "spend.csv", "prod");
    return "fine";
  } catch (error) {
    return (error as Error).message;
  }
};

describe("cost actual", () => {
  it("sets the forecast beside what was paid, the latest month first", async () => {
    expect(await costActual({ estimate: ESTIMATE, from: file(CSV), format: "text", paint: plain })).toMatchInlineSnapshot(`
      "prod, forecast of a month against 2026-10
                        low–high  typical    paid  difference      off
      MongoDB Atlas         $788     $788    $811        +$23   -2.8 %  above the band
      EC2              $120–$200     $150    $128        -$23  +17.6 %
      NAT gateway        $60–$80      $70     $60        -$10  +16.7 %  below the band
      KMS                     $4       $4       –
      Support                  –        –     $29
      total          $972–$1,072   $1,012  $1,027        +$15   -1.5 %
      in the forecast alone: KMS
      paid, and not in the forecast: Support
      the forecast is incomplete: 1 thing in it has no figure
      the file also has 2026-09: --month shows one of them
      "
    `);
  });

  it("tells services of one name apart by their vendors", async () => {
    const model = (vendor: string) => lineOf("Models", priceOf("tokens", 1, { vendor, service: "api" }), 4);
    const estimate = estimateOf("prod", [model("anthropic"), model("openai"), lineOf("KMS", node, 4)]);
    const text = await costActual({ estimate, from: file(CSV), format: "text", paint: plain });
    expect(text).toContain("in the forecast alone: Models (anthropic), KMS, Models (openai)\n");
    expect(text).toMatch(/^Models \(openai\) +\$4 /m);
  });

  it("shows another month, and as JSON exactly", async () => {
    const told = JSON.parse(
      await costActual({ estimate: ESTIMATE, from: file(CSV), month: "2026-09", format: "json", paint: plain }),
    );
    expect(told).toMatchObject({ version: 1, currency: "USD", environment: "prod", month: "2026-09", unpriced: 1 });
    expect(told.services[0]).toEqual({
      ...{ vendor: "aws", service: "EC2", actual: 100_000_000, difference: -50_000_000, errorPercent: 50, place: "below" },
      forecast: { low: 120_000_000, typical: 150_000_000, high: 200_000_000 },
    });
  });

  it("adds up: the total is the sum of what was paid, also of what nobody foresaw", () => {
    const { services, total } = compareActual(ESTIMATE, parseActual(CSV, "spend.csv", "prod"), "2026-10");
    expect(services.reduce((sum, { actual }) => sum + (actual ?? 0), 0)).toBe(total.actual);
    expect(services.reduce((sum, { forecast }) => sum + (forecast?.typical ?? 0), 0)).toBe(ESTIMATE.monthly.typical);
    expect(total.actual).toBe(1_027_490_001);
  });

  it("has no error in percent of nothing", () => {
    const spends = [{ month: "2026-10", vendor: "aws", service: "KMS", amount: 0 }];
    expect(compareActual(ESTIMATE, spends, "2026-10").services[0]).toMatchObject({
      service: "KMS",
      errorPercent: null,
      place: "below",
    });
  });

  it("says what it has instead, where it has nothing of a month or an environment", async () => {
    const request = { estimate: ESTIMATE, from: file(CSV), format: "text", paint: plain } as const;
    await expect(costActual({ ...request, month: "2026-08" })).rejects.toMatchObject({
      remedy: "months it has: 2026-09, 2026-10",
    });
    const others = file("month,vendor,service,amount,currency,environment\n2026-10,aws,EC2,1,USD,dev\n");
    await expect(costActual({ ...request, from: others })).rejects.toThrow("has no row for prod");
    await expect(costActual({ ...request, from: "none.csv" })).rejects.toThrow("none.csv cannot be read: ENOENT");
  });
});

describe("a file of actual spend", () => {
  it("is refused with every row that is wrong", () => {
    expect(
      problemsOf(`month,vendor,service,amount,currency
2026-13,aws,EC2,1,USD
2026-10,,,"1,234.50",EUR
2026-10,aws,EC2,1e3,usd
2026-10,aws,EC2
2026-10,aws,"EC2,1,USD
`),
    ).toMatchInlineSnapshot(`
      "spend.csv: 9 problems in this file of actual spend
        line 2, month = "2026-13"
          a month, as 2026-10
        line 3, vendor = ""
          a vendor, as aws or mongodb
        line 3, service = ""
          a service, by the name that monitor cost gives it
        line 3, amount = "1,234.50"
          an amount in decimals, as 1234.56; a credit is negative
          → no separators, signs or exponents
        line 3, currency = "EUR"
          USD: forecasts are in US dollars
          → convert the amounts at the invoice's own rate
        line 4, amount = "1e3"
          an amount in decimals, as 1234.56; a credit is negative
          → no separators, signs or exponents
        line 4, currency = "usd"
          USD: forecasts are in US dollars
          → convert the amounts at the invoice's own rate
        line 5 = "2026-10,aws,EC2"
          as many cells as the first line has
        line 6
          Quote Not Closed: the parsing is finished with an opening quote"
    `);
  });

  it("is refused for its columns before its rows", () => {
    expect(problemsOf("month,vendor,servise,amount,amount\nx,x,x,x,x\n")).toMatchInlineSnapshot(`
      "spend.csv: 4 problems in this file of actual spend
        line 1
          no column service
          → columns: month,vendor,service,amount,currency
        line 1
          no column currency
          → columns: month,vendor,service,amount,currency
        line 1 = "servise"
          unknown column
          → did you mean service?
        line 1 = "amount"
          once; the file has this column twice"
    `);
  });

  it("may begin with a byte-order mark, have blank lines and columns in any order; empty it says nothing", () => {
    expect(parseActual("\uFEFFcurrency,amount,service,vendor,month\r\n\r\nUSD,0.5,EC2,aws,2026-10\r\n", "f", "prod")).toEqual([
      { month: "2026-10", vendor: "aws", service: "EC2", amount: 500_000 },
    ]);
    expect(problemsOf("month,vendor,service,amount,currency\n")).toContain("missing; it takes one row or more");
    expect(problemsOf("")).toContain("no column month");
  });
});
