/** Load balancers: what listeners accept, where requests go, what is kept of them. */

import type { Resource } from "../../graph/graph.ts";
import { UNKNOWN } from "../../graph/graph.ts";
import { about, all, companion, isOn, isTrue, itemsAt, mostlyProduction, onlyProduction, says, unknownAt } from "../judge.ts";
import { SECURITY_HUB } from "../references.ts";
import { kept, type Rule } from "../rule.ts";
import { told } from "../world.ts";

const BALANCER = { service: "ALB", of: ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"] } as const;
const RULES = ["aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule"];
const LISTENER = { service: "ALB", of: ["aws:lb/listener:Listener", "aws:alb/listener:Listener"] } as const;

/** Network and gateway load balancers forward packets; what is asked of HTTP does not touch them. */
const isApplication = (balancer: Resource): boolean => {
  const type = told(balancer, "loadBalancerType");
  return type === UNKNOWN || type === undefined || type === "application";
};

const judgeTls = (listener: Resource, judge: (policy: string) => string | null) => {
  const protocol = told(listener, "protocol");
  if (protocol === UNKNOWN) return unknownAt("protocol");
  if (protocol !== "HTTPS" && protocol !== "TLS") return null;
  return says(listener, "sslPolicy", (value) => judge(typeof value === "string" ? value : "ELBSecurityPolicy-2016-08"));
};

/** Oldest TLS that a named policy accepts: the version in its name, and 1.0 where there is none. */
const oldestTls = (policy: string): string => /-1-([0-3])(?=-|$)/.exec(policy)?.[1] ?? "0";

export const ALB: readonly Rule[] = [
  {
    ...LISTENER,
    id: "alb-https",
    title: "listeners speak HTTPS, or only send callers there",
    severity: "high",
    reason: "Whoever is on the way reads and changes what goes over plain HTTP.",
    remedy:
      "make the listener HTTPS with a certificate, or its default action a redirect to HTTPS, without rules that pass requests on",
    reference: `${SECURITY_HUB}/elb-controls.html#elb-1`,
    peers: ["CKV_AWS_2", "CKV2_AWS_20", "AWSGuard alb-http-to-https-redirection", "CIS EKS 5.4.5"],
    judge: (listener, world) => {
      const protocol = told(listener, "protocol");
      if (protocol === UNKNOWN) return unknownAt("protocol");
      if (protocol !== undefined && protocol !== "HTTP") return kept;
      const [actions, rules] = [
        itemsAt(listener, "defaultActions"),
        RULES.flatMap((type) => world.pointingAt(listener, type, "listenerArn")),
      ];
      if (actions === null) return unknownAt("defaultActions");
      return all([
        ...actions.map(({ path }) =>
          says(listener, `${path}.redirect.protocol`, (value) =>
            value === "HTTPS" ? null : "answers plain HTTP instead of a redirect to HTTPS",
          ),
        ),
        ...rules.flatMap((rule) =>
          (itemsAt(rule, "actions") ?? [{ path: "actions" }]).map(({ path }) =>
            about(
              rule,
              says(rule, `${path}.type`, (value) => (value === "forward" ? "passes plain HTTP on" : null)),
            ),
          ),
        ),
      ]);
    },
  },
  {
    ...LISTENER,
    id: "alb-tls",
    title: "listeners accept TLS 1.2 and newer alone",
    severity: "high",
    reason: "TLS 1.0 and 1.1 have known attacks, and a client can be talked down to them.",
    remedy: "set sslPolicy to ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    reference: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html",
    peers: ["CKV_AWS_103"],
    judge: (listener) =>
      judgeTls(listener, (policy) => (Number(oldestTls(policy)) >= 2 ? null : `accepts TLS 1.${oldestTls(policy)} (${policy})`)),
  },
  {
    ...LISTENER,
    id: "alb-ciphers",
    title: "listeners take ciphers with forward secrecy and authenticated encryption alone",
    severity: "medium",
    reason: "Without forward secrecy, traffic recorded today can be read once the key is lost.",
    remedy: "choose a sslPolicy of the Res kind or TLS 1.3 alone, as ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    reference: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html",
    peers: ["CKV2_AWS_74"],
    judge: (listener) =>
      judgeTls(listener, (policy) =>
        // Of 2019 they still took CBC.
        /-Res-(?!2019)/.test(policy) || oldestTls(policy) === "3" ? null : `takes weak ciphers (${policy})`,
      ),
  },
  {
    service: "ALB",
    of: ["aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup"],
    id: "alb-targets-tls",
    title: "the load balancer speaks TLS to its targets",
    severity: onlyProduction("low"),
    reason: "Behind the load balancer, plain HTTP can be read by whoever gets into the network.",
    remedy: "set the target group's protocol to HTTPS and give the targets a certificate",
    reference: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
    peers: ["CKV_AWS_378"],
    judge: (group) => says(group, "protocol", (value) => (value === "HTTP" ? "speaks plain HTTP to its targets" : null)),
  },
  {
    ...BALANCER,
    id: "alb-access-logs",
    title: "requests are logged",
    severity: mostlyProduction("medium"),
    reason: "Without access logs nobody can tell afterwards who asked for what.",
    remedy: "set accessLogs with enabled: true and a bucket",
    reference: `${SECURITY_HUB}/elb-controls.html#elb-5`,
    peers: ["CKV_AWS_91", "AWSGuard elb-logging-enabled"],
    judge: (balancer) => isTrue(balancer, "accessLogs.enabled", "keeps no access logs"),
  },
  {
    ...BALANCER,
    id: "alb-invalid-headers",
    title: "headers that are no HTTP are dropped",
    severity: "medium",
    reason: "Malformed headers are how requests are smuggled past the load balancer.",
    remedy: "set dropInvalidHeaderFields: true",
    reference: `${SECURITY_HUB}/elb-controls.html#elb-4`,
    peers: ["CKV_AWS_131"],
    judge: (balancer) =>
      isApplication(balancer) ? isTrue(balancer, "dropInvalidHeaderFields", "passes invalid headers on") : null,
  },
  {
    ...BALANCER,
    id: "alb-deletion-protection",
    title: "the load balancer cannot be deleted by mistake",
    severity: mostlyProduction("medium"),
    reason: "With it the service's address goes, and a new one has another.",
    remedy: "set monitor:protection.deletion, or enableDeletionProtection: true",
    reference: `${SECURITY_HUB}/elb-controls.html#elb-6`,
    peers: ["CKV_AWS_150", "AWSGuard elb-deletion-protection-enabled"],
    judge: (balancer) => isTrue(balancer, "enableDeletionProtection", "can be deleted"),
  },
  {
    ...BALANCER,
    id: "alb-desync",
    title: "ambiguous requests are kept from the targets",
    severity: "medium",
    reason: "Requests that two servers read differently let one caller poison another's connection.",
    remedy: "set desyncMitigationMode to defensive or strictest, or leave it out",
    reference: `${SECURITY_HUB}/elb-controls.html#elb-12`,
    peers: ["CKV_AWS_328"],
    judge: (balancer) =>
      isApplication(balancer)
        ? says(balancer, "desyncMitigationMode", (value) => (value === "monitor" ? "lets ambiguous requests through" : null))
        : null,
  },
  {
    ...BALANCER,
    id: "alb-firewall",
    title: "a public load balancer stands behind a firewall",
    severity: "medium",
    reason: "What the internet reaches is probed for known holes all day.",
    remedy: "associate a web ACL with it (aws.wafv2.WebAclAssociation)",
    reference: `${SECURITY_HUB}/elb-controls.html#elb-16`,
    peers: ["CKV2_AWS_28"],
    judge: (balancer, world) => {
      if (!isApplication(balancer)) return null;
      const internal = told(balancer, "internal");
      if (isOn(internal)) return kept;
      const guarded = companion(balancer, world, {
        types: ["aws:wafv2/webAclAssociation:WebAclAssociation"],
        input: "resourceArn",
        judge: () => kept,
        missing: "is public without a firewall",
      });
      return guarded.kind === "kept" || internal !== UNKNOWN ? guarded : unknownAt("internal");
    },
  },
];
