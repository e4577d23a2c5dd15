/** What stands still when a resource goes, or another takes its place. */
import { knownAs } from "./facts.ts";

interface Stop {
  readonly gone: string;
  /** Where the new one is there before the old one goes. @default nothing stands still */
  readonly anew?: string;
}

const POINTS_ELSEWHERE = "clients change over to another address";
const BALANCER: Stop = { gone: "nothing is served through it", anew: POINTS_ELSEWHERE };
const GATEWAY: Stop = { gone: "connections through it break", anew: "connections through it break" };
const NAME: Stop = { gone: "the name leads nowhere" };
const WORKLOAD: Stop = { gone: "no pod runs", anew: "pods of both run for a while" };

const STOPS: Readonly<Record<string, Stop>> = {
  "aws:lb/loadBalancer:LoadBalancer": BALANCER,
  "aws:elb/loadBalancer:LoadBalancer": BALANCER,
  "aws:lb/listener:Listener": { gone: "nothing listens on its port" },
  "aws:cloudfront/distribution:Distribution": BALANCER,
  ...{ "aws:ec2/natGateway:NatGateway": GATEWAY, "aws:ec2/internetGateway:InternetGateway": GATEWAY },
  "aws:ec2/vpcEndpoint:VpcEndpoint": GATEWAY,
  "aws:ec2/route:Route": { gone: "what it leads to cannot be reached" },
  "aws:eks/nodeGroup:NodeGroup": {
    gone: "pods on its nodes move, as far as others have room",
    anew: "pods move to the new nodes",
  },
  "aws:ec2/instance:Instance": { gone: "the instance stops", anew: POINTS_ELSEWHERE },
  "aws:ecs/service:Service": { gone: "no task runs" },
  "aws:lambda/function:Function": { gone: "calls fail" },
  ...{ "aws:route53/record:Record": NAME, "cloudflare:index/dnsRecord:DnsRecord": NAME },
  ...{ "kubernetes:apps/v1:Deployment": WORKLOAD, "kubernetes:apps/v1:StatefulSet": WORKLOAD },
  "kubernetes:apps/v1:DaemonSet": WORKLOAD,
  "kubernetes:core/v1:Service": { gone: "nothing reaches its pods by its name" },
  "kubernetes:networking.k8s.io/v1:Ingress": { gone: "nothing is served through it" },
};

/** Null where nothing does. @param isFirstDeleted whether the old one goes before the new one is there */
export function stopOf(type: string, operation: "delete" | "replace", isFirstDeleted: boolean): string | null {
  const stop = STOPS[knownAs(type)];
  if (!stop) return null;
  if (operation === "delete") return stop.gone;
  return isFirstDeleted ? `until the new one is there, ${stop.gone}` : (stop.anew ?? null);
}
