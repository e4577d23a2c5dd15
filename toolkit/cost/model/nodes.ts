/**
 * Pods on nodes: how many pods the traffic needs, which nodes hold them (first-fit decreasing), what part of the nodes each service takes
 * and what is left idle. A node's own capacity is what the config rules reckon with (`infra/cluster/capacity.ts`).
 */
import { allocatable, nodeCapacity, PODS_PER_NODE, type Resources } from "../../../infra/cluster/capacity.ts";
import { INSTANCE_NAMES, instanceType } from "../../../infra/cluster/instances.ts";
import type { Resource } from "../../graph/graph.ts";
import type { EnvironmentAt } from "./assumptions.ts";
import { type Facts, input, numberIn } from "./facts.ts";
import type { Traffic } from "./traffic.ts";

export interface Pod extends Resources {
  /** Whose pod it is: `monitor-api`, `coredns`. */
  readonly service: string;
}

export interface Pool {
  /** URN of the node group. */
  readonly name: string;
  /** What a node leaves for pods, daemons already running. */
  readonly room: Resources;
  /** What a whole node has: what is paid for. */
  readonly whole: Resources;
  /** What daemons ask for on each node. */
  readonly daemons: Resources;
  readonly min: number;
  readonly max: number;
}

export interface Node {
  readonly pool: Pool;
  readonly pods: readonly Pod[];
}

export interface Packing {
  readonly nodes: readonly Node[];
  /** Pods that no node has room for, all pools being at their maximum. */
  readonly unplaced: readonly Pod[];
}

export interface Placement extends Packing {
  /** Nodes of each pool, by the URN of its node group. */
  readonly instances: ReadonlyMap<string, number>;
  /** Part of the nodes' cost that each service's requests take; `daemons` and `system` (kubelet and kernel) among them. */
  readonly shares: ReadonlyMap<string, number>;
  /** Part that nobody asked for. Shares and this make 1, where there are nodes. */
  readonly idle: number;
}

/** The largest pods first, each on the first node with room; a node is added where there is none, in the order of the pools. */
export function pack(pods: readonly Pod[], pools: readonly Pool[]): Packing {
  const open = pools.flatMap((pool) => Array.from({ length: pool.min }, () => emptyNode(pool)));
  const added = new Map(pools.map((pool) => [pool, pool.min]));
  const unplaced: Pod[] = [];
  const largest = pools[0]?.room ?? { cpu: 1, memory: 1 };
  const size = (pod: Pod): number => Math.max(pod.cpu / largest.cpu, pod.memory / largest.memory);
  for (const pod of [...pods].sort((a, b) => size(b) - size(a))) {
    let node = open.find(({ left, held }) => fits(pod, left) && held.length < PODS_PER_NODE);
    if (!node) {
      const pool = pools.find((candidate) => (added.get(candidate) ?? 0) < candidate.max && fits(pod, candidate.room));
      if (pool) {
        node = emptyNode(pool);
        open.push(node);
        added.set(pool, (added.get(pool) ?? 0) + 1);
      }
    }
    if (!node) unplaced.push(pod);
    else {
      node.held.push(pod);
      node.left = { cpu: node.left.cpu - pod.cpu, memory: node.left.memory - pod.memory };
    }
  }
  return { nodes: open.map(({ pool, held }) => ({ pool, pods: held })), unplaced };
}

const emptyNode = (pool: Pool) => ({ pool, held: [] as Pod[], left: pool.room });
const fits = (pod: Resources, room: Resources): boolean => pod.cpu <= room.cpu && pod.memory <= room.memory;

/** Half of a node's cost goes by processor, half by memory: what each asks for of the whole. */
export function sharesOf({ nodes }: Packing): Pick<Placement, "shares" | "idle"> {
  const total = { cpu: 0, memory: 0 };
  const asked = new Map<string, { cpu: number; memory: number }>();
  const add = (service: string, { cpu, memory }: Resources): void => {
    const known = asked.get(service) ?? { cpu: 0, memory: 0 };
    asked.set(service, { cpu: known.cpu + cpu, memory: known.memory + memory });
  };
  for (const { pool, pods } of nodes) {
    total.cpu += pool.whole.cpu;
    total.memory += pool.whole.memory;
    add("daemons", pool.daemons);
    const { room, whole, daemons } = pool;
    add("system", { cpu: whole.cpu - room.cpu - daemons.cpu, memory: whole.memory - room.memory - daemons.memory });
    for (const pod of pods) add(pod.service, pod);
  }
  const shares = new Map(
    [...asked].map(([service, { cpu, memory }]) => [service, (cpu / total.cpu + memory / total.memory) / 2]),
  );
  const taken = [...shares.values()].reduce((sum, share) => sum + share, 0);
  return { shares, idle: nodes.length > 0 ? 1 - taken : 0 };
}

const MIB_PER = { Mi: 1, Gi: 1024 } as const;
/** Kubernetes quantities as our objects write them: `2000m`, `2`, `8192Mi`. */
const cpuOf = (text: unknown): number => (String(text).endsWith("m") ? Number.parseFloat(String(text)) : Number(text) * 1_000);
const memoryOf = (text: unknown): number =>
  Number.parseFloat(String(text)) * (MIB_PER[String(text).slice(-2) as keyof typeof MIB_PER] ?? 2 ** -20);

/**
 * Pods of the cluster's own, by add-on or chart: what they ask for as shipped. Controllers whose charts ask for nothing count as the config
 * rules count them. https://github.com/kubernetes-sigs/aws-ebs-csi-driver and https://github.com/kubernetes-sigs/metrics-server (values.yaml)
 */
const SYSTEM_PODS: Readonly<Record<string, { readonly pods: number; readonly each: Resources }>> = {
  coredns: { pods: 2, each: { cpu: 100, memory: 70 } },
  "aws-ebs-csi-driver": { pods: 2, each: { cpu: 60, memory: 240 } },
  "metrics-server": { pods: 1, each: { cpu: 100, memory: 200 } },
  "aws-load-balancer-controller": { pods: 2, each: { cpu: 100, memory: 128 } },
  "external-secrets": { pods: 3, each: { cpu: 100, memory: 128 } },
  karpenter: { pods: 2, each: { cpu: 1_000, memory: 1_024 } },
};

function systemPods(facts: Facts): Pod[] {
  const addons = facts.all("aws:eks/addon:Addon").map((addon) => ({ name: input(addon, "addonName"), replicas: undefined }));
  const charts = facts
    .all("kubernetes:helm.sh/v3:Release")
    .map((release) => ({ name: input(release, "name"), replicas: input(release, "values", "replicas") }));
  return [...addons, ...charts].flatMap(({ name, replicas }) => {
    const known = SYSTEM_PODS[String(name)];
    if (!known) return [];
    const pods = typeof replicas === "number" ? replicas : known.pods;
    return Array.from({ length: pods }, () => ({ service: String(name), ...known.each }));
  });
}

const AUTOSCALER = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";

/** Pods of our deployments: as many as the busiest hour keeps as busy as the autoscaler wants them, between its bounds. */
function servicePods(facts: Facts, at: EnvironmentAt, { peakRequests }: Traffic): Pod[] {
  return facts.all("kubernetes:apps/v1:Deployment").flatMap((deployment) => {
    const name = input(deployment, "metadata", "name");
    const requests = { cpu: 0, memory: 0 };
    const containers = input(deployment, "spec", "template", "spec", "containers");
    for (const [index] of (Array.isArray(containers) ? containers : []).entries()) {
      const of = (key: string) =>
        input(deployment, "spec", "template", "spec", "containers", index, "resources", "requests", key);
      requests.cpu += cpuOf(of("cpu") ?? 0);
      requests.memory += memoryOf(of("memory") ?? 0);
    }
    const autoscaler = facts.named(AUTOSCALER, name, "spec", "scaleTargetRef", "name");
    const min = numberIn(autoscaler, numberIn(deployment, 1, "spec", "replicas"), "spec", "minReplicas");
    const max = numberIn(autoscaler, min, "spec", "maxReplicas");
    const busy = numberIn(autoscaler, 70, "spec", "metrics", 0, "resource", "target", "averageUtilization") / 100;
    const needed = Math.ceil(peakRequests / (at.requestsPerVcpu * (requests.cpu / 1_000) * busy));
    const pods = Math.min(max, Math.max(min, Number.isFinite(needed) ? needed : min));
    return Array.from({ length: pods }, () => ({ service: String(name), ...requests }));
  });
}

function poolOf(group: Resource): Pool | undefined {
  const types = input(group, "instanceTypes");
  const names = (Array.isArray(types) ? types : []).map(String);
  // Of a type that the component library does not know nothing is known about its room; the node group stays at its own desired size.
  if (names.length === 0 || names.some((name) => !INSTANCE_NAMES.includes(name))) return undefined;
  const [first = ""] = names;
  const { vcpus, memoryMib } = instanceType(first);
  const room = nodeCapacity({ instanceTypes: names });
  const least = names.map((name) => allocatable(instanceType(name)));
  const free = { cpu: Math.min(...least.map(({ cpu }) => cpu)), memory: Math.min(...least.map(({ memory }) => memory)) };
  return {
    ...{ name: group.urn, room, whole: { cpu: vcpus * 1_000, memory: memoryMib } },
    daemons: { cpu: free.cpu - room.cpu, memory: free.memory - room.memory },
    min: numberIn(group, 0, "scalingConfig", "minSize"),
    max: numberIn(group, 0, "scalingConfig", "maxSize"),
  };
}

export function placementOf(facts: Facts, at: EnvironmentAt, traffic: Traffic): Placement {
  const pools = facts.all("aws:eks/nodeGroup:NodeGroup").flatMap((group) => poolOf(group) ?? []);
  const packing = pack([...servicePods(facts, at, traffic), ...systemPods(facts)], pools);
  const instances = new Map(pools.map(({ name }) => [name, packing.nodes.filter(({ pool }) => pool.name === name).length]));
  return { ...packing, instances, ...sharesOf(packing) };
}
