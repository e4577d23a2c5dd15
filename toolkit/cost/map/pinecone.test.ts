import { expect, it } from "vitest";
import { priceOne } from "./testResource.ts";

const INDEX = "pulumi-nodejs:dynamic/monitor:PineconeIndex";
const inputs = { cloud: "aws", region: "us-east-1", dimension: 1024 };
const use = { plan: "standard", storageGb: 10, monthlyReadUnits: 500_000, monthlyWriteUnits: 2_000_000 };

it("pays the plan's minimum less what usage makes of it", () => {
  expect(priceOne(INDEX, inputs, use).lines).toEqual([
    // 50 − 3.30 − 8 − 8
    ...[
      "minimum: 0.614 months = 30.7",
      "read-units: 0.5 1M read units = 8",
      "storage: 10 GB = 3.3",
      "write-units: 2 1M write units = 8",
    ],
  ]);
});

it("pays usage alone where it is more", () => {
  const { lines } = priceOne(INDEX, inputs, { ...use, monthlyReadUnits: 5e6 });
  expect(lines).toEqual([
    ...["minimum: 0 months = 0", "read-units: 5 1M read units = 80", "storage: 10 GB = 3.3", "write-units: 2 1M write units = 8"],
  ]);
});

it("pays nothing on the starter plan, up to its limits", () => {
  expect(priceOne(INDEX, inputs, { ...use, plan: "starter", storageGb: 2 }).lines).toEqual(["minimum: 1 months = 0"]);
  expect(priceOne(INDEX, inputs, { ...use, plan: "starter" }).unpriced).toEqual([
    "the starter plan ends at 2 of storageGb, and 10 would be used",
  ]);
});

it("has no minimum that could be told where a part has no price", () => {
  const { lines, unpriced } = priceOne(INDEX, { ...inputs, region: "us-west-2" }, use);
  expect([lines, unpriced.length, unpriced.at(-1)]).toEqual([
    [],
    4,
    "Plan minimum, what usage leaves of it (standard): follows from other lines of the same resource, and one of them has no price",
  ]);
});

it("asks who pays", () => {
  expect(priceOne(INDEX, inputs).unpriced).toEqual(["which Pinecone plan pays for it is not said"]);
});
