/** Which steps would lose what cannot be made again, and whether they were allowed. Pure. */
import type { Step } from "./steps.ts";

/** Resources that hold data, keys or an identity others depend on: a new one is empty, or is another one. */
const STATEFUL: ReadonlySet<string> = new Set([
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

export const isStateful = ({ type }: Pick<Step, "type">): boolean => STATEFUL.has(type);

/** The steps that replace or delete something stateful. */
export const losing = (steps: readonly Step[]): Step[] =>
  steps.filter((step) => isStateful(step) && (step.op === "replace" || step.op === "delete"));

/**
 * The steps that may not go ahead.
 * @param allowed URNs that were named, whole
 */
export const refused = (steps: readonly Step[], allowed: readonly string[]): Step[] =>
  losing(steps).filter(({ urn }) => !allowed.includes(urn));
