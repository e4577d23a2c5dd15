/** Where a pod stands, and what it may do there: Pod Security's baseline, and whose rights it has. */
import { type Json, type Resource, UNKNOWN } from "../../graph/graph.ts";
import { all, fields, isHidden, itemsAt, mostlyProduction, says, unknownAt } from "../judge.ts";
import { broken, kept, type Outcome, type Rule } from "../rule.ts";
import { read, told } from "../world.ts";
import { CONTAINER_LISTS, podAnnotations, podRule } from "./kubernetesWorkload.ts";

const STANDARDS = "https://kubernetes.io/docs/concepts/security/pod-security-standards/";

const shown = (value: Json | undefined): string => (value === undefined ? "unset" : JSON.stringify(value));

/** Volumes that Pod Security's restricted profile knows. */
const VOLUMES = new Set([
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
]);

/** Kernel settings that are a pod's own, whoever sets them. */
const SAFE_SYSCTLS = new Set<Json | undefined>([
  ...["kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start"],
  ...["net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports"],
  ...["net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes"],
  ...["net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"],
]);

const SAFE_LABELS = new Set<Json | undefined>([
  ...[undefined, "", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"],
]);

/** As annotations had it before Kubernetes 1.30. */
const APPARMOR = "container.apparmor.security.beta.kubernetes.io/";

/** What a security context, a pod's or a container's, may take away of what keeps pods apart. */
const LOOSENING: Readonly<Record<string, (value: Json | undefined) => string | null>> = {
  sysctls: (value) =>
    Array.isArray(value) && value.some((sysctl) => !SAFE_SYSCTLS.has(fields(sysctl).name)) ? "pods set sysctls" : null,
  seLinuxOptions: (value) => {
    const { type, user, role } = fields(value);
    return user !== undefined || role !== undefined || !SAFE_LABELS.has(type) ? "pods set seLinuxOptions" : null;
  },
  windowsOptions: (value) => (fields(value).hostProcess === true ? "pods set windowsOptions.hostProcess" : null),
  appArmorProfile: (value) => (fields(value).type === "Unconfined" ? "pods run without AppArmor" : null),
  procMount: (value) => (value === undefined || value === "Default" ? null : `/proc is mounted ${String(value)}`),
};

function loosened(resource: Resource, context: string): readonly Outcome[] {
  if (told(resource, context) === UNKNOWN) return [unknownAt(context)];
  return Object.entries(LOOSENING).map(([field, judge]) => says(resource, `${context}.${field}`, judge));
}

function annotated(resource: Resource): readonly Outcome[] {
  const path = podAnnotations(resource);
  const annotations = told(resource, path);
  if (annotations === UNKNOWN) return [unknownAt(path)];
  return Object.keys(fields(annotations))
    .filter((name) => name.startsWith(APPARMOR))
    .map((name) =>
      says(resource, `${path}["${name}"]`, (profile) => (profile === "unconfined" ? "pods run without AppArmor" : null)),
    );
}

export const KUBERNETES_PODS: readonly Rule[] = [
  podRule({
    id: "k8s-host-namespaces",
    title: "no pod shares its node's processes, memory or network",
    severity: "high",
    reason: "A pod in the node's namespaces sees and reaches what every other pod there does, past every network policy.",
    remedy: "take hostPID, hostIPC and hostNetwork away",
    reference: STANDARDS,
    peers: ["CKV_K8S_17", "CKV_K8S_18", "CKV_K8S_19", "CIS EKS 4.2.2", "CIS EKS 4.2.3", "CIS EKS 4.2.4", "Pod Security baseline"],
    judge: (resource, path) =>
      all(
        ["hostPID", "hostIPC", "hostNetwork"].map((field) =>
          says(resource, `${path}.${field}`, (value) => (value === true ? `pods have ${field}` : null)),
        ),
      ),
  }),
  podRule({
    id: "k8s-volumes",
    title: "pods mount nothing of their node",
    severity: "high",
    reason: "With a path of the node, or its container socket, a pod takes over the node.",
    remedy: "use emptyDir, a claim, a ConfigMap or a Secret in place of hostPath",
    reference: STANDARDS,
    peers: ["CKV_K8S_27", "Pod Security baseline", "Pod Security restricted"],
    judge: (resource, path) => {
      const volumes = itemsAt(resource, `${path}.volumes`);
      if (volumes === null) return unknownAt(`${path}.volumes`);
      return all(
        volumes.map(({ value, path }): Outcome => {
          if (typeof value === "string") return unknownAt(path); // unknown, secret, or an output
          const other = Object.keys(fields(value)).find((key) => key !== "name" && !VOLUMES.has(key));
          return other === undefined ? kept : broken(`volume ${shown(fields(value).name)} is ${other}`, { path });
        }),
      );
    },
  }),
  podRule({
    id: "k8s-isolation",
    title: "pods leave the kernel's protections as they are",
    severity: { production: "high", staging: "medium", development: "low" },
    reason: "Other kernel settings, an unmasked /proc or another security label take away what keeps pods apart.",
    remedy: "take sysctls, procMount, seLinuxOptions, windowsOptions.hostProcess and AppArmor's Unconfined away",
    reference: STANDARDS,
    peers: ["Pod Security baseline"],
    judge: (resource, path) => {
      const contexts = CONTAINER_LISTS.flatMap(
        (list) =>
          itemsAt(resource, `${path}.${list}`)?.flatMap((item) => loosened(resource, `${item.path}.securityContext`)) ??
          unknownAt(`${path}.${list}`),
      );
      return all([...loosened(resource, `${path}.securityContext`), ...contexts, ...annotated(resource)]);
    },
  }),
  podRule({
    id: "k8s-token",
    title: "pods get no token for the Kubernetes API",
    severity: mostlyProduction("medium"),
    reason: "Whoever reads the file speaks to the API as the pod.",
    remedy: "set automountServiceAccountToken to false on the pod; one that does call the API is waived by name",
    reference: "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
    peers: ["CKV_K8S_38", "CIS EKS 4.1.6"],
    judge: (resource, path) =>
      says(resource, `${path}.automountServiceAccountToken`, (value) =>
        value === false ? null : "pods get a token for the Kubernetes API",
      ),
  }),
  podRule({
    id: "k8s-account",
    title: "pods have a service account of their own",
    severity: mostlyProduction("medium"),
    reason: "What the default account may do, every pod of the namespace may.",
    remedy: "make a ServiceAccount and name it in serviceAccountName",
    reference: "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
    peers: ["CIS EKS 4.1.5", "CIS EKS 5.2.1"],
    judge: (resource, path) => {
      const found = read(resource, `${path}.serviceAccountName`);
      if (!found.known || isHidden(found.value)) {
        // One that the program makes is no default one, whatever it will be called.
        const made = found.known && typeof found.value === "string" && found.value.includes("ServiceAccount::");
        return made ? kept : unknownAt(`${path}.serviceAccountName`);
      }
      return found.value === undefined || found.value === "default"
        ? broken("pods run as the namespace's default account", { path: `${path}.serviceAccountName` })
        : kept;
    },
  }),
];
