/** What the rules ask of a stack, and what is waived. The rules themselves are the toolkit's: docs/policy.md. */
import { z } from "zod";
import { choice, day, text } from "./fields.ts";

/** Kinds of environments: how much depends on one. Severities follow from it, and whether "cannot tell" is a finding. */
export const PROFILES = ["production", "staging", "development"] as const;
export type Profile = (typeof PROFILES)[number];

export const SEVERITIES = ["high", "medium", "low"] as const;
export type Severity = (typeof SEVERITIES)[number];

const ruleId = text(/^[a-z][a-z0-9-]{2,60}$/, "a rule's id, such as alb-tls; monitor policy --rules lists them");

const waiver = z.strictObject({
  rule: ruleId.describe("Rule that need not be kept."),
  resource: text(
    /^[^\s*]{1,200}$/,
    "one resource's name, as monitor policy shows it; without resource the waiver is for all of the stack",
  )
    .optional()
    .describe("Resource that it is waived for, by its name. Default: every resource of the stack."),
  owner: text(/^.{2,64}$/, "a team or person, 2 to 64 characters").describe("Who answers for it."),
  reason: text(/^.{20,500}$/, "a sentence that says why, 20 to 500 characters").describe(
    "Why the rule does not apply here, or what stands in for it.",
  ),
  expires: day.describe("Last day it holds; after that the waiver itself is a finding."),
});

export const policy = z
  .strictObject({
    profile: choice(PROFILES)
      .default("production")
      .describe(
        "What depends on this environment: severities follow from it, and in production what the plan cannot tell is a finding.",
      ),
    severity: z
      .record(ruleId, choice([...SEVERITIES, "off"]))
      .default({})
      .describe("Other severities than the rules' own, by rule id; off asks nothing."),
    waivers: z
      .array(waiver, { error: "a list of waivers" })
      .default([])
      .describe("Rules that need not be kept, each with owner, reason and last day."),
  })
  .prefault({})
  .describe("What the policy rules (monitor policy) ask of this stack.");

export type PolicySettings = z.output<typeof policy>;
export type Waiver = z.output<typeof waiver>;
