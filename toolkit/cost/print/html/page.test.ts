import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { coloursIn, contrast } from "../../../report/html/testColours.ts";
import { hostileReport, smallReport, TODAY } from "../testReport.ts";
import { drawn, label } from "./chart.ts";
import { compact, servicesOf, stackedChart } from "./charts.ts";
import { costHtml } from "./page.ts";

const page = costHtml(smallReport());
const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found]) => found ?? "");
const body = (text: string): string => text.replace(/<style>.*?<\/style>/gs, "<style></style>");
const tags = (text: string): string[] => matches(body(text), /(<[^>]*>)/g);
const titles = (text: string): string[] => matches(text, /<title id="[^"]*">([^<]*)</g);

describe("costs as a page", () => {
  it("has a chart of services, from one environment to the other, of drivers and of page views", () => {
    expect(titles(page)).toEqual([
      "Monthly cost of each environment by service",
      "From dev to prod, component by component",
      "What moves the cost of dev most",
      "Cost of dev against page views",
      "What moves the cost of prod most",
      "Cost of prod against page views",
    ]);
    expect(page.match(/The same as a table/g)).toHaveLength(6);
  });

  it("draws no way from one environment to another where there is one, and no page views where nobody visits", () => {
    const [first] = smallReport().environments;
    if (!first) throw new Error("an environment");
    const shared = { ...first, pageViews: null, drivers: [], curve: [] };
    expect(titles(costHtml({ environments: [shared], today: TODAY }))).toEqual(["Monthly cost of each environment by service"]);
    expect(costHtml({ environments: [], today: TODAY })).toContain("<!doctype html>");
  });

  it("fetches nothing, runs nothing, and styles nothing but what its policy names", () => {
    const policy = matches(page, /Content-Security-Policy" content="([^"]*)"/g)[0]?.replaceAll("&#39;", "'");
    const style = matches(page, /<style>(.*?)<\/style>/gs)[0] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    expect(policy).toBe(`default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`);
    expect(style).not.toMatch(/url\(|@import/);
    const icon = '<link rel="icon" href="data:,">';
    for (const tag of tags(page).filter((each) => each !== icon))
      expect(tag).not.toMatch(
        /\s(src|srcset|style|class="zr|ecmeta|on\w+|action|xlink:href)=|href="[^#]|<(script|link|base|iframe|img|object|form)/,
      );
  });

  it("has every id once, every link leads to one, and it is the same bytes again", () => {
    const ids = matches(body(page), / id="([^"]*)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    for (const link of matches(body(page), /<a [^>]*?href="#([^"]*)"/g)) expect(ids).toContain(link);
    for (const used of matches(body(page), /url\(#([^)]*)\)/g)) expect(ids).toContain(used);
    expect(costHtml(smallReport())).toBe(page);
  });

  it("has every line with its price and where it is from, what has no figure, and what is unverified", () => {
    const lines = smallReport().environments.reduce((sum, { estimate }) => sum + estimate.lines.length, 0);
    expect(page.match(/<span class="source">/g)).toHaveLength(lines);
    expect(page).toContain("3 things without a figure");
    expect(page).toContain('no date <b class="over">unverified</b>, a price list');
  });
});

describe("a page of hostile names", () => {
  const hostile = costHtml(hostileReport());

  it("has no tag and no attribute that another page has not", () => {
    const shape = (tag: string): string => tag.replace(/"[^"]*"/g, '""');
    const ours = new Set(tags(page).map(shape));
    // What ECharts draws depends on the figures.
    const drawing = /^<(path|text|rect|polygon|polyline|circle|clipPath|g)( [a-z-]+="")*>$/;
    expect(
      tags(hostile)
        .map(shape)
        .filter((tag) => !ours.has(tag) && !drawing.test(tag)),
    ).toEqual([]);
    expect(hostile.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\p{Surrogate}|[\u202a-\u202e\u2066-\u2069]/u);
  });

  it("changes no object but its own", () => {
    const inherited: string[] = [];
    for (const key in {}) inherited.push(key);
    expect(inherited).toEqual([]);
    expect(hostile).toContain(">__proto__ <");
  });

  it("keeps them out of the charts' own language", () => {
    const chart = drawn({
      ...{ id: "x", title: "<b>", description: '"><script>', height: 100 },
      option: {
        xAxis: { type: "value" },
        yAxis: { type: "category", data: [label("</text><script>x</script>"), label("{a|b} {c}")] },
        series: [],
      },
    }).text;
    expect(chart).toContain("&lt;/text&gt;&lt;script&gt;");
    expect(chart).not.toContain("<script>");
    expect(chart).toContain(">{a|b} {c}<");
  });
});

describe("a chart", () => {
  it("adds all services up to each environment's total", () => {
    const { environments } = smallReport();
    const { amounts } = servicesOf(environments);
    environments.forEach(({ estimate }, index) => {
      expect(amounts.reduce((sum, each) => sum + (each[index] ?? 0), 0)).toBe(estimate.monthly.typical);
    });
  });

  it("gives the eighth colour to all further services", () => {
    const { environments } = smallReport();
    const many = environments.map((each) => ({
      ...each,
      estimate: { ...each.estimate, lines: each.estimate.lines.map((line, index) => ({ ...line, service: `s${index}` })) },
    }));
    const services = servicesOf(many);
    expect(services.names).toHaveLength(8);
    expect(services.names.at(-1)).toMatch(/^\d+ other services$/);
    expect(services.amounts.reduce((sum, each) => sum + (each[1] ?? 0), 0)).toBe(many[1]?.estimate.monthly.typical);
    expect(drawn(stackedChart(many, services)).text).toContain("var(--series-7)");
  });

  it("says large numbers in short", () => {
    expect([0, 0.05, 950, 1_500, 2e6, 1e9].map(compact)).toEqual(["0", "0.05", "950", "1.5k", "2M", "1B"]);
  });
});

describe("the colours", () => {
  const style = ["../../../report/html/style/colours.css", "cost.css"]
    .map((name) => readFileSync(new URL(name, import.meta.url), "utf8"))
    .join("");
  const colours = coloursIn(style);

  it.each(["light", "dark"] as const)("of every series stand out from the page, %s", (theme) => {
    const ground = colours.get("page")?.[theme] ?? "";
    const names = [...colours.keys()].filter((name) => /^(series-\d|rise|fall)$/.test(name));
    expect(names).toHaveLength(10);
    for (const name of names) expect(contrast(colours.get(name)?.[theme] ?? "", ground), name).toBeGreaterThanOrEqual(3);
  });
});
