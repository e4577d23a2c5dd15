import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { jsonText } from "../graph/graph.ts";
import { removeProjects, testProject } from "../plan/testProject.ts";
import { fitted } from "./fit.ts";
import { readReport } from "./post/readReport.ts";
import { MOST, MOST_BYTES, type Review } from "./report.ts";
import { madeChange, madeEnvironment, madeFinding, madeReview } from "./testReview.ts";

afterEach(removeProjects);

const large = (environments: number, text: string): Review => {
  const properties = Array.from({ length: 10 }, (_, index) => ({
    ...{ path: `tags.${index}`, before: text, after: text, replaces: false, sure: true },
  }));
  const changes = Array.from({ length: 200 }, (_, index) =>
    madeChange({ operation: "update", type: "Queue", name: `jobs-${index}`, words: [text], properties }),
  );
  const findings = Array.from({ length: 200 }, (_, index) =>
    madeFinding({ rule: "sqs-encrypted", name: `jobs-${index}`, type: "Queue", message: text }),
  );
  return madeReview({
    environments: Array.from({ length: environments }, (_, index) =>
      madeEnvironment({ name: `tenant-${index}`, changes }, { new: findings, remaining: findings }),
    ),
  });
};

it("keeps all where there is room", () => {
  const review = large(2, "as people write");
  expect(fitted(review)).toBe(review);
});

it.each([
  [10, "as people write"],
  [30, "as people write"],
  [50, "é".repeat(300)],
])("is read by whoever posts it: %d environments", (environments, text) => {
  const made = fitted(large(environments, text));
  expect(Buffer.byteLength(jsonText(made))).toBeLessThanOrEqual(MOST_BYTES);
  const file = path.join(testProject({}), "review.json");
  writeFileSync(file, jsonText(made));
  expect(readReport(file).problems).toEqual([]);
  for (const { changes, omitted, counts, findings } of made.environments) {
    expect(changes.length + omitted).toBe(200);
    expect([counts.update, findings.counts.new, findings.counts.remaining]).toEqual([200, 200, 200]);
    expect(changes.length).toBeGreaterThan(2);
  }
  expect(made.environments[0]?.changes.length).toBeLessThanOrEqual(MOST.changes);
});
