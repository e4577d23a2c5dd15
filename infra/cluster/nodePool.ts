import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { EnvironmentConfig } from "../config/schema/index.ts";
import { gibibytes } from "../config/units.ts";
import { Component, type Transforms } from "../core/component.ts";
import type { Tags } from "../core/tags.ts";
import { instanceType } from "./instances.ts";

export type NodePoolConfig = EnvironmentConfig["cluster"]["nodePools"][number];

export interface NodePoolArgs {
  readonly config: NodePoolConfig;
  readonly clusterName: pulumi.Input<string>;
  /** Kubernetes version of the nodes: the cluster's. */
  readonly version: string;
  readonly nodeRoleArn: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<string>[];
  /** Tags for the instances and volumes that EC2 makes from the template. */
  readonly tags: Tags;
  /** Whether office hours set the least number of nodes too. */
  readonly scheduled: boolean;
  /** What must stand before a node can join: the role's policies, the add-ons that make a node ready. */
  readonly after: readonly pulumi.Resource[];
  readonly transform?: Transforms<NodePoolChildren>;
}

export interface NodePoolChildren {
  template: aws.ec2.LaunchTemplateArgs;
  group: aws.eks.NodeGroupArgs;
}

/** EKS's Amazon Linux 2023 images, by architecture. https://docs.aws.amazon.com/eks/latest/userguide/eks-optimized-ami.html */
const AMI = { arm64: "AL2023_ARM_64_STANDARD", x86_64: "AL2023_x86_64_STANDARD" } as const;

/**
 * A managed node group of private nodes: instance metadata by session token only and out of pods' reach, an encrypted gp3 root
 * volume, no SSH, EKS's repair of nodes that fail. https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html
 */
export class NodePool extends Component<NodePoolChildren> {
  readonly group: aws.eks.NodeGroup;

  constructor(name: string, args: NodePoolArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cluster:NodePool", name, args, opts);
    const { config, tags } = args;
    const template = new aws.ec2.LaunchTemplate(
      `${name}-template`,
      {
        description: `Nodes of the pool ${config.name}`,
        updateDefaultVersion: true,
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        blockDeviceMappings: [
          {
            deviceName: "/dev/xvda",
            ebs: { volumeType: "gp3", volumeSize: gibibytes(config.disk), encrypted: "true", deleteOnTermination: "true" },
          },
        ],
        tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags: { Name: name, ...tags } })),
      },
      this.child("template"),
    );
    const [first = ""] = config.instanceTypes;
    this.group = new aws.eks.NodeGroup(
      `${name}-group`,
      {
        clusterName: args.clusterName,
        version: args.version,
        nodeRoleArn: args.nodeRoleArn,
        subnetIds: args.subnetIds,
        amiType: AMI[instanceType(first).architecture],
        instanceTypes: config.instanceTypes,
        capacityType: config.capacity === "spot" ? "SPOT" : "ON_DEMAND",
        launchTemplate: { id: template.id, version: template.latestVersion.apply((version) => `${version}`) },
        scalingConfig: { minSize: config.min, maxSize: config.max, desiredSize: Math.max(config.min, 1) },
        updateConfig: { maxUnavailable: 1 },
        nodeRepairConfig: { enabled: true },
        labels: { "monitor/pool": config.name },
      },
      // An autoscaler moves the desired size, and office hours the least too.
      this.child("group", {
        ignoreChanges: ["scalingConfig.desiredSize", ...(args.scheduled ? ["scalingConfig.minSize"] : [])],
        dependsOn: [...args.after],
      }),
    );
    this.registerOutputs({});
  }
}
