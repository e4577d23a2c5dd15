/** WAF: web ACLs, their rules, requests. https://aws.amazon.com/waf/pricing/ */
import type { Draft } from "../line.ts";
import { aws, fixed, metered } from "./draft.ts";
import { per, type Service, type Use, used } from "./mapper.ts";
import type { Reader } from "./reader.ts";

interface Rules {
  readonly own: number;
  readonly groups: number;
  readonly managed: number;
}

/** Rules inside groups, which the ACL does not tell, are said by `ruleGroupRules` and `managedRuleGroupRules`. */
function acl(service: string, region: string, rules: Rules, use: Use): readonly Draft[] {
  const sku = aws(service, region);
  const own = rules.own + (used(use, "ruleGroupRules") ?? 0) + (used(use, "managedRuleGroupRules") ?? 0);
  return [
    fixed("acl", "Web ACL usage", sku("web-acl"), 1, "months"),
    ...(own > 0 ? [fixed("rules", "Rules", sku("rule"), own, "rules")] : []),
    ...(rules.groups > 0 ? [fixed("groups", "Rule groups", sku("rule-group"), rules.groups, "groups")] : []),
    ...(rules.managed > 0
      ? [fixed("managed-groups", "Managed rule groups", sku("managed-rule-group"), rules.managed, "groups")]
      : []),
    metered("requests", "Requests", sku("requests"), per(used(use, "monthlyRequests"), 1e6), "1M requests"),
  ];
}

function rulesOf(inputs: Reader): Rules {
  const statements = inputs.blocks("rules").map((rule) => rule.block("statement"));
  const groups = statements.filter((it) => it.has("ruleGroupReferenceStatement")).length;
  const managed = statements.filter((it) => it.has("managedRuleGroupStatement")).length;
  return { own: statements.length - groups - managed, groups, managed };
}

function classicRulesOf(inputs: Reader): Rules {
  const types = inputs.blocks("rules").map((rule) => rule.text("type")?.toUpperCase() ?? "REGULAR");
  const groups = types.filter((type) => type === "GROUP").length;
  return { own: types.length - groups, groups, managed: 0 };
}

export const waf: Service = {
  name: "WAF",
  priced: {
    "aws:wafv2/webAcl:WebAcl": (inputs, use, { region }) => acl("wafv2", region, rulesOf(inputs), use),
    "aws:waf/webAcl:WebAcl": (inputs, use, { region }) => acl("waf", region, classicRulesOf(inputs), use),
  },
  free: {
    "aws:wafv2/ipSet:IpSet": "a list that rules refer to; the rules are priced",
    "aws:wafv2/regexPatternSet:RegexPatternSet": "a list that rules refer to; the rules are priced",
    "aws:wafv2/ruleGroup:RuleGroup": "priced in the web ACLs that use it",
    "aws:wafv2/webAclAssociation:WebAclAssociation": "joins a web ACL to what it protects; the ACL is priced",
    // Costs as vended logs: at their log group, or their bucket.
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": "its logs are paid for where they go: log group or bucket",
  },
};
