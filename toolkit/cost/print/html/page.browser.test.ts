/** The page in a real browser, where there is one. */
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { pagesInBrowser } from "../../../testBrowser.ts";
import { CHROMIUM } from "../../../testServers.ts";
import { hostileReport, smallReport } from "../testReport.ts";
import { costHtml } from "./page.ts";

describe.skipIf(CHROMIUM === undefined)("the page of costs in a browser", () => {
  const { write, open } = pagesInBrowser();

  beforeAll(() => {
    write("page.html", costHtml(smallReport()));
    write("hostile.html", costHtml(hostileReport()));
  });

  /** Texts of charts that leave the picture, or lie on one another. */
  const CLASHES = `[...document.querySelectorAll('svg.chart')].flatMap((chart) => {
    const frame = chart.getBoundingClientRect();
    const texts = [...chart.querySelectorAll('text')].filter((text) => text.textContent.trim() !== '')
      .map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
    const outside = texts.filter(({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
    const over = texts.flatMap((a, index) => texts.slice(index + 1).filter((b) =>
      Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left) > 2 &&
      Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top) > 3).map((b) => a.text + ' / ' + b.text));
    return [...outside.map(({ text }) => text), ...over];
  })`;

  it.each(["page.html", "hostile.html"])("%s: every text of a chart is in the picture, and none on another", async (name) => {
    expect(await (await open(name)).evaluate(CLASHES)).toEqual([]);
  });

  it("draws in the colours of the reader's theme", async () => {
    const fills = (page: Page) =>
      page.evaluate("[...document.querySelectorAll('svg.chart [fill^=var]')].map((shape) => getComputedStyle(shape).fill)");
    const light = (await fills(await open("page.html"))) as string[];
    const dark = (await fills(await open("page.html", { colorScheme: "dark" }))) as string[];
    expect(light.length).toBeGreaterThan(20);
    expect(light.every((fill) => /^rgb/.test(fill))).toBe(true);
    expect(dark.every((fill, index) => fill !== light[index])).toBe(true);
  });

  it.each(["page.html", "hostile.html"])("%s fits a narrow screen, and its charts' text can be read there", async (name) => {
    const page = await open(name, { viewport: { width: 360, height: 740 } });
    await page.evaluate("for (const item of document.querySelectorAll('details')) item.open = true");
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
    const sizes = (await page.evaluate(
      "[...document.querySelectorAll('svg.chart text')].map((text) => text.getBoundingClientRect().height)",
    )) as number[];
    expect(Math.min(...sizes)).toBeGreaterThan(9);
  });

  it("is told as a picture with a name and words, to who does not see it", async () => {
    const page = await open("page.html");
    expect(await page.getByRole("img", { name: "From dev to prod, component by component" }).count()).toBe(1);
  });

  it("runs nothing that a name says", async () => {
    const page = await open("hostile.html");
    expect(await page.evaluate("typeof window.ran")).toBe("undefined");
    expect(await page.evaluate("document.querySelectorAll('script, img, iframe, object, [onload], [onerror]').length")).toBe(0);
  });
});
