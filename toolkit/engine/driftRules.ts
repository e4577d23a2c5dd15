/** Differences that are somebody's work: what scales and binds by itself. Each with its reason. */
import type { Json } from "../graph/graph.ts";

type Inputs = Readonly<Record<string, Json | undefined>>;

interface Rule {
  readonly type: string;
  /** Of a property's path; list positions stand as `[]`. */
  readonly path: RegExp;
  readonly why: string;
  /** Only in a stack that has a resource of this type. */
  readonly beside?: string;
  /** Only where it is set up so. */
  readonly where?: (inputs: Inputs) => boolean;
}

/** Either kind of autoscaling may change tier and disk both. */
const atlasScales = ({ replicationSpecs }: Inputs): boolean =>
  /"(computeEnabled|diskGbEnabled)":true/.test(JSON.stringify(replicationSpecs ?? []));

const RULES: readonly Rule[] = [
  { type: "kubernetes:apps/v1:Deployment", path: /^spec\.replicas$/, why: "the autoscaler sets it" },
  {
    type: "mongodbatlas:index/advancedCluster:AdvancedCluster",
    path: /^replicationSpecs\[\]\.regionConfigs\[\]\.(electable|readOnly|analytics)Specs\.(instanceSize|diskSizeGb|diskIops)$/,
    why: "Atlas scales it",
    where: atlasScales,
  },
  { type: "aws:eks/nodeGroup:NodeGroup", path: /^scalingConfig\.desiredSize$/, why: "the cluster scales it" },
  {
    type: "aws:eks/nodeGroup:NodeGroup",
    path: /^scalingConfig\.minSize$/,
    why: "office hours scale it",
    beside: "aws:scheduler/schedule:Schedule",
  },
  {
    type: "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding",
    path: /^(spec\.(ipAddressType|vpcID|networking)|metadata\.(annotations|labels|finalizers))/,
    why: "the load balancer's controller fills it in",
  },
  {
    type: "kubernetes:external-secrets.io/v1:ExternalSecret",
    path: /^metadata\.(annotations|finalizers)\b/,
    why: "external-secrets notes there what it has fetched",
  },
];

/**
 * Why a difference is nobody's to mend; null where it is somebody's.
 * @param inputs what the program says of the resource
 * @param types of all resources of the stack
 */
export function reasonToIgnore(type: string, path: string, inputs: Inputs, types: ReadonlySet<string>): string | null {
  const general = path.replaceAll(/\[\d+\]/g, "[]");
  const applies = ({ beside, where = () => true, ...rule }: Rule): boolean =>
    rule.type === type && rule.path.test(general) && (beside === undefined || types.has(beside)) && where(inputs);
  return RULES.find(applies)?.why ?? null;
}
