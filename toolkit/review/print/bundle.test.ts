import { expect, it } from "vitest";
import { plain } from "../../report/terminal.ts";
import type { ReviewChange } from "../report.ts";
import { madeChange, madeEnvironment, madeReview } from "../testReview.ts";
import { bundled } from "./bundle.ts";
import { reviewMarkdown } from "./markdown.ts";
import { reviewText } from "./text.ts";

const NONE = { level: "none", dataLoss: null, downtime: null, exposure: null } as const;
const tagged = (name: string, rest: Partial<ReviewChange> = {}): ReviewChange =>
  madeChange({ operation: "update", type: "Bucket", name, words: ["tag Owner a → b"], risk: NONE, ...rest });
const named = (all: readonly (readonly ReviewChange[])[]) => all.map((one) => one.map(({ name }) => name).join(" "));

it("tells together what is the same of many, but for what is grave, costs, or is only of two", () => {
  const grave = { risk: { ...NONE, level: "medium" as const, downtime: "a minute" } };
  const [a, b, c] = [tagged("a"), tagged("b"), tagged("c", { type: "Queue" })];
  expect(named(bundled([a, tagged("other", { words: ["x"] }), b, c]))).toEqual(["a b c", "other"]);
  expect(named(bundled([a, b]))).toEqual(["a", "b"]);
  expect(named(bundled([a, b, tagged("dear", { monthly: 5 }), c]))).toEqual(["a b c", "dear"]);
  expect(named(bundled(["x", "y", "z"].map((name) => tagged(name, grave))))).toEqual(["x", "y", "z"]);
  expect(named(bundled([a, b, c].map((one, index) => ({ ...one, sure: index > 0 }))))).toEqual(["a", "b", "c"]);
});

it("counts them all, and names some", () => {
  const changes = Array.from({ length: 110 }, (_, index) => tagged(`b-${index}`));
  const review = madeReview({ environments: [madeEnvironment({ name: "prod", changes, omitted: 5 })] });
  expect(reviewMarkdown(review, { host: "github" })).toContain(
    "<summary>115 changes of low or no risk</summary>\n\n- ⚪ **update** 110 resources – tag Owner a → b\n  - `b-0` Bucket, ",
  );
  expect(reviewMarkdown(review, { host: "github" })).toContain("`b-29` Bucket and 80 more\n- and 5 more\n");
  expect(reviewText(review, { paint: plain })).toContain(
    "  none    update 110 resources: tag Owner a → b\n          Bucket b-0, Bucket b-1, ",
  );
  expect(reviewText(review, { paint: plain })).toContain("Bucket b-7 and 102 more\n  and 5 changes more\n");
});
