/** Load balancers. https://aws.amazon.com/elasticloadbalancing/pricing/ */
import type { Draft } from "../line.ts";
import { HOURS_PER_MONTH } from "../money.ts";
import { aws, fixed, metered } from "./draft.ts";
import { type Mapper, per, type Service, type Use, used } from "./mapper.ts";
import type { Reader } from "./reader.ts";

interface Kind {
  readonly service: string;
  readonly name: string;
  /** What one capacity unit holds: new connections a second, active ones a minute, rules evaluated a second. A GB an hour, too. */
  readonly unit: { readonly connections: number; readonly active: number; readonly rules?: number };
}

const KINDS: Readonly<Record<string, Kind>> = {
  application: { service: "alb", name: "Application", unit: { connections: 25, active: 3000, rules: 1000 } },
  // Of TCP; a TLS listener holds less.
  network: { service: "nlb", name: "Network", unit: { connections: 800, active: 100_000 } },
  gateway: { service: "gwlb", name: "Gateway", unit: { connections: 600, active: 60_000 } },
};

/** Hours of capacity units in a month: AWS charges the dimension that takes most. Null where nobody said anything. */
export function capacityHours(use: Use, { connections, active, rules }: Kind["unit"]): number | null {
  const all = (key: string, unit: number | undefined): number | undefined => {
    const rate = used(use, key);
    return rate === undefined || unit === undefined ? undefined : (rate / unit) * HOURS_PER_MONTH;
  };
  const dimensions = [
    // Whoever knows the hours themselves, from a bill.
    used(use, "capacityUnitHours"),
    all("newConnections", connections),
    all("activeConnections", active),
    all("ruleEvaluations", rules),
    used(use, "processedBytesGb"),
  ].filter((hours) => hours !== undefined);
  return dimensions.length === 0 ? null : Math.max(...dimensions);
}

const balancer: Mapper = (inputs, use, { region }) => {
  const kind = KINDS[(inputs.text("loadBalancerType") ?? "application").toLowerCase()] ?? (KINDS.application as Kind);
  const sku = aws(kind.service, region);
  const units = capacityHours(use, kind.unit);
  return [
    fixed("hours", `${kind.name} load balancer`, sku(`${kind.service}.hour`), HOURS_PER_MONTH, "hours"),
    metered("capacity", "Load balancer capacity units", sku(`${kind.service}.lcu`), units, "LCU-hours"),
    ...addresses(inputs, use, region),
  ];
};

/** AWS charges a balancer's public addresses like all others: one in every zone that it faces the internet in. */
function addresses(inputs: Reader, use: Use, region: string): readonly Draft[] {
  if (inputs.is("internal")) return [];
  const zones = inputs.blocks("subnetMappings").filter((zone) => !zone.has("allocationId")).length;
  const count = used(use, "publicIpv4Addresses") ?? (zones || inputs.list("subnets").length);
  const sku = aws("vpc", region)("public-ipv4");
  return count > 0 ? [fixed("public-ipv4", "Public IPv4 addresses", sku, HOURS_PER_MONTH, "hours", { count })] : [];
}

export const loadBalancer: Service = {
  name: "Load balancer",
  priced: {
    "aws:lb/loadBalancer:LoadBalancer": balancer,
    "aws:alb/loadBalancer:LoadBalancer": balancer,
    "aws:elb/loadBalancer:LoadBalancer": (_inputs, use, { region }) => {
      const sku = aws("clb", region);
      return [
        fixed("hours", "Classic load balancer", sku("clb.hour"), HOURS_PER_MONTH, "hours"),
        metered("data", "Data processed", sku("clb.data"), per(used(use, "monthlyDataProcessedGb")), "GB"),
      ];
    },
  },
  free: {
    "aws:lb/listener:Listener": "charged as the load balancer's hours and capacity units",
    "aws:lb/listenerRule:ListenerRule": "charged as the load balancer's capacity units",
    "aws:lb/targetGroup:TargetGroup": "charged as the load balancer's hours and capacity units",
    "aws:lb/targetGroupAttachment:TargetGroupAttachment": "charged as the load balancer's hours and capacity units",
  },
};
