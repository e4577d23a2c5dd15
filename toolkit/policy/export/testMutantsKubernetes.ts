/** What on the cluster is broken, and what checkov and kube-score say to it. */
import type { Mutant } from "./testMutants.ts";

const POD = "spec.template.spec";
const CONTAINER = `${POD}.containers.0`;

export const KUBERNETES_MUTANTS: readonly Mutant[] = [
  {
    fails: ["CKV_K8S_8", "kube-score pod-probes"],
    of: "api-deployment:Deployment",
    set: { [`${CONTAINER}.livenessProbe`]: undefined },
  },
  {
    fails: ["CKV_K8S_9", "kube-score pod-probes"],
    of: "api-deployment:Deployment",
    set: { [`${CONTAINER}.readinessProbe`]: undefined },
  },
  {
    fails: ["CKV_K8S_11", "kube-score container-resources"],
    of: "api-deployment:Deployment",
    set: { [`${CONTAINER}.resources.limits.cpu`]: undefined },
  },
  {
    fails: ["CKV_K8S_14", "CKV_K8S_43", "kube-score container-image-tag"],
    of: "api-deployment:Deployment",
    set: { [`${CONTAINER}.image`]: "monitor/api:latest" },
  },
  {
    fails: ["kube-score container-image-pull-policy"],
    of: "api-deployment:Deployment",
    set: { [`${CONTAINER}.imagePullPolicy`]: "IfNotPresent" },
  },
  {
    fails: ["CKV_K8S_16", "kube-score container-security-context-privileged"],
    of: "api-deployment:Deployment",
    set: { [`${CONTAINER}.securityContext.privileged`]: true },
  },
  {
    fails: ["CKV_K8S_20"],
    of: "api-deployment:Deployment",
    set: { [`${CONTAINER}.securityContext.allowPrivilegeEscalation`]: true },
  },
  {
    fails: ["CKV_K8S_22", "kube-score container-security-context-readonlyrootfilesystem"],
    of: "api-deployment:Deployment",
    set: { [`${CONTAINER}.securityContext.readOnlyRootFilesystem`]: false },
  },
  { fails: ["CKV_K8S_31"], of: "api-deployment:Deployment", set: { [`${POD}.securityContext.seccompProfile`]: undefined } },
  {
    fails: ["CKV_K8S_35"],
    of: "api-deployment:Deployment",
    set: {
      [`${CONTAINER}.env.0`]: {
        name: "MONGODB_URI",
        valueFrom: { secretKeyRef: { name: "monitor-secrets", key: "mongodb-uri" } },
      },
    },
  },
  { fails: ["CKV_K8S_38"], of: "api-deployment:Deployment", set: { [`${POD}.automountServiceAccountToken`]: true } },
  {
    fails: ["CKV_K8S_40", "kube-score container-security-context-user-group-id"],
    of: "api-deployment:Deployment",
    set: { [`${POD}.securityContext.runAsUser`]: 1001 },
  },
  {
    fails: ["CKV_K8S_10", "CKV_K8S_12", "CKV_K8S_13", "kube-score container-resources"],
    of: "api-deployment:Deployment",
    set: {
      [`${CONTAINER}.resources.requests.cpu`]: undefined,
      [`${CONTAINER}.resources.requests.memory`]: undefined,
      [`${CONTAINER}.resources.limits.memory`]: undefined,
    },
  },
  {
    fails: ["kube-score container-ephemeral-storage-request-and-limit"],
    of: "api-deployment:Deployment",
    set: {
      [`${CONTAINER}.resources.requests.ephemeral-storage`]: undefined,
      [`${CONTAINER}.resources.limits.ephemeral-storage`]: undefined,
    },
  },
  {
    fails: ["kube-score pod-probes-identical"],
    of: "api-deployment:Deployment",
    set: {
      [`${CONTAINER}.readinessProbe`]: { httpGet: { path: "/health", port: 3000 }, initialDelaySeconds: 30, periodSeconds: 10 },
    },
  },
  {
    fails: [
      ...["CKV_K8S_20", "CKV_K8S_22", "CKV_K8S_23", "CKV_K8S_28", "CKV_K8S_29", "CKV_K8S_30", "CKV_K8S_31", "CKV_K8S_37"],
      ...["CKV_K8S_40", "kube-score container-security-context-readonlyrootfilesystem"],
      "kube-score container-security-context-user-group-id",
    ],
    of: "api-deployment:Deployment",
    set: { [`${CONTAINER}.securityContext`]: undefined, [`${POD}.securityContext`]: undefined },
  },
  {
    fails: ["CKV_K8S_25", "CKV_K8S_28", "CKV_K8S_37", "CKV_K8S_39"],
    of: "api-deployment:Deployment",
    set: { [`${CONTAINER}.securityContext.capabilities`]: { add: ["SYS_ADMIN"] } },
  },
  {
    fails: [
      ...["CKV_K8S_17", "CKV_K8S_18", "CKV_K8S_19", "CKV_K8S_26", "CKV_K8S_27", "kube-score deployment-replicas"],
      "kube-score horizontalpodautoscaler-has-target",
    ],
    of: "api-deployment:Deployment",
    // Without a name of its own, as most programs leave it.
    set: {
      "metadata.name": undefined,
      ...{ [`${POD}.hostPID`]: true, [`${POD}.hostIPC`]: true, [`${POD}.hostNetwork`]: true },
      [`${CONTAINER}.ports.0.hostPort`]: 3000,
      [`${POD}.volumes.0`]: { name: "tmp", hostPath: { path: "/var/run/docker.sock" } },
    },
  },
  {
    fails: ["kube-score deployment-strategy", "kube-score deployment-targeted-by-hpa-does-not-have-replicas-configured"],
    of: "api-deployment:Deployment",
    set: { "spec.strategy": { type: "Recreate" }, "spec.replicas": 3 },
  },
  {
    fails: ["kube-score deployment-has-host-podantiaffinity"],
    of: "api-deployment:Deployment",
    set: { [`${POD}.affinity`]: undefined },
  },
  {
    fails: ["kube-score deployment-replicas", "kube-score horizontalpodautoscaler-has-target"],
    of: "api-autoscaler:HorizontalPodAutoscaler",
    set: { "spec.scaleTargetRef.name": "nobody" },
  },
  {
    fails: ["kube-score poddisruptionbudget-has-policy"],
    of: "api-disruption-budget:PodDisruptionBudget",
    set: { "spec.maxUnavailable": undefined },
  },
  { fails: ["CKV_K8S_21"], of: "api-config:ConfigMap", set: { "metadata.namespace": "default" } },
  { fails: ["kube-score service-type"], of: "api-service:Service", set: { "spec.type": "NodePort" } },
  {
    fails: ["CKV_K8S_49", "CKV_K8S_155", "CKV_K8S_156", "CKV_K8S_157", "CKV_K8S_158"],
    of: "cluster-viewers-role:ClusterRole",
    set: { rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }] },
  },
  {
    fails: ["CKV_K8S_42", "CKV2_K8S_1", "CKV2_K8S_2", "CKV2_K8S_3", "CKV2_K8S_4", "CKV2_K8S_5"],
    of: "cluster-viewers-binding:ClusterRoleBinding",
    set: { "subjects.0": { kind: "ServiceAccount", name: "default", namespace: "monitor" } },
  },
  { fails: ["kube-score service-targets-pod"], of: "api-service:Service", set: { "spec.selector.app": "nobody" } },
  { fails: ["kube-score deployment-has-poddisruptionbudget"], of: "api-disruption-budget:PodDisruptionBudget" },
];
