/** What a container may do: Pod Security's restricted profile, and what scanners ask beyond it. */
import { type Json, SECRET } from "../../graph/graph.ts";
import { fields, itemsAt, mostlyProduction, says, unknownAt, worst } from "../judge.ts";
import { broken, kept, type Rule } from "../rule.ts";
import { isOpaque } from "../world.ts";
import { KUBERNETES_PODS } from "./kubernetesPods.ts";
import { containerRule, inContext } from "./kubernetesWorkload.ts";

const STANDARDS = "https://kubernetes.io/docs/concepts/security/pod-security-standards/";
const CONTEXT = "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/";

/** A user's or group's ID below it may be somebody's on the node. */
const HIGH_ID = 10_000;

/** What a node does to a container, by asking it something. */
const ASKING = ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop"];

const list = (value: Json | undefined): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
const shown = (value: Json | undefined): string => (value === undefined ? "unset" : JSON.stringify(value));

const CONTAINERS = [
  containerRule({
    id: "k8s-privileged",
    title: "no container is privileged",
    severity: "high",
    reason: "A privileged container is root on its node, and so over every pod there.",
    remedy: "take securityContext.privileged away",
    reference: STANDARDS,
    peers: ["CKV_K8S_16", "CIS EKS 4.2.1", "kube-score container-security-context-privileged", "Pod Security baseline"],
    judge: ({ resource, path }) =>
      says(resource, `${path}.securityContext.privileged`, (value) => (value === true ? "is privileged" : null)),
  }),
  containerRule({
    id: "k8s-escalation",
    title: "no process of a container gains rights",
    severity: { production: "high", staging: "medium", development: "low" },
    reason: "A setuid program in the image turns a break-in into root.",
    remedy: "set securityContext.allowPrivilegeEscalation to false on the container",
    reference: STANDARDS,
    peers: ["CKV_K8S_20", "CIS EKS 4.2.5", "Pod Security restricted"],
    judge: ({ resource, path }) =>
      says(resource, `${path}.securityContext.allowPrivilegeEscalation`, (value) =>
        value === false ? null : `has allowPrivilegeEscalation ${shown(value)}`,
      ),
  }),
  containerRule({
    id: "k8s-read-only-root",
    title: "containers cannot write into their image",
    severity: mostlyProduction("medium"),
    reason: "Whoever breaks in can leave a program where the next request finds it.",
    remedy: "set securityContext.readOnlyRootFilesystem to true, and mount an emptyDir where the process must write",
    reference: CONTEXT,
    peers: ["CKV_K8S_22", "kube-score container-security-context-readonlyrootfilesystem"],
    judge: ({ resource, path }) =>
      says(resource, `${path}.securityContext.readOnlyRootFilesystem`, (value) =>
        value === true ? null : "may write into its root file system",
      ),
  }),
  containerRule({
    id: "k8s-non-root",
    title: "containers do not run as root",
    severity: { production: "high", staging: "medium", development: "low" },
    reason: "Root in a container is root on the node, as soon as anything in between fails.",
    remedy: "set securityContext.runAsNonRoot to true on the pod, and no user 0",
    reference: STANDARDS,
    peers: ["CKV_K8S_23", "Pod Security restricted"],
    judge: (container) => {
      const root = inContext(container, "runAsUser", (value) => (value === 0 ? "runs as user 0" : null));
      if (root.kind !== "kept") return root;
      // Pod Security asks for it of a user by number too: the namespace refuses the pod.
      const isNumbered = inContext(container, "runAsUser", (value) => (value === undefined ? "" : null)).kind === "kept";
      const otherwise = isNumbered ? "does not say runAsNonRoot: true" : "may run as root";
      return inContext(container, "runAsNonRoot", (value) => (value === true ? null : otherwise));
    },
  }),
  containerRule({
    id: "k8s-user-id",
    title: "containers run as a user and group that no node has",
    severity: mostlyProduction("low"),
    reason: "An ID that the node gives to somebody opens that one's files to whoever gets out of the container.",
    remedy: `set securityContext.runAsUser and runAsGroup above ${HIGH_ID}`,
    reference: CONTEXT,
    peers: ["CKV_K8S_40", "kube-score container-security-context-user-group-id"],
    judge: (container) => {
      const ids = ["runAsUser", "runAsGroup"].map((field) =>
        inContext(container, field, (value) => (Number(value) > HIGH_ID ? null : `has ${field} ${shown(value)}`)),
      );
      return worst(ids);
    },
  }),
  containerRule({
    id: "k8s-capabilities",
    title: "containers drop every capability, and add none but NET_BIND_SERVICE",
    severity: { production: "medium", staging: "medium", development: "low" },
    reason: "Each capability is a part of root: raw packets to other pods, mounts, other processes.",
    remedy: 'set securityContext.capabilities to { drop: ["ALL"] } on the container',
    reference: STANDARDS,
    peers: ["CKV_K8S_25", "CKV_K8S_28", "CKV_K8S_37", "CKV_K8S_39", "Pod Security restricted"],
    judge: ({ resource, path }) =>
      says(resource, `${path}.securityContext.capabilities`, (value) => {
        const { add, drop } = fields(value);
        const added = list(add).filter((one) => one !== "NET_BIND_SERVICE");
        if (added.length > 0) return `adds ${added.join(", ")}`;
        return list(drop).includes("ALL") ? null : "does not drop ALL capabilities";
      }),
  }),
  containerRule({
    id: "k8s-seccomp",
    title: "containers make only the system calls of a seccomp profile",
    severity: mostlyProduction("medium"),
    reason: "Without a profile every call of the kernel is open, those with holes among them.",
    remedy: "set securityContext.seccompProfile to { type: RuntimeDefault } on the pod",
    reference: STANDARDS,
    peers: ["CKV_K8S_31", "Pod Security restricted"],
    judge: (container) =>
      inContext(container, "seccompProfile", (value) => {
        const { type } = fields(value);
        return type === "RuntimeDefault" || type === "Localhost" ? null : `has seccomp profile ${shown(type)}`;
      }),
  }),
  containerRule({
    id: "k8s-context",
    title: "every container has a security context",
    severity: mostlyProduction("low"),
    reason: "Without one a container has all that its image asks for.",
    remedy: "set securityContext on the container",
    reference: CONTEXT,
    peers: ["CKV_K8S_29", "CKV_K8S_30"],
    judge: ({ resource, path }) =>
      says(resource, `${path}.securityContext`, (value) =>
        Object.keys(fields(value)).length > 0 ? null : "has no security context",
      ),
  }),
  containerRule({
    id: "k8s-host-port",
    title: "no container takes a port of its node",
    severity: { production: "high", staging: "medium", development: "low" },
    reason: "The port is open to all that reach the node, past services and network policies, and one node holds one such pod.",
    remedy: "take hostPort away, and let a Service lead to the container's port",
    reference: STANDARDS,
    peers: ["CKV_K8S_26", "Pod Security baseline"],
    judge: ({ resource, path }) => {
      const ports = itemsAt(resource, `${path}.ports`);
      if (ports === null) return unknownAt(`${path}.ports`);
      return worst(
        ports.map(({ path }) =>
          says(resource, `${path}.hostPort`, (port) => (port ? `takes port ${shown(port)} of its node` : null)),
        ),
      );
    },
  }),
  containerRule({
    id: "k8s-probe-host",
    title: "probes and hooks ask the container alone",
    severity: mostlyProduction("medium"),
    reason: "The node asks in the pod's place: whoever writes a probe reaches what only nodes reach, past network policies.",
    remedy: "take host away from httpGet and tcpSocket",
    reference: STANDARDS,
    peers: ["Pod Security baseline"],
    judge: ({ resource, path }) =>
      worst(
        ASKING.flatMap((by) =>
          ["httpGet", "tcpSocket"].map((how) =>
            says(resource, `${path}.${by}.${how}.host`, (host) => (host ? `has a ${by} that asks ${host}` : null)),
          ),
        ),
      ),
  }),
  containerRule({
    id: "k8s-secret-env",
    title: "secrets come as files",
    severity: mostlyProduction("low"),
    reason: "Environment variables are inherited by every child process and land in crash reports and debug pages.",
    remedy: "mount the Secret as a volume, and read the file",
    reference: "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
    peers: ["CKV_K8S_35", "CIS EKS 4.4.1"],
    judge: ({ resource, path }) => {
      const [env, from] = [itemsAt(resource, `${path}.env`), itemsAt(resource, `${path}.envFrom`)];
      if (env === null || from === null) return unknownAt(`${path}.env`);
      const secret = [
        // A secret of the program, written out: whoever may read the workload reads it.
        ...env.filter(
          ({ value }) => fields(value).value === SECRET || fields(fields(value).valueFrom).secretKeyRef !== undefined,
        ),
        ...from.filter(({ value }) => fields(value).secretRef !== undefined),
      ];
      const names = secret.map(({ value }) => String(fields(value).name ?? "a whole Secret"));
      if (names.length > 0) return broken(`has secrets in its environment: ${names.join(", ")}`, { path: `${path}.env` });
      return [...env, ...from].some(({ value }) => isOpaque(value) || isOpaque(fields(value).valueFrom))
        ? unknownAt(`${path}.env`)
        : kept;
    },
  }),
];

export const KUBERNETES_SECURITY: readonly Rule[] = [...CONTAINERS, ...KUBERNETES_PODS];
