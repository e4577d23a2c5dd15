/** Where pods stand in a program: whatever kind makes them, rules see the same pod template and the same containers. */
import type { Json, Resource } from "../../graph/graph.ts";
import { all, fields, itemsAt, says, unknownAt } from "../judge.ts";
import type { Outcome, Rule } from "../rule.ts";
import { read, told, type World } from "../world.ts";

export const SERVICE = "Kubernetes";

/** Kinds that make pods, with the path of their pod template; a Pod is its own. */
const TEMPLATES: Readonly<Record<string, string>> = {
  "kubernetes:argoproj.io/v1alpha1:Rollout": "spec.template.",
  "kubernetes:core/v1:Pod": "",
  "kubernetes:core/v1:ReplicationController": "spec.template.",
  "kubernetes:apps/v1:DaemonSet": "spec.template.",
  "kubernetes:apps/v1:Deployment": "spec.template.",
  "kubernetes:apps/v1:ReplicaSet": "spec.template.",
  "kubernetes:apps/v1:StatefulSet": "spec.template.",
  "kubernetes:batch/v1:CronJob": "spec.jobTemplate.spec.template.",
  "kubernetes:batch/v1:Job": "spec.template.",
};

export const WORKLOADS = Object.keys(TEMPLATES);

/** Those that run until somebody stops them. A pod by itself may end. */
export const LASTING = [
  ...["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"].map((kind) => `kubernetes:apps/v1:${kind}`),
  "kubernetes:core/v1:ReplicationController",
  "kubernetes:argoproj.io/v1alpha1:Rollout",
];

export const podPath = ({ type }: Resource): string => `${TEMPLATES[type]}spec`;

/** Where containers stand in a pod's spec; those to look into a pod with are added later, as a rule. */
export const CONTAINER_LISTS = ["containers", "initContainers", "ephemeralContainers"] as const;

export const podAnnotations = ({ type }: Resource): string => `${TEMPLATES[type]}metadata.annotations`;

/** What the pods are labelled with; unknown where the plan cannot tell. */
export const podLabels = (workload: Resource): Json | undefined => told(workload, `${TEMPLATES[workload.type]}metadata.labels`);

export interface Container {
  readonly resource: Resource;
  readonly name: string;
  readonly path: string;
  /** An init container ends before the pod begins, unless it stays as a sidecar; an ephemeral one has no resources and no probes. */
  readonly list: (typeof CONTAINER_LISTS)[number];
}

/** Every container of a workload's pods; null where the plan cannot tell which there are. */
export function containersOf(resource: Resource): readonly Container[] | null {
  const lists = CONTAINER_LISTS.map((list) =>
    itemsAt(resource, `${podPath(resource)}.${list}`)?.map(({ value, path }) => ({
      ...{ resource, path, list },
      name: String(fields(value).name ?? "without a name"),
    })),
  );
  return lists.includes(undefined) ? null : lists.flatMap((list) => list ?? []);
}

type Said = Omit<Rule, "service" | "of" | "judge">;

export interface ContainerRule extends Said {
  /** @default every kind that makes pods */
  readonly of?: readonly string[];
  /** Which are asked. @default all */
  readonly lists?: readonly Container["list"][];
  /** Messages go on from the container's name: `has no readiness probe`. */
  readonly judge: (container: Container) => Outcome | null;
}

/** A rule about each container by itself. */
export const containerRule = ({ judge, lists = CONTAINER_LISTS, of = WORKLOADS, ...said }: ContainerRule): Rule => ({
  ...said,
  ...{ service: SERVICE, of },
  judge: (resource) => {
    const containers = containersOf(resource);
    if (containers === null) return unknownAt(`${podPath(resource)}.containers`);
    const outcomes = containers
      .filter(({ list }) => lists.includes(list))
      .flatMap((container) => named(container, judge(container)) ?? []);
    return outcomes.length === 0 ? null : all(outcomes);
  },
});

export interface PodRule extends Said {
  /** @default every kind that makes pods */
  readonly of?: readonly string[];
  /** @param path of the pod's spec */
  readonly judge: (resource: Resource, path: string, world: World) => Outcome | readonly Outcome[] | null;
}

/** A rule about the pods of a workload. */
export const podRule = ({ judge, of = WORKLOADS, ...said }: PodRule): Rule => ({
  ...said,
  ...{ service: SERVICE, of },
  judge: (resource, world) => {
    const path = podPath(resource);
    const spec = read(resource, path);
    return spec.known && typeof spec.value !== "string" ? judge(resource, path, world) : unknownAt(path);
  },
});

function named({ name }: Container, outcome: Outcome | null): Outcome | null {
  return outcome?.kind === "broken" ? { ...outcome, message: `container ${name} ${outcome.message}` } : outcome;
}

/** Judges a field of a container's security context, which its pod's stands in for where the container has none. */
export function inContext(
  { resource, path }: Container,
  field: string,
  judge: (value: Json | undefined) => string | null,
): Outcome {
  const own = `${path}.securityContext.${field}`;
  const found = read(resource, own);
  if (found.known && found.value === undefined) return says(resource, `${podPath(resource)}.securityContext.${field}`, judge);
  return says(resource, own, judge);
}
