/**
 * Which pods fit on which nodes, as pure arithmetic: what a node keeps for itself, what the system's own pods need, and a
 * first-fit packing of the rest. The config rules ask it whether a cluster at its maximum holds the API at its maximum.
 */
import { type Cpu, type Memory, mebibytes, millicores } from "../config/units.ts";
import { type InstanceType, instanceType } from "./instances.ts";

/** What a pod asks for, or a node has to give. */
export interface Resources {
  /** Thousandths of a vCPU. */
  readonly cpu: number;
  /** Mebibytes. */
  readonly memory: number;
}

export interface NodePool {
  readonly name: string;
  readonly instanceTypes: readonly string[];
  readonly max: number;
}

export interface ApiSize {
  readonly replicas: { readonly min: number; readonly max: number };
  readonly cpu: Cpu;
  readonly memory: Memory;
}

/** Every node runs the CNI, kube-proxy, the EBS driver and the Pod Identity agent. Requests as the managed add-ons ship them. */
const DAEMONS: Resources = { cpu: 250, memory: 300 };

/** What the cluster runs once: DNS, volume, load-balancer, secret and metrics controllers, in pods of this size. */
const SYSTEM_PODS = { count: 12, each: { cpu: 100, memory: 128 } } as const;

/** A rolling update runs one pod more than the maximum. */
const SURGE = 1;

/** With prefix delegation a node of fewer than 30 vCPUs takes this many pods. https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html */
export const PODS_PER_NODE = 110;

/** A pod requests half of its CPU limit and all of its memory limit, so that a memory target means something. */
export const apiRequests = (api: Pick<ApiSize, "cpu" | "memory">): Resources => ({
  cpu: Math.round(millicores(api.cpu) / 2),
  memory: mebibytes(api.memory),
});

/**
 * What a node of a type leaves for pods, after the kubelet's reserve and its eviction threshold.
 * https://docs.aws.amazon.com/eks/latest/best-practices/data-plane.html and awslabs/amazon-eks-ami's kubelet defaults:
 * 255 MiB + 11 MiB per pod, 100 MiB for eviction; 6 % of the first core, 1 % of the second, 0.5 % of the next two, 0.25 % of the rest.
 */
export function allocatable(type: InstanceType): Resources {
  const reservedCpu =
    [60, 10, 5, 5].slice(0, type.vcpus).reduce((sum, part) => sum + part, 0) + Math.max(0, type.vcpus - 4) * 2.5;
  const reservedMemory = 255 + 11 * PODS_PER_NODE + 100;
  // The hypervisor and the kernel take about a sixteenth before the kubelet sees the memory.
  const visible = Math.floor(type.memoryMib * (15 / 16));
  return { cpu: Math.floor(type.vcpus * 1000 - reservedCpu), memory: visible - reservedMemory };
}

/** What a pool's node surely offers: the least of its instance types, less the daemons. */
export function nodeCapacity(pool: Pick<NodePool, "instanceTypes">): Resources {
  const offers = pool.instanceTypes.map((name) => allocatable(instanceType(name)));
  return {
    cpu: Math.min(...offers.map((offer) => offer.cpu)) - DAEMONS.cpu,
    memory: Math.min(...offers.map((offer) => offer.memory)) - DAEMONS.memory,
  };
}

export interface Fit {
  /** API pods wanted, the one of a rolling update among them. */
  readonly wanted: number;
  /** API pods that found a place. */
  readonly placed: number;
}

/** Packs the system's pods and the API at its maximum on the pools at theirs, largest pod first, each on the first node with room. */
export function fitAtMaximum(pools: readonly NodePool[], api: ApiSize): Fit {
  const nodes = pools.flatMap((pool) => Array.from({ length: pool.max }, () => ({ ...nodeCapacity(pool) })));
  const place = (pod: Resources): boolean => {
    const node = nodes.find(({ cpu, memory }) => cpu >= pod.cpu && memory >= pod.memory);
    if (!node) return false;
    node.cpu -= pod.cpu;
    node.memory -= pod.memory;
    return true;
  };
  const system = Array.from({ length: SYSTEM_PODS.count }, () => place(SYSTEM_PODS.each)).every(Boolean);
  const wanted = api.replicas.max + SURGE;
  const placed = Array.from({ length: wanted }, () => place(apiRequests(api))).filter(Boolean).length;
  return { wanted, placed: system ? placed : 0 };
}
