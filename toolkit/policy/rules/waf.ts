/** Web ACLs: what they hold against known attacks, and what is kept of what they saw. */

import type { Json, Resource } from "../../graph/graph.ts";
import { all, companion, type Fields, fields, isHidden, isTrue, itemsAt, mostlyProduction, unknownAt } from "../judge.ts";
import { SECURITY_HUB } from "../references.ts";
import { broken, cannotTell, kept, type Outcome, type Rule } from "../rule.ts";
import { hasUnknown } from "../world.ts";

const ACL = { service: "WAF", of: ["aws:wafv2/webAcl:WebAcl"] } as const;
const KNOWN_BAD = "AWSManagedRulesKnownBadInputsRuleSet";

/** Judges the rules of an ACL. Where one is unknown, it may be what is missed. */
function judgeRules(acl: Resource, judge: (rules: readonly Fields[]) => Outcome): Outcome {
  // Rules as JSON of AWS's own are named otherwise.
  if (acl.inputs.ruleJson !== undefined) return cannotTell("its rules are JSON, which is not read here", { path: "ruleJson" });
  const items = itemsAt(acl, "rules");
  if (items === null) return unknownAt("rules");
  const outcome = judge(items.map(({ value }) => fields(value)));
  return outcome.kind === "broken" && items.some(({ value }) => hasUnknown(value)) ? unknownAt("rules") : outcome;
}

const inStatement = ({ statement }: Fields, kind: string): Json | undefined => fields(statement)[kind];
const managedGroup = (rule: Fields): Fields => fields(inStatement(rule, "managedRuleGroupStatement"));

/** Whether an action stops nothing: it counts a request, or lets it through. */
const isIdle = (action: Json | undefined): boolean => ["count", "allow"].some((kind) => fields(action)[kind] !== undefined);

/** Whether a managed group stops what its rules find whose names begin so. */
const stops = (rule: Fields, name: string): boolean =>
  !isIdle(rule.overrideAction) &&
  ![managedGroup(rule).ruleActionOverrides ?? []]
    .flat()
    .map((one) => fields(one as Json))
    .some((one) => String(one.name).startsWith(name) && isIdle(one.actionToUse));

export const WAF: readonly Rule[] = [
  {
    ...ACL,
    id: "waf-log4j",
    title: "the firewall blocks Log4j lookups",
    severity: "medium",
    reason: "Requests that make Log4j load code are still tried on everything that answers.",
    remedy: `add AWS's managed group ${KNOWN_BAD} and let it block`,
    reference: "https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html",
    peers: ["CKV_AWS_192", "CKV2_AWS_47", "CKV2_AWS_76"],
    judge: (acl) =>
      judgeRules(acl, (rules) => {
        const group = rules.find((rule) => managedGroup(rule).name === KNOWN_BAD);
        if (!group) return broken(`has no ${KNOWN_BAD}`, { path: "rules" });
        if (hasUnknown(group)) return unknownAt("rules");
        return stops(group, "Log4J") ? kept : broken("only counts Log4j lookups, or lets them through", { path: "rules" });
      }),
  },
  {
    ...ACL,
    id: "waf-actions",
    title: "the firewall has rules, each with an action",
    severity: "medium",
    reason: "A firewall without rules, or with rules that do nothing, lets everything through.",
    remedy: "give the web ACL rules, and each an action or overrideAction",
    reference: `${SECURITY_HUB}/waf-controls.html#waf-10`,
    peers: ["CKV_AWS_175", "CKV_AWS_342"],
    judge: (acl) =>
      judgeRules(acl, (rules) => {
        if (rules.length === 0) return broken("has no rules", { path: "rules" });
        const idle = rules.filter(({ action, overrideAction }) => action === undefined && overrideAction === undefined);
        return idle.length === 0 ? kept : broken(`${String(idle[0]?.name)} has no action`, { path: "rules" });
      }),
  },
  {
    ...ACL,
    id: "waf-rate-limit",
    title: "the firewall limits how often one caller may ask",
    severity: mostlyProduction("medium"),
    reason: "Without a limit one caller can use up the service, and its bill.",
    remedy: "add a rule with a rateBasedStatement that blocks",
    reference: "https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html",
    peers: [],
    judge: (acl) =>
      judgeRules(acl, (rules) =>
        rules.some(
          (rule) => inStatement(rule, "rateBasedStatement") !== undefined && !isIdle(rule.action) && !hasUnknown(rule.action),
        )
          ? kept
          : broken("has no rate limit", { path: "rules" }),
      ),
  },
  {
    ...ACL,
    id: "waf-logs",
    title: "what the firewall decided is logged",
    severity: mostlyProduction("medium"),
    reason: "Without logs nobody can tell an attack from a rule that blocks customers.",
    remedy: "add aws.wafv2.WebAclLoggingConfiguration for it",
    reference: `${SECURITY_HUB}/waf-controls.html#waf-11`,
    peers: ["CKV2_AWS_31"],
    judge: (acl, world) =>
      companion(acl, world, {
        types: ["aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"],
        input: "resourceArn",
        judge: () => kept,
        missing: "keeps no logs",
      }),
  },
  {
    service: "WAF",
    of: ["aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"],
    id: "waf-logs-redacted",
    title: "firewall logs hold no credentials",
    severity: "medium",
    reason: "Whoever may read the logs could act for every caller whose session is in them.",
    remedy: "name the headers authorization and cookie under redactedFields",
    reference: "https://docs.aws.amazon.com/waf/latest/developerguide/logging-management-configure.html",
    peers: [],
    judge: (logging) => {
      const redactedFields = itemsAt(logging, "redactedFields");
      if (redactedFields === null) return unknownAt("redactedFields");
      const redacted = redactedFields.map(({ value }) => fields(fields(value).singleHeader).name);
      const missing = ["authorization", "cookie"].filter((name) => !redacted.includes(name));
      if (missing.length === 0) return kept;
      return redactedFields.some(({ value }) => isHidden(value))
        ? unknownAt("redactedFields")
        : broken(`logs the header ${missing.join(" and ")}`, { path: "redactedFields" });
    },
  },
  {
    ...ACL,
    id: "waf-metrics",
    title: "what the firewall decides can be watched",
    severity: "low",
    reason: "Without metrics nobody is told when a rule begins to block.",
    remedy: "set cloudwatchMetricsEnabled: true in every visibilityConfig",
    reference: `${SECURITY_HUB}/waf-controls.html#waf-12`,
    peers: [],
    judge: (acl) => {
      const rules = itemsAt(acl, "rules");
      if (rules === null) return unknownAt("rules");
      const paths = ["visibilityConfig", ...rules.map(({ path }) => `${path}.visibilityConfig`)];
      return all(paths.map((path) => isTrue(acl, `${path}.cloudwatchMetricsEnabled`, "has no metrics")));
    },
  },
];
