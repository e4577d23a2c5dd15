/** What stands in the cluster: pods are paid for with the nodes, volumes by themselves. https://aws.amazon.com/ebs/pricing/ */
import type { Json } from "../../graph/graph.ts";
import type { Draft } from "../line.ts";
import { type Mapper, type Service, used } from "./mapper.ts";
import { NotTold } from "./reader.ts";

const ON_NODES = "its pods are paid for with the nodes that they run on";
const SETTING = "a setting in the cluster, which takes no machine of its own";

const GIB_PER = { Mi: 1 / 1024, Gi: 1, Ti: 1024 } as const;

function gibibytesOf(text: Json): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(Mi|Gi|Ti)$/.exec(String(text)) ?? [];
  if (amount === undefined) throw new NotTold(`a volume's size ${JSON.stringify(text)} is no size such as 50Gi`);
  return Number(amount) * GIB_PER[unit as keyof typeof GIB_PER];
}

const gp3 = (key: string, name: string, region: string, count: number, gib: number): Draft => ({
  ...{ key, name, count, quantity: gib, unit: "GB" },
  sku: { vendor: "aws", service: "ebs", region, sku: "gp3.storage" },
});

interface Volume {
  /** Where in the chart's values it stands. */
  readonly path: string;
  readonly gib: number;
  readonly count: number;
}

/**
 * Volumes that a chart is asked for: charts write `persistence: { enabled: true, size: 10Gi }`, or a claim's own
 * `resources.requests.storage`. Each replica has its own.
 */
function volumesIn(value: Json, path: string, replicas: number): readonly Volume[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => volumesIn(item, `${path}-${index}`, replicas));
  const block = value as { readonly [key: string]: Json };
  const own = typeof block.replicas === "number" ? block.replicas : replicas;
  return Object.entries(block).flatMap(([key, inner]) => {
    const at = path === "" ? key : `${path}-${key}`;
    if (typeof inner === "object" && inner !== null && !Array.isArray(inner)) {
      const { enabled, size } = inner as { readonly [key: string]: Json };
      if (key === "persistence" && enabled === true && size !== undefined)
        return [{ path: path || key, gib: gibibytesOf(size), count: own }];
      const { requests } = inner as { readonly requests?: { readonly storage?: Json } };
      if (key === "resources" && requests?.storage !== undefined)
        return [{ path: path || key, gib: gibibytesOf(requests.storage), count: own }];
    }
    return volumesIn(inner, at, own);
  });
}

const release: Mapper = (inputs, _use, around) =>
  volumesIn(inputs.value("values") ?? {}, "", 1).map(({ path, gib, count }) =>
    gp3(`volume-${path.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`, `Volume (gp3, ${path})`, around.region, count, gib),
  );

const claim: Mapper = (inputs, _use, around) => {
  const storage = inputs.block("spec").block("resources").block("requests").value("storage");
  if (storage === undefined) throw new NotTold("spec.resources.requests.storage is not there");
  return [gp3("volume", "Volume (gp3)", around.region, 1, gibibytesOf(storage))];
};

const karpenter: Mapper = (_inputs, use) => {
  const pods = used(use, "unplacedPods");
  if (pods === 0) return [];
  throw new NotTold(`what Karpenter buys for ${pods === undefined ? "the" : pods} pods that find no room in the node pools`);
};

export const kubernetes: Service = {
  name: "Kubernetes",
  priced: {
    "kubernetes:helm.sh/v3:Release": release,
    "kubernetes:core/v1:PersistentVolumeClaim": claim,
    "kubernetes:karpenter.sh/v1:NodePool": karpenter,
  },
  free: {
    "kubernetes:apps/v1:Deployment": ON_NODES,
    "kubernetes:helm.sh/v3:Release": `${ON_NODES}; it asks for no volume`,
    "kubernetes:karpenter.sh/v1:NodePool": "the node pools have room for all pods",
    "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass": SETTING,
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": SETTING,
    "kubernetes:core/v1:ConfigMap": SETTING,
    "kubernetes:core/v1:Namespace": SETTING,
    "kubernetes:core/v1:Service": "an address inside the cluster",
    "kubernetes:core/v1:ServiceAccount": SETTING,
    "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding": "the load balancer is paid for by itself",
    "kubernetes:external-secrets.io/v1:ExternalSecret": "the secret that it reads is paid for by itself",
    "kubernetes:external-secrets.io/v1:SecretStore": SETTING,
    "kubernetes:networking.k8s.io/v1:NetworkPolicy": SETTING,
    "kubernetes:policy/v1:PodDisruptionBudget": SETTING,
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole": SETTING,
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding": SETTING,
  },
};
