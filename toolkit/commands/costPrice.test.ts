import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CostPriceReport, costPriceJson } from "./costPrice.ts";

const CASES = fileURLToPath(new URL("../testdata/cost/cases.json", import.meta.url));
const today = "2026-11-23";
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "cost-price-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

it("prints every case of the file, in its order, with lines that say where their prices come from", () => {
  const { version, currency, cases } = JSON.parse(costPriceJson({ file: CASES, today })) as CostPriceReport;
  expect({ version, currency, cases: cases.length }).toEqual({ version: 1, currency: "USD", cases: 24 });
  expect(cases.find(({ address }) => address === "aws_nat_gateway.nat")).toEqual({
    ...{ address: "aws_nat_gateway.nat", resourceType: "aws_nat_gateway", region: "us-east-1" },
    lines: [
      {
        ...{ name: "NAT gateway", quantity: 730, unit: "hours", unitPrice: "0.045", monthlyUsd: 32.85 },
        ...{ source: expect.stringContaining("nat_gateway_test.golden"), asOf: "2026-08-21" },
      },
    ],
    ...{ totalMonthlyUsd: 32.85, incomplete: true, unpriced: [], free: null },
    unpricedWithoutUsage: [{ name: "Data processed", unit: "GB", unitPriceUsd: 0.045 }],
  });
});

it("refuses a file that is not there, or that is none of cases", () => {
  expect(() => costPriceJson({ file: path.join(folder, "none.json"), today })).toThrow("none.json cannot be read: ENOENT");
  const file = path.join(folder, "bad.json");
  writeFileSync(file, JSON.stringify([{ resourceType: "aws_lb", region: "us-east-1", attributes: {}, usage: { requests: -1 } }]));
  expect(() => costPriceJson({ file, today })).toThrow("cases[0].usage.requests = -1");
});
