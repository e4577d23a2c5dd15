import * as aws from "@pulumi/aws";
import { ClusterRole, type ClusterRoleArgs } from "@pulumi/kubernetes/rbac/v1/clusterRole.js";
import { ClusterRoleBinding, type ClusterRoleBindingArgs } from "@pulumi/kubernetes/rbac/v1/clusterRoleBinding.js";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type Transforms } from "../core/component.ts";

export interface ViewersArgs {
  readonly clusterName: pulumi.Input<string>;
  /** IAM roles and users that may look, and nothing else. */
  readonly principalArns: readonly string[];
  readonly transform?: Transforms<ViewersChildren>;
}

export interface ViewersChildren {
  accessEntry: aws.eks.AccessEntryArgs;
  role: ClusterRoleArgs;
  binding: ClusterRoleBindingArgs;
}

/** Group in the cluster, and the name of what it may do. */
export const VIEWERS = "monitor-viewers";

/**
 * What a refresh reads, by API group: the kinds that we deploy, and what Pulumi asks about besides to tell whether a Deployment and a
 * Service are well (replica sets, pods, claims, endpoints). No Secret is among it, nor anything that gives access to one.
 */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  "": ["configmaps", "endpoints", "namespaces", "persistentvolumeclaims", "pods", "serviceaccounts", "services"],
  apps: ["deployments", "replicasets"],
  autoscaling: ["horizontalpodautoscalers"],
  "elbv2.k8s.aws": ["targetgroupbindings"],
  "external-secrets.io": ["externalsecrets", "secretstores"],
  "karpenter.k8s.aws": ["ec2nodeclasses"],
  "karpenter.sh": ["nodepools"],
  "networking.k8s.io": ["networkpolicies"],
  policy: ["poddisruptionbudgets"],
  "rbac.authorization.k8s.io": ["clusterrolebindings", "clusterroles"],
};

export const viewerRules = () =>
  Object.entries(KINDS).map(([group, resources]) => ({
    apiGroups: [group],
    resources: [...resources],
    verbs: ["get", "list", "watch"],
  }));

/**
 * Who may look into the cluster and change nothing, such as the pipeline's role for plans and drift. By a role of our own, because
 * neither of AWS's fits: AmazonEKSViewPolicy knows no custom resources, AmazonEKSAdminViewPolicy opens every Secret.
 * https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
 */
export class Viewers extends Component<ViewersChildren> {
  constructor(name: string, args: ViewersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cluster:Viewers", name, args, opts);
    args.principalArns.forEach((principalArn, index) => {
      new aws.eks.AccessEntry(
        `${name}-${index}`,
        { clusterName: args.clusterName, principalArn, kubernetesGroups: [VIEWERS] },
        this.child("accessEntry"),
      );
    });
    const role = new ClusterRole(`${name}-role`, { metadata: { name: VIEWERS }, rules: viewerRules() }, this.child("role"));
    new ClusterRoleBinding(
      `${name}-binding`,
      {
        metadata: { name: VIEWERS },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: VIEWERS },
        subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: VIEWERS }],
      },
      this.child("binding", { dependsOn: role }),
    );
    this.registerOutputs({});
  }
}
