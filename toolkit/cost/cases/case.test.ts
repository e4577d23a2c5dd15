import { describe, expect, it } from "vitest";
import { readerOf } from "../map/reader.ts";
import { bookOf } from "../prices/book.ts";
import { type Case, parseCases } from "./case.ts";
import { priceCases } from "./price.ts";
import { graphOf, useOf } from "./terraform.ts";
import { tierName } from "./tiers.ts";

const NAT = { resourceType: "aws_nat_gateway", region: "us-east-1", attributes: {}, address: "aws_nat_gateway.a" };
const caseOf = (parts: Partial<Case>): Case => ({ ...NAT, usage: {}, relatedResources: {}, ...parts });
const price = (service: string, sku: string, usd: number, unit = "hour", rest = {}) => ({
  ...({
    vendor: "aws",
    service,
    region: "us-east-1",
    sku,
    unit,
    usd,
    asOf: null,
    confidence: "primary",
    source: "a test",
  } as const),
  ...rest,
});
const priceOne = (parts: Partial<Case>, ...prices: ReturnType<typeof price>[]) =>
  priceCases([caseOf(parts)], { book: bookOf(prices), today: "2026-11-23" })[0];

describe("a file of cases", () => {
  const wrong = (cases: unknown): string => {
    try {
      parseCases(typeof cases === "string" ? cases : JSON.stringify(cases), "cases.json");
      return "";
    } catch (error) {
      return (error as Error).message;
    }
  };

  it("tells everything that is wrong in it, by case and path", () => {
    const usage = { monthly_http_requests: { us: -1 }, sizes: [1, -2] };
    const text = wrong([NAT, { ...NAT, usage, region: "us-est-1" }, { ...NAT, region: "moon-1", address: "aws_nat_gateway.b" }]);
    expect(text).toMatchInlineSnapshot(`
      "cases.json: 4 problems; nothing was priced
        aws_nat_gateway.a: cases[1].region = "us-est-1"
          a region of AWS, such as us-east-1
          → did you mean us-east-1?
        aws_nat_gateway.a: cases[1].usage.monthly_http_requests.us = -1
          a figure from 0; nobody uses less than nothing
        aws_nat_gateway.a: cases[1].usage.sizes[1] = -2
          a figure from 0; nobody uses less than nothing
        aws_nat_gateway.b: cases[2].region = "moon-1"
          a region of AWS, such as us-east-1
          → allowed: af-south-1, ap-east-1, ap-east-2, ap-northeast-1, ap-northeast-2, ap-northeast-3, ap-south-1, ap-south-2, ap-southeast-1, ap-southeast-2, ap-southeast-3, ap-southeast-4, ap-southeast-5, ap-southeast-6, ap-southeast-7, ca-central-1, ca-west-1, cn-north-1, cn-northwest-1, eu-central-1, eu-central-2, eu-north-1, eu-south-1, eu-south-2, eu-west-1, eu-west-2, eu-west-3, eusc-de-east-1, il-central-1, me-central-1, me-south-1, mx-central-1, sa-east-1, us-east-1, us-east-2, us-gov-east-1, us-gov-west-1, us-west-1, us-west-2"
    `);
    expect(wrong([{ resourceType: "aws_lb" }, { ...NAT, relatedResources: [] }])).toMatchInlineSnapshot(`
      "cases.json: 3 problems; nothing was priced
        cases[0].region
          missing; it takes a region, such as us-east-1
        cases[0].attributes
          missing; it takes attributes as Terraform has them, by name
        aws_nat_gateway.a: cases[1].relatedResources
          attributes by address"
    `);
  });

  it("says where it is no JSON, or no list", () => {
    expect(wrong("[{")).toContain("cases.json is no JSON: ");
    expect(wrong({ cases: [] })).toContain("a list of cases");
  });

  it("reads what else a case has as nothing to a price, and a case without an address by its place", () => {
    const { address: _, ...rest } = NAT;
    expect(parseCases(JSON.stringify([{ ...rest, totalMonthlyUsd: 5, lines: [] }]), "cases.json")[0]).toEqual(
      caseOf({ address: "aws_nat_gateway[0]" }),
    );
  });
});

describe("Terraform's form", () => {
  it("becomes Pulumi's names, blocks and references", () => {
    const one = caseOf({
      ...{ resourceType: "aws_instance", address: "aws_instance.a" },
      attributes: {
        launch_template: [{ id: "${aws_launch_template.t.id}" }],
        ebs_block_device: [{ volume_size: 5 }],
        ami: "${data.aws_ami.x.id}",
        name: "${each.key}-${count.index}",
        other: "${module.net.aws_launch_template.many[0].arn}",
      },
      relatedResources: { "aws_launch_template.t": { instance_type: "m5.large" }, "module.net.aws_launch_template.many[0]": {} },
      instanceKey: "blue",
    });
    const [instance, template] = graphOf(one).resources;
    const reader = readerOf(instance as NonNullable<typeof instance>);
    expect(template?.type).toBe("aws:ec2/launchTemplate:LaunchTemplate");
    expect(reader.references("launchTemplate")).toEqual([template?.urn]);
    expect(reader.references("other")[0]).toContain(
      "aws:ec2/launchTemplate:LaunchTemplate::module.net.aws_launch_template.many[0]",
    );
    expect(reader.blocks("ebsBlockDevices").map((device) => device.number("volumeSize"))).toEqual([5]);
    expect(reader.text("name")).toBe("blue-blue");
    expect(() => reader.text("ami")).toThrow("ami is known only after deployment");
  });

  it("has the use under the mappers' names, and a balancer's as the peer counts it", () => {
    expect(useOf(caseOf({ usage: { standard: { monthly_tier_1_requests: 5 }, storage_gb: 1 } }))).toMatchObject({
      ...{ standard: { monthlyTier1Requests: 5 }, storageGb: 1 },
    });
    const usage = { new_connections: 10_000, active_connections: 1_000, processed_bytes_gb: 60, rule_evaluations: 300 };
    expect(useOf(caseOf({ resourceType: "aws_lb", usage }))).toMatchObject({
      capacityUnitHours: 100,
      processedBytesGb: undefined,
    });
  });
});

describe("a priced case", () => {
  const prices = [
    price("nat-gateway", "nat.hour", 0.045),
    price("nat-gateway", "nat.data", 0.1, "GB", { tiers: [{ upTo: 10_240, usd: 0.1 }] }),
  ];

  it("has a line for each tier, and what is beyond the last one as unpriced", () => {
    const one = priceOne({ usage: { monthly_data_processed_gb: 20_480 } }, ...prices);
    expect(one?.lines.map(({ name, quantity, monthlyUsd }) => [name, quantity, monthlyUsd])).toEqual([
      ["NAT gateway", 730, 32.85],
      ["Data processed (first 10TB)", 10_240, 1024],
    ]);
    expect(one?.unpriced).toEqual([{ name: "Data processed (over 10TB)", why: "the source has no price beyond 10240 GB" }]);
    expect(one).toMatchObject({ totalMonthlyUsd: 1056.85, incomplete: true });
  });

  it("says what has no price and where there is one, what nobody said, what is free, what it does not know", () => {
    expect(priceOne({ region: "eu-west-1" }, ...prices)?.unpriced[0]).toEqual({
      ...{ name: "NAT gateway", why: "no price for aws nat-gateway nat.hour in eu-west-1; there is one in us-east-1" },
    });
    expect(priceOne({}, ...prices)?.unpricedWithoutUsage).toEqual([
      { name: "Data processed (first 10TB)", unit: "GB", unitPriceUsd: 0.1 },
    ]);
    expect(priceOne({ resourceType: "aws_subnet" })).toMatchObject({ lines: [], incomplete: false, free: expect.any(String) });
    expect(priceOne({ resourceType: "aws_vpc_endpoint" })).toMatchObject({
      incomplete: false,
      free: "gateway endpoints are free",
    });
    expect(priceOne({ resourceType: "aws_rds_cluster" })).toMatchObject({
      ...{ incomplete: true, unpriced: [{ name: null, why: "nothing here knows what aws_rds_cluster costs" }] },
    });
    expect(priceOne({ resourceType: "aws_instance", attributes: { instance_type: "${var.type}" } })?.unpriced).toEqual([
      { name: null, why: "instanceType is known only after deployment" },
    ]);
  });
});

it.each([
  [
    "GB",
    [10_240, 51_200, 153_600, 512_000, 1_048_576, 5_242_880],
    "first 10TB, next 40TB, next 100TB, next 350TB, next 524TB, next 4PB, over 5PB",
  ],
  ["GB", [1_000_000, 5_000_000], "first 1PB, next 4PB, over 5PB"],
  ["GB-second", [7.5e9, 18.75e9], "first 7.5B, next 11.25B, over 18.75B"],
  ["1M queries", [1000], "first 1B, over 1B"],
  ["path", [1000], "first 1k, over 1k"],
  ["GB", [100], "first 100GB, over 100GB"],
  ["GB", [], ""],
])("names the tiers of a price for a %s at %j", (unit, bounds, names) => {
  const tiers = [...bounds, null].map((upTo) => ({ upTo, usd: 1 }));
  const named = tiers.map(({ upTo }, index) => tierName(price("x", "y", 1, unit, { tiers }), bounds[index - 1] ?? 0, upTo));
  expect(named.join(", ")).toBe(names);
});
