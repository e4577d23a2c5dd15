/** CloudFront by region, firewalls, the load balancer: what requests do before they reach a pod. */
import type { Resource } from "../../graph/graph.ts";
import { input } from "./facts.ts";
import type { Situation, UseTable } from "./situation.ts";
import { GB, SECONDS_PER_MONTH } from "./units.ts";

/** A file of the dashboard, compressed. */
const PAGE_FILE_BYTES = 10_000;
/** CloudFront keeps its connections to an origin open: a new one for every so many requests, each open for about a minute. */
const REQUESTS_PER_CONNECTION = 20;

/** The distribution with an origin in the VPC serves the API and the dashboard; others serve the SDK. */
const servesApi = (distribution: Resource): boolean =>
  JSON.stringify(input(distribution, "origins") ?? []).includes("vpcOriginId");

/** The cheapest price class serves everybody from North America and Europe, at their price. https://aws.amazon.com/cloudfront/pricing/ */
function byRegion(
  total: number,
  distribution: Resource,
  { at }: Situation,
): { readonly us: number; readonly asiaPacific?: number } {
  if (input(distribution, "priceClass") === "PriceClass_100") return { us: total };
  return { us: total * (1 - at.viewersElsewhere), asiaPacific: total * at.viewersElsewhere };
}

const requestsTo = (distribution: Resource, { cdn }: Situation): number =>
  servesApi(distribution) ? cdn.api + cdn.pages : cdn.sdk;

/** Requests that a web ACL looks at, and its log has a line of. */
export const seenBy = (acl: Resource | undefined, { cdn }: Situation): number =>
  acl && input(acl, "scope") === "CLOUDFRONT" ? cdn.api + cdn.pages + cdn.sdk : cdn.api;

export const edge: UseTable = {
  "aws:cloudfront/distribution:Distribution": (distribution, situation) => {
    const { at, cdn, traffic } = situation;
    const forApi = servesApi(distribution);
    const requests = requestsTo(distribution, situation);
    const outGb = forApi ? traffic.outGb + (cdn.pages * PAGE_FILE_BYTES) / GB : (cdn.sdk * at.sdkBytes) / GB;
    return {
      monthlyDataTransferToInternetGb: byRegion(outGb, distribution, situation),
      monthlyHttpsRequests: byRegion(requests, distribution, situation),
      // Everybody is sent to HTTPS, and a release has new names or waits for caches to forget the old.
      monthlyHttpRequests: byRegion(0, distribution, situation),
      monthlyInvalidationRequests: 0,
      // Bodies of requests: files are only read.
      monthlyDataTransferToOriginGb: byRegion(forApi ? traffic.inGb : 0, distribution, situation),
    };
  },
  "aws:cloudwatch/logDelivery:LogDelivery": (delivery, situation) => {
    const distribution = situation.facts.beside(delivery, "aws:cloudfront/distribution:Distribution");
    if (!distribution) return {};
    return { monthlyDataIngestedGb: (requestsTo(distribution, situation) * situation.at.accessLogBytes) / GB };
  },
  // It runs for files alone, not for the API.
  "aws:cloudfront/function:Function": (_, { cdn }) => ({ monthlyRequests: cdn.pages }),
  "aws:wafv2/webAcl:WebAcl": (acl, situation) => ({ monthlyRequests: seenBy(acl, situation) }),
  "aws:lb/loadBalancer:LoadBalancer": (_, { traffic }) => {
    const perSecond = traffic.apiRequests / SECONDS_PER_MONTH;
    return {
      newConnections: perSecond / REQUESTS_PER_CONNECTION,
      activeConnections: (perSecond * 60) / REQUESTS_PER_CONNECTION,
      processedBytesGb: traffic.inGb + traffic.outGb,
      // Listeners with nothing but a default action evaluate no rules.
      ruleEvaluations: 0,
    };
  },
};
