/**
 * Which version of each controller goes with which version of Kubernetes. A chart is a line here only if its project has tested
 * it there. Read 2026-11-23 from the projects' own compatibility tables:
 * https://external-secrets.io/latest/introduction/stability-support/
 * https://karpenter.sh/docs/upgrading/compatibility/
 * https://github.com/kubernetes-sigs/metrics-server#compatibility-matrix
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/installation/
 */
import type { CLUSTER_VERSIONS } from "../config/schema/cluster.ts";

export type ClusterVersion = (typeof CLUSTER_VERSIONS)[number];

export interface Chart {
  readonly chart: string;
  readonly version: string;
  /** Helm repository; absent where the chart is an OCI address. */
  readonly repo?: string;
  /** Oldest and newest Kubernetes it was tested on. */
  readonly kubernetes: readonly [oldest: string, newest: string];
}

export type AddonName = "aws-load-balancer-controller" | "external-secrets" | "metrics-server" | "karpenter";

const externalSecrets = (version: string, kubernetes: Chart["kubernetes"]): Chart => ({
  chart: "external-secrets",
  repo: "https://charts.external-secrets.io",
  version,
  kubernetes,
});

const COMMON = {
  "aws-load-balancer-controller": {
    chart: "aws-load-balancer-controller",
    repo: "https://aws.github.io/eks-charts",
    version: "3.5.0",
    kubernetes: ["1.22", "1.36"],
  },
  "metrics-server": {
    chart: "metrics-server",
    repo: "https://kubernetes-sigs.github.io/metrics-server",
    version: "3.13.1",
    kubernetes: ["1.31", "1.36"],
  },
  karpenter: { chart: "oci://public.ecr.aws/karpenter/karpenter", version: "1.14.1", kubernetes: ["1.30", "1.36"] },
} as const satisfies Partial<Record<AddonName, Chart>>;

/** external-secrets tests each release on one or two versions, so it goes with the cluster's. */
export const CHARTS: Readonly<Record<ClusterVersion, Readonly<Record<AddonName, Chart>>>> = {
  "1.34": { ...COMMON, "external-secrets": externalSecrets("2.6.0", ["1.34", "1.35"]) },
  "1.35": { ...COMMON, "external-secrets": externalSecrets("2.8.0", ["1.35", "1.36"]) },
};

/** Whether a chart was tested on a version of Kubernetes. */
export function supports({ kubernetes: [oldest, newest] }: Chart, version: string): boolean {
  const minor = (text: string) => Number(text.split(".")[1]);
  return minor(oldest) <= minor(version) && minor(version) <= minor(newest);
}
