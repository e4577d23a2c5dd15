/** A real browser for the tests of pages: nothing that a page says on its console, and no request of it, goes unnoticed. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { CHROMIUM } from "./testServers.ts";

const QUIET = ["no-first-run", "disable-background-networking", "disable-component-update", "disable-sync"];

export interface Pages {
  /** Writes a page; `open` finds it by this name. */
  write(name: string, html: string): void;
  open(name: string, options?: BrowserContextOptions): Promise<Page>;
}

/** For the suite that calls it. After each test nothing may have been reported, and nothing asked for but files. */
export function pagesInBrowser(): Pages {
  let browser: Browser;
  let folder: string;
  const problems: string[] = [];
  const requests: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "monitor-page-"));
    browser = await chromium.launch({
      executablePath: CHROMIUM ?? "",
      args: ["no-sandbox", "disable-gpu", ...QUIET].map((flag) => `--${flag}`),
    });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    expect({ problems: problems.splice(0), requests: requests.splice(0).filter((url) => !url.startsWith("file:")) }).toEqual({
      ...{ problems: [], requests: [] },
    });
  });

  return {
    write: (name, html) => writeFileSync(path.join(folder, name), html),
    async open(name, options = {}) {
      const page = await (await browser.newContext({ reducedMotion: "reduce", colorScheme: "light", ...options })).newPage();
      page.on("console", (message) => ["error", "warning"].includes(message.type()) && problems.push(message.text()));
      page.on("pageerror", (error) => problems.push(String(error)));
      page.on("dialog", (dialog) => problems.push(dialog.message()));
      page.on("request", (request) => requests.push(request.url()));
      await page.goto(pathToFileURL(path.join(folder, name)).href);
      return page;
    },
  };
}
