import { beforeAll, expect, it } from "vitest";
import { priceBook } from "../cost/prices/load.ts";
import { estimateStack } from "../cost/stack.ts";
import { UNKNOWN } from "../graph/graph.ts";
import { type PlannedStack, planStacks } from "../plan/plan.ts";
import { ROOT } from "../plan/testGraph.ts";
import type { Finding, PolicyReport } from "./finding.ts";
import { RULES } from "./rules/index.ts";
import { checkStack } from "./stack.ts";
import { worldOf } from "./world.ts";

/** Waivers hold on this day, whatever day it is. */
const today = "2026-11-23";
const MOST_WAIVERS = 10;

let planned: readonly PlannedStack[];
let reports: readonly PolicyReport[];

beforeAll(async () => {
  planned = await planStacks({ folder: ROOT, stacks: [] });
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

/** Rules that are still kept where nothing is known of what is set: by what is not set, by what stands beside, by options and outputs. */
it("what is unknown is a pass for few rules, which ask nothing of it", () => {
  const passes = planned.flatMap(({ graph, config }) => {
    const resources = graph.resources.map((resource) => ({
      ...resource,
      inputs: Object.fromEntries(Object.keys(resource.inputs).map((input) => [input, UNKNOWN])),
    }));
    const world = worldOf({ graph: { ...graph, resources }, config, profile: "production", estimate: null, today });
    return RULES.filter((rule) =>
      world.ofType(...rule.of).some((resource) => [rule.judge(resource, world) ?? []].flat().some(({ kind }) => kind === "kept")),
    ).map(({ id }) => id);
  });
  expect([...new Set(passes)].sort()).toMatchInlineSnapshot(`
    [
      "acm-replaced-first",
      "alb-firewall",
      "atlas-ip-list",
      "cdn-logs",
      "ec2-public-address",
      "ec2-user-data-secrets",
      "ecr-lifecycle",
      "eks-nodes-ssh",
      "env-budget",
      "env-outputs-clear",
      "env-outputs-secret",
      "env-packages",
      "env-planned",
      "env-protected",
      "env-secret-clear",
      "iam-role-conflicts",
      "k8s-api-version",
      "network-flow-logs",
      "network-group-used",
      "network-open-admin",
      "network-open-any",
      "network-open-data",
      "network-open-egress",
      "network-open-http",
      "network-rule-conflicts",
      "s3-access-logs",
      "s3-events",
      "s3-public-acl",
      "secrets-marked",
      "sqs-encryption",
      "waf-logs",
    ]
  `);
});
