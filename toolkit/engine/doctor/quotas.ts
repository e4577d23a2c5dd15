/** What a stack needs of an account's quotas, and whether it is allowed. https://docs.aws.amazon.com/servicequotas/latest/userguide/intro.html */
import { instanceType } from "../../../infra/cluster/instances.ts";
import type { EnvironmentConfig } from "../../../infra/config/schema/index.ts";
import { cannotTell, type Finding, failed, ok } from "./check.ts";

export interface Need {
  readonly what: string;
  readonly service: string;
  readonly code: string;
  readonly needed: number;
  /** Why so many, where it does not go without saying. */
  readonly why: string;
  /** How to list what the region holds of it already; undefined where counting is not worth the asking. */
  readonly held: { readonly command: readonly string[]; readonly list: string } | undefined;
}

/** Lambda refuses to reserve so much that fewer than these are left for all other functions. https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const UNRESERVED = 100;

export function needsOf({ network, cluster, addons, ai }: EnvironmentConfig): Need[] {
  const gateways = { none: 0, one: 1, "per-zone": network.zones.length }[network.nat];
  const vcpus = (capacity: "on-demand" | "spot") => {
    const pools = cluster.nodePools.filter((pool) => pool.capacity === capacity);
    const most = pools.map(({ instanceTypes, max }) => max * Math.max(...instanceTypes.map((name) => instanceType(name).vcpus)));
    const karpenter = addons.karpenter?.capacity.includes(capacity) ? addons.karpenter.maxVcpus : 0;
    return most.reduce((sum, count) => sum + count, karpenter);
  };
  const nodes = "with every node pool at its maximum";
  const needs: Need[] = [
    {
      ...{ what: "quota: VPCs", service: "vpc", code: "L-F678F1CE", needed: 1, why: "" },
      held: { command: ["ec2", "describe-vpcs"], list: "Vpcs" },
    },
    {
      ...{ what: "quota: Elastic IPs", service: "ec2", code: "L-0263D0A3", needed: gateways, why: "for NAT" },
      held: { command: ["ec2", "describe-addresses"], list: "Addresses" },
    },
    {
      ...{ what: "quota: on-demand vCPUs", service: "ec2", code: "L-1216C47A", needed: vcpus("on-demand"), why: nodes },
      held: undefined,
    },
    { ...{ what: "quota: spot vCPUs", service: "ec2", code: "L-34B43A08", needed: vcpus("spot"), why: nodes }, held: undefined },
    {
      ...{ what: "quota: Lambda concurrency", service: "lambda", code: "L-B99A9384", needed: ai.concurrency + UNRESERVED },
      why: `${ai.concurrency} reserved, and ${UNRESERVED} that must stay free`,
      held: undefined,
    },
  ];
  return needs.filter(({ needed }) => needed > 0);
}

/** @param quota undefined where it cannot be asked, and `because` says why; @param held by others; undefined where nobody counted */
export function quotaFinding(
  need: Need,
  region: string,
  quota: number | undefined,
  held: number | undefined,
  because: string,
): Finding {
  const why = need.why && ` (${need.why})`;
  if (quota === undefined) return cannotTell(`needs ${need.needed}${why}; the quota cannot be asked: ${because}`);
  const wants = `needs ${need.needed} of ${quota} in ${region}${why}`;
  const total = need.needed + (held ?? 0);
  const raise =
    `aws service-quotas request-service-quota-increase --service-code ${need.service} --quota-code ${need.code} ` +
    `--desired-value ${total} --region ${region}`;
  if (total > quota) return failed(`${wants}${held ? `, where others hold ${held}` : ""}`, raise);
  if (need.held === undefined) return ok(`${wants}, shared with all else there`);
  return held === undefined
    ? cannotTell(`${wants}; what others hold cannot be asked: ${because}`)
    : ok(`${wants}, where others hold ${held}`);
}

/** Of what a region holds, how much is not this stack's own. */
export function heldByOthers(listed: readonly unknown[], project: string, stack: string): number {
  const own = { app: project, environment: stack };
  return listed.filter((item) => {
    const tags = (item as { Tags?: { Key: string; Value: string }[] }).Tags ?? [];
    return !Object.entries(own).every(([key, value]) => tags.some((tag) => tag.Key === key && tag.Value === value));
  }).length;
}
