import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { priceBook } from "../prices/load.ts";
import { parseCases } from "./case.ts";
import { type PricedCase, priceCases } from "./price.ts";

const FILE = new URL("../../testdata/cost/cases.json", import.meta.url);

interface Expected {
  readonly address: string;
  readonly lines: readonly {
    readonly name: string;
    readonly quantity: number;
    readonly unit: string;
    readonly monthlyUsd: number;
  }[];
  readonly totalMonthlyUsd: number;
  readonly unpricedWithoutUsage?: readonly { readonly name: string; readonly unit: string; readonly unitPriceUsd: number }[];
}

const content = readFileSync(FILE, "utf8");
const expected = JSON.parse(content) as readonly Expected[];
const priced = priceCases(parseCases(content, "cases.json"), { book: priceBook(), today: "2026-11-23" });
const pairs = expected.map((one, index) => ({ one, ours: priced[index] as PricedCase }));
/** A cent's half, and what a cent's own rounding adds. */
const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= 0.005 + 1e-9;

interface Difference {
  readonly address: string;
  readonly line: string;
  readonly theirs: number;
  readonly ours: number | null;
  readonly why: string;
}

const differences: readonly Difference[] = pairs.flatMap(({ one: { address, lines }, ours }) =>
  lines.flatMap(({ name, monthlyUsd }) => {
    const line = ours.lines.find((it) => it.name === name);
    if (line && isNear(line.monthlyUsd, monthlyUsd)) return [];
    const why = ours.unpriced.find((it) => it.name === name)?.why ?? "";
    return [{ address, line: name, theirs: monthlyUsd, ours: line?.monthlyUsd ?? null, why }];
  }),
);

describe("a peer's cases", () => {
  it("gives each line within half a cent where the price exists, and the reason where it does not", () => {
    expect(expected).toHaveLength(24);
    expect(differences.filter(({ ours, why }) => ours !== null || !why.startsWith("no price for "))).toEqual([]);
  });

  it("has no line that the peer has not, and the same quantities in the same units", () => {
    for (const { one, ours } of pairs) {
      const byName = new Map(one.lines.map((line) => [line.name, line]));
      expect(ours.lines.filter(({ name }) => !byName.has(name))).toEqual([]);
      for (const { name, quantity, unit } of ours.lines) {
        expect([name, unit]).toEqual([name, byName.get(name)?.unit]);
        expect(quantity).toBeCloseTo(byName.get(name)?.quantity ?? Number.NaN, 3);
      }
    }
  });

  it("totals its lines, and says where the total is not whole", () => {
    for (const { one, ours } of pairs) {
      const missing = one.lines.filter(({ name }) => !ours.lines.some((line) => line.name === name));
      const whole = ours.totalMonthlyUsd + missing.reduce((sum, { monthlyUsd }) => sum + monthlyUsd, 0);
      expect(Math.abs(whole - one.totalMonthlyUsd)).toBeLessThan(0.01 * one.lines.length);
      expect(ours.incomplete).toBe(missing.length > 0 || one.unpricedWithoutUsage !== undefined);
    }
  });

  it("lists what depends on use with its unit and price", () => {
    for (const { one, ours } of pairs) expect(ours.unpricedWithoutUsage).toEqual(one.unpricedWithoutUsage ?? []);
  });

  it("differs as the table says", async () => {
    await expect(table()).toMatchFileSnapshot("differences.md");
  });
});

function table(): string {
  const total = expected.reduce((sum, { lines }) => sum + lines.length, 0);
  const rows = differences.map(
    ({ address, line, theirs, ours, why }) => `| \`${address}\` | ${line} | ${theirs.toFixed(2)} | ${ours ?? "–"} | ${why} |`,
  );
  return [
    "# Where a peer's cases differ",
    "",
    `${expected.length} cases of Infracost, ${total} lines: ${total - differences.length} within half a cent, ${differences.length} not.`,
    "Written by `cases.test.ts`; amounts are US dollars a month.",
    "",
    "| case | line | theirs | ours | why |",
    "|---|---|---:|---:|---|",
    ...rows,
    "",
    ...KNOWN,
    "",
  ].join("\n");
}

/** What the mappers do otherwise on purpose, whether or not one of these cases shows it. */
const KNOWN = [
  "## Otherwise on purpose",
  "",
  "- **Public IPv4 addresses** in use cost money since February 2024. The mappers charge those of addresses, load balancers and instances;",
  "  for a case they leave out those that Infracost leaves out, so that lines compare.",
  "- **Load balancers**: Infracost divides `new_connections` by 100 and takes the result for hours of a month. A case is priced so; in an",
  "  environment connections and rules are counted a second, as AWS does.",
  "- **Reserved, all upfront**: the book has the hourly share of what is paid upfront; Infracost shows 0.",
  "- **EKS extended support**: the table here goes on where Infracost's ends (1.29), and heeds `upgrade_policy`.",
  "- **Managed rule groups** of a web ACL are counted; Infracost takes the number of the own groups for both.",
  "- **Archive tiers** of S3 Intelligent-Tiering go by their own figures, not by those of the frequent and infrequent tiers.",
  "- **Lambda's ephemeral storage** is charged for the run time; Infracost multiplies it by the memory, too. Unpriced only where it is asked for.",
  "- **CloudFront's real-time logs** are listed where they are configured; a bucket for standard logs does not make them.",
  "- **S3 Select** is listed where somebody says how much: it is closed to new customers.",
  "- **Spot nodes with a launch template** are priced as spot, as `capacity_type` says.",
];
