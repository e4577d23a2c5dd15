/** What a reader wants to know of the resources a component holds: how many, how large. Pure text from graph inputs. */
import type { Graph, Json, Resource } from "../graph/graph.ts";
import { fields, list } from "../graph/values.ts";

type Inputs = Resource["inputs"];
type Size = (all: readonly Inputs[]) => string;

const count =
  (one: string, many = `${one}s`): Size =>
  (all) =>
    all.length === 1 ? `1 ${one}` : `${all.length} ${many}`;
const each =
  (describe: (inputs: Inputs) => string): Size =>
  (all) =>
    all.map(describe).join(", ");

const text = (value: Json | undefined): string => (typeof value === "string" || typeof value === "number" ? String(value) : "?");

const range = (from: Json | undefined, to: Json | undefined): string => (from === to ? text(from) : `${text(from)}–${text(to)}`);

/** Kubernetes' `500m` as 0.5. */
const cores = (quantity: Json | undefined): Json => {
  const [, thousandths] = /^(\d+)m$/.exec(text(quantity)) ?? [];
  return thousandths === undefined ? text(quantity) : Number(thousandths) / 1000;
};

/** Kubernetes' `2048Mi` as 2 GiB. */
const memory = (quantity: Json | undefined): string => {
  const mebibytes = Number(/^(\d+)Mi$/.exec(text(quantity))?.[1]);
  if (Number.isNaN(mebibytes)) return text(quantity);
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024} GiB` : `${mebibytes} MiB`;
};

function nodeGroup(inputs: Inputs): string {
  const scaling = fields(inputs.scalingConfig);
  const spot = inputs.capacityType === "SPOT" ? " spot" : "";
  return `${range(scaling.minSize, scaling.maxSize)} × ${list(inputs.instanceTypes).map(text).join(" or ")}${spot}`;
}

function replicationGroup(inputs: Inputs): string {
  const shards = inputs.numNodeGroups;
  const nodes =
    shards === undefined
      ? text(inputs.numCacheClusters)
      : `${text(shards)} shards × ${1 + Number(inputs.replicasPerNodeGroup ?? 0)}`;
  return `${text(inputs.engine)} ${text(inputs.engineVersion)}, ${nodes} × ${text(inputs.nodeType)}${inputs.multiAzEnabled === true ? ", Multi-AZ" : ""}`;
}

function atlasCluster(inputs: Inputs): string {
  const specs = list(inputs.replicationSpecs);
  const region = fields(list(fields(specs[0]).regionConfigs)[0]);
  if (region.providerName === "FLEX") return "Atlas Flex";
  const nodes = fields(region.electableSpecs);
  const scaling = fields(region.autoScaling);
  const shards = inputs.clusterType === "SHARDED" ? `${specs.length} shards × ` : "";
  const growth = scaling.computeEnabled === true ? ` to ${text(scaling.computeMaxInstanceSize)}` : "";
  return `Atlas ${shards}${text(nodes.nodeCount)} × ${text(nodes.instanceSize)}${growth}, ${text(nodes.diskSizeGb)} GiB`;
}

/** Where a stack stands: the region and account of its AWS providers. */
export const placeOf = (graph: Graph): string =>
  graph.resources
    .filter(({ type }) => type === "pulumi:providers:aws")
    .map(({ inputs }) => {
      const accounts = text(inputs.allowedAccountIds).match(/\d{12}/g) ?? [];
      return [text(inputs.region), ...accounts.map((account) => `account ${account}`)].join(", ");
    })
    .join("; ");

/** In the order they are told. */
const SIZES: Readonly<Record<string, Size>> = {
  "aws:ec2/vpc:Vpc": each(({ cidrBlock }) => text(cidrBlock)),
  "aws:ec2/subnet:Subnet": (all) =>
    `${new Set(all.map(({ availabilityZone }) => availabilityZone)).size} zones, ${all.length} subnets`,
  "aws:ec2/natGateway:NatGateway": count("NAT gateway"),
  "aws:ec2/vpcEndpoint:VpcEndpoint": count("endpoint"),
  "aws:eks/cluster:Cluster": each(({ version }) => `EKS ${text(version)}`),
  "aws:eks/nodeGroup:NodeGroup": each(nodeGroup),
  "aws:eks/addon:Addon": count("add-on"),
  "mongodbatlas:index/advancedCluster:AdvancedCluster": each(atlasCluster),
  "aws:elasticache/replicationGroup:ReplicationGroup": each(replicationGroup),
  "aws:s3/bucket:Bucket": count("bucket"),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": each(({ rules }) => {
    const expiry = list(rules)
      .map((rule) => fields(fields(rule).expiration).days)
      .find((days) => days !== undefined);
    return expiry === undefined ? "kept" : `${text(expiry)} days`;
  }),
  "pulumi-nodejs:dynamic/monitor:PineconeIndex": each(
    ({ dimension, metric, region }) => `Pinecone ${text(dimension)} ${text(metric)} in ${text(region)}`,
  ),
  "aws:lb/loadBalancer:LoadBalancer": each(({ internal }) => `${internal === true ? "internal" : "public"} ALB`),
  "aws:cloudfront/distribution:Distribution": each(({ aliases }) => list(aliases).map(text).join(", ")),
  "aws:acm/certificate:Certificate": count("certificate"),
  "aws:wafv2/webAcl:WebAcl": each(({ rules }) => `${list(rules).length} rules`),
  "cloudflare:index/dnsRecord:DnsRecord": count("DNS record"),
  "cloudflare:index/certificatePack:CertificatePack": count("certificate pack"),
  "cloudflare:index/zoneSetting:ZoneSetting": count("setting"),
  "cloudflare:index/ruleset:Ruleset": count("ruleset"),
  "aws:secretsmanager/secret:Secret": count("secret"),
  "aws:s3/bucketObjectv2:BucketObjectv2": count("file"),
  "aws:lambda/function:Function": each(
    ({ memorySize, reservedConcurrentExecutions: most }) => `${text(memorySize)} MiB function, ${text(most)} at once`,
  ),
  "aws:sqs/queue:Queue": count("queue"),
  "kubernetes:helm.sh/v3:Release": each(({ name, version }) => `${text(name)} ${text(version)}`),
  "kubernetes:karpenter.sh/v1:NodePool": each(({ spec }) => `up to ${text(fields(fields(spec).limits).cpu)} vCPU`),
  "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": each(({ spec }) => {
    const { minReplicas, maxReplicas } = fields(spec);
    return `${range(minReplicas, maxReplicas)} ${maxReplicas === 1 ? "pod" : "pods"}`;
  }),
  "kubernetes:apps/v1:Deployment": each(({ spec }) => {
    const [container] = list(fields(fields(fields(spec).template).spec).containers);
    const { requests, limits } = fields(fields(container).resources);
    return `${range(cores(fields(requests).cpu), cores(fields(limits).cpu))} vCPU and ${memory(fields(limits).memory)} each`;
  }),
  "aws:kms/key:Key": count("key"),
  "aws:ecr/repository:Repository": each(({ name }) => text(name)),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": each(({ url }) => text(url).replace("https://", "")),
  "aws:iam/role:Role": count("role"),
};

/** The main sizes of some resources, most telling first; empty where none of them is telling. */
export function sizesOf(resources: readonly Resource[]): string {
  return Object.entries(SIZES)
    .flatMap(([type, size]) => {
      const found = resources.filter((resource) => resource.type === type);
      return found.length > 0 ? [size(found.map(({ inputs }) => inputs))] : [];
    })
    .join(", ");
}
