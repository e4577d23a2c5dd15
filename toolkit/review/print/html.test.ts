import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coloursIn, contrast } from "../../report/html/testColours.ts";
import type { Review } from "../report.ts";
import { anyReview, HOSTILE_TEXTS, tamed, withTexts } from "../testHostile.ts";
import {
  aloneReview,
  demoReview,
  madeEnvironment,
  madeFinding,
  madeReview,
  quietReview,
  unplannedReview,
} from "../testReview.ts";
import { reviewHtml } from "./html.ts";
import { tagsOf } from "./testRender.ts";

const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found]) => found ?? "");
const body = (text: string): string => text.replace(/<style>.*?<\/style>/gs, "<style></style>");
const page = reviewHtml(demoReview());

describe("a review as a page", () => {
  it("says first whether the check fails, and leads to what fails it", () => {
    const section = (review: Review): string => /<section class="verdict .*?<\/section>/s.exec(reviewHtml(review))?.[0] ?? "";
    const failing = section(demoReview());
    expect(failing).toContain('class="verdict fails"');
    expect(failing).toContain('<a href="#environment-1-budget">budget, total: $3,079 is over the limit of $2,917</a>');
    expect(failing).toContain('<a href="#environment-1-finding-1">sg-open-ingress: debugging admits 0.0.0.0/0 on port 22</a>');
    const overridden = { ...demoReview(), verdict: { ...demoReview().verdict, overridden: true } };
    expect(section(overridden)).toContain("2 failures, let pass by an override");
    expect(section(quietReview())).toContain("The check passes");
    expect(section(aloneReview())).toContain("The check cannot tell");
    expect(section(unplannedReview())).toContain(
      '<pre class="problem">Pulumi.prod.yaml\n  line 12: monitor:redis.shards: &quot;three&quot; is no number\n    → a whole number',
    );
    expect(reviewHtml(unplannedReview())).not.toContain("Nothing changes");
  });

  it("tells what is grave once, with every environment where it is", () => {
    const first = /<section id="first">.*?<\/section>/s.exec(page)?.[0] ?? "";
    expect(first.match(/<li class="high">/g)).toHaveLength(4);
    const port = /<li class="high">(?:(?!<\/li>).)*debugging.*?<\/li>/s.exec(first)?.[0] ?? "";
    expect(matches(port, /href="#([^"]*)"/g)).toEqual([
      "environment-1-change-2",
      "environment-2-change-2",
      "environment-3-change-2",
    ]);
  });

  it("opens what endangers something, but where it was told before", () => {
    const cards = [...page.matchAll(/<details class="card (\w+)" id="environment-(\d)-change-(\d)"( open)?>/g)];
    expect(cards.map(([, level, environment, , open]) => `${environment} ${level}${open ?? ""}`)).toEqual([
      ...["1 high open", "1 high open", "1 high open", "1 medium open", "1 medium open", "1 low", "1 none"],
      ...["2 high", "2 high", "2 high", "2 medium"],
      ...["3 high open", "3 high"],
    ]);
  });

  it("marks the properties that replace, and those that may not change", () => {
    expect(page).toContain('<code>name</code> <span class="tag replaces">replaces</span>');
    expect(page).toContain('<code>clusterMode</code> <span class="tag">may change</span>');
    expect(page).toContain('<span class="none">not set</span>');
  });

  it("links where it is a page that cannot be read on its way, and says whose", () => {
    const withReference = (reference: string): string =>
      reviewHtml(
        madeReview({
          environments: [
            madeEnvironment({ name: "prod" }, { new: [madeFinding({ rule: "r", name: "n", type: "T", reference })] }),
          ],
        }),
      );
    expect(withReference("https://docs.example/a?b=1&c")).toContain(
      '<a href="https://docs.example/a?b=1&amp;c" rel="noopener noreferrer">docs.example</a>',
    );
    for (const reference of [
      "http://x.example/",
      "javascript:alert(1)",
      "data:text/html,x",
      "//x.example",
      "https://u:p@x.example/",
      "CIS 1",
    ])
      expect(matches(body(withReference(reference)), /<a href="([^#"][^"]*)"/g), reference).toEqual([]);
  });

  it("fetches nothing, runs nothing, and styles nothing but what its policy names", () => {
    const policy = matches(page, /Content-Security-Policy" content="([^"]*)"/g)[0]?.replaceAll("&#39;", "'");
    const style = matches(page, /<style>(.*?)<\/style>/gs)[0] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    expect(policy).toBe(`default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`);
    expect(style).not.toMatch(/url\(|@import/);
    expect(body(page)).not.toMatch(/\s(src|srcset|style|on\w+|action)=|<(script|base|iframe|img|object|form)\b/);
  });

  it("has every id once, every link leads to one, and it is the same bytes again", () => {
    const ids = matches(body(page), / id="([^"]*)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    const links = matches(body(page), /<a [^>]*?href="#([^"]*)"/g);
    expect(links.length).toBeGreaterThan(15);
    for (const link of links) expect(ids).toContain(link);
    expect(reviewHtml(demoReview())).toBe(page);
  });

  it("draws what each environment costs at one scale, and nothing where nothing costs", () => {
    const widths = matches(page, /<rect class="after" x="0" y="14" width="(\d+)"/g).map(Number);
    expect(widths).toEqual([462, 105, 26]);
    expect(page).toContain('aria-label="prod: $2,536 before, $3,079 after"');
    expect(reviewHtml(quietReview())).not.toContain("<figure");
  });
});

describe("a page of hostile names", () => {
  const harmless = (review: Review) => tagsOf(body(reviewHtml(tamed(review))));

  it("has the structure of one of harmless names, and links as many", () => {
    fc.assert(
      fc.property(anyReview, (review) => {
        const made = reviewHtml(review);
        expect(tagsOf(body(made))).toEqual(harmless(review));
        expect(made.replaceAll("\n", "").replaceAll("\t", "")).not.toMatch(/[\p{Cc}\p{Surrogate}\u202a-\u202e\u2066-\u2069]/u);
        const ids = matches(body(made), / id="([^"]*)"/g);
        expect(new Set(ids).size).toBe(ids.length);
        for (const link of matches(body(made), /<a [^>]*?href="([^"]*)"/g))
          expect(link.startsWith("https://") || ids.includes(link.slice(1)), link).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it.each(HOSTILE_TEXTS.filter((text) => text !== ""))("%j in every field", (hostile) => {
    const review = withTexts(demoReview(), (_, number) => `${hostile}${number}`);
    expect(tagsOf(body(reviewHtml(review)))).toEqual(harmless(review));
  });
});

describe("the colours", () => {
  const files = ["../../report/html/style/colours.css", "html/review.css"];
  const style = files.map((name) => readFileSync(new URL(name, import.meta.url), "utf8")).join("");
  const colours = coloursIn(style);
  /** Text and what it stands on: 4.5. Bars and edges that tell something: 3. https://www.w3.org/TR/WCAG22/#contrast-minimum */
  const PAIRS: readonly (readonly [string, string, number])[] = [
    ...["page", "raised", "high-weak"].map((ground) => ["high", ground, 4.5] as const),
    ...["page", "raised", "sunken"].flatMap((ground) => [["rise", ground, 4.5] as const, ["fall", ground, 4.5] as const]),
    ...["good-weak", "raised"].map((ground) => ["good", ground, 4.5] as const),
    ...["high-weak", "good-weak", "warning-weak"].map((ground) => ["text", ground, 4.5] as const),
    ["page", "high", 4.5],
    ["page", "good", 4.5],
    ["page", "warning", 4.5],
    ["muted", "raised", 4.5],
    ["before", "page", 3],
    ["high", "raised", 3],
  ];

  it.each(PAIRS.flatMap((pair) => (["light", "dark"] as const).map((theme) => [...pair, theme] as const)))(
    "%s on %s: at least %d, %s",
    (front, back, least, theme) => {
      expect(contrast(colours.get(front)?.[theme] ?? "", colours.get(back)?.[theme] ?? "")).toBeGreaterThanOrEqual(least);
    },
  );
});
