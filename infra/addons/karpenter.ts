import * as aws from "@pulumi/aws";
import { CustomResource, type CustomResourceArgs } from "@pulumi/kubernetes/apiextensions/customResource.js";
import { Release, type ReleaseArgs } from "@pulumi/kubernetes/helm/v3/release.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../cluster/cluster.ts";
import { instanceType } from "../cluster/instances.ts";
import type { EnvironmentConfig } from "../config/schema/index.ts";
import { Component, type Transforms } from "../core/component.ts";
import type { Context } from "../core/context.ts";
import { policy, trustPods } from "../core/iam.ts";
import type { Tags } from "../core/tags.ts";
import { karpenterStatements } from "./karpenterPolicies.ts";
import { CHARTS, type ClusterVersion } from "./matrix.ts";

export interface KarpenterArgs {
  readonly context: Context;
  readonly config: NonNullable<EnvironmentConfig["addons"]["karpenter"]>;
  readonly cluster: Cluster;
  readonly version: ClusterVersion;
  /** Instance types of the node pools; Karpenter's nodes are of the same architecture, so that the same images run. */
  readonly instanceTypes: readonly string[];
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly tags: Tags;
  readonly transform?: Transforms<KarpenterChildren>;
}

export interface KarpenterChildren {
  queue: aws.sqs.QueueArgs;
  queuePolicy: aws.sqs.QueuePolicyArgs;
  rule: aws.cloudwatch.EventRuleArgs;
  target: aws.cloudwatch.EventTargetArgs;
  role: aws.iam.RoleArgs;
  rolePolicy: aws.iam.RolePolicyArgs;
  identity: aws.eks.PodIdentityAssociationArgs;
  instanceProfile: aws.iam.InstanceProfileArgs;
  release: ReleaseArgs;
  nodeClass: CustomResourceArgs;
  nodePool: CustomResourceArgs;
}

const ACCOUNT = "karpenter";
const NAMESPACE = "kube-system";
const ARCHITECTURES = { arm64: "arm64", x86_64: "amd64" } as const;

/** What AWS says of a machine that will soon be gone. https://karpenter.sh/docs/concepts/disruption/#interruption */
const INTERRUPTIONS = {
  health: { source: ["aws.health"], "detail-type": ["AWS Health Event"] },
  spot: { source: ["aws.ec2"], "detail-type": ["EC2 Spot Instance Interruption Warning"] },
  rebalance: { source: ["aws.ec2"], "detail-type": ["EC2 Instance Rebalance Recommendation"] },
  state: { source: ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"] },
} as const;

/**
 * Nodes beyond the managed pools, when pods find no room: bought for the pods that wait, taken away when they have gone, up to a
 * bound. https://karpenter.sh/docs/
 */
export class Karpenter extends Component<KarpenterChildren> {
  constructor(name: string, args: KarpenterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("addons:Karpenter", name, args, opts);
    const queue = this.createQueue(name);
    const profile = new aws.iam.InstanceProfile(
      `${name}-nodes`,
      { role: args.cluster.nodeRoleName },
      this.child("instanceProfile"),
    );
    const release = this.createController(name, args, queue);
    const nodeClass = new CustomResource(
      `${name}-node-class`,
      {
        apiVersion: "karpenter.k8s.aws/v1",
        kind: "EC2NodeClass",
        metadata: { name: "default" },
        spec: nodeClassSpec(args, profile.name),
      },
      this.child("nodeClass", { dependsOn: release }),
    );
    new CustomResource(
      `${name}-node-pool`,
      { apiVersion: "karpenter.sh/v1", kind: "NodePool", metadata: { name: "default" }, spec: nodePoolSpec(args) },
      this.child("nodePool", { dependsOn: nodeClass }),
    );
    this.registerOutputs({});
  }

  private createQueue(name: string): aws.sqs.Queue {
    const queue = new aws.sqs.Queue(
      `${name}-interruptions`,
      { messageRetentionSeconds: 300, sqsManagedSseEnabled: true },
      this.child("queue"),
    );
    new aws.sqs.QueuePolicy(
      `${name}-interruptions`,
      {
        queueUrl: queue.id,
        policy: policy([
          { Sid: "Events", Principal: { Service: "events.amazonaws.com" }, Action: "sqs:SendMessage", Resource: queue.arn },
          {
            Sid: "TlsOnly",
            Effect: "Deny",
            Principal: "*",
            Action: "sqs:*",
            Resource: queue.arn,
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ]),
      },
      this.child("queuePolicy"),
    );
    for (const [key, pattern] of Object.entries(INTERRUPTIONS)) {
      const rule = new aws.cloudwatch.EventRule(`${name}-${key}`, { eventPattern: JSON.stringify(pattern) }, this.child("rule"));
      new aws.cloudwatch.EventTarget(`${name}-${key}`, { rule: rule.name, arn: queue.arn }, this.child("target"));
    }
    return queue;
  }

  private createController(name: string, { context, cluster, version }: KarpenterArgs, queue: aws.sqs.Queue): Release {
    const role = new aws.iam.Role(
      `${name}-role`,
      { description: "Karpenter's pods", assumeRolePolicy: trustPods() },
      this.child("role"),
    );
    const statements = karpenterStatements({
      context,
      clusterName: cluster.name,
      nodeRoleArn: cluster.nodeRoleArn,
      queueArn: queue.arn,
    });
    const allowed = new aws.iam.RolePolicy(
      `${name}-role`,
      { role: role.id, policy: policy(statements) },
      this.child("rolePolicy"),
    );
    const identity = new aws.eks.PodIdentityAssociation(
      `${name}-identity`,
      { clusterName: cluster.name, namespace: NAMESPACE, serviceAccount: ACCOUNT, roleArn: role.arn },
      this.child("identity", { dependsOn: allowed }),
    );
    const { chart, version: chartVersion } = CHARTS[version].karpenter;
    return new Release(
      `${name}-release`,
      {
        name: ACCOUNT,
        chart,
        version: chartVersion,
        namespace: NAMESPACE,
        atomic: true,
        values: {
          serviceAccount: { name: ACCOUNT },
          settings: { clusterName: cluster.name, clusterEndpoint: cluster.endpoint, interruptionQueue: queue.name },
        },
      },
      this.child("release", { dependsOn: identity }),
    );
  }
}

/** Machines as the managed pools have them: encrypted disks, metadata by session token only. */
const nodeClassSpec = ({ subnetIds, cluster, tags }: KarpenterArgs, instanceProfile: pulumi.Input<string>) => ({
  amiSelectorTerms: [{ alias: "al2023@latest" }],
  instanceProfile,
  subnetSelectorTerms: subnetIds.map((id) => ({ id })),
  securityGroupSelectorTerms: [{ id: cluster.securityGroupId }],
  metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
  blockDeviceMappings: [
    { deviceName: "/dev/xvda", ebs: { volumeType: "gp3", volumeSize: "50Gi", encrypted: true, deleteOnTermination: true } },
  ],
  tags,
});

const nodePoolSpec = ({ config, instanceTypes }: KarpenterArgs) => {
  const architectures = new Set(instanceTypes.map((name) => ARCHITECTURES[instanceType(name).architecture]));
  const oneOf = (key: string, values: readonly string[]) => ({ key, operator: "In", values });
  return {
    template: {
      spec: {
        nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: "default" },
        expireAfter: "720h", // a month: then the node is replaced by one of the newest image
        requirements: [
          oneOf("kubernetes.io/arch", [...architectures]),
          oneOf("karpenter.sh/capacity-type", config.capacity),
          oneOf("karpenter.k8s.aws/instance-category", ["c", "m", "r"]),
          { key: "karpenter.k8s.aws/instance-generation", operator: "Gt", values: ["5"] },
        ],
      },
    },
    limits: { cpu: `${config.maxVcpus}` },
    disruption: { consolidationPolicy: "WhenEmptyOrUnderutilized", consolidateAfter: "5m" },
  };
};
