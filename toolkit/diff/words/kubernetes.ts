/** Kubernetes objects in words: containers by their names, quantities in people's units. */
import type { Json, Resource } from "../../graph/graph.ts";
import type { PropertyChange, RiskLevel } from "../change.ts";
import { general } from "../facts.ts";
import { type Opening, opened } from "./network.ts";
import {
  arrow,
  changesAt,
  distinct,
  inputsOf,
  isUnder,
  list,
  object,
  type Saying,
  type Subject,
  settings,
  type Teller,
  tellers,
} from "./saying.ts";
import { cores, memory, onOff, seconds, shown } from "./units.ts";

type Object_ = { readonly [key: string]: Json };

/** Where the pods of each kind are described. */
const POD_AT: Readonly<Record<string, string>> = {
  Deployment: "spec.template.spec",
  StatefulSet: "spec.template.spec",
  DaemonSet: "spec.template.spec",
  ReplicaSet: "spec.template.spec",
  Job: "spec.template.spec",
  CronJob: "spec.jobTemplate.spec.template.spec",
  Pod: "spec",
};

const dig = (inputs: Resource["inputs"], path: string): Json | undefined =>
  path.split(".").reduce<Json | undefined>((value, step) => object(value)[step], inputs);

interface Field {
  readonly path: string;
  readonly label: string;
  readonly unit?: (value: Json | undefined) => string;
  readonly level?: (after: Json | undefined) => RiskLevel;
}

/** Of a container, below it. */
const FIELDS: readonly Field[] = [
  { path: "resources.limits.memory", label: "memory limit", unit: memory },
  { path: "resources.requests.memory", label: "memory request", unit: memory },
  { path: "resources.limits.cpu", label: "CPU limit", unit: cores },
  { path: "resources.requests.cpu", label: "CPU request", unit: cores },
  { path: "securityContext.privileged", label: "privileged", unit: onOff, level: (after) => (after === true ? "high" : "low") },
  {
    path: "securityContext.allowPrivilegeEscalation",
    label: "may gain privileges",
    unit: onOff,
    level: (after) => (after === false ? "low" : "high"),
  },
  {
    path: "securityContext.readOnlyRootFilesystem",
    label: "read-only file system",
    unit: onOff,
    level: (after) => (after === true ? "low" : "medium"),
  },
  {
    path: "securityContext.runAsNonRoot",
    label: "not as root",
    unit: onOff,
    level: (after) => (after === true ? "low" : "high"),
  },
];

/** Old pods go as new ones are ready, unless the strategy says otherwise. https://kubernetes.io/docs/concepts/workloads/controllers/deployment/ */
const pods: Teller = (subject) => {
  const kind = kindOf(subject);
  const at = POD_AT[kind];
  if (at === undefined) return [];
  const { after } = inputsOf(subject);
  const sayings = ["initContainers", "containers"].flatMap((part) => containers(subject, `${at}.${part}`));
  const isRolled =
    kind !== "Pod" && kind !== "Job" && kind !== "CronJob" && changesAt(subject, at.replace(/\.spec$/, "")).length > 0;
  if (!isRolled || subject.operation !== "update") return sayings;
  const recreates = dig(after, "spec.strategy.type") === "Recreate";
  const [first, ...rest] = sayings;
  const downtime = recreates ? "all pods stop before new ones start" : undefined;
  const told = { ...(downtime !== undefined && { downtime, level: "medium" as const }) };
  return first ? [{ ...first, ...told }, ...rest] : [{ text: "pods are replaced", tells: [], ...told }];
};

const kindOf = ({ before, after }: Subject): string => (after ?? before)?.type.split(":").pop() ?? "";

function containers(subject: Subject, path: string): Saying[] {
  const { before, after } = inputsOf(subject);
  const named = (inputs: Resource["inputs"]): Map<string, Object_> =>
    new Map(list(dig(inputs, path)).map((item) => [String(object(item).name), object(item)]));
  if (changesAt(subject, path).length === 0 || !subject.before || !subject.after) return [];
  const [was, is] = [named(before), named(after)];
  const several = is.size > 1 || was.size > 1;
  return [
    ...[...is]
      .filter(([name]) => !was.has(name))
      .map(
        ([name, item]): Saying => ({ text: `container ${shown(name)} added (${image(item.image)})`, tells: [], level: "low" }),
      ),
    ...[...was]
      .filter(([name]) => !is.has(name))
      .map(([name]): Saying => ({ text: `container ${shown(name)} taken out`, tells: [], level: "medium" })),
    ...[...is].flatMap(([name, item]) => {
      const old = was.get(name);
      return old ? fields({ name: several ? `${shown(name)}: ` : "", path, old, item }) : [];
    }),
  ];
}

function fields({ name, path, old, item }: { name: string; path: string; old: Object_; item: Object_ }): Saying[] {
  return [
    ...imageSaying(name, path, old.image, item.image),
    ...FIELDS.flatMap(({ path: field, label, unit = shown, level = () => "low" }): Saying[] => {
      const [was, is] = [dig(old, field), dig(item, field)];
      if (JSON.stringify(was) === JSON.stringify(is)) return [];
      const lowered = memoryLowered(field, was, is) ? "medium" : level(is);
      return [{ text: `${name}${label} ${arrow(unit(was), unit(is))}`, tells: [`${path}.${field}`], level: lowered }];
    }),
    ...environment({ name, path: `${path}.env`, old, item }),
  ];
}

/** A limit that is lowered may kill what ran below the old one. */
const memoryLowered = (field: string, was: Json | undefined, is: Json | undefined): boolean => {
  const bytes = (value: Json | undefined): number =>
    Number.parseFloat(memory(value)) * (memory(value).endsWith("GiB") ? 1024 : 1);
  return field === "resources.limits.memory" && bytes(is) < bytes(was);
};

/** `sha256:e3b0c44…`: as much of a digest as tells two apart; else the tag. */
function image(value: Json | undefined): string {
  const text = shown(value);
  const [, digest] = /@sha256:([0-9a-f]{12})/.exec(String(value)) ?? [];
  return digest === undefined ? text : `sha256:${digest}`;
}

function imageSaying(name: string, path: string, old: Json | undefined, next: Json | undefined): Saying[] {
  if (old === next) return [];
  const bare = (value: Json | undefined): string => String(value).replace(/@sha256:.*$|:[\w.-]+$/, "");
  const isOther = bare(old) !== bare(next);
  const [was, is] = isOther ? [shown(old), shown(next)] : [image(old), image(next)];
  return [{ text: `${name}image ${arrow(was, is)}`, tells: [`${path}.image`], level: "low" }];
}

function environment({ name, path, old, item }: { name: string; path: string; old: Object_; item: Object_ }): Saying[] {
  const values = (container: Object_): Map<string, string> =>
    new Map(
      list(container.env).map((entry) => [
        String(object(entry).name),
        JSON.stringify(object(entry).value ?? object(entry).valueFrom ?? null),
      ]),
    );
  const [was, is] = [values(old), values(item)];
  const said = (label: string, names: readonly string[]): Saying[] =>
    names.length > 0 ? [{ text: `${name}environment ${label} ${shown([...names])}`, tells: [path], level: "low" }] : [];
  const changed = [...is.keys()].filter((key) => was.has(key) && was.get(key) !== is.get(key));
  const [only] = changed;
  const one =
    changed.length === 1 && only !== undefined
      ? `${name}environment ${shown(only)} ${arrow(shown(plain(was.get(only))), shown(plain(is.get(only))))}`
      : null;
  return [
    ...said(
      "gets",
      [...is.keys()].filter((key) => !was.has(key)),
    ),
    ...said(
      "loses",
      [...was.keys()].filter((key) => !is.has(key)),
    ),
    ...(one === null ? said("changes", changed) : [{ text: one, tells: [path], level: "low" as const }]),
  ];
}

/** A value, or where it is taken from. */
function plain(text: string | undefined): Json | undefined {
  if (text === undefined) return undefined;
  const value = JSON.parse(text) as Json;
  const { secretKeyRef, configMapKeyRef } = object(value);
  const from = object(secretKeyRef ?? configMapKeyRef);
  if (typeof from.name !== "string") return value;
  return `${secretKeyRef === undefined ? "config" : "secret"} ${from.name}/${shown(from.key)}`;
}

const replicas = settings({
  path: "spec.replicas",
  label: "replicas",
  means: (_, after) => (after === 0 ? { level: "high", downtime: "no pod runs" } : {}),
});

const scaler = settings(
  { path: "spec.minReplicas", label: "least pods" },
  { path: "spec.maxReplicas", label: "most pods" },
  { path: "spec.metrics", label: "scales by" },
);

const service: Teller = (subject) => {
  const { before, after } = inputsOf(subject);
  const type = (inputs: Resource["inputs"]): string => shown(dig(inputs, "spec.type") ?? "ClusterIP");
  const isPublic = (name: string): boolean => name === "LoadBalancer" || name === "NodePort";
  const [was, is] = [type(before), type(after)];
  if (!subject.after || (subject.before && was === is) || !isPublic(is))
    return settings({ path: "spec.type", label: "type" }, { path: "spec.ports", label: "ports" })(subject);
  return [
    {
      text: subject.before ? `type ${was} → ${is}` : `type ${is}`,
      tells: ["spec.type"],
      level: "medium",
      exposure: `reachable from outside the cluster (${is})`,
    },
  ];
};

/** A policy that goes opens what it kept out; a rule without peers lets in everybody. */
const networkPolicy: Teller = (subject) => {
  if (subject.operation === "delete")
    return [{ text: "what it kept out is let in", tells: [], level: "medium", exposure: "a network policy is taken away" }];
  const { before, after } = inputsOf(subject);
  if (!subject.before || !subject.after) return [];
  const all = (inputs: Resource["inputs"]): Opening[] => [...rulesIn(inputs, "ingress"), ...rulesIn(inputs, "egress")];
  return opened(all(before), all(after), ["spec.ingress", "spec.egress"]);
};

function rulesIn(inputs: Resource["inputs"], way: "ingress" | "egress"): Opening[] {
  return list(dig(inputs, `spec.${way}`)).flatMap((item) => {
    const { ports, from, to } = object(item);
    const peers = list(way === "ingress" ? from : to).map((peer) => peerText(object(peer)));
    const at = list(ports).map((port) => portText(object(port)));
    return (peers.length > 0 ? peers : ["anywhere"]).flatMap((peer) =>
      (at.length > 0 ? at : ["everything"]).map((port) => ({
        ...{ ports: port, peer, isIn: way === "ingress" },
        isPublic: peer === "anywhere" || peer.startsWith("0.0.0.0/0") || peer.startsWith("::/0"),
      })),
    );
  });
}

const portText = ({ port, endPort, protocol }: Object_): string =>
  `${shown(port)}${endPort === undefined ? "" : `–${shown(endPort)}`}${protocol === undefined || protocol === "TCP" ? "" : `/${shown(protocol)}`}`;

function peerText({ ipBlock, podSelector, namespaceSelector }: Object_): string {
  if (ipBlock !== undefined) {
    const { cidr, except } = object(ipBlock);
    return `${shown(cidr)}${list(except).length > 0 ? ` but ${shown(except)}` : ""}`;
  }
  const labels = (selector: Json | undefined): string =>
    Object.values(object(object(selector).matchLabels))
      .map(shown)
      .join(", ") || "all";
  const pods = podSelector === undefined ? "" : `pods ${labels(podSelector)}`;
  const namespaces = namespaceSelector === undefined ? "" : `namespace ${labels(namespaceSelector)}`;
  return [pods, namespaces].filter(Boolean).join(" in ");
}

/** Parts of a pod that nobody need read one by one: what they are is told. */
const SPELT: readonly (readonly [path: string, text: string])[] = [
  ["metadata.annotations", "annotations changed"],
  ["metadata.labels", "labels changed"],
];

const annotations: Teller = (subject) => {
  const at = POD_AT[kindOf(subject)]?.replace(/\.spec$/, "") ?? "";
  return distinct(
    SPELT.flatMap(([path, text]) =>
      at !== "" && subject.properties.some((property: PropertyChange) => isUnder(general(property.path), `${at}.${path}`))
        ? [{ text: `pods' ${text}`, tells: [`${at}.${path}`], level: "none" as const }]
        : [],
    ),
  );
};

const config = settings({ path: "data", label: "" });

const KINDS: Readonly<Record<string, Teller>> = {
  HorizontalPodAutoscaler: scaler,
  Service: service,
  NetworkPolicy: networkPolicy,
  PodDisruptionBudget: settings(
    { path: "spec.minAvailable", label: "least available" },
    { path: "spec.maxUnavailable", label: "most unavailable" },
  ),
  Release: settings({ path: "version", label: "chart" }, { path: "values", label: "values" }),
  PersistentVolumeClaim: settings({ path: "spec.resources.requests.storage", label: "size", unit: memory }),
  ConfigMap: config,
  NodePool: settings({ path: "spec.limits.cpu", label: "at most", unit: cores }),
};

const workload = tellers(
  replicas,
  pods,
  settings(
    { path: "spec.template.spec.terminationGracePeriodSeconds", label: "time to stop", unit: seconds },
    { path: "spec.strategy.type", label: "roll-out" },
  ),
  annotations,
);

/** Undefined for what is no Kubernetes object. */
export const kubernetesTeller = (type: string): Teller | undefined =>
  type.startsWith("kubernetes:") ? tellers(workload, KINDS[type.split(":").pop() ?? ""] ?? (() => [])) : undefined;
