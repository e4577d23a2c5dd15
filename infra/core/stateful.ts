import type * as pulumi from "@pulumi/pulumi";

/** Resources that hold data, keys or an identity others depend on: a new one is empty, or is another one. */
export const STATEFUL: ReadonlySet<string> = new Set([
  "aws:ecr/repository:Repository",
  "aws:eks/cluster:Cluster",
  "aws:elasticache/replicationGroup:ReplicationGroup",
  "aws:kms/key:Key",
  "aws:kms/replicaKey:ReplicaKey",
  "aws:s3/bucket:Bucket",
  "mongodbatlas:index/advancedCluster:AdvancedCluster",
  "mongodbatlas:index/project:Project",
  "pulumi-nodejs:dynamic/monitor:PineconeIndex",
]);

/**
 * Leaves such resources where they are when they are taken out of the program, or the stack is destroyed: Pulumi then only forgets them.
 * https://www.pulumi.com/docs/iac/concepts/resources/options/retainondelete/
 */
export const retaining: pulumi.ResourceTransformation = ({ type, props, opts }) =>
  STATEFUL.has(type) ? { props, opts: { ...opts, retainOnDelete: true } } : undefined;
