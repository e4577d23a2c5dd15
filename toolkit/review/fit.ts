/** A report as large as one may be: whoever posts it reads no more. Pure. */
import { jsonText } from "../graph/graph.ts";
import { type EnvironmentReview, MOST, MOST_BYTES, type Review } from "./report.ts";

interface Most {
  readonly changes: number;
  readonly properties: number;
  readonly findings: number;
  /** Findings as before, which no change is to blame for. */
  readonly remaining: number;
}

/** Less and less, until it fits: first what a reviewer misses least. */
const STEPS: readonly Most[] = [
  { changes: MOST.changes, properties: MOST.properties, findings: MOST.findings, remaining: 30 },
  { changes: 100, properties: 10, findings: 100, remaining: 10 },
  { changes: 30, properties: 5, findings: 30, remaining: 0 },
  { changes: 10, properties: 3, findings: 10, remaining: 0 },
  { changes: 3, properties: 1, findings: 3, remaining: 0 },
  { changes: 0, properties: 0, findings: 0, remaining: 0 },
];

/** The same review with shorter lists, where it would be too large; what is left out is counted. */
export function fitted(review: Review): Review {
  let made = review;
  for (const most of STEPS) {
    if (Buffer.byteLength(jsonText(made)) <= MOST_BYTES) break;
    made = { ...review, environments: review.environments.map((environment) => cut(environment, most)) };
  }
  return made;
}

function cut(environment: EnvironmentReview, most: Most): EnvironmentReview {
  const { changes, findings } = environment;
  return {
    ...environment,
    changes: changes
      .slice(0, most.changes)
      .map((change) => ({ ...change, properties: change.properties.slice(0, most.properties) })),
    omitted: environment.omitted + Math.max(0, changes.length - most.changes),
    findings: {
      ...findings,
      new: findings.new.slice(0, most.findings),
      newlyWaived: findings.newlyWaived.slice(0, most.findings),
      fixed: findings.fixed.slice(0, most.remaining),
      remaining: findings.remaining.slice(0, most.remaining),
    },
  };
}
