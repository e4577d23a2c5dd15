import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plain } from "../../report/terminal.ts";
import { anyReview, tamed, withTexts } from "../testHostile.ts";
import { aloneReview, demoReview, madeChange, madeEnvironment, madeReview, quietReview } from "../testReview.ts";
import { reviewText } from "./text.ts";

describe("a review for a terminal", () => {
  it.each([
    ["demo", demoReview()],
    ["quiet", quietReview()],
    ["alone", aloneReview()],
  ])("%s", async (name, review) => {
    await expect(reviewText(review, { paint: plain })).toMatchFileSnapshot(`testdata/${name}.txt`);
  });

  it("paints by what it is told, and only so", () => {
    const text = reviewText(demoReview(), { paint: (style, part) => `<${style}>${part}</>` });
    expect(text).toContain("<red>high  </>  replace <bold>mongodb-cluster</>");
    expect(text).toContain("<red>The check fails:</> 2 failures");
    expect(text.replace(/<\w*>|<\/>/g, "")).toContain("  high    replace mongodb-cluster  AdvancedCluster in mongodb");
  });

  it("tells many changes by their number", () => {
    const changes = Array.from({ length: 60 }, (_, index) => madeChange({ operation: "update", type: "T", name: `n${index}` }));
    const text = (omitted: number): string =>
      reviewText(madeReview({ environments: [madeEnvironment({ name: "prod", changes, omitted })] }), { paint: plain });
    expect(text(0)).toContain("and 10 changes more; --format html has them");
    expect(text(5)).toContain("and 15 changes more; --format html has 10 of them");
    expect(text(0)).not.toContain("n50 ");
  });

  it("says that it reviewed what is not committed yet", () => {
    const review = madeReview({});
    const text = reviewText({ ...review, head: { ...review.head, uncommitted: true } }, { paint: plain });
    expect(text).toContain("→ 9a8b7c6d5 with changes that are not committed, ");
  });

  it("commands no pipeline's log", () => {
    for (const hostile of ["::error::x", "##[add-mask]x"]) {
      const text = reviewText(
        withTexts(demoReview(), (_, number) => `${hostile}${number}`),
        { paint: plain },
      );
      expect(text).not.toMatch(/^\s*::|##\[/m);
    }
  });

  it("lets no name speak to the terminal or leave its line", () => {
    fc.assert(
      fc.property(anyReview, (review) => {
        const text = reviewText(review, { paint: plain });
        expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Surrogate}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        expect(text.split("\n")).toHaveLength(reviewText(tamed(review), { paint: plain }).split("\n").length);
      }),
      { numRuns: 60 },
    );
  });
});
