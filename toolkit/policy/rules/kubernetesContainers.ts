/** What a container is made of and may use: its image, its resources, its probes. */

import type { Json } from "../../graph/graph.ts";
import { SECRET, sorted } from "../../graph/graph.ts";
import { fields, isSet, mostlyProduction, says, unknownAt } from "../judge.ts";
import { broken, kept, type Outcome, type Rule, type Severities } from "../rule.ts";
import { hasUnknown, read, told } from "../world.ts";
import { type Container, containerRule, LASTING } from "./kubernetesWorkload.ts";

const RESOURCES = "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/";
const PROBES = "https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/";
const IMAGES = "https://kubernetes.io/docs/concepts/containers/images/";

interface Amount {
  readonly id: string;
  readonly title: string;
  readonly severity: Severities;
  readonly reason: string;
  readonly remedy: string;
  readonly path: string;
  readonly peers: readonly string[];
}

/** Each amount is a rule of its own, so that one can be waived without the others. */
const amount = ({ path, ...said }: Amount): Rule =>
  containerRule({
    ...{ ...said, reference: RESOURCES, lists: ["containers", "initContainers"] },
    judge: ({ resource, path: container }) => isSet(resource, `${container}.resources.${path}`, `sets no resources.${path}`),
  });

const AMOUNTS = [
  amount({
    id: "k8s-cpu-request",
    title: "containers say how much CPU they need",
    severity: mostlyProduction("medium"),
    reason:
      "Without a request the scheduler packs pods onto a node that cannot run them, and autoscaling by CPU has nothing to measure against.",
    remedy: "set resources.requests.cpu on the container; monitor:api.cpu decides the API's",
    path: "requests.cpu",
    peers: ["CKV_K8S_10", "kube-score container-resources"],
  }),
  amount({
    id: "k8s-cpu-limit",
    title: "containers have a CPU limit",
    severity: mostlyProduction("low"),
    reason: "A container that spins takes the CPU of every other pod on its node.",
    remedy: "set resources.limits.cpu on the container; monitor:api.cpu decides the API's",
    path: "limits.cpu",
    peers: ["CKV_K8S_11", "kube-score container-resources"],
  }),
  amount({
    id: "k8s-memory-request",
    title: "containers say how much memory they need",
    severity: mostlyProduction("medium"),
    reason: "Pods without a memory request are the first that a node in need evicts.",
    remedy: "set resources.requests.memory on the container; monitor:api.memory decides the API's",
    path: "requests.memory",
    peers: ["CKV_K8S_12", "kube-score container-resources"],
  }),
  amount({
    id: "k8s-memory-limit",
    title: "containers have a memory limit",
    severity: mostlyProduction("medium"),
    reason: "A leak in one container takes the node's memory, and the kernel kills whatever pod it finds.",
    remedy: "set resources.limits.memory on the container; monitor:api.memory decides the API's",
    path: "limits.memory",
    peers: ["CKV_K8S_13", "kube-score container-resources"],
  }),
  ...(["requests", "limits"] as const).map((side) =>
    amount({
      id: `k8s-ephemeral-storage-${side === "requests" ? "request" : "limit"}`,
      title: `containers have ${side} for the node's disk`,
      severity: mostlyProduction("low"),
      reason: "Logs and scratch files of one container fill the node's disk, and the node evicts its pods.",
      remedy: `set resources.${side}["ephemeral-storage"] on the container`,
      path: `${side}["ephemeral-storage"]`,
      peers: ["kube-score container-ephemeral-storage-request-and-limit"],
    }),
  ),
];

/** The image as far as its own name tells it: what a registry is called may be known later. */
function image({ resource, path }: Container, judge: (image: string) => string | null): Outcome {
  const found = read(resource, `${path}.image`);
  if (!found.known || found.value === SECRET || (typeof found.value === "string" && /\}$/.test(found.value)))
    return unknownAt(`${path}.image`);
  const message = typeof found.value === "string" ? judge(found.value) : "names no image";
  return message === null ? kept : broken(message, { path: `${path}.image` });
}

const isByDigest = (name: string): boolean => /@sha256:[0-9a-f]{64}$/.test(name);
const tagOf = (name: string): string | undefined => /:([\w.-]+)$/.exec(name.replace(/@.*$/, ""))?.[1];

const IMAGE_RULES = [
  containerRule({
    id: "k8s-image-tag",
    title: "images are named by digest or by a tag that says which one",
    severity: { production: "high", staging: "medium", development: "low" },
    reason: "latest is another image tomorrow: a node that restarts runs what nobody has reviewed.",
    remedy: "name the image by its digest (monitor:release.image) or by the tag of a release",
    reference: IMAGES,
    peers: ["CKV_K8S_14", "kube-score container-image-tag"],
    judge: (container) =>
      image(container, (name) => {
        const tag = tagOf(name);
        if (isByDigest(name) || (tag !== undefined && tag !== "latest")) return null;
        return tag === undefined ? `runs ${name} without a tag, which is latest` : `runs ${name}`;
      }),
  }),
  containerRule({
    id: "k8s-image-digest",
    title: "images are named by digest",
    severity: mostlyProduction("medium"),
    reason: "A tag can be pushed again: what was tested in staging need not be what runs in production.",
    remedy: "name the image by its digest, as NAME@sha256:…; monitor:release.image holds the API's",
    reference: IMAGES,
    peers: ["CKV_K8S_43"],
    judge: (container) => image(container, (name) => (isByDigest(name) ? null : `runs ${name}, which is no digest`)),
  }),
  containerRule({
    id: "k8s-image-registry",
    title: "images come from a registry that is named",
    severity: mostlyProduction("low"),
    reason: "Without one they come from Docker Hub, where anybody publishes, and which stops answering who asks often.",
    remedy: "copy the image to a registry of one's own (monitor:release.image), or name the registry that is meant",
    reference: IMAGES,
    peers: ["CIS EKS 5.1.4"],
    // A host has a dot or a port, or is this machine; else it is somebody on Docker Hub.
    judge: (container) =>
      image(container, (name) =>
        /^(\$\{|localhost\/|[^/]*[.:][^/]*\/)/.test(name) ? null : `runs ${name}, which names no registry`,
      ),
  }),
  containerRule({
    id: "k8s-image-pull",
    title: "images are asked of the registry each time",
    severity: mostlyProduction("low"),
    reason: "An image that lies on the node is started without asking the registry whether the pod may have it.",
    remedy: "set imagePullPolicy to Always on the container",
    reference: IMAGES,
    peers: ["CKV_K8S_15", "kube-score container-image-pull-policy"],
    judge: ({ resource, path }) =>
      says(resource, `${path}.imagePullPolicy`, (value) =>
        value === "Always" ? null : `has imagePullPolicy ${String(value ?? "unset")}`,
      ),
  }),
];

const PROBE_RULES = [
  containerRule({
    id: "k8s-liveness",
    title: "containers that last have a liveness probe",
    severity: mostlyProduction("low"),
    reason: "A process that hangs is never restarted.",
    remedy: "set livenessProbe on the container",
    reference: PROBES,
    peers: ["CKV_K8S_8", "kube-score pod-probes"],
    ...{ of: LASTING, lists: ["containers"] },
    judge: ({ resource, path }) => isSet(resource, `${path}.livenessProbe`, "has no liveness probe"),
  }),
  containerRule({
    id: "k8s-readiness",
    title: "containers that last have a readiness probe",
    severity: mostlyProduction("medium"),
    reason: "Requests reach a pod before it can answer them, at every roll-out.",
    remedy: "set readinessProbe on the container",
    reference: PROBES,
    peers: ["CKV_K8S_9", "kube-score pod-probes"],
    ...{ of: LASTING, lists: ["containers"] },
    judge: ({ resource, path }) => isSet(resource, `${path}.readinessProbe`, "has no readiness probe"),
  }),
  containerRule({
    id: "k8s-probes-differ",
    title: "liveness and readiness are asked apart",
    severity: mostlyProduction("low"),
    reason:
      "Where both ask the same, a pod whose database is away is restarted instead of only being left out, which mends nothing.",
    remedy: "let livenessProbe ask whether the process lives, and readinessProbe whether it can serve",
    reference: PROBES,
    peers: ["kube-score pod-probes-identical"],
    ...{ of: LASTING, lists: ["containers"] },
    judge: ({ resource, path }) => {
      const [live, ready] = [told(resource, `${path}.livenessProbe`), told(resource, `${path}.readinessProbe`)];
      if (live === undefined || ready === undefined) return null;
      if (hasUnknown(live) || hasUnknown(ready)) return unknownAt(`${path}.livenessProbe`);
      const isSame = asked(live) === asked(ready);
      return isSame ? broken("has the same liveness and readiness probe", { path: `${path}.livenessProbe` }) : kept;
    },
  }),
];

/** What a probe asks, without how often. */
function asked(probe: Json): string {
  const { exec, grpc, httpGet, tcpSocket } = fields(probe);
  return JSON.stringify(sorted({ exec, grpc, httpGet, tcpSocket }));
}

export const KUBERNETES_CONTAINERS: readonly Rule[] = [...AMOUNTS, ...IMAGE_RULES, ...PROBE_RULES];
