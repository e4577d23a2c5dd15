/**
 * Rules about Kubernetes objects, as Pulumi's Kubernetes provider has them: what checkov (CKV_K8S), kube-score, the CIS benchmark for EKS
 * and Pod Security's restricted profile ask. What a Helm release installs is in its chart, which no plan has.
 */
import type { Rule } from "../rule.ts";
import { KUBERNETES_CONTAINERS } from "./kubernetesContainers.ts";
import { KUBERNETES_OBJECTS } from "./kubernetesObjects.ts";
import { KUBERNETES_RBAC } from "./kubernetesRbac.ts";
import { KUBERNETES_SECURITY } from "./kubernetesSecurity.ts";
import { KUBERNETES_WORKLOADS } from "./kubernetesWorkloads.ts";

export const KUBERNETES: readonly Rule[] = [
  ...KUBERNETES_CONTAINERS,
  ...KUBERNETES_SECURITY,
  ...KUBERNETES_WORKLOADS,
  ...KUBERNETES_OBJECTS,
  ...KUBERNETES_RBAC,
];
