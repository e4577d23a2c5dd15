/**
 * What other people's scanners find in an environment, and what of it is waived: by a waiver of the rule that asks the same
 * (`monitor:policy.waivers`), or here, where a scanner is wrong and the rule of ours is kept.
 */
import type { PolicySettings } from "../../../infra/config/schema/policy.ts";
import type { Rule } from "../rule.ts";

/** A check that a resource failed. */
export interface Failure {
  /** `CKV_AWS_91`, `kube-score pod-probes`. */
  readonly check: string;
  /** As the scanner calls it: `aws_lb.alb-balancer`, `Deployment.monitor.monitor-api`. */
  readonly resource: string;
}

export interface PeerWaiver {
  readonly check: string;
  readonly owner: string;
  readonly reason: string;
  /** Last day it holds. */
  readonly expires: string;
}

export const PEER_WAIVERS: readonly PeerWaiver[] = [
  {
    check: "CKV_AWS_25",
    owner: "platform",
    reason:
      "Atlas's private link needs ports 1024 to 65535 (3389 among them), and the rules admit two security groups alone; the check does not read referenced_security_group_id and takes that for everybody.",
    expires: "2027-11-30",
  },
  {
    check: "CKV_AWS_86",
    owner: "platform",
    reason:
      "The distributions are logged by aws_cloudwatch_log_delivery, CloudFront's present way, which needs no ACL on the bucket; the check knows logging_config alone.",
    expires: "2027-11-30",
  },
  {
    check: "CKV2_AWS_47",
    owner: "platform",
    reason:
      "The firewall has the managed group that blocks Log4j lookups. The check asks for AnonymousIpList besides: that one judges the address that connects, which is Cloudflare's, and would turn away visitors behind a VPN.",
    expires: "2027-11-30",
  },
];

export interface Waiving {
  readonly settings: Pick<PolicySettings, "waivers">;
  readonly rules: readonly Pick<Rule, "id" | "peers">[];
  /** As 2026-11-23. */
  readonly today: string;
}

/** Whether somebody answers for a failure today. */
export function isWaived({ check, resource }: Failure, { settings, rules, today }: Waiving): boolean {
  const twins = rules.filter(({ peers }) => peers.includes(check)).map(({ id }) => id);
  const ours = settings.waivers.filter(
    (waiver) => twins.includes(waiver.rule) && (waiver.resource === undefined || resource.endsWith(`.${waiver.resource}`)),
  );
  return [...ours, ...PEER_WAIVERS.filter((waiver) => waiver.check === check)].some(({ expires }) => today <= expires);
}
