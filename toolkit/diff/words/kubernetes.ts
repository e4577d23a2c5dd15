/** Kubernetes objects in words: containers by their names, quantities in people's units. */
import { type Json, type Resource, SECRET } from "../../graph/graph.ts";
import { type Fields, fields, list } from "../../graph/values.ts";
import { IN_CLEAR, type PropertyChange, type RiskLevel } from "../change.ts";
import { general, isUnder } from "../facts.ts";
import { isSameQuantity, quantity } from "../quantities.ts";
import { binding, namespace, role } from "./kubernetesAccess.ts";
import { networkPolicy, scheme, service } from "./kubernetesNetwork.ts";
import { disruption, scaler } from "./kubernetesScale.ts";
import {
  arrow,
  changesAt,
  dig,
  distinct,
  inputsOf,
  type Saying,
  type Subject,
  settings,
  type Teller,
  tellers,
  valuesText,
} from "./saying.ts";
import { cores, memory, onOff, seconds, shown } from "./units.ts";

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
    unit: (value) => onOff(value ?? true),
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
  { path: "securityContext.runAsUser", label: "user", level: (after) => (after === 0 ? "high" : "low") },
  {
    path: "securityContext.capabilities.add",
    label: "capabilities",
    level: (after) => (list(after).length > 0 ? "high" : "low"),
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
  const named = (inputs: Resource["inputs"]): Map<string, Fields> =>
    new Map(list(dig(inputs, path)).map((item) => [String(fields(item).name), fields(item)]));
  if (changesAt(subject, path).length === 0 || !subject.before || !subject.after) return [];
  const [was, is] = [named(before), named(after)];
  const several = is.size > 1 || was.size > 1;
  return [
    ...[...is]
      .filter(([name]) => !was.has(name))
      .map(
        ([name, item]): Saying => ({
          text: `container ${shown(name)} added (${image(item.image)})`,
          tells: [was.size === 0 ? path : `${path}#`],
          level: "low",
        }),
      ),
    ...[...was]
      .filter(([name]) => !is.has(name))
      .map(([name]): Saying => ({ text: `container ${shown(name)} taken out`, tells: [`${path}#`], level: "medium" })),
    ...[...is].flatMap(([name, item]) => {
      const old = was.get(name);
      return old ? fieldsOf({ name: several ? `${shown(name)}: ` : "", path, old, item }) : [];
    }),
  ];
}

function fieldsOf({ name, path, old, item }: { name: string; path: string; old: Fields; item: Fields }): Saying[] {
  return [
    ...imageSaying(name, path, old.image, item.image),
    ...FIELDS.flatMap(({ path: field, label, unit = shown, level = () => "low" }): Saying[] => {
      const [was, is] = [dig(old, field), dig(item, field)];
      if (JSON.stringify(was) === JSON.stringify(is) || isSameQuantity(`.${field}`, was, is)) return [];
      const { text, isSame } = valuesText({ before: was, after: is, unit });
      const lowered = memoryLowered(field, was, is) ? "medium" : level(is);
      return [{ text: `${name}${label} ${text}`, tells: [`${path}.${field}`], level: isSame ? "none" : lowered }];
    }),
    ...environment({ name, path: `${path}.env`, old, item }),
  ];
}

/** A limit that is lowered may kill what ran below the old one. */
const memoryLowered = (field: string, was: Json | undefined, is: Json | undefined): boolean =>
  field === "resources.limits.memory" && is !== undefined && (quantity(is) ?? 0) < (quantity(was) ?? Number.POSITIVE_INFINITY);

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

function environment({ name, path, old, item }: { name: string; path: string; old: Fields; item: Fields }): Saying[] {
  const values = (container: Fields): Map<string, string> =>
    new Map(
      list(container.env).map((entry) => [
        String(fields(entry).name),
        JSON.stringify(fields(entry).value ?? fields(entry).valueFrom ?? null),
      ]),
    );
  const [was, is] = [values(old), values(item)];
  const said = (label: string, names: readonly string[]): Saying[] =>
    names.length > 0 ? [{ text: `${name}environment ${label} ${shown([...names])}`, tells: [path], level: "low" }] : [];
  const changed = [...is.keys()].filter((key) => was.has(key) && was.get(key) !== is.get(key));
  const [only] = changed;
  const sides = only === undefined ? [] : [plain(was.get(only)), plain(is.get(only))];
  const [before, after] = sides.includes(SECRET) ? sides.map((value) => (value === SECRET ? value : IN_CLEAR)) : sides;
  const one =
    changed.length === 1 && only !== undefined
      ? `${name}environment ${shown(only)} ${valuesText({ before, after, unit: shown }).text}`
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
  const { secretKeyRef, configMapKeyRef } = fields(value);
  const from = fields(secretKeyRef ?? configMapKeyRef);
  if (typeof from.name !== "string") return value;
  return `${secretKeyRef === undefined ? "config" : "secret"} ${from.name}/${shown(from.key)}`;
}

const replicas = settings({
  path: "spec.replicas",
  label: "replicas",
  means: (_, after) => (after === 0 ? { level: "high", downtime: "no pod runs" } : {}),
});

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
  Namespace: namespace,
  Ingress: scheme,
  ...{ Role: role, ClusterRole: role, RoleBinding: binding, ClusterRoleBinding: binding },
  CronJob: settings(
    { path: "spec.schedule", label: "runs at" },
    {
      path: "spec.suspend",
      label: "suspended",
      unit: onOff,
      means: (_, after) => (after === true ? { level: "medium", downtime: "it does not run" } : {}),
    },
  ),
  PodDisruptionBudget: disruption,
  Release: settings({ path: "version", label: "chart" }, { path: "values", label: "values" }),
  PersistentVolumeClaim: settings({
    path: "spec.resources.requests.storage",
    label: "size",
    unit: memory,
    // https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims
    means: (before, after) =>
      (quantity(after) ?? 0) < (quantity(before) ?? 0) ? { more: "a volume does not shrink: refused", level: "medium" } : {},
  }),
  ConfigMap: config,
  NodePool: settings({ path: "spec.limits.cpu", label: "at most", unit: cores }),
};

/** What lets a pod see or do what is the node's. https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
const onNode: Teller = (subject) => {
  const at = POD_AT[kindOf(subject)];
  if (at === undefined) return [];
  const { after } = inputsOf(subject);
  const isHigh = { means: (_: Json | undefined, is: Json | undefined) => (is === true ? { level: "high" as const } : {}) };
  const hostPaths = list(dig(after, `${at}.volumes`)).filter((volume) => fields(volume).hostPath !== undefined);
  const isMounted =
    hostPaths.length > 0 &&
    changesAt(subject, `${at}.volumes`).some(({ after: is }) => JSON.stringify(is ?? null).includes('"hostPath"'));
  return [
    ...settings(
      { path: `${at}.hostNetwork`, label: "network of the node", unit: onOff, ...isHigh },
      { path: `${at}.hostPID`, label: "processes of the node", unit: onOff, ...isHigh },
      { path: `${at}.hostIPC`, label: "memory of the node", unit: onOff, ...isHigh },
      {
        ...{ path: `${at}.securityContext.runAsNonRoot`, label: "not as root", unit: onOff },
        means: (_, is) => (is === true ? {} : { level: "high" }),
      },
      { path: `${at}.securityContext.runAsUser`, label: "user", means: (_, is) => (is === 0 ? { level: "high" } : {}) },
    )(subject),
    ...(isMounted ? [{ text: "mounts folders of the node", tells: [], level: "high" as const }] : []),
  ];
};

const workload = tellers(
  replicas,
  pods,
  onNode,
  settings(
    { path: "spec.template.spec.terminationGracePeriodSeconds", label: "time to stop", unit: seconds },
    { path: "spec.strategy.type", label: "roll-out" },
  ),
  annotations,
);

/** Undefined for what is no Kubernetes object. */
export const kubernetesTeller = (type: string): Teller | undefined =>
  type.startsWith("kubernetes:") ? tellers(workload, KINDS[type.split(":").pop() ?? ""] ?? (() => [])) : undefined;

/** How people find what a path leads to: `sidecar: livenessProbe`, for a container has a name and its position says nothing. */
export const containerPath = (subject: Subject): ((path: string) => string | undefined) | undefined => {
  const at = POD_AT[kindOf(subject)];
  const { before, after } = inputsOf(subject);
  if (at === undefined || !(subject.after ?? subject.before)?.type.startsWith("kubernetes:")) return undefined;
  return (path) => {
    const end = path.indexOf("]") + 1;
    const [, part = "", index = ""] = /^(.*)\[(\d+)\]$/.exec(path.slice(0, end)) ?? [];
    if ((part !== `${at}.containers` && part !== `${at}.initContainers`) || end === path.length) return undefined;
    const [is, was] = [after, before].map((inputs) => fields(list(dig(inputs, part))[Number(index)]).name);
    return `${shown(is ?? was)}: ${path.slice(end).replace(/^\./, "")}`;
  };
};
