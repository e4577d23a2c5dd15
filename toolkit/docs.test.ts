/** What the documents name must exist: files, tests, commands, settings. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "..");
const DOCUMENTS = [
  "README.md",
  ...readdirSync(path.join(ROOT, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];
const textOf = (document: string) => readFileSync(path.join(ROOT, document), "utf8");

/** As GitHub names the headings of a page. */
const anchorsOf = (document: string): string[] =>
  [...textOf(document).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-"),
  );

/** Sections of the deployment plan, by their numbers there. */
const SECTIONS = [
  "1.1",
  "1.2",
  "2.1",
  "2.2",
  "3.1",
  "3.2",
  "4.1",
  "4.2",
  "4.3",
  "5.1",
  "5.2",
  "6.1",
  "6.2",
  "7.1",
  "7.2",
  "7.3",
  "8.1",
  "8.2",
  "9.1",
  "9.2",
  "9.3",
  "10.1",
  "10.2",
];

describe.each(DOCUMENTS)("%s", (document) => {
  const text = textOf(document);

  it("names only files that exist", () => {
    const named = [...text.matchAll(/`((?:infra|stacks|toolkit|docs|services|sdk|compose)\/[\w./-]*)`/g)].map(
      ([, name = ""]) => name,
    );
    const linked = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, name = ""]) =>
      path.join(path.dirname(document), name),
    );
    for (const name of [...named, ...linked]) expect(existsSync(path.join(ROOT, name)), name).toBe(true);
  });

  it("leads only to headings that exist", () => {
    for (const [, page = "", anchor = ""] of text.matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g))
      expect(anchorsOf(page === "" ? document : path.join(path.dirname(document), page)), `${page}#${anchor}`).toContain(anchor);
  });

  it("names only scripts that exist", () => {
    const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/(?:npm run -s|pnpm) ([a-z]+)/g)].map(([, name = ""]) => name);
    for (const name of named) expect(Object.keys(scripts)).toContain(name);
  });
});

describe("docs/plan.md", () => {
  const text = textOf("docs/plan.md");

  it("has every section of the deployment plan, in order", () => {
    const found = [...text.matchAll(/^### (\d+\.\d+)\b/gm)].map(([, number]) => number);
    expect(found).toEqual(SECTIONS);
  });

  it("names only tests that exist", () => {
    for (const [, file = "", title = ""] of text.matchAll(/`([\w./-]+\.test\.ts)`: "([^"]+)"/g)) {
      expect(textOf(file), file).toContain(title);
    }
  });
});
