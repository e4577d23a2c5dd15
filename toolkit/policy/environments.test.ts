import { beforeAll, expect, it } from "vitest";
import { priceBook } from "../cost/prices/load.ts";
import { estimateStack } from "../cost/stack.ts";
import { planStacks } from "../plan/plan.ts";
import { ROOT } from "../plan/testGraph.ts";
import type { Finding, PolicyReport } from "./finding.ts";
import { checkStack } from "./stack.ts";

/** Waivers hold on this day, whatever day it is. */
const today = "2026-11-23";
const MOST_WAIVERS = 10;

let reports: readonly PolicyReport[];

beforeAll(async () => {
  const planned = await planStacks({ folder: ROOT, stacks: [] });
  const book = priceBook();
  reports = planned.map((stack) => checkStack(stack, { estimate: estimateStack(stack, { book, today }), today }));
});

const counts = (findings: readonly Finding[]): Record<string, number> =>
  Object.fromEntries(
    [...new Set(findings.map(({ rule }) => rule))].sort().map((id) => [id, findings.filter(({ rule }) => rule === id).length]),
  );

it("the committed environments break no rule but those that are waived", () => {
  expect(Object.fromEntries(reports.map(({ stack, findings }) => [stack, counts(findings)]))).toEqual({
    ...{ shared: {}, dev: {}, staging: {}, prod: {} },
  });
});

it("nothing of them is left untold", () => {
  expect(reports.flatMap(({ cannotTell }) => cannotTell)).toEqual([]);
});

it("what is waived is this, and little", () => {
  expect(Object.fromEntries(reports.map(({ stack, waived }) => [stack, counts(waived)]))).toMatchInlineSnapshot(`
    {
      "dev": {},
      "prod": {
        "alb-targets-tls": 1,
        "cdn-countries": 2,
        "cdn-failover": 2,
        "eks-private-endpoint": 1,
        "lambda-signed": 1,
        "s3-access-logs": 1,
        "s3-own-key": 3,
        "s3-replication": 5,
        "secrets-rotation": 2,
      },
      "shared": {
        "iam-escalation": 3,
        "iam-everywhere": 3,
        "iam-exfiltration": 3,
        "s3-access-logs": 1,
        "s3-replication": 1,
      },
      "staging": {},
    }
  `);
  for (const { waived } of reports) expect(new Set(waived.map(({ waiver }) => waiver)).size).toBeLessThanOrEqual(MOST_WAIVERS);
});

it("rules have much to look at", () => {
  for (const { stack, kept } of reports) expect(kept, stack).toBeGreaterThan(100);
});
