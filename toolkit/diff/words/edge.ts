/** What the world sees first: distributions, firewalls, names, certificates, in words. */
import type { Json } from "../../graph/graph.ts";
import { changesAt, inputsOf, type Saying, type Subject, settings, type Teller } from "./saying.ts";
import { onOff, shown } from "./units.ts";

const oldTls = (value: Json | undefined): boolean => /^(SSLv3|TLSv1|TLSv1_2016|TLSv1\.1_2016)$/.test(String(value));

const distribution = settings(
  { path: "aliases", label: "names" },
  { path: "priceClass", label: "locations" },
  {
    path: "enabled",
    label: "serves",
    unit: onOff,
    means: (_, after) => (after === true ? {} : { level: "high", downtime: "nothing is served" }),
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
    means: (_, after) => (after === undefined ? { level: "high", exposure: "no firewall in front any more" } : {}),
  },
  {
    path: "defaultCacheBehavior.viewerProtocolPolicy",
    label: "plain HTTP",
    means: (_, after) => (after === "allow-all" ? { level: "high", exposure: "serves without TLS" } : {}),
  },
);

interface Rule {
  readonly name: string;
  readonly text: string;
}

/** Rules by their names: a priority that moves because another rule comes before is nothing to tell. */
const firewall: Teller = (subject: Subject) => {
  if (changesAt(subject, "rules").length === 0) return defaultAction(subject);
  const { before, after } = inputsOf(subject);
  const rules = (value: Json | undefined): Map<string, Rule> =>
    new Map(
      (Array.isArray(value) ? (value as readonly { readonly [key: string]: Json }[]) : []).map((rule) => {
        const { priority: _, ...rest } = rule;
        return [String(rule.name), { name: String(rule.name), text: JSON.stringify(rest) }];
      }),
    );
  const [was, is] = [rules(before.rules), rules(after.rules)];
  const order = (all: ReadonlyMap<string, Rule>, other: ReadonlyMap<string, Rule>): string =>
    [...all.keys()].filter((name) => other.has(name)).join("\n");
  return [
    ...[...is.keys()]
      .filter((name) => !was.has(name))
      .map((name): Saying => ({ text: `rule ${shown(name)} added`, tells: ["rules"], level: "low" })),
    ...[...was.keys()]
      .filter((name) => !is.has(name))
      .map(
        (name): Saying => ({
          text: `rule ${shown(name)} taken out`,
          tells: ["rules"],
          level: "medium",
          exposure: `the firewall no longer has the rule ${shown(name)}`,
        }),
      ),
    ...[...is.values()]
      .filter(({ name, text }) => was.has(name) && was.get(name)?.text !== text)
      .map(({ name }): Saying => ({ text: `rule ${shown(name)} changed`, tells: changedBelow(subject), level: "low" })),
    ...(order(was, is) === order(is, was)
      ? []
      : [{ text: "rules are asked in another order", tells: ["rules"], level: "medium" as const }]),
    ...defaultAction(subject),
  ];
};

/** Of a rule that stays, what changes in it is told in general, but for its place. */
const changedBelow = (_: Subject): readonly string[] => ["rules.priority"];

const defaultAction = settings({
  path: "defaultAction",
  label: "what no rule decides",
  unit: (value) => (typeof value === "object" && value !== null ? Object.keys(value).join(", ") : shown(value)),
  means: () => ({ level: "medium" }),
});

const record = settings(
  { path: "name", label: "name" },
  { path: "content", label: "points to" },
  {
    path: "proxied",
    label: "behind Cloudflare",
    unit: onOff,
    means: (_, after) => (after === true ? {} : { level: "medium", exposure: "the address behind Cloudflare shows" }),
  },
  { path: "records", label: "points to" },
  { path: "ttl", label: "remembered", unit: (value) => (value === 1 ? "automatic" : `${shown(value)} s`) },
);

export const EDGE: Readonly<Record<string, Teller>> = {
  "aws:cloudfront/distribution:Distribution": distribution,
  "aws:wafv2/webAcl:WebAcl": firewall,
  "aws:wafv2/ipSet:IpSet": settings({ path: "addresses", label: "addresses" }),
  "cloudflare:index/dnsRecord:DnsRecord": record,
  "aws:route53/record:Record": record,
  "aws:acm/certificate:Certificate": settings(
    { path: "domainName", label: "name" },
    { path: "subjectAlternativeNames", label: "further names" },
  ),
  "cloudflare:index/zoneSetting:ZoneSetting": settings({ path: "value", label: "value" }),
};
