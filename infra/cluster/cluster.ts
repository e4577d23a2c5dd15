import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { EnvironmentConfig } from "../config/schema/index.ts";
import { Component, type Transforms } from "../core/component.ts";
import { API_PORT, type Context, stackResourceName } from "../core/context.ts";
import { policy, trustPods, trustService } from "../core/iam.ts";
import type { Tags } from "../core/tags.ts";
import { ADDONS, type AddonSpec } from "./addons.ts";
import { NodePool, type NodePoolArgs } from "./nodePool.ts";
import { OfficeHours } from "./officeHours.ts";

export interface ClusterArgs {
  readonly context: Context;
  /** Version, endpoint, node pools and administrators, as the configuration has them. */
  readonly config: EnvironmentConfig["cluster"];
  readonly tags: Tags;
  readonly privateSubnetIds: pulumi.Input<string>[];
  /** Key for Kubernetes secrets and the control plane's logs. */
  readonly keyArn: pulumi.Input<string>;
  /** Days that the control plane's logs are kept. */
  readonly logDays: number;
  /** Whether AWS and Pulumi refuse to delete it. */
  readonly protect: boolean;
  readonly transform?: Transforms<ClusterChildren> & { readonly nodePool?: NodePoolArgs["transform"] };
}

export interface ClusterChildren {
  role: aws.iam.RoleArgs;
  rolePolicy: aws.iam.RolePolicyArgs;
  policyAttachment: aws.iam.RolePolicyAttachmentArgs;
  logGroup: aws.cloudwatch.LogGroupArgs;
  cluster: aws.eks.ClusterArgs;
  addon: aws.eks.AddonArgs;
  accessEntry: aws.eks.AccessEntryArgs;
  accessPolicy: aws.eks.AccessPolicyAssociationArgs;
}

const LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"];
const ADMIN_POLICY = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";
const CLUSTER_POLICY = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy";
const NODE_POLICIES = {
  worker: "arn:aws:iam::aws:policy/AmazonEKSWorkerNodeMinimalPolicy",
  images: "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
} as const;

/**
 * An EKS cluster: all control-plane logs, secrets encrypted with our key, a private endpoint, access entries and Pod Identity in
 * place of aws-auth and node roles. https://docs.aws.amazon.com/eks/latest/best-practices/security.html
 */
export class Cluster extends Component<ClusterChildren> {
  readonly name: string;
  readonly endpoint: pulumi.Output<string>;
  readonly certificateAuthority: pulumi.Output<string>;
  /** Security group of the nodes and their pods. */
  readonly securityGroupId: pulumi.Output<string>;
  readonly nodeRoleName: pulumi.Output<string>;
  readonly nodeRoleArn: pulumi.Output<string>;
  /** What must stand before anything is deployed into the cluster: nodes, their add-ons, access for whoever deploys. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cluster:Cluster", name, args, opts);
    this.name = stackResourceName(args.context);
    const cluster = this.createControlPlane(name, args);
    const before = ADDONS.filter(({ when }) => when === "before").map((addon) => this.createAddon(name, addon, cluster, []));
    const { nodes, role } = this.createNodes(name, args, cluster, before);
    const after = ADDONS.filter(({ when }) => when === "after").map((addon) => this.createAddon(name, addon, cluster, nodes));
    const access = args.config.admins.map((principalArn, index) =>
      this.grantAccess(name, cluster, `admin-${index}`, principalArn),
    );
    this.nodeRoleName = role.name;
    this.nodeRoleArn = role.arn;
    this.ready = [...after, ...access];

    this.endpoint = cluster.endpoint;
    this.certificateAuthority = cluster.certificateAuthority.data;
    this.securityGroupId = cluster.vpcConfig.clusterSecurityGroupId;
    this.registerOutputs({ name: this.name, endpoint: this.endpoint, securityGroupId: this.securityGroupId });
  }

  private createControlPlane(name: string, args: ClusterArgs): aws.eks.Cluster {
    const { config, keyArn, protect } = args;
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        description: "EKS control plane",
        assumeRolePolicy: policy([{ Principal: { Service: "eks.amazonaws.com" }, Action: ["sts:AssumeRole", "sts:TagSession"] }]),
      },
      this.child("role"),
    );
    const allowed = [
      new aws.iam.RolePolicyAttachment(
        `${name}-control-plane`,
        { role: role.name, policyArn: CLUSTER_POLICY },
        this.child("policyAttachment"),
      ),
      new aws.iam.RolePolicy(
        `${name}-secrets-key`,
        {
          role: role.id,
          policy: policy([
            { Action: ["kms:Encrypt", "kms:Decrypt", "kms:ListGrants", "kms:DescribeKey", "kms:CreateGrant"], Resource: keyArn },
          ]),
        },
        this.child("rolePolicy"),
      ),
    ];
    // EKS would create this group itself, unencrypted and kept forever.
    const logs = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { name: `/aws/eks/${this.name}/cluster`, kmsKeyId: keyArn, retentionInDays: args.logDays },
      this.child("logGroup"),
    );
    const { endpoint } = config;
    return new aws.eks.Cluster(
      `${name}-cluster`,
      {
        name: this.name,
        version: config.version,
        roleArn: role.arn,
        deletionProtection: protect,
        bootstrapSelfManagedAddons: false,
        enabledClusterLogTypes: LOG_TYPES,
        encryptionConfig: { resources: ["secrets"], provider: { keyArn } },
        accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
        // At the end of standard support EKS upgrades by itself, instead of charging six times the price for an old version.
        upgradePolicy: { supportType: "STANDARD" },
        vpcConfig: {
          subnetIds: args.privateSubnetIds,
          endpointPrivateAccess: true,
          endpointPublicAccess: endpoint.access === "public",
          ...(endpoint.access === "public" && { publicAccessCidrs: endpoint.cidrs }),
        },
      },
      this.child("cluster", { protect, dependsOn: [...allowed, logs] }),
    );
  }

  private createNodes(
    name: string,
    args: ClusterArgs,
    cluster: aws.eks.Cluster,
    dependsOn: pulumi.Resource[],
  ): { nodes: pulumi.Resource[]; role: aws.iam.Role } {
    const role = new aws.iam.Role(
      `${name}-nodes`,
      { description: "EKS nodes: they join the cluster and pull images", assumeRolePolicy: trustService("ec2.amazonaws.com") },
      this.child("role"),
    );
    const allowed = Object.entries(NODE_POLICIES).map(
      ([key, policyArn]) =>
        new aws.iam.RolePolicyAttachment(`${name}-nodes-${key}`, { role: role.name, policyArn }, this.child("policyAttachment")),
    );
    const { nodePools, officeHours, version } = args.config;
    const pools = nodePools.map((config) => {
      const { group } = new NodePool(
        `${name}-${config.name}`,
        {
          ...{ config, version, clusterName: cluster.name, nodeRoleArn: role.arn, subnetIds: args.privateSubnetIds },
          ...{ tags: args.tags, scheduled: officeHours !== undefined, after: [...allowed, ...dependsOn] },
          ...(args.transform?.nodePool && { transform: args.transform.nodePool }),
        },
        { parent: this },
      );
      return { name: config.name, min: config.min, group };
    });
    if (officeHours)
      new OfficeHours(
        `${name}-hours`,
        { context: args.context, config: officeHours, pools, keyArn: args.keyArn },
        { parent: this },
      );
    return { nodes: pools.map(({ group }) => group), role };
  }

  private createAddon(name: string, addon: AddonSpec, cluster: aws.eks.Cluster, dependsOn: pulumi.Resource[]): pulumi.Resource {
    const key = `${name}-${addon.name}`;
    const identity = addon.identity && { ...addon.identity, role: this.createPodRole(key, addon.identity.policyArn, addon.name) };
    return new aws.eks.Addon(
      key,
      {
        clusterName: cluster.name,
        addonName: addon.name,
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
        ...(addon.configuration && { configurationValues: JSON.stringify(addon.configuration) }),
        ...(identity && { podIdentityAssociations: [{ serviceAccount: identity.serviceAccount, roleArn: identity.role.arn }] }),
      },
      this.child("addon", { dependsOn }),
    );
  }

  private createPodRole(key: string, policyArn: string, addonName: string): aws.iam.Role {
    const role = new aws.iam.Role(
      key,
      { description: `Pods of the add-on ${addonName}`, assumeRolePolicy: trustPods() },
      this.child("role"),
    );
    new aws.iam.RolePolicyAttachment(key, { role: role.name, policyArn }, this.child("policyAttachment"));
    return role;
  }

  private grantAccess(name: string, cluster: aws.eks.Cluster, key: string, principalArn: pulumi.Input<string>): pulumi.Resource {
    const entry = new aws.eks.AccessEntry(
      `${name}-${key}`,
      { clusterName: cluster.name, principalArn },
      this.child("accessEntry"),
    );
    return new aws.eks.AccessPolicyAssociation(
      `${name}-${key}`,
      { clusterName: cluster.name, principalArn: entry.principalArn, policyArn: ADMIN_POLICY, accessScope: { type: "cluster" } },
      this.child("accessPolicy"),
    );
  }
}

/** Lets a load balancer reach the API's pods. The rule is ours, once; the controller in the cluster adds none. */
export function allowLoadBalancer(
  cluster: Cluster,
  loadBalancerGroupId: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): void {
  new aws.vpc.SecurityGroupIngressRule(
    "cluster-from-load-balancer",
    {
      securityGroupId: cluster.securityGroupId,
      description: "Load balancer to the API's pods",
      ipProtocol: "tcp",
      fromPort: API_PORT,
      toPort: API_PORT,
      referencedSecurityGroupId: loadBalancerGroupId,
    },
    opts,
  );
}
