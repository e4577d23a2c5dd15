import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plain } from "../../report/terminal.ts";
import { band, POINTS } from "../money.ts";
import { byComponent, byService, folded } from "./group.ts";
import { costJson } from "./json.ts";
import { costMarkdown } from "./markdown.ts";
import type { CostReport } from "./report.ts";
import { estimateOf, hostileReport, madeLine, smallReport, TODAY } from "./testReport.ts";
import { costText } from "./text.ts";

const nothing = (): CostReport => {
  const [first] = smallReport().environments;
  if (!first) throw new Error("a report of nothing");
  return { environments: [{ ...first, estimate: estimateOf("empty", []), budget: null, drivers: [], curve: [] }], today: TODAY };
};

describe("costs as text", () => {
  it.each([
    ["in short", false],
    ["in full", true],
  ])("%s", async (name, all) => {
    await expect(costText(smallReport(), { paint: plain, all })).toMatchFileSnapshot(`testdata/text ${name}.txt`);
  });

  it("counts what has no figure, and lists it all when asked", () => {
    const [dev, prod] = smallReport().environments;
    if (!dev || !prod) throw new Error("two environments");
    const why = "depends on use, and nobody said how much";
    const many = Array.from({ length: 9 }, (_, index) => ({ resource: `urn:p::s::a:b:Thing::t${index}`, line: null, why }));
    const report = { environments: [{ ...prod, estimate: { ...prod.estimate, unpriced: many } }], today: TODAY };
    const short = costText(report, { paint: plain, all: false });
    expect(short).toContain("incomplete: 9 things without a figure, not counted in the total");
    expect(short).toMatch(/nobody said how much: 9\n {6}Thing t0\n {6}Thing t1\n {6}Thing t2\n {6}and 6 more\n/);
    expect(costText(report, { paint: plain, all: true })).toContain("Thing t8");
    expect(costText({ ...report, environments: [dev] }, { paint: plain, all: false })).not.toContain("incomplete");
  });

  it("paints only what it is told to paint, and says nothing of nothing", () => {
    expect(costText(smallReport(), { paint: (style, text) => `<${style}>${text}</>`, all: false })).toContain("<bold>dev</>");
    expect(costText(nothing(), { paint: plain, all: false })).toContain("nothing here costs anything");
  });
});

describe("costs as Markdown", () => {
  it("are a table, with the details folded", async () => {
    await expect(costMarkdown(smallReport())).toMatchFileSnapshot("testdata/cost.md");
  });

  it("let no name become markup, and keep tables whole", () => {
    const text = costMarkdown(hostileReport());
    expect(text).not.toMatch(/<(?!details>|\/details>|summary>|\/summary>|b>|\/b>)[a-z/!]/i);
    for (const row of text.split("\n").filter((line) => line.startsWith("|")))
      expect([5, 8]).toContain(row.match(/(?<!\\)\|/g)?.length);
  });
});

interface CostJson {
  readonly environments: readonly {
    readonly monthly: Record<string, number>;
    readonly baseline: Record<string, number>;
    readonly usage: Record<string, number>;
    readonly lines: readonly { readonly monthly: Record<string, number>; readonly dependsOnUse: boolean }[];
  }[];
}

describe("costs as JSON", () => {
  it("keep their contract", async () => {
    await expect(costJson(smallReport())).toMatchFileSnapshot("testdata/cost.json");
    expect(costJson(smallReport())).toBe(costJson(smallReport()));
  });

  it("add up exactly, with six decimals at most", () => {
    const quantity = fc.tuple(
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
    );
    const line = fc.record({
      quantity,
      usd: fc.double({ min: 0, max: 50, noNaN: true }),
      usage: fc.boolean(),
      saved: fc.constantFrom(0, 0.3),
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (made) => {
        const lines = made.map((each, index) =>
          madeLine({ ...each, type: "a:b:C", name: String(index), key: "k", component: "c", service: "s", what: "w", unit: "u" }),
        );
        const [some] = smallReport().environments;
        if (!some) throw new Error("an environment");
        const report = { environments: [{ ...some, estimate: estimateOf("x", lines) }], today: TODAY };
        const [environment] = (JSON.parse(costJson(report)) as CostJson).environments;
        const micros = (dollars: number | undefined): bigint => {
          const [, whole = "", fraction = ""] = /^(\d+)(?:\.(\d{1,6}))?$/.exec(String(dollars)) ?? [];
          expect(whole, String(dollars)).not.toBe("");
          return BigInt(whole + fraction.padEnd(6, "0"));
        };
        for (const point of POINTS) {
          const added = (only: (use: boolean) => boolean): bigint =>
            (environment?.lines ?? [])
              .filter(({ dependsOnUse }) => only(dependsOnUse))
              .reduce((sum, each) => sum + micros(each.monthly[point]), 0n);
          expect(added(() => true)).toBe(micros(environment?.monthly[point]));
          expect(added((use) => !use)).toBe(micros(environment?.baseline[point]));
          expect(added((use) => use)).toBe(micros(environment?.usage[point]));
        }
      }),
    );
  });
});

describe("groups of lines", () => {
  const lines = smallReport().environments.flatMap(({ estimate }) => estimate.lines);

  it("hold each line once, the dearest first", () => {
    const groups = byComponent(lines);
    const held = groups.flatMap(({ members }) => members.flatMap((service) => service.members));
    expect(held).toHaveLength(lines.length);
    expect(new Set(held).size).toBe(lines.length);
    for (const group of [groups, ...groups.map(({ members }) => members)])
      expect(group.map(({ monthly }) => monthly.typical)).toEqual(
        group.map(({ monthly }) => monthly.typical).sort((a, b) => b - a),
      );
  });

  it("fold what is small, but never one alone, and never all", () => {
    const sized = (...sizes: number[]) => sizes.map((size, index) => ({ name: String(index), monthly: band(() => size) }));
    const whole = band(() => 1_000);
    const names = (sizes: number[]) => folded(sized(...sizes), whole).shown.map(({ name }) => name);
    expect(names([900, 90, 5, 5])).toEqual(["0", "1"]);
    expect(names([900, 95, 5])).toEqual(["0", "1", "2"]);
    expect(names([5, 4, 3])).toEqual(["0"]);
    const risky = { name: "risky", monthly: { low: 0, typical: 1, high: 500 } };
    expect(folded([...sized(900, 5, 5), risky], whole).shown).toContain(risky);
  });

  it("are the same services whatever the order of lines", () => {
    expect(byService([...lines].reverse()).map(({ name }) => name)).toEqual(byService(lines).map(({ name }) => name));
  });
});
