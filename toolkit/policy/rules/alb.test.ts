import { describe, expect, it } from "vitest";
import type { Rule } from "../rule.ts";
import { ALB } from "./alb.ts";
import { beside, type Inputs, judged, type RuleRow, rulesOf } from "./testRows.ts";
import { adrift, both, messages, outcomes, ruleIn, set, unknown } from "./testTable.ts";

const LISTENER = "aws:lb/listener:Listener";
const listener = (inputs: Inputs) => judged(LISTENER, { port: 443, ...inputs });
const https = (sslPolicy: string) => listener({ protocol: "HTTPS", sslPolicy });
const SAFE = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06";
const balancer = (inputs: Inputs = {}) =>
  judged("aws:lb/loadBalancer:LoadBalancer", { loadBalancerType: "application", ...inputs });
const firewall = beside("aws:wafv2/webAclAssociation:WebAclAssociation", "resourceArn", balancer());

rulesOf(ALB, {
  "alb-https": [
    [listener({ protocol: "HTTP", defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS" } }] })],
    set("it", "defaultActions[0]", { type: "forward" }),
    "answers plain HTTP instead of a redirect to HTTPS",
    unknown("it", "protocol"),
  ],
  "alb-tls": [
    [https(SAFE)],
    set("it", "sslPolicy", undefined),
    "accepts TLS 1.0 (ELBSecurityPolicy-2016-08)",
    unknown("it", "sslPolicy"),
  ],
  "alb-ciphers": [
    [https(SAFE)],
    set("it", "sslPolicy", "ELBSecurityPolicy-TLS-1-2-2017-01"),
    "takes weak ciphers (ELBSecurityPolicy-TLS-1-2-2017-01)",
    unknown("it", "protocol"),
  ],
  "alb-targets-tls": [
    [judged("aws:lb/targetGroup:TargetGroup", { protocol: "HTTPS" })],
    set("it", "protocol", "HTTP"),
    "speaks plain HTTP to its targets",
    unknown("it", "protocol"),
  ],
  "alb-access-logs": [
    [balancer({ accessLogs: { enabled: true, bucket: "logs" } })],
    set("it", "accessLogs", undefined),
    "keeps no access logs",
    unknown("it", "accessLogs"),
  ],
  "alb-invalid-headers": [
    [balancer({ dropInvalidHeaderFields: true })],
    set("it", "dropInvalidHeaderFields", false),
    "passes invalid headers on",
    unknown("it", "dropInvalidHeaderFields"),
  ],
  "alb-deletion-protection": [
    [balancer({ enableDeletionProtection: true })],
    set("it", "enableDeletionProtection", undefined),
    "can be deleted",
    unknown("it", "enableDeletionProtection"),
  ],
  "alb-desync": [
    [balancer()],
    set("it", "desyncMitigationMode", "monitor"),
    "lets ambiguous requests through",
    unknown("it", "desyncMitigationMode"),
  ],
  "alb-firewall": [
    [balancer({ internal: false }), firewall],
    adriftInClear(),
    "is public without a firewall",
    adrift("beside", "resourceArn"),
  ],
} satisfies Record<string, RuleRow>);

/** The association is of another load balancer. */
function adriftInClear() {
  return both(adrift("beside", "resourceArn"), set("beside", "resourceArn", "arn:aws:elasticloadbalancing:another"));
}

describe("TLS policies", () => {
  const said = (id: string, sslPolicy: string) => {
    return messages(outcomes(ruleIn(ALB, id), { resources: [https(sslPolicy)] }), "broken").length === 0;
  };

  it.each([
    ["ELBSecurityPolicy-TLS13-1-3-2021-06", true, true],
    ["ELBSecurityPolicy-TLS13-1-2-Res-2021-06", true, true],
    ["ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04", true, true],
    ["ELBSecurityPolicy-TLS13-1-2-2021-06", true, false],
    ["ELBSecurityPolicy-FS-1-2-Res-2020-10", true, true],
    ["ELBSecurityPolicy-FS-1-2-Res-2019-08", true, false],
    ["ELBSecurityPolicy-TLS-1-2-Ext-2018-06", true, false],
    ["ELBSecurityPolicy-TLS-1-1-2017-01", false, false],
    ["ELBSecurityPolicy-TLS13-1-0-2021-06", false, false],
    ["ELBSecurityPolicy-FS-2018-06", false, false],
    ["ELBSecurityPolicy-2016-08", false, false],
  ])("%s", (policy, isNew, isStrong) => {
    expect([said("alb-tls", policy), said("alb-ciphers", policy)]).toEqual([isNew, isStrong]);
  });
});

describe("a listener that only leads to HTTPS", () => {
  const leading = listener({ protocol: "HTTP", defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS" } }] });
  const ruled = (type: string) => beside("aws:alb/listenerRule:ListenerRule", "listenerArn", leading, { actions: [{ type }] });
  const said = (type: string) => messages(outcomes(ALB[0] as Rule, { resources: [leading, ruled(type)] }), "broken");

  it("passes nothing on by its rules either", () => {
    expect([ALB[0]?.id, said("forward"), said("fixed-response")]).toEqual(["alb-https", ["beside: passes plain HTTP on"], []]);
  });
});

it("takes a load balancer for internal that says so as text", () => {
  const inside = balancer({ internal: "true" });
  const firewalled = ALB.find(({ id }) => id === "alb-firewall") as Rule;
  expect(outcomes(firewalled, { resources: [inside] })).toMatchObject([{ kind: "kept" }]);
});

it("asks nothing about HTTP of what forwards packets", () => {
  const network = judged("aws:lb/loadBalancer:LoadBalancer", { loadBalancerType: "network", internal: false });
  const asked = ALB.filter((rule) => outcomes(rule, { resources: [network] }).length > 0).map(({ id }) => id);
  expect(asked).toEqual(["alb-access-logs", "alb-deletion-protection"]);
});
