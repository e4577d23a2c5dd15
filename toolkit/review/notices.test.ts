import { expect, it } from "vitest";
import type { Json } from "../graph/graph.ts";
import type { PlannedStack } from "../plan/plan.ts";
import { noticesOf } from "./notices.ts";

const planned = (config: { readonly [key: string]: Json }): PlannedStack =>
  ({ name: "prod", config: { budget: BUDGET, policy: {}, ...config }, graph: { project: "shop" } }) as unknown as PlannedStack;
const BUDGET = { monthlyUsd: 2900, onBreach: "block", limits: [], change: { monthlyUsd: 100 } };

it.each<[string, { readonly [key: string]: Json }, string[]]>([
  ["nothing", {}, []],
  ["a higher budget", { budget: { ...BUDGET, monthlyUsd: 3500 } }, ["its budget goes from $2,900 to $3,500 a month"]],
  ["a budget that only warns", { budget: { ...BUDGET, onBreach: "warn" } }, ["a breach of its budget no longer fails the check"]],
  ["a change that may add more", { budget: { ...BUDGET, change: { monthlyUsd: 900 } } }, ["limits of its budget change"]],
  ["no budget", { budget: null }, ["its budget is taken away"]],
  ["another profile", { policy: { profile: "development" } }, ["the rules take it for development, no longer for production"]],
  ["a rule switched off", { policy: { severity: { "alb-tls": "off" } } }, ["severity of alb-tls: as the rule has it → off"]],
])("%s", (_, after, notices) => {
  expect(noticesOf(planned({}), planned(after))).toEqual(notices);
});

it("tells that a project by another name has other stacks", () => {
  const named = (project: string): PlannedStack =>
    ({ ...planned({}), graph: { project, stack: "prod" } }) as unknown as PlannedStack;
  expect(noticesOf(named("shop"), named("store"))).toEqual([
    "the project is called store, no longer shop: pulumi stack rename ORGANIZATION/store/prod first, or all of it is made a second time beside what is deployed",
  ]);
});

it("tells also what is asked again", () => {
  const before = planned({ policy: { severity: { "alb-tls": "off" } } });
  expect(noticesOf(before, planned({}))).toEqual(["severity of alb-tls: off → as the rule has it"]);
});
