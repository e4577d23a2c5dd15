/** How an environment comes back: what holds data is protected, and every row of its recovery plan is there. */
import { STATEFUL } from "../../../infra/core/stateful.ts";
import { type Resource, STACK_TYPE } from "../../graph/graph.ts";
import { all, either, isTrue, onlyProduction, says } from "../judge.ts";
import { broken, kept, type Outcome, type Rule } from "../rule.ts";
import { told, type World } from "../world.ts";
import { BUCKET, isBucket, versioning } from "./s3Bucket.ts";

const SERVICE = "Environment";

const CLUSTER = "mongodbatlas:index/advancedCluster:AdvancedCluster";
const CACHE = "aws:elasticache/replicationGroup:ReplicationGroup";
const INDEX = "pulumi-nodejs:dynamic/monitor:PineconeIndex";
const OBJECTS = ["aws:s3/bucketObjectv2:BucketObjectv2", "aws:s3/bucketObject:BucketObject"];

/** What holds data in programs of other people, beside what ours makes. */
const STATEFUL_ELSEWHERE = [
  ...["aws:docdb/cluster:Cluster", "aws:dynamodb/table:Table", "aws:ebs/volume:Volume", "aws:efs/fileSystem:FileSystem"],
  "aws:s3/bucketV2:BucketV2",
  ...["aws:opensearch/domain:Domain", "aws:rds/cluster:Cluster", "aws:rds/instance:Instance", "aws:redshift/cluster:Cluster"],
  ...["mongodbatlas:index/cluster:Cluster", "mongodbatlas:index/flexCluster:FlexCluster"],
];

/** A bucket whose objects the program itself puts there loses nothing. */
const isFilledByProgram = (bucket: Resource, world: World): boolean =>
  isBucket(bucket) && OBJECTS.some((type) => world.pointingAt(bucket, type, "bucket").length > 0);

interface Row {
  readonly of: readonly string[];
  readonly name: string;
  readonly judge: (resource: Resource, world: World) => Outcome;
}

/** docs/plan.md has the plan's own words for them. */
const ROWS: readonly Row[] = [
  { of: [CLUSTER], name: "database", judge: (cluster) => snapshots(cluster) },
  {
    of: [CACHE],
    name: "cache",
    judge: (group) => says(group, "snapshotRetentionLimit", (days) => (Number(days ?? 0) > 0 ? null : "keeps no snapshots")),
  },
  {
    of: BUCKET.of,
    name: "files",
    judge: (bucket, world) => versioning(bucket, world, "keeps no earlier versions"),
  },
  {
    of: [INDEX],
    name: "vectors",
    // Pinecone's own backups stay in its region: what brings the index back is the database that it was made from.
    judge: (_, world) => {
      const [first, ...rest] = world.ofType(CLUSTER).map(snapshots);
      return first ? either(first, ...rest) : broken("are made from no database of this environment: nothing brings them back");
    },
  },
];

/** Atlas takes daily snapshots of shared clusters by itself. */
function snapshots(cluster: Resource): Outcome {
  if (told(cluster, "replicationSpecs[0].regionConfigs[0].providerName") === "FLEX") return kept;
  return isTrue(cluster, "backupEnabled", "has no snapshots");
}

export const ENVIRONMENT_RECOVERY: readonly Rule[] = [
  {
    id: "env-protected",
    ...{ service: SERVICE, of: [...STATEFUL, ...STATEFUL_ELSEWHERE] },
    title: "what holds data cannot be deleted by a deployment",
    severity: onlyProduction("high"),
    reason: "A renamed resource or a wrong stack name deletes the data with it.",
    remedy: "set monitor:protection.deletion to true; in other programs protect: true",
    reference: "https://www.pulumi.com/docs/iac/concepts/resources/options/protect/",
    peers: [],
    judge: (resource, world) => {
      const { protect, retainOnDelete } = resource.options;
      if (protect || retainOnDelete || isFilledByProgram(resource, world)) return kept;
      return broken("may be deleted by a deployment");
    },
  },
  {
    id: "env-recovery",
    ...{ service: SERVICE, of: [STACK_TYPE] },
    title: "every store has a way back",
    severity: onlyProduction("medium"),
    reason: "A recovery plan that lacks a row is found out on the day it is needed.",
    remedy:
      "set monitor:mongodb.snapshots, monitor:redis.snapshots and the buckets' versioning (docs/plan.md); in other programs the stores' own",
    reference: "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/plan-for-disaster-recovery-dr.html",
    peers: [],
    judge: (_, world) => {
      const outcomes = ROWS.flatMap(({ of, name, judge }) =>
        world
          .ofType(...of)
          .filter((resource) => !isFilledByProgram(resource, world))
          .map((resource): Outcome => {
            const outcome = judge(resource, world);
            return outcome.kind === "kept"
              ? kept
              : { ...outcome, message: `${name} (${resource.name}): ${outcome.message}`, path: null };
          }),
      );
      return outcomes.length > 0 ? all(outcomes) : null;
    },
  },
];
