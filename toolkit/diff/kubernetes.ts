/**
 * Which fields of a Kubernetes object the provider cannot change in place.
 * https://github.com/pulumi/pulumi-kubernetes/blob/v4.32.0/provider/pkg/provider/diff.go
 */
import type { Resource } from "../graph/graph.ts";
import type { TypeFacts } from "./facts.ts";

const SELECTOR = "spec.selector";
const JOB = "spec.completions spec.parallelism spec.selector spec.template";
const STATEFUL_SET =
  "spec.podManagementPolicy spec.revisionHistoryLimit spec.selector spec.serviceName spec.volumeClaimTemplates";
const VOLUME_SOURCES =
  "awsElasticBlockStore azureDisk azureFile cephfs cinder csi fc flexVolume flocker gcePersistentDisk glusterfs hostPath iscsi local nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume";
const POD =
  "affinity automountServiceAccountToken dnsConfig dnsPolicy enableServiceLinks hostAliases hostIPC hostNetwork hostPID hostname imagePullSecrets nodeName nodeSelector overhead preemptionPolicy priority priorityClassName readinessGates restartPolicy runtimeClassName schedulerName securityContext serviceAccount serviceAccountName shareProcessNamespace subdomain terminationGracePeriodSeconds volumes containers initContainers";

const inSpec = (names: string): string =>
  names
    .split(" ")
    .map((name) => `spec.${name}`)
    .join(" ");

/** By group and kind; versions differ in nothing that is still served. */
const FIELDS: Readonly<Record<string, string>> = {
  "apps:Deployment": SELECTOR,
  "apps:DaemonSet": SELECTOR,
  "apps:StatefulSet": STATEFUL_SET,
  "batch:Job": JOB,
  "core:PersistentVolume": inSpec(VOLUME_SOURCES),
  "core:PersistentVolumeClaim": inSpec("accessModes selector storageClassName volumeName"),
  "core:Pod": inSpec(POD),
  "core:ResourceQuota": "spec.scopes",
  "core:Service": "spec.clusterIP",
  "rbac.authorization.k8s.io:ClusterRoleBinding": "roleRef",
  "rbac.authorization.k8s.io:RoleBinding": "roleRef",
  "storage.k8s.io:StorageClass": "parameters provisioner",
};

/** A provider setting is a text. */
const isOn = (value: unknown): boolean => value === true || value === "true";

/** @param provider the explicit one, where there is one: it may say that configuration changes in place */
export function kubernetesFacts({ type, inputs }: Resource, provider: Resource | undefined): TypeFacts {
  const [, place = "", kind = ""] = type.split(":");
  const group = place.split("/")[0] ?? "";
  const immutable = inputs.immutable === true;
  const own = (): string => {
    if (kind.endsWith("Patch")) return "";
    if (group === "core" && kind === "ConfigMap")
      return immutable || !isOn(provider?.inputs.enableConfigMapMutable) ? "data binaryData" : "";
    if (group === "core" && kind === "Secret")
      return immutable || !isOn(provider?.inputs.enableSecretMutable) ? "type data stringData" : "type";
    return FIELDS[`${group}:${kind}`] ?? "";
  };
  const paths = ["metadata.name", "metadata.namespace", ...own().split(" ").filter(Boolean)];
  return { replaces: new Set(paths), decides: new Set(), kept: new Set(), defaults: new Map(), sets: new Set() };
}
