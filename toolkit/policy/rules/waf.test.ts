import { expect, it } from "vitest";
import type { Json } from "../../graph/graph.ts";
import { beside, judged, rulesOf } from "./testRows.ts";
import { adrift, outcomes, set, unknown, without } from "./testTable.ts";
import { WAF } from "./waf.ts";

const visibilityConfig = { cloudwatchMetricsEnabled: true, metricName: "m", sampledRequestsEnabled: true };
const group = (ruleActionOverrides: Json): Json => ({
  managedRuleGroupStatement: { vendorName: "AWS", name: "AWSManagedRulesKnownBadInputsRuleSet", ruleActionOverrides },
});
const acl = judged("aws:wafv2/webAcl:WebAcl", {
  visibilityConfig,
  rules: [
    { name: "rate", action: { block: {} }, statement: { rateBasedStatement: { limit: 2000 } }, visibilityConfig },
    { name: "known-bad", overrideAction: { none: {} }, statement: group([]), visibilityConfig },
  ],
});
const LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";
const header = (name: string): Json => ({ singleHeader: { name } });

rulesOf(WAF, {
  "waf-log4j": [
    [acl],
    set("it", "rules[1].statement", group([{ name: "Log4JRCE_HEADER", actionToUse: { count: {} } }])),
    "only counts Log4j lookups, or lets them through",
    unknown("it", "rules[1]"),
  ],
  "waf-actions": [[acl], set("it", "rules[0].action", undefined), "rate has no action", unknown("it", "rules")],
  "waf-rate-limit": [
    [acl],
    set("it", "rules[0].statement", { geoMatchStatement: {} }),
    "has no rate limit",
    unknown("it", "rules[0].statement"),
  ],
  "waf-logs": [[acl, beside(LOGGING, "resourceArn", acl)], without("beside"), "keeps no logs", adrift("beside", "resourceArn")],
  "waf-logs-redacted": [
    [judged(LOGGING, { redactedFields: [header("authorization"), header("cookie")] })],
    set("it", "redactedFields", [header("authorization")]),
    "logs the header cookie",
    unknown("it", "redactedFields[1]"),
  ],
  "waf-metrics": [
    [acl],
    set("it", "rules[1].visibilityConfig.cloudwatchMetricsEnabled", false),
    "has no metrics",
    unknown("it", "rules[1].visibilityConfig"),
  ],
});

it("does not read rules that are JSON", () => {
  const rule = WAF.find(({ id }) => id === "waf-actions");
  if (!rule) throw new Error("waf-actions");
  const written = judged("aws:wafv2/webAcl:WebAcl", { ruleJson: "[]" });
  expect(outcomes(rule, { resources: [written] }).map(({ kind }) => kind)).toEqual(["cannotTell"]);
});
