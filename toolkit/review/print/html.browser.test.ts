/** The page of a review in a real browser, where there is one. */
import { beforeAll, describe, expect, it } from "vitest";
import { pagesInBrowser } from "../../testBrowser.ts";
import { CHROMIUM } from "../../testServers.ts";
import { HOSTILE_TEXTS, withTexts } from "../testHostile.ts";
import { demoReview } from "../testReview.ts";
import { reviewHtml } from "./html.ts";

describe.skipIf(CHROMIUM === undefined)("the page of a review in a browser", () => {
  const { write, open } = pagesInBrowser();

  beforeAll(() => {
    write("page.html", reviewHtml(demoReview()));
    write("hostile.html", reviewHtml(withTexts(demoReview(), (_, number) => HOSTILE_TEXTS[number % HOSTILE_TEXTS.length] ?? "")));
  });

  it("shows in the first screen that the check fails, and what is dangerous", async () => {
    const page = await open("page.html", { viewport: { width: 1280, height: 800 } });
    const inSight = `(selector) => [...document.querySelectorAll(selector)].filter((each) => each.getBoundingClientRect().bottom <= innerHeight).length`;
    expect(await page.evaluate(`(${inSight})(".verdict h2")`)).toBe(1);
    expect(await page.evaluate(`(${inSight})("#first li.high")`)).toBe(4);
  });

  it("leads from the verdict to the finding, past the bar", async () => {
    const page = await open("page.html", { viewport: { width: 1280, height: 800 } });
    await page.locator(".failures a", { hasText: "sg-open-ingress" }).click();
    const top = async () => (await page.locator("#environment-1-finding-1").boundingBox())?.y ?? Number.NaN;
    // A link's target is scrolled to after the click.
    await expect.poll(top).toBeLessThan(700);
    expect(await top()).toBeGreaterThanOrEqual(50);
  });

  it("draws in the colours of the reader's theme", async () => {
    const fills = "[...document.querySelectorAll('.cost rect')].map((shape) => getComputedStyle(shape).fill)";
    const light = (await (await open("page.html")).evaluate(fills)) as string[];
    const dark = (await (await open("page.html", { colorScheme: "dark" })).evaluate(fills)) as string[];
    expect(light).toHaveLength(12);
    expect(dark.every((fill, index) => fill !== light[index])).toBe(true);
  });

  it.each(["page.html", "hostile.html"])("%s fits a narrow screen, all of it open", async (name) => {
    const page = await open(name, { viewport: { width: 390, height: 844 } });
    await page.evaluate("for (const item of document.querySelectorAll('details')) item.open = true");
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
  });

  it("runs nothing that a name says", async () => {
    const page = await open("hostile.html");
    expect(await page.evaluate("typeof window.ran")).toBe("undefined");
    expect(await page.evaluate("document.querySelectorAll('script, img, iframe, object, [onload], [onerror]').length")).toBe(0);
  });
});
