/**
 * Where a provider decides by the values whether a change needs a new resource: the CustomizeDiff of resources in
 * https://github.com/hashicorp/terraform-provider-aws/tree/v6.58.0/internal/service. What is not here but marked `decides` in the facts
 * is "may replace".
 */
import type { Json } from "../graph/graph.ts";
import { knownAs } from "./facts.ts";
import { isOlder } from "./versions.ts";

interface Inputs {
  readonly [key: string]: Json;
}
export type Decision = "replace" | "update" | "perhaps";
type Decide = (before: Inputs, after: Inputs) => Decision;

const number = (value: Json | undefined): number => Number.parseFloat(String(value));
const when = (isReplaced: boolean): Decision => (isReplaced ? "replace" : "update");

/** Graviton's types have a `g` behind the generation: `m7g.large`. https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html */
const isArm = (type: Json | undefined): boolean => /^([a-z]+\d+g[a-z]*|a1)\./.test(String(type));

const lower: Decide = (before, after) =>
  when(before.engine === after.engine && isOlder(before.engineVersion, after.engineVersion));
/** Certificates that ACM issues are for their names; one that is imported has them from itself. */
const issued: Decide = (_, after) => when(after.privateKey === undefined);
const onRequest: Decide = (_, after) => when(after.userDataReplaceOnChange === true);
/** Application load balancers take other subnets and groups in place; network load balancers do not give any away. */
const networkOnly: Decide = (_, after) => (after.loadBalancerType === "network" ? "perhaps" : "update");

const DECISIONS: Readonly<Record<string, Readonly<Record<string, Decide>>>> = {
  "aws:acm/certificate:Certificate": { domainName: issued, subjectAlternativeNames: issued },
  "aws:lb/loadBalancer:LoadBalancer": {
    subnets: networkOnly,
    securityGroups: networkOnly,
    secondaryIpsAutoAssignedPerSubnet: networkOnly,
  },
  "aws:ec2/instance:Instance": {
    instanceType: (before, after) => when(isArm(before.instanceType) !== isArm(after.instanceType)),
    userData: onRequest,
    userDataBase64: onRequest,
  },
  "aws:ec2/vpc:Vpc": {
    instanceTenancy: (before, after) => when(!(before.instanceTenancy === "dedicated" && after.instanceTenancy === "default")),
  },
  // Envelope encryption is there to stay.
  "aws:eks/cluster:Cluster": { encryptionConfig: (_, after) => when(after.encryptionConfig === undefined) },
  "aws:elasticache/cluster:Cluster": {
    engineVersion: lower,
    nodeType: (_, after) => when(after.engine === "memcached"),
  },
  "aws:elasticache/replicationGroup:ReplicationGroup": {
    // Redis becomes Valkey in place; no other engine becomes another, and none goes back.
    engine: (before, after) => when(!(before.engine === "redis" && after.engine === "valkey")),
    engineVersion: lower,
    transitEncryptionEnabled: (_, after) => when(after.engine === "redis" && number(after.engineVersion) < 7),
  },
};

/** Undefined where nothing is decided by values that a plan knows. */
export const decidesOf = (
  type: string,
  path: string,
  inputs: { readonly before: Inputs; readonly after: Inputs },
): Decision | undefined => DECISIONS[knownAs(type)]?.[path.split(/[.[]/)[0] ?? ""]?.(inputs.before, inputs.after);
