/** The firewall's rules as pure data. https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html */
import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export type Rule = aws.types.input.wafv2.WebAclRule;

/** Which header, if any, says whom a request is from. */
export type ClientAddress = "connection" | "CF-Connecting-IP" | "X-Forwarded-For";

export interface FirewallRulesArgs {
  /** Requests per client in five minutes before it is blocked. */
  readonly rateLimit: number;
  readonly clientAddress: ClientAddress;
  /** ARNs of address sets; a request from anywhere else is blocked. */
  readonly admitOnly?: readonly pulumi.Input<string>[];
}

const EVALUATION_SECONDS = 300;

/**
 * Error reports carry stack traces, markup and queries that a firewall takes for attacks, and are larger than it likes. These rules
 * count what they see in bodies instead of blocking it; the API validates bodies itself.
 */
const BODY_RULES = [
  "SizeRestrictions_BODY",
  "CrossSiteScripting_BODY",
  "GenericLFI_BODY",
  "GenericRFI_BODY",
  "EC2MetaDataSSRF_BODY",
];

const MANAGED_GROUPS: readonly { name: string; countOnly?: readonly string[] }[] = [
  { name: "AWSManagedRulesAmazonIpReputationList" },
  { name: "AWSManagedRulesCommonRuleSet", countOnly: BODY_RULES },
  // Log4j among them.
  { name: "AWSManagedRulesKnownBadInputsRuleSet" },
];

/** Rules in the order they run: who may come at all, how often, and with what. */
export function firewallRules({ rateLimit, clientAddress, admitOnly }: FirewallRulesArgs): Rule[] {
  return [
    ...(admitOnly ? [onlyFrom(admitOnly)] : []),
    limitRate(rateLimit, clientAddress),
    ...MANAGED_GROUPS.map(managedGroup),
  ].map((rule, priority) => ({ ...rule, priority, visibilityConfig: visibility(rule.name) }));
}

/** What CloudWatch shows of a rule or an ACL. */
export const visibility = (name: string) => ({ metricName: name, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true });

type Unnumbered = Omit<Rule, "priority" | "visibilityConfig" | "name"> & { readonly name: string };

function onlyFrom(sets: readonly pulumi.Input<string>[]): Unnumbered {
  const statements = sets.map((arn) => ({ ipSetReferenceStatement: { arn } }));
  return {
    name: "only-from-cloudflare",
    action: { block: {} },
    statement: { notStatement: { statement: { orStatement: { statements } } } },
  };
}

const limitRate = (limit: number, clientAddress: ClientAddress): Unnumbered => ({
  name: "rate-limit",
  action: { block: {} },
  statement: {
    rateBasedStatement: {
      limit,
      evaluationWindowSec: EVALUATION_SECONDS,
      ...(clientAddress === "connection"
        ? { aggregateKeyType: "IP" }
        : { aggregateKeyType: "FORWARDED_IP", forwardedIpConfig: { headerName: clientAddress, fallbackBehavior: "NO_MATCH" } }),
    },
  },
});

const managedGroup = ({ name, countOnly = [] }: (typeof MANAGED_GROUPS)[number]): Unnumbered => ({
  name,
  overrideAction: { none: {} },
  statement: {
    managedRuleGroupStatement: {
      vendorName: "AWS",
      name,
      ruleActionOverrides: countOnly.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
    },
  },
});
