/** What the clouds refuse: to make a thing twice, and to delete what is protected, not empty or in use. */
import ipaddr from "ipaddr.js";
import { factsOf } from "./facts.ts";
import { at, identity, typeOf } from "./names.ts";
import type { Store, Stored } from "./store.ts";
import { isObject, type Properties, reveal } from "./wire.ts";

const BUCKET = "aws:s3/bucket:Bucket";
const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";
const SUBNET = "aws:ec2/subnet:Subnet";

/** Inputs by which a cloud itself refuses to delete. */
const GUARDS = ["enableDeletionProtection", "terminationProtectionEnabled", "deletionProtectionEnabled"];

/**
 * Parts of a network, which cannot go while something that exists names them.
 * https://docs.aws.amazon.com/vpc/latest/userguide/delete-vpc.html
 */
const HELD: ReadonlySet<string> = new Set([
  ...["aws:ec2/vpc:Vpc", SUBNET, "aws:ec2/securityGroup:SecurityGroup", "aws:ec2/eip:Eip", "aws:ec2/natGateway:NatGateway"],
  ...["aws:lb/targetGroup:TargetGroup", "aws:acm/certificate:Certificate", "aws:elasticache/subnetGroup:SubnetGroup"],
]);
/** What goes with the network it stands in, or stays behind without harm: a rule goes with its group, a route with its target. */
const LETS_GO =
  /^(kubernetes:|aws:vpc\/|aws:ec2\/(route:|defaultSecurityGroup|flowLog)|aws:acm\/certificateValidation|aws:(iam|kms|sqs|s3)\/)/;

/** @throws Error where the cloud has such a resource already */
export function refuseCreate(store: Store, urn: string, inputs: Properties): void {
  const type = typeOf(urn);
  const holder = factsOf(type).put ? undefined : holderOf(store, urn, inputs);
  if (holder) throw new Error(`AlreadyExists: ${type} ${holder.id} has been made already, as ${holder.urn}`);
  if (type === SUBNET) refuseOverlap(store, inputs);
}

/** What making a resource again overwrites: an engine that was killed does not know that it had made it. */
export function overwritten(store: Store, urn: string, inputs: Properties): Stored | undefined {
  const holder = factsOf(typeOf(urn)).put ? holderOf(store, urn, inputs) : undefined;
  return holder?.urn === urn ? holder : undefined;
}

/** What the cloud knows already by what it would know this one by. */
function holderOf(store: Store, urn: string, inputs: Properties): Stored | undefined {
  const known = identity(urn, inputs);
  return known === undefined ? undefined : store.holder(typeOf(urn), known);
}

/** Two subnets of a VPC share no address. https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
function refuseOverlap(store: Store, inputs: Properties): void {
  const cidr = at(inputs, "cidrBlock");
  if (typeof cidr !== "string") return;
  const block = ipaddr.parseCIDR(cidr);
  for (const other of store.all()) {
    const its = at(other.inputs, "cidrBlock");
    if (other.type !== SUBNET || at(other.inputs, "vpcId") !== at(inputs, "vpcId") || typeof its !== "string") continue;
    const otherBlock = ipaddr.parseCIDR(its);
    if (block[0].match(otherBlock[0], Math.min(block[1], otherBlock[1])))
      throw new Error(`InvalidSubnet.Conflict: ${cidr} shares addresses with ${its} of ${other.id}, ${other.urn}`);
  }
}

/** @throws Error where the cloud keeps the resource */
export function refuseDelete(store: Store, resource: Stored): void {
  const { id, type, inputs } = resource;
  const guard = GUARDS.find((property) => reveal(inputs[property]) === true);
  if (guard) throw new Error(`OperationNotPermitted: ${id} is not deleted while its ${guard} is true`);
  const objects = type === BUCKET && reveal(inputs.forceDestroy) !== true ? objectsIn(store, id) : [];
  if (objects.length > 0) throw new Error(`BucketNotEmpty: ${id} has ${objects.length} objects`);
  if (!HELD.has(type)) return;
  const user = store.all().find((other) => other.urn !== resource.urn && !LETS_GO.test(other.type) && names(other.inputs, id));
  if (user) throw new Error(`DependencyViolation: ${id} is in use by ${user.id}, ${user.urn}`);
}

/** What else is gone with a resource that is deleted: a bucket's objects, and the other one of two that are one in the cloud. */
export function withIt(store: Store, resource: Stored): Stored[] {
  const { id, type, identity: known } = resource;
  if (type === BUCKET) return objectsIn(store, id);
  if (!factsOf(type).put || known === undefined) return [];
  return store.all().filter((other) => other.type === type && other.identity === known && other !== resource);
}

const objectsIn = (store: Store, bucket: string) =>
  store.all().filter(({ type, inputs }) => type === OBJECT && at(inputs, "bucket") === bucket);

/** Whether an id stands somewhere in the inputs. */
function names(value: unknown, id: string): boolean {
  const plain = reveal(value);
  if (Array.isArray(plain)) return plain.some((item) => names(item, id));
  return isObject(plain) ? Object.values(plain).some((item) => names(item, id)) : plain === id;
}
