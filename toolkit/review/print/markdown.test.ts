import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Review } from "../report.ts";
import { anyReview, HOSTILE_TEXTS, tamed, withTexts } from "../testHostile.ts";
import {
  aloneReview,
  demoReview,
  madeChange,
  madeEnvironment,
  madeFinding,
  madeReview,
  quietReview,
  unplannedReview,
} from "../testReview.ts";
import { HOSTS, type Host, reviewMarkdown } from "./markdown.ts";
import { linksIn, rendered, tagsOf, textOf } from "./testRender.ts";

const linkTo = ({ file, line }: { file: string; line: number }): string => `https://code.example/blob/9a8b7c6/${file}#L${line}`;
const hosts = Object.keys(HOSTS) as Host[];
const hasLink = (tags: readonly string[]): boolean => tags.some((tag) => /^<(a|img)\b/.test(tag));

describe("a review as a comment", () => {
  it.each([
    ["demo", demoReview()],
    ["quiet", quietReview()],
    ["alone", aloneReview()],
    ["unplanned", unplannedReview()],
  ])("%s", async (name, review) => {
    const text = reviewMarkdown(review, { host: "github", linkTo, fullReport: "https://ci.example/artefacts/1" });
    await expect(text).toMatchFileSnapshot(`testdata/${name}.md`);
  });

  it("is the same bytes again, and folds all that it unfolds", () => {
    const text = reviewMarkdown(demoReview(), { host: "github", linkTo });
    expect(reviewMarkdown(demoReview(), { host: "github", linkTo })).toBe(text);
    const tags = tagsOf(rendered(text));
    expect(tags.filter((tag) => tag.startsWith("<details"))).toHaveLength(10);
    expect(tags.filter((tag) => tag === "</details>")).toHaveLength(10);
    expect(tags.filter((tag) => tag === "</table>")).toHaveLength(3);
  });

  it("tells once what environments share", () => {
    const text = reviewMarkdown(demoReview(), { host: "github" });
    expect(text.match(/messages that wait in the queue are lost/g)).toHaveLength(1);
    expect(text).toContain("`analysis-queue` Queue in analysis, as in prod\n");
    expect(text.match(/Anybody on the internet can try/g)).toHaveLength(1);
  });

  it("tells of environments that are the same but for their names once, and of others what differs", () => {
    const resized = (name: string, shards: number) => {
      const words = [`${name}-cache: shards 3 → ${shards}`];
      const risk = { level: "medium", dataLoss: null, downtime: "keys move", exposure: null } as const;
      const change = madeChange({ operation: "update", type: "ReplicationGroup", name: "cache", words, risk });
      return madeEnvironment({ name, changes: [change] });
    };
    const of = (...environments: Review["environments"]) => reviewMarkdown(madeReview({ environments }), { host: "github" });
    const same = of(...Array.from({ length: 7 }, (_, index) => resized(`shop-${index}`, 6)));
    expect(same).toContain("### shop-0, shop-1, shop-2, shop-3, shop-4 and 2 more\n\nTold of shop-0;");
    expect(same.match(/shards 3 → 6/g)).toHaveLength(1);
    const others = of(resized("prod", 6), resized("dev", 4));
    expect(others).toContain("### dev\n");
    expect(others).toContain("as in prod – dev-cache: shards 3 → 4");
  });

  it("names a failure once, with the environments that have it", () => {
    const failures = ["prod", "dev"].map((environment) => ({
      environment,
      kind: "finding" as const,
      text: "alb-tls: alb admits TLS 1.0",
    }));
    const review = demoReview();
    const text = reviewMarkdown({ ...review, verdict: { ...review.verdict, failures } }, { host: "github" });
    expect(text).toContain("**The check fails**: 2 failures\n\n- **prod, dev** alb-tls: alb admits TLS 1.0\n\n|");
  });

  it("has room for what is grave before all that is not", () => {
    const changes = Array.from({ length: 150 }, (_, index) =>
      madeChange({
        operation: "update",
        type: "Table",
        name: `t-${index}`,
        words: ["x".repeat(120)],
        ...(index < 40 && { risk: HIGH }),
      }),
    );
    const environments = ["a", "b", "c"].map((name, index) =>
      madeEnvironment(
        { name, changes: changes.map((one) => ({ ...one, name: `${one.name}-${index}` })) },
        { remaining: [madeFinding({ rule: "r", name: "n", type: "T" })] },
      ),
    );
    const text = reviewMarkdown(madeReview({ environments }), { host: "github" });
    expect(text.match(/^- 🔴/gm)).toHaveLength(120);
    expect(text.match(/^- 🟡/gm)?.length).toBeLessThan(330);
    expect(text).toContain("1 as before");
  });

  it("has no tags where the host shows them as they are written", () => {
    const text = reviewMarkdown(demoReview(), { host: "bitbucket" });
    expect(text).not.toContain("<");
    expect(text).toContain("**5 changes of high or medium risk**\n\n- 🔴");
  });

  it("links to no place but a file of the repository", () => {
    const at = (file: string) =>
      reviewMarkdown(
        madeReview({
          environments: [
            madeEnvironment({
              name: "prod",
              changes: [madeChange({ operation: "update", type: "T", name: "n", source: { file, line: 3 } })],
            }),
          ],
        }),
        { host: "github", linkTo },
      );
    expect(at("stacks/@a/b-c.ts")).toContain("[`stacks/@a/b-c.ts:3`](https://code.example/blob/9a8b7c6/stacks/@a/b-c.ts#L3)");
    for (const file of [
      "../../evil",
      "a/../../evil",
      "/etc/passwd",
      "a b",
      "a)b",
      "a?b",
      "a#b",
      "a%2e%2e",
      "a\\b",
      "a//b",
      "https://x",
      "",
    ])
      expect(hasLink(tagsOf(rendered(at(file)))), file).toBe(false);
  });
});

describe("a comment of hostile names", () => {
  it("has the structure of one of harmless names, and nothing that a host makes a link of", () => {
    fc.assert(
      fc.property(anyReview, (review) => {
        const html = rendered(reviewMarkdown(review, { host: "gitlab" }));
        const tags = tagsOf(html);
        expect(tags).toEqual(tagsOf(rendered(reviewMarkdown(tamed(review), { host: "gitlab" }))));
        expect(hasLink(tags)).toBe(false);
        expect(linksIn(html)).toEqual([]);
        expect(textOf(html)).not.toMatch(/[\p{Surrogate}\u202a-\u202e\u2066-\u2069\u200e\u200f]|(?!\n)\p{Cc}/u);
      }),
      { numRuns: 40 },
    );
  });

  const harmless = tagsOf(rendered(reviewMarkdown(tamed(demoReview()), { host: "gitlab" })));

  it.each(HOSTILE_TEXTS.filter((text) => text !== ""))("%j in every field", (hostile) => {
    const html = rendered(
      reviewMarkdown(
        withTexts(demoReview(), (_, number) => `${hostile}${number}`),
        { host: "gitlab" },
      ),
    );
    expect(tagsOf(html)).toEqual(harmless);
    expect(linksIn(html)).toEqual([]);
  });
});

const HIGH = { level: "high", dataLoss: null, downtime: null, exposure: null } as const;
const MONEY = { low: 1e9, typical: 1e9, high: 1e9 };

/** As much as the schema lets pass. */
const huge = (name: string, environments: number): Review =>
  madeReview({
    project: name,
    base: { ...madeReview({}).base, ref: name, problem: name, note: name },
    environments: Array.from({ length: environments }, (_, index) =>
      madeEnvironment(
        {
          name: `${index} ${name}`.slice(0, 2_000),
          changes: Array.from({ length: 60 }, () =>
            madeChange({
              ...{ operation: "replace", type: name, name, component: name, words: Array.from({ length: 12 }, () => name) },
              risk: { level: "high", dataLoss: name, downtime: name, exposure: name },
            }),
          ),
          omitted: 7,
          notices: Array.from({ length: 25 }, () => name),
          counts: { create: 1e9, update: 1e9, replace: 1e9, delete: 1e9, move: 1e9 },
          cost: { before: MONEY, after: MONEY, gap: { ...MONEY, low: -1e9 }, complete: false, unpriced: 0, rows: [], budget: [] },
        },
        { new: Array.from({ length: 60 }, () => madeFinding({ rule: name, name, type: name, message: name })) },
      ),
    ),
    verdict: {
      failures: Array.from({ length: 100 }, () => ({ environment: name, kind: "finding" as const, text: name })),
      ...{ overridden: false, comment: true, because: name },
    },
  });

describe("a comment too large", () => {
  const fills = ["x", "&", "|", "`", "\u202e"];
  it.each([
    ...fills.flatMap((fill) => [3, 50].map((count) => ["bitbucket", fill, count] as const)),
    ...fills.map((fill) => ["github", fill, 50] as const),
    ...hosts.map((host) => [host, "_", 2] as const),
  ])("fits %s with its summary: names of %j, %d environments", (host, fill, count) => {
    const text = reviewMarkdown(huge(fill.repeat(2_000), count), { host, fullReport: "https://ci.example/artefacts/1" });
    expect(text.length).toBeLessThanOrEqual(HOSTS[host] - 500);
    expect(text).toContain("❌ **The check fails**: 100 failures");
    expect(text).toContain("| Environment | Resources |");
    // What is escaped has no such bracket.
    expect(text.match(/<details/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    expect(text.match(/^\| \*\*/gm)?.length).toBeGreaterThan(Math.min(count, 25) - 1);
  });

  it("says that it is cut, how many are left out, and where the rest is", () => {
    const text = reviewMarkdown(huge("redis-group", 3), { host: "bitbucket", fullReport: "https://ci.example/artefacts/1" });
    expect(text).toContain("There is more than a comment has room for. [The full report](https://ci.example/artefacts/1)");
    expect(text).toContain("- and 55 more");
  });

  it("keeps in the summary what a change lets itself off, and what it brings too early", () => {
    const environment = madeEnvironment({
      name: "prod",
      notices: ["its budget is taken away", "severity of alb-tls: high → low"],
    });
    const image = { gets: `sha256:${"b".repeat(64)}`, runs: `sha256:${"a".repeat(64)}`, together: false };
    const early = madeEnvironment({ name: "prod", promotion: { from: "staging", image, untested: [] } });
    const summaryOf = (one: typeof early): string | undefined =>
      reviewMarkdown({ ...huge("x".repeat(2_000), 3), environments: [one] }, { host: "bitbucket" }).split("### ")[0];
    expect(summaryOf(environment)).toContain("⚠️ **prod** – its budget is taken away; severity of alb-tls: high → low");
    expect(summaryOf(early)).toContain(
      "⚠️ **prod** – would run sha256:bbbbbbbbbbbb…, which staging has not run (staging runs sha256:aaaaaaaaaaaa…)",
    );
  });

  it("takes no change that it does not show for a harmless one", () => {
    const change = { operation: "update", type: "Bucket", name: "logs" } as const;
    const [grave, harmless] = [madeChange({ ...change, risk: HIGH }), madeChange(change)];
    const of = (...changes: Review["environments"][number]["changes"]): string =>
      reviewMarkdown(madeReview({ environments: [madeEnvironment({ name: "prod", changes, omitted: 98 })] }), { host: "github" });
    expect(of(grave, grave)).toContain("at least 2 changes of high risk");
    expect(of(grave, grave)).toContain("<summary>100 changes, at least 2 of high or medium risk</summary>");
    const mixed = of(grave, grave, harmless);
    expect(mixed).toContain("<summary>2 changes of high or medium risk</summary>");
    expect(mixed).toContain("<summary>99 changes of low or no risk</summary>");
  });

  it("keeps every environment in the summary, where names are such as people give", () => {
    const text = reviewMarkdown(huge("a-name-of-forty-characters-or-a-bit-less", 50), { host: "bitbucket" });
    for (let index = 0; index < 50; index++) expect(text).toContain(`| **${index} a-name`);
  });
});
