import { describe, expect, it } from "vitest";
import { firewallRules, type Rule } from "./firewallRules.ts";
import { cdnHost } from "./hosts.ts";

const statement = (rules: readonly Rule[], name: string) => rules.find((rule) => rule.name === name)?.statement;

describe("the firewall's rules", () => {
  const proxied = firewallRules({ rateLimit: 2000, clientAddress: "CF-Connecting-IP", admitOnly: ["arn:v4", "arn:v6"] });
  const direct = firewallRules({ rateLimit: 2000, clientAddress: "connection" });

  it("run in order: who may come, how often, with what", () => {
    expect(proxied.map(({ name, priority }) => [priority, name])).toEqual([
      [0, "only-from-cloudflare"],
      [1, "rate-limit"],
      [2, "AWSManagedRulesAmazonIpReputationList"],
      [3, "AWSManagedRulesCommonRuleSet"],
      [4, "AWSManagedRulesKnownBadInputsRuleSet"],
    ]);
    expect(direct.map(({ priority }) => priority)).toEqual([0, 1, 2, 3]);
  });

  it("count a client by its own address, not the proxy's", () => {
    expect(statement(proxied, "rate-limit")).toMatchObject({
      rateBasedStatement: { aggregateKeyType: "FORWARDED_IP", forwardedIpConfig: { headerName: "CF-Connecting-IP" } },
    });
    expect(statement(direct, "rate-limit")).toEqual({
      rateBasedStatement: { limit: 2000, evaluationWindowSec: 300, aggregateKeyType: "IP" },
    });
  });

  it("let an error report through that looks like an attack", () => {
    const overrides = (
      statement(direct, "AWSManagedRulesCommonRuleSet") as {
        managedRuleGroupStatement: { ruleActionOverrides: { name: string }[] };
      }
    ).managedRuleGroupStatement.ruleActionOverrides;
    expect(overrides.map(({ name }) => name)).toContain("CrossSiteScripting_BODY");
    expect(overrides.every((override) => JSON.stringify(override).includes('"count":{}'))).toBe(true);
  });

  it("each show up in CloudWatch under their own name", () => {
    const metrics = proxied.map(({ visibilityConfig }) => (visibilityConfig as { metricName: string }).metricName);
    expect(new Set(metrics).size).toBe(proxied.length);
  });
});

describe("the SDK's host", () => {
  it.each([
    ["monitor.example.com", "cdn-monitor.example.com"],
    ["dev.monitor.example.com", "cdn-dev.monitor.example.com"],
    ["example.com", "cdn.example.com"],
  ])("of %s is %s", (host, expected) => {
    expect(cdnHost({ host, zone: "example.com" })).toBe(expected);
  });
});
