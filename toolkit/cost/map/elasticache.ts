/** ElastiCache: nodes by type and engine, and backups. https://aws.amazon.com/elasticache/pricing/ */
import type { Draft } from "../line.ts";
import { HOURS_PER_MONTH } from "../money.ts";
import { aws, fixed, metered } from "./draft.ts";
import { reservation } from "./machine.ts";
import { type Around, type Service, type Use, used } from "./mapper.ts";
import { CostsNothing, NotTold, type Reader, readerOf } from "./reader.ts";

const AUTOSCALED = /^elasticache:replication-group:(NodeGroups|Replicas)$/;

interface Cache {
  readonly engine: string;
  readonly nodes: number;
  /** Whether the number of nodes follows the load; then it is the least. */
  readonly autoscaled?: boolean;
}

function cacheDrafts(inputs: Reader, use: Use, { region }: Around, cache: Cache): readonly Draft[] {
  const nodeType = inputs.text("nodeType");
  if (nodeType === undefined) throw new NotTold("nodeType is not told");
  const { engine, nodes, autoscaled = false } = cache;
  const sku = aws("elasticache", region);
  const reserved = reservation(use, []);
  const label = [reserved === "" ? "on-demand" : "reserved", nodeType, ...(autoscaled ? ["autoscaling"] : [])].join(", ");
  const drafts = [
    fixed("nodes", `ElastiCache (${label})`, sku(`${nodeType}.${engine}${reserved}`), HOURS_PER_MONTH, "hours", { count: nodes }),
  ];
  // The newest snapshot is kept without a charge; memcached keeps none.
  const paid = (inputs.number("snapshotRetentionLimit") ?? 0) - 1;
  if (engine !== "memcached" && paid > 0) {
    const each = used(use, "snapshotStorageSizeGb");
    const quantity = each === undefined ? null : each * paid;
    drafts.push(metered("backup", "Backup storage", sku("backup.storage"), quantity, "GB"));
  }
  return drafts;
}

function replicationGroup(inputs: Reader, use: Use, around: Around, urn: string): readonly Draft[] {
  const old = inputs.block("clusterMode");
  let shards = inputs.number("numNodeGroups") ?? old.number("numNodeGroups") ?? 0;
  let replicas = inputs.number("replicasPerNodeGroup") ?? old.number("replicasPerNodeGroup") ?? 0;
  let autoscaled = false;
  for (const target of scalingTargets(inputs, around, urn)) {
    const [, dimension] = AUTOSCALED.exec(target.text("scalableDimension") ?? "") ?? [];
    if (dimension === undefined) continue;
    autoscaled = true;
    const least = used(use, "capacity") ?? target.number("minCapacity") ?? 0;
    if (dimension === "NodeGroups") shards = least;
    else replicas = least;
  }
  const clusters = inputs.number("numCacheClusters") ?? inputs.number("numberCacheClusters") ?? 1;
  const nodes = shards > 0 ? shards * (1 + replicas) : clusters;
  return cacheDrafts(inputs, use, around, { engine: inputs.text("engine")?.toLowerCase() ?? "redis", nodes, autoscaled });
}

const scalingTargets = (inputs: Reader, around: Around, urn: string): readonly Reader[] => {
  const targets = around.referringTo(urn, "aws:appautoscaling/target:Target").map(readerOf);
  return inputs.has("nodeType") ? targets : [];
};

export const elasticache: Service = {
  name: "ElastiCache",
  priced: {
    "aws:elasticache/cluster:Cluster": (inputs, use, around) => {
      if (inputs.has("replicationGroupId")) throw new CostsNothing("a member of a replication group is priced there");
      const engine = inputs.text("engine")?.toLowerCase() ?? "redis";
      return cacheDrafts(inputs, use, around, { engine, nodes: inputs.number("numCacheNodes") ?? 1 });
    },
    "aws:elasticache/replicationGroup:ReplicationGroup": (inputs, use, around, { urn }) =>
      replicationGroup(inputs, use, around, urn),
  },
  free: {
    "aws:elasticache/parameterGroup:ParameterGroup": "settings of a cache: AWS charges the nodes",
    "aws:elasticache/subnetGroup:SubnetGroup": "settings of a cache: AWS charges the nodes",
    "aws:elasticache/user:User": "access to a cache: AWS charges the nodes",
    "aws:elasticache/userGroup:UserGroup": "access to a cache: AWS charges the nodes",
  },
};
