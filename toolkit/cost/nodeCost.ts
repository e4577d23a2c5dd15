/** Who the nodes' cost is for: each service's part by what its pods ask for, and what nobody asked for. Pure. */
import { wholeParts } from "./compare/shares.ts";
import type { Estimate } from "./line.ts";
import type { Placement } from "./model/nodes.ts";
import type { Micros } from "./money.ts";

export interface NodeShare {
  /** `monitor-api`, `coredns`; `daemons` are those on every node, `system` what the kubelet and the kernel keep. */
  readonly service: string;
  /** From 0 to 1. */
  readonly share: number;
  readonly monthly: Micros;
}

export interface NodeCost {
  readonly nodes: number;
  readonly pods: number;
  /** At typical use: machines and their disks. */
  readonly monthly: Micros;
  /** The largest first. With `idle` they add up to `monthly` exactly. */
  readonly services: readonly NodeShare[];
  /** Paid for, and asked for by nobody. */
  readonly idle: NodeShare;
  /** Pods that no node has room for. */
  readonly unplaced: number;
}

/** Half of a node's cost goes by processors, half by memory (`model/nodes.ts`). Null where there are no nodes. */
export function nodeCost({ lines }: Estimate, { nodes, shares, idle, unplaced }: Placement): NodeCost | null {
  if (nodes.length === 0) return null;
  const monthly = lines
    .filter(({ id, sku }) => id.startsWith("NodeGroup/") && ["ec2", "ebs"].includes(sku.service))
    .reduce((sum, line) => sum + line.monthly.typical, 0);
  const all = [...[...shares].map(([service, share]) => ({ service, share })), { service: "idle", share: idle }];
  const weights = all.map(({ share }) => BigInt(Math.round(share * 1e9)));
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  const parts = wholeParts(
    weights.map((weight) => weight * BigInt(monthly)),
    total,
    monthly,
  );
  const shared = all.map((each, index): NodeShare => ({ ...each, monthly: parts[index] ?? 0 }));
  const none = shared.pop() as NodeShare;
  return {
    ...{ nodes: nodes.length, pods: nodes.reduce((sum, node) => sum + node.pods.length, 0), monthly },
    ...{ services: shared.sort((a, b) => b.share - a.share), idle: none, unplaced: unplaced.length },
  };
}
