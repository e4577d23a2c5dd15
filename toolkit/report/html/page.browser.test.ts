/** The page in a real browser, where there is one. */
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { planStacks } from "../../plan/plan.ts";
import { ROOT } from "../../plan/testGraph.ts";
import { pagesInBrowser } from "../../testBrowser.ts";
import { CHROMIUM } from "../../testServers.ts";
import { previewHtml } from "./page.ts";
import { findingOf, hostileReport, hostileStack, reportOf, resource } from "./testGraphs.ts";

describe.skipIf(CHROMIUM === undefined)("the page in a browser", () => {
  const { write, open } = pagesInBrowser();

  beforeAll(async () => {
    const stacks = await planStacks({ folder: ROOT, stacks: [] });
    write("page.html", previewHtml(stacks));
    const [hostile, prod] = [hostileStack(), stacks.filter(({ name }) => name === "prod")];
    write("hostile.html", previewHtml([hostile], new Map(), new Map([[hostile.name, hostileReport(hostile)]])));
    const of = (name: string) => prod[0]?.graph.resources.find((one) => one.name === name) ?? resource(name);
    const findings = [
      findingOf(of("redis-group"), {
        severity: "high",
        path: "a.very.long.path.of.an.input.that.does.not.fit.on.a.narrow.screen",
      }),
      ...["storage-bucket", "sdk-bucket", "logs-bucket", "backups-bucket"].map((name) => findingOf(of(name))),
      ...["one", "two", "three"].map((rule) => findingOf(of("encryption-key"), { rule, severity: "low" })),
    ];
    write("found.html", previewHtml(prod, new Map(), new Map([["prod", reportOf({ findings })]])));
  });

  const box = (page: Page, name: string) => page.locator("a.box:visible", { hasText: name }).first();
  const row = (page: Page, name: string) =>
    page.locator(".row:visible", { has: page.locator(`summary .name:text-is("${name}")`) });

  it("opens a resource from its box, and tells its neighbours", async () => {
    const page = await open("page.html");
    await box(page, "redis-group").focus();
    await page.keyboard.press("Enter");
    await row(page, "redis-group").locator("dl").waitFor();
    expect(await page.evaluate("document.activeElement.querySelector('.name').textContent")).toBe("redis-group");
    expect(await page.locator(".box.chosen:visible .name").allTextContents()).toEqual(["redis-group"]);
    expect(await page.locator(".box.near:visible .name").allTextContents()).toContain("cluster-cluster");
    expect(await page.locator(".line.lit:visible").count()).toBeGreaterThan(0);
    await page.keyboard.press("Escape");
    expect(await page.locator(".box.chosen").count()).toBe(0);
  });

  it("follows links between resources, and back to the picture, whatever is closed or filtered", async () => {
    const page = await open("page.html");
    await box(page, "redis-group").click();
    await row(page, "redis-group").locator("dd a", { hasText: "redis-security" }).click();
    await row(page, "redis-security").locator("dl").waitFor();
    await page.locator("#search").fill("redis-group");
    await row(page, "redis-group").locator("dd a", { hasText: "redis-parameters" }).click();
    await row(page, "redis-parameters").locator("dl").waitFor();
    expect(await page.locator("#search").inputValue()).toBe("");
    await row(page, "redis-parameters").locator("a", { hasText: "Belongs to redis-group" }).click();
    await expect.poll(() => page.evaluate("document.activeElement.querySelector('.name')?.textContent")).toBe("redis-group");
  });

  it("leads from a finding to its resource, which tells it too, and from a mark to what it is about", async () => {
    const page = await open("found.html");
    const focused = "document.activeElement.querySelector('.name').textContent";
    await page.locator(".findings a", { hasText: "redis-group" }).press("Enter");
    await row(page, "redis-group").locator(".said", { hasText: "keeps no versions" }).waitFor();
    expect(await page.evaluate(focused)).toBe("redis-group");
    expect(await page.locator(".box.chosen:visible .name").allTextContents()).toEqual(["redis-group"]);
    await page.locator(".findings > details > summary").press("Enter");
    await page.locator(".findings a:visible", { hasText: "encryption-key" }).last().press("Enter");
    await expect.poll(() => row(page, "encryption-key").locator(".said li").count()).toBe(3);
    expect(await page.locator("a.box:visible .found text").allTextContents()).toEqual(["1", "1", "1", "1", "1", "3"].sort());
  });

  it("moves among boxes by arrow keys", async () => {
    const page = await open("page.html");
    await box(page, "edge-dashboard").focus();
    await page.keyboard.press("ArrowDown");
    expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toMatch(
      /^CloudFront dashboard-site-distribution/,
    );
    await page.keyboard.press("ArrowUp");
    expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toMatch(/^DNS host edge-dashboard/);
  });

  it("searches names, types and components of all environments", async () => {
    const page = await open("page.html");
    await page.keyboard.press("/");
    expect(await page.evaluate("document.activeElement.id")).toBe("search");
    await page.keyboard.type("storage bucketpolicy");
    expect(await page.locator(".row:visible .type").allTextContents()).toEqual(new Array(5).fill("BucketPolicy"));
    expect(await page.locator("nav .count").allTextContents()).toEqual(["0 found", "5 found", "5 found", "5 found"]);
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.querySelector('.type').textContent")).toBe("BucketPolicy");
    await page.keyboard.press("/");
    await page.keyboard.type("no such thing");
    expect(await page.locator("#status").textContent()).toMatch(/^Nothing found/);
    await page.keyboard.press("Escape");
    expect(await page.locator(".group:visible").count()).toBeGreaterThan(5);
    expect(await page.locator(".row:visible").count()).toBe(0);
  });

  it("shows one environment at a time", async () => {
    const page = await open("page.html");
    expect(await page.locator("h2:visible").allTextContents()).toEqual(["prod", "Side by side", "Resources of prod"]);
    await page.locator("nav a", { hasText: "dev" }).click();
    // A link's target is looked at after the click.
    await expect.poll(() => page.locator("h2:visible").allTextContents()).toEqual(["dev", "Side by side", "Resources of dev"]);
    expect(await page.locator("nav a[aria-current=true]").textContent()).toMatch(/^dev/);
  });

  it("has a theme of its own where the reader wants one", async () => {
    const background = (page: Page) => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const page = await open("page.html");
    const light = await background(page);
    await page.locator("#theme").click();
    const dark = await background(page);
    expect(dark).not.toBe(light);
    expect(await page.locator("#theme").getAttribute("aria-checked")).toBe("true");
    await page.reload();
    expect(await background(page)).toBe(dark);
    expect(await background(await open("page.html", { colorScheme: "dark" }))).toBe(dark);
  });

  it.each(["page.html", "hostile.html", "found.html"])("%s fits a narrow screen, and its text its boxes", async (name) => {
    const page = await open(name, { viewport: { width: 360, height: 740 } });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
    for (const tab of await page.locator("nav a").all()) {
      await tab.click();
      await page.evaluate("for (const item of document.querySelectorAll('details')) item.open = true");
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
      const escaping = `[...document.querySelectorAll('.environment:not([hidden]) .box svg text')].filter((text) => {
        const [inner, outer] = [text.getBoundingClientRect(), text.closest('.box').querySelector('rect').getBoundingClientRect()];
        return inner.width > 0 && (inner.left < outer.left || inner.right > outer.right || inner.bottom > outer.bottom);
      }).map((text) => text.textContent)`;
      expect(await page.evaluate(escaping)).toEqual([]);
    }
  });

  it("runs nothing that a name says", async () => {
    const page = await open("hostile.html");
    for (const target of await page.locator("a.box:visible").all()) await target.press("Enter");
    await page.locator("#search").fill("</script><img onerror=");
    await page.locator("#search").fill("");
    for (const link of (await page.locator(".body a:visible").all()).slice(0, 40))
      if (await link.isVisible()) await link.press("Enter");
    expect(await page.evaluate("typeof window.ran")).toBe("undefined");
    expect(await page.evaluate("document.querySelectorAll('script').length")).toBe(1);
    expect(await page.evaluate("document.querySelectorAll('img, iframe, object, [onload], [onerror]').length")).toBe(0);
  });

  it("can be read without JavaScript", async () => {
    const page = await open("page.html", { javaScriptEnabled: false });
    expect(await page.locator("svg.picture:visible").count()).toBe(4);
    expect(await page.locator("search:visible, #theme:visible").count()).toBe(0);
    await page.locator(".group > summary", { hasText: "redis" }).last().click();
    await row(page, "redis-group").locator("summary").click();
    expect(await row(page, "redis-group").locator("pre").textContent()).toContain("engine: valkey");
  });
});
