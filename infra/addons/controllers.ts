import * as aws from "@pulumi/aws";
import { Namespace, type NamespaceArgs } from "@pulumi/kubernetes/core/v1/namespace.js";
import { Release, type ReleaseArgs } from "@pulumi/kubernetes/helm/v3/release.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../cluster/cluster.ts";
import { Component, type Transforms } from "../core/component.ts";
import type { Context } from "../core/context.ts";
import { policy, type Statement, trustPods } from "../core/iam.ts";
import { type AddonName, CHARTS, type Chart, type ClusterVersion } from "./matrix.ts";

export interface ControllersArgs {
  readonly context: Context;
  readonly cluster: Cluster;
  readonly version: ClusterVersion;
  readonly vpcId: pulumi.Input<string>;
  /** Namespace of the services: external-secrets works there and nowhere else. */
  readonly namespace: string;
  /** Target group whose members the load balancer's controller keeps. */
  readonly targetGroupArn: pulumi.Input<string>;
  /** Secrets that external-secrets may read, and the key that encrypts them. */
  readonly secretArns: readonly pulumi.Input<string>[];
  readonly keyArn: pulumi.Input<string>;
  readonly transform?: Transforms<ControllersChildren>;
}

export interface ControllersChildren {
  namespace: NamespaceArgs;
  role: aws.iam.RoleArgs;
  rolePolicy: aws.iam.RolePolicyArgs;
  identity: aws.eks.PodIdentityAssociationArgs;
  release: ReleaseArgs;
}

/** Seconds Helm waits for a controller to run. */
const INSTALL_SECONDS = 600;

/**
 * The controllers that every environment needs, by Helm, in versions tested on the cluster's: pods into target groups, secrets from
 * Secrets Manager, metrics for autoscaling. Each acts in AWS under a role of its own.
 */
export class Controllers extends Component<ControllersChildren> {
  /** The services' namespace: Pod Security `restricted`, readiness gates for the load balancer. */
  readonly namespace: Namespace;
  readonly loadBalancer: Release;
  readonly externalSecrets: Release;

  constructor(name: string, args: ControllersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("addons:Controllers", name, args, opts);
    this.namespace = new Namespace(
      `${name}-namespace`,
      { metadata: { name: args.namespace, labels: NAMESPACE_LABELS } },
      this.child("namespace"),
    );
    this.loadBalancer = this.createLoadBalancerController(name, args);
    this.externalSecrets = this.createExternalSecrets(name, args);
    this.install(name, "metrics-server", "kube-system", CHARTS[args.version]["metrics-server"], { replicas: 2 }, []);
    this.registerOutputs({});
  }

  private createLoadBalancerController(name: string, args: ControllersArgs): Release {
    const addon = "aws-load-balancer-controller";
    const identity = this.createIdentity(name, addon, "kube-system", args, bindTargets(args.targetGroupArn));
    const values = {
      clusterName: args.cluster.name,
      region: args.context.region,
      vpcId: args.vpcId,
      serviceAccount: { name: addon },
      // It only binds pods to the target group that Pulumi keeps: no Ingress, no Services, no security groups.
      enableServiceMutatorWebhook: false,
      createIngressClassResource: false,
      ingressClassParams: { create: false },
      enableBackendSecurityGroup: false,
      enableShield: false,
      enableWaf: false,
      enableWafv2: false,
    };
    return this.install(name, addon, "kube-system", CHARTS[args.version][addon], values, [identity]);
  }

  private createExternalSecrets(name: string, args: ControllersArgs): Release {
    const addon = "external-secrets";
    const identity = this.createIdentity(name, addon, addon, args, readSecrets(args.secretArns, args.keyArn));
    const values = {
      serviceAccount: { name: addon },
      scopedNamespace: args.namespace,
      scopedRBAC: true,
      processClusterStore: false,
      processClusterExternalSecret: false,
      processClusterPushSecret: false,
      processPushSecret: false,
    };
    return this.install(name, addon, addon, CHARTS[args.version][addon], values, [identity, this.namespace]);
  }

  private createIdentity(
    name: string,
    addon: AddonName,
    namespace: string,
    { cluster }: ControllersArgs,
    statements: readonly Statement[],
  ): pulumi.Resource {
    const key = `${name}-${addon}`;
    const role = new aws.iam.Role(key, { description: `Pods of ${addon}`, assumeRolePolicy: trustPods() }, this.child("role"));
    const allowed = new aws.iam.RolePolicy(key, { role: role.id, policy: policy(statements) }, this.child("rolePolicy"));
    return new aws.eks.PodIdentityAssociation(
      key,
      { clusterName: cluster.name, namespace, serviceAccount: addon, roleArn: role.arn },
      this.child("identity", { dependsOn: allowed }),
    );
  }

  private install(
    name: string,
    addon: AddonName,
    namespace: string,
    { chart, version, repo }: Chart,
    values: Readonly<Record<string, unknown>>,
    dependsOn: pulumi.Resource[],
  ): Release {
    return new Release(
      `${name}-${addon}`,
      {
        name: addon,
        chart,
        version,
        ...(repo !== undefined && { repositoryOpts: { repo } }),
        namespace,
        createNamespace: namespace !== "kube-system",
        atomic: true,
        timeout: INSTALL_SECONDS,
        values,
      },
      this.child("release", { dependsOn }),
    );
  }
}

/** https://kubernetes.io/docs/concepts/security/pod-security-admission/ */
const NAMESPACE_LABELS = {
  "pod-security.kubernetes.io/enforce": "restricted",
  "pod-security.kubernetes.io/warn": "restricted",
  "pod-security.kubernetes.io/audit": "restricted",
  // A pod counts as ready only once the load balancer has found it healthy.
  "elbv2.k8s.aws/pod-readiness-gate-inject": "enabled",
};

/** Pods in and out of one target group; looking around takes no resource. */
const bindTargets = (targetGroupArn: pulumi.Input<string>): Statement[] => [
  {
    Sid: "Members",
    Action: ["elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets"],
    Resource: targetGroupArn,
  },
  {
    Sid: "Look",
    Action: [
      "ec2:DescribeAvailabilityZones",
      "ec2:DescribeInstances",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSubnets",
      "ec2:DescribeVpcs",
      "elasticloadbalancing:DescribeListeners",
      "elasticloadbalancing:DescribeLoadBalancers",
      "elasticloadbalancing:DescribeTags",
      "elasticloadbalancing:DescribeTargetGroupAttributes",
      "elasticloadbalancing:DescribeTargetGroups",
      "elasticloadbalancing:DescribeTargetHealth",
    ],
    Resource: "*",
  },
];

const readSecrets = (secretArns: readonly pulumi.Input<string>[], keyArn: pulumi.Input<string>): Statement[] => [
  { Sid: "Secrets", Action: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"], Resource: [...secretArns] },
  { Sid: "Key", Action: "kms:Decrypt", Resource: keyArn },
];
