/** What the world sees first: distributions, firewalls, names, certificates, in words. */
import type { Json } from "../../graph/graph.ts";
import { fields } from "../../graph/values.ts";
import { arrow, changesAt, inputsOf, type Saying, type Setting, type Subject, settings, type Teller } from "./saying.ts";
import { onOff, shown } from "./units.ts";

const oldTls = (value: Json | undefined): boolean => /^(SSLv3|TLSv1|TLSv1_2016|TLSv1\.1_2016)$/.test(String(value));

const plainHttp: Setting["means"] = (_, after) =>
  after === "allow-all" ? { level: "high", exposure: "serves without TLS" } : {};

const distribution = settings(
  { path: "aliases", label: "names" },
  { path: "priceClass", label: "locations" },
  {
    path: "enabled",
    label: "serves",
    unit: onOff,
    means: (before, after) => (after === true || before !== true ? {} : { level: "high", downtime: "nothing is served" }),
  },
  {
    path: "viewerCertificate.minimumProtocolVersion",
    label: "oldest TLS",
    means: (_, after) => (oldTls(after) ? { level: "high", exposure: `admits ${shown(after)}` } : {}),
  },
  { path: "viewerCertificate.acmCertificateArn", label: "certificate" },
  {
    path: "webAclId",
    label: "firewall",
    means: (before, after) =>
      after === undefined && before !== undefined ? { level: "high", exposure: "no firewall in front any more" } : {},
  },
  {
    path: "defaultCacheBehavior.viewerProtocolPolicy",
    label: "plain HTTP",
    means: plainHttp,
  },
  { path: "orderedCacheBehaviors.viewerProtocolPolicy", label: "plain HTTP", means: plainHttp },
);

interface Rule {
  readonly name: string;
  readonly priority: number;
  /** What it does with what it meets: `block`; of a group of rules, what becomes of what they say. */
  readonly action: string;
  readonly text: string;
}

/** By name, in the order in which they are asked. https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-processing-order.html */
function rulesOf(value: Json | undefined): Map<string, Rule> {
  const rules = (Array.isArray(value) ? (value as readonly Json[]) : []).map((item): Rule => {
    const { name, priority, ...rest } = fields(item);
    const [own, group] = [actionOf(rest.action), actionOf(rest.overrideAction)];
    const action = own ?? (group === "none" ? "as its rules say" : group) ?? "none";
    return { name: String(name), priority: Number(priority ?? 0), action, text: JSON.stringify(rest) };
  });
  return new Map(rules.sort((a, b) => a.priority - b.priority).map((rule) => [rule.name, rule]));
}

/** The one key of an object names the action. */
const actionOf = (value: Json | undefined): string | undefined => Object.keys(fields(value))[0];

/** Rules by their names: a priority that moves because another rule comes before is nothing to tell. */
const firewall: Teller = (subject: Subject) => {
  if (!subject.before || !subject.after || changesAt(subject, "rules").length === 0) return defaultAction(subject);
  const { before, after } = inputsOf(subject);
  const [was, is] = [rulesOf(before.rules), rulesOf(after.rules)];
  const order = (all: ReadonlyMap<string, Rule>, other: ReadonlyMap<string, Rule>): string =>
    [...all.keys()].filter((name) => other.has(name)).join("\n");
  return [
    ...[...is.values()]
      .filter(({ name }) => !was.has(name))
      .map(
        ({ name, action }): Saying => ({ text: `rule ${shown(name)} added (${shown(action)})`, tells: ["rules#"], level: "low" }),
      ),
    ...[...was.keys()]
      .filter((name) => !is.has(name))
      .map(
        (name): Saying => ({
          text: `rule ${shown(name)} taken out`,
          tells: ["rules#"],
          level: "medium",
          exposure: `the firewall no longer has the rule ${shown(name)}`,
        }),
      ),
    ...[...is.values()].flatMap((rule) => {
      const old = was.get(rule.name);
      return old && old.text !== rule.text ? [ruleChanged(old, rule)] : [];
    }),
    ...(order(was, is) === order(is, was)
      ? []
      : [{ text: "rules are asked in another order", tells: ["rules.priority"], level: "medium" as const }]),
    ...defaultAction(subject),
  ];
};

/** Of a rule that stays, what changes in it is told in general, but for its place and what it does. */
function ruleChanged(was: Rule, is: Rule): Saying {
  const name = `rule ${shown(is.name)}`;
  if (was.action === is.action) return { text: `${name} changed`, tells: ["rules.priority"], level: "low" };
  const text = `${name}: ${arrow(shown(was.action), shown(is.action))}`;
  const tells = ["rules.priority", "rules.action", "rules.overrideAction"];
  return is.action === "count" || is.action === "allow"
    ? { text, tells, level: "medium", exposure: `${name} no longer keeps anybody out` }
    : { text, tells, level: "low" };
}

const defaultAction: Teller = (subject) => {
  const { before, after } = inputsOf(subject);
  const [was, is] = [actionOf(before.defaultAction), actionOf(after.defaultAction)];
  if (!subject.before || was === is) return [];
  return [
    {
      ...{ text: `what no rule decides: ${arrow(shown(was), shown(is))}`, tells: ["defaultAction"] },
      ...(is === "allow" ? { level: "high", exposure: "the firewall lets in what no rule keeps out" } : { level: "medium" }),
    },
  ];
};

const association: Teller = ({ operation }) =>
  operation === "delete"
    ? [{ text: "the firewall stands aside", tells: [], level: "high", exposure: "no firewall in front any more" }]
    : [];

const record = settings(
  {
    path: "name",
    label: "name",
    means: (before) => (before === undefined ? {} : { level: "medium", downtime: `${shown(before)} leads nowhere` }),
  },
  { path: "content", label: "points to" },
  {
    path: "proxied",
    label: "behind Cloudflare",
    unit: onOff,
    means: (before, after) =>
      after === true || before !== true ? {} : { level: "medium", exposure: "the address behind Cloudflare shows" },
  },
  { path: "records", label: "points to" },
  { path: "ttl", label: "remembered", unit: (value) => (value === 1 ? "automatic" : `${shown(value)} s`) },
);

export const EDGE: Readonly<Record<string, Teller>> = {
  "aws:cloudfront/distribution:Distribution": distribution,
  "aws:wafv2/webAcl:WebAcl": firewall,
  "aws:wafv2/webAclAssociation:WebAclAssociation": association,
  "aws:wafv2/ipSet:IpSet": settings({ path: "addresses", label: "addresses" }),
  "cloudflare:index/dnsRecord:DnsRecord": record,
  "aws:route53/record:Record": record,
  "aws:acm/certificate:Certificate": settings(
    { path: "domainName", label: "name" },
    { path: "subjectAlternativeNames", label: "further names" },
  ),
  "cloudflare:index/zoneSetting:ZoneSetting": settings({ path: "value", label: "value" }),
};
