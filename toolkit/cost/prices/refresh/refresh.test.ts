import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pricesRefresh } from "../../../commands/costPrices.ts";
import { plain } from "../../../report/terminal.ts";
import { readBooks } from "../load.ts";
import { parseBook } from "../parse.ts";
import type { Price } from "../schema.ts";
import { estimateOf, lineOf } from "../testEstimates.ts";
import { priceOf } from "../testPrices.ts";
import { awsProducts } from "./aws.ts";
import { catalogueOf } from "./catalogue.ts";
import { isUsage, questionOf } from "./questions.ts";
import { bookText } from "./refresh.ts";

const RECORDED = path.join(import.meta.dirname, "testdata", "recorded");
const aws = (service: string, sku: string, usd: number, unit: string, more: Partial<Price> = {}): Price =>
  priceOf(sku, usd, { service, unit, ...more });

const AWS: readonly Price[] = [
  aws("ec2", "m7g.large", 0.0816, "hour", { note: "Linux, on-demand, shared tenancy" }),
  aws("ec2", "m7g.large.ri.standard.1y.allUpfront", 0.050342, "hour", { note: "38% under on-demand" }),
  aws("ec2", "m7g.large.ri.standard.1y.noUpfront", 0.0562, "hour", { note: "31% under on-demand" }),
  aws("ec2", "m7g.large.ri.standard.3y.partialUpfront", 0.04, "hour"),
  aws("ec2", "m7g.large.ri.convertible.3y.noUpfront", 0.04, "hour"),
  aws("ec2", "m7g.large.spot", 0.02938, "hour", { confidence: "derived", pricing: "spot" }),
  aws("ec2", "m7i.large.spot", 0.03, "hour", { confidence: "derived", pricing: "spot" }),
  aws("ebs", "gp3.storage", 0.08, "GB-month"),
  aws("ebs", "gp3.throughput", 0.04, "MBps-month", { pinnedWithinPct: 2.5, note: "only throughput above 125 MBps is charged" }),
  aws("nat-gateway", "nat.hour", 0.045, "hour"),
  aws("nat-gateway", "nat.data", 0.045, "GB"),
  aws("alb", "alb.hour", 0.0225, "hour"),
  aws("s3", "standard.storage", 0.023, "GB-month"),
  aws("s3", "standard.put-copy-post-list", 0.005, "1k requests"),
  aws("kms", "cmk", 1, "month", { asOf: "2026-11-20" }),
  aws("secretsmanager", "secret", 0.4, "month"),
  aws("sqs", "requests.standard", 0.4, "1M requests"),
  aws("elasticache", "cache.m7g.large.redis", 0.158, "hour"),
  aws("elasticache", "cache.m7g.large.redis.ri.1y.noUpfront", 0.11, "hour"),
  aws("eks", "cluster.extended-support", 0.6, "hour"),
  aws("vpc", "public-ipv4", 0.005, "hour", { region: "all" }),
];
const UNVERIFIED: readonly Price[] = [
  aws("nat-gateway", "nat.hour", 0.05, "hour", {
    region: "eu-west-1",
    confidence: "unverified",
    asOf: null,
    source: "from memory",
  }),
  priceOf("backup", 0.14, { vendor: "mongodb", confidence: "unverified", asOf: null, source: "from memory" }),
];
const INCLUDED: readonly Price[] = [aws("data-transfer", "internet-out.included", 0, "GB", { region: "all" })];
const ATLAS: readonly Price[] = [priceOf("M30", 0.54, { vendor: "mongodb", service: "atlas" })];

function folderOfBooks(): URL {
  const folder = mkdtempSync(path.join(tmpdir(), "books-"));
  const books = { "aws.json": AWS, "aws-included.json": INCLUDED, "mongodb.json": ATLAS, "unverified.json": UNVERIFIED };
  for (const [name, prices] of Object.entries(books)) writeFileSync(path.join(folder, name), bookText(prices));
  return pathToFileURL(`${folder}/`);
}
const text = (folder: URL, name: string): string => readFileSync(new URL(name, folder), "utf8");
const request = (books: URL) =>
  ({ books, today: "2026-11-23", dryRun: false, format: "text", paint: plain, from: RECORDED }) as const;

describe("cost prices refresh", () => {
  it("tells what becomes of every price, and writes the books", async () => {
    const books = folderOfBooks();
    const told = await pricesRefresh(request(books));
    expect(told.replace(/[^ ]*books-\w+\//g, "")).toMatchInlineSnapshot(`
      "7 prices changed
        aws ec2 us-east-1 m7g.large                                                 0.0816 → 0.085  hour      AWS Price List, AmazonEC2 R7A0000000000001
        aws ec2 us-east-1 m7g.large.ri.standard.1y.allUpfront                   0.050342 → 0.05274  hour      AWS Price List, AmazonEC2 R7A0000000000001
        aws ec2 us-east-1 m7g.large.ri.standard.3y.partialUpfront                  0.04 → 0.038026  hour      AWS Price List, AmazonEC2 R7A0000000000001
        aws s3 us-east-1 standard.storage                                0.023 → 0.023/0.022/0.021  GB-month  AWS Price List, AmazonS3 S000000000000001
        aws elasticache us-east-1 cache.m7g.large.redis.ri.1y.noUpfront               0.11 → 0.108  hour      AWS Price List, AmazonElastiCache C000000000000001
        aws nat-gateway eu-west-1 nat.hour                                            0.05 → 0.048  hour      AWS Price List, AmazonEC2 R7A0000000000008
        aws ec2 us-east-1 m7g.large.spot                                          0.02938 → 0.0306  hour      worked out from the on-demand price
      6 prices as before, now with a new date
      1 price of these was unverified
      10 prices were not refreshed
        kept by hand in a book of its own                                                                             1  aws data-transfer all internet-out.included
        the list has the product, and no price for 3yr No Upfront                                                     1  aws ec2 us-east-1 m7g.large.ri.convertible.3y.noUpfront
        the list has no such product                                                                                  1  aws nat-gateway us-east-1 nat.data
        ambiguous: 2 prices of the list fit (E000000000000001 LoadBalancerUsage, E000000000000002 LoadBalancerUsage)  1  aws alb us-east-1 alb.hour
        what is known is of 2026-11-20, and this list of 2026-11-19                                                   1  aws kms us-east-1 cmk
        doubtful: the list says 4 where 0.4 was known, more than 3 times apart                                        1  aws secretsmanager us-east-1 secret
        the list counts in Million requests, not in requests                                                          1  aws sqs us-east-1 requests.standard
        the table of refresh does not tell which product of the list it is                                            1  aws eks us-east-1 cluster.extended-support
        holds for all regions, and the list tells it by region                                                        1  aws vpc all public-ipv4
        worked out from an on-demand price, and that stays as it was                                                  1  aws ec2 us-east-1 m7i.large.spot
      written: aws.json, unverified.json
      "
    `);

    const after = parseBook(text(books, "aws.json"), "aws.json");
    const find = (sku: string, region = "us-east-1") => after.find((price) => price.sku === sku && price.region === region);
    expect(find("m7g.large")).toEqual({
      ...aws("ec2", "m7g.large", 0.085, "hour"),
      ...{ asOf: "2026-11-19", source: "AWS Price List, AmazonEC2 R7A0000000000001" },
    });
    // A fee of 462 spread over a year's hours; 500 over three years' and 0.019 an hour.
    expect(find("m7g.large.ri.standard.1y.allUpfront")?.usd).toBe(0.05274);
    expect(find("m7g.large.ri.standard.3y.partialUpfront")?.usd).toBe(0.038026);
    expect(find("m7g.large.ri.standard.1y.noUpfront")).toMatchObject({ usd: 0.0562, note: "31% under on-demand" });
    expect(find("m7g.large.spot")).toMatchObject({ usd: 0.0306, confidence: "derived" });
    expect(find("gp3.throughput")).not.toHaveProperty("pinnedWithinPct");
    expect(find("standard.storage")).toMatchObject({
      usd: 0.023,
      tiers: [
        { upTo: 51200, usd: 0.023 },
        { upTo: 512000, usd: 0.022 },
        { upTo: null, usd: 0.021 },
      ],
    });
    // What was unverified has moved, and what nobody could tell is where it was.
    expect(find("nat.hour", "eu-west-1")).toMatchObject({ usd: 0.048, confidence: "primary" });
    expect(JSON.parse(text(books, "unverified.json"))).toEqual([UNVERIFIED[1]]);
    expect(find("secret")).toEqual(AWS.find(({ sku }) => sku === "secret"));
    expect(text(books, "mongodb.json")).toBe(bookText(ATLAS));
    expect(text(books, "aws-included.json")).toBe(bookText(INCLUDED));
  });

  it("loses no price, and does nothing the second time", async () => {
    const books = folderOfBooks();
    const names = () =>
      readBooks(books)
        .flatMap(({ prices }) => prices.map(({ service, region, sku }) => `${service} ${region} ${sku}`))
        .sort();
    const before = names();
    await pricesRefresh(request(books));
    expect(names()).toEqual(before);
    const once = text(books, "aws.json");
    const { outcomes } = JSON.parse(await pricesRefresh({ ...request(books), format: "json" }));
    expect(text(books, "aws.json")).toBe(once);
    expect(outcomes).toHaveLength(before.filter((name) => !name.includes("backup") && !name.includes("M30")).length);
    expect(outcomes.some(({ kind }: { kind: string }) => kind === "changed" || kind === "added")).toBe(false);
  });

  it("adds a region for what the environments want, and says what it cannot", async () => {
    const books = folderOfBooks();
    const wanted = [AWS[9], AWS[10], AWS[7], ATLAS[0], AWS[20]].map((price) => lineOf("x", price as Price, 1));
    const unknown = { vendor: "aws", service: "ec2", region: "us-east-1", sku: "m9g.large" };
    const estimates = [estimateOf("dev", wanted, [{ resource: "urn", line: "x", why: "no price", sku: unknown }])];
    const told = JSON.parse(await pricesRefresh({ ...request(books), region: "eu-west-1", estimates, format: "json" }));
    const of = (region: string) =>
      told.outcomes.flatMap((it: { kind: string; price?: Price; sku?: Price; why?: string }) => {
        const price = it.price ?? it.sku;
        return price?.region === region ? [[it.kind, price.sku, it.price?.usd ?? it.why]] : [];
      });
    expect(of("eu-west-1")).toEqual([
      ["changed", "nat.hour", 0.048],
      ["left", "gp3.storage", "the list has no such product"],
      ["left", "m9g.large", "no region of the books has it, so nothing tells its unit"],
      ["added", "nat.data", 0.048],
    ]);
    expect(JSON.parse(text(books, "aws.json")).at(-1)).toMatchObject({
      region: "eu-west-1",
      sku: "nat.data",
      unit: "GB",
      usd: 0.048,
    });
  });

  it("writes nothing where it is only to tell", async () => {
    const books = folderOfBooks();
    const told = await pricesRefresh({ ...request(books), dryRun: true });
    expect(told).toContain("would be written: ");
    expect(text(books, "aws.json")).toBe(bookText(AWS));
  });

  it("refuses what is no region, and what is no recording, all of it at once", async () => {
    const books = folderOfBooks();
    await expect(pricesRefresh({ ...request(books), region: "ireland" })).rejects.toThrow("ireland is no region of AWS");
    const folder = mkdtempSync(path.join(tmpdir(), "recorded-"));
    await expect(pricesRefresh({ ...request(books), from: folder })).rejects.toThrow("has no .json file");
    await expect(pricesRefresh({ ...request(books), from: path.join(folder, "none") })).rejects.toThrow("ENOENT");
    cpSync(path.join(RECORDED, "ec2.json"), path.join(folder, "good.json"));
    writeFileSync(path.join(folder, "a.json"), "{}");
    writeFileSync(path.join(folder, "b.json"), JSON.stringify({ PriceList: [{ product: {} }] }));
    writeFileSync(path.join(folder, "c.json"), "no");
    mkdirSync(path.join(folder, "d"));
    const refused = await pricesRefresh({ ...request(books), from: folder }).catch((error: Error) => error.message);
    expect(String(refused).replaceAll(`${folder}/`, "")).toMatch(
      /^these are no answers of the AWS Price List:\n {2}a\.json: it has no list PriceList of texts\n {2}b\.json: PriceList\[0\]: serviceCode is not as .*\n {2}c\.json: /,
    );
  });
});

describe("which product a price is", () => {
  it.each([
    ["EBS:VolumeUsage.gp3", true],
    ["EUW2-EBS:VolumeUsage.gp3", true],
    ["EU-EBS:VolumeUsage.gp3", true],
    ["us-east-1-EBS:VolumeUsage.gp3", true],
    ["ap-southeast-1-EBS:VolumeUsage.gp3", true],
    ["Global-EBS:VolumeUsage.gp3", false],
    ["USE1-Outpost-EBS:VolumeUsage.gp3", false],
    ["EBS:VolumeUsage.gp3-x", false],
    ["EBS:VolumeUsageXgp3", false],
    [undefined, false],
  ])("%s", (usagetype, is) => {
    expect(isUsage(usagetype, "EBS:VolumeUsage.gp3")).toBe(is);
  });

  it("is told for most of AWS's committed prices, and a reason for the others", () => {
    const prices = readBooks().flatMap((book) => book.prices.filter(({ vendor }) => vendor === "aws"));
    const left = prices.filter((price) => typeof questionOf(price) === "string" && !price.sku.endsWith(".spot"));
    expect(prices.length - left.length).toBeGreaterThan(1350);
    expect([...new Set(left.map(({ service }) => service))].sort()).toMatchInlineSnapshot(`
      [
        "acm",
        "cloudfront",
        "cloudwatch",
        "data-transfer",
        "ebs",
        "ec2",
        "ecr",
        "eks",
        "lambda",
        "route53",
        "s3",
        "ses",
        "sns",
        "ssm",
        "vpc",
        "wafv2",
      ]
    `);
    expect(questionOf({ vendor: "mongodb", service: "atlas", region: "us-east-1", sku: "M30" })).toContain("mongodb");
  });
});

describe("the AWS client", () => {
  // Speaks as the service does, so that the client's own paging, throttling and errors are what is tested.
  const answers: { status: number; body: object }[] = [];
  const asked: { target: string; body: Record<string, unknown> }[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      asked.push({ target: String(incoming.headers["x-amz-target"]), body: JSON.parse(Buffer.concat(chunks).toString()) });
      const { status, body } = answers.shift() ?? { status: 500, body: {} };
      outgoing.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
    });
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const client = () =>
    awsProducts({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: "AKIDTEST", secretAccessKey: "test" },
      maxAttempts: 3,
    });
  const { PriceList } = JSON.parse(readFileSync(path.join(RECORDED, "ec2.json"), "utf8"));
  const page = (items: readonly string[], NextToken?: string) => ({
    status: 200,
    body: { FormatVersion: "aws_v1", PriceList: items, NextToken },
  });
  const refusal = (type: string) => ({ status: 400, body: { __type: type, message: "no" } });
  const using = async (...next: typeof answers) => {
    answers.splice(0, answers.length, ...next);
    asked.length = 0;
    return catalogueOf(client()).products("AmazonEC2", { regionCode: "us-east-1" });
  };

  it("reads every page, and asks again when it is turned away", async () => {
    const products = await using(
      page(PriceList.slice(0, 2), "more"),
      refusal("ThrottlingException"),
      page(PriceList.slice(2, 3)),
    );
    expect(products.map(({ sku }) => sku)).toEqual(["R7A0000000000001", "R7A0000000000002", "R7A0000000000003"]);
    expect(asked.map(({ body }) => body.NextToken)).toEqual([undefined, "more", "more"]);
    expect(asked[0]).toMatchObject({
      target: "AWSPriceListService.GetProducts",
      body: {
        ServiceCode: "AmazonEC2",
        Filters: [{ Type: "TERM_MATCH", Field: "regionCode", Value: "us-east-1" }],
        MaxResults: 100,
      },
    });
  });

  it.each([
    ["AccessDeniedException", "may not read the AWS Price List"],
    ["UnrecognizedClientException", "AWS does not take the credentials"],
    ["InvalidParameterException", "did not answer: InvalidParameterException: no"],
  ])("tells %s in one line", async (type, message) => {
    await expect(using(refusal(type))).rejects.toThrow(message);
    expect(asked).toHaveLength(1);
  });

  it("gives up when it is always turned away", async () => {
    const always = refusal("ThrottlingException");
    await expect(using(always, always, always)).rejects.toThrow("turned us away");
  });

  it("leaves the books as they were where there are no credentials", async () => {
    const books = folderOfBooks();
    const { from: _, ...asking } = request(books);
    const none = { credentials: () => Promise.reject(Object.assign(new Error("none"), { name: "CredentialsProviderError" })) };
    const refused = pricesRefresh({ ...asking, getProducts: awsProducts(none) });
    await expect(refused).rejects.toMatchObject({
      name: "UsageError",
      message: expect.stringContaining("no AWS credentials"),
      remedy: expect.stringContaining("--from FOLDER"),
    });
    expect(text(books, "aws.json")).toBe(bookText(AWS));
  });
});
