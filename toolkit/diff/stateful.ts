/** What is lost with a resource. */
import { STATEFUL } from "../../infra/core/stateful.ts";
import type { RiskLevel } from "./change.ts";
import { knownAs } from "./facts.ts";

export interface Kept {
  /** What is in it: `the database`. */
  readonly data: string;
  readonly level: RiskLevel;
}

const kept = (data: string, level: RiskLevel = "high"): Kept => ({ data, level });

/** What types hold that cannot be made again, ours and those of other programs. */
const HOLDS: Readonly<Record<string, Kept>> = {
  "aws:ecr/repository:Repository": kept("the images in it"),
  "aws:eks/cluster:Cluster": kept("all that runs on the cluster and its volumes"),
  "aws:elasticache/replicationGroup:ReplicationGroup": kept("what the cache and its queues hold"),
  "aws:elasticache/cluster:Cluster": kept("what the cache holds"),
  "aws:elasticache/serverlessCache:ServerlessCache": kept("what the cache holds"),
  "aws:kms/key:Key": kept("whatever is encrypted with the key"),
  "aws:kms/replicaKey:ReplicaKey": kept("whatever is encrypted with the key"),
  "aws:s3/bucket:Bucket": kept("the files in the bucket"),
  "mongodbatlas:index/advancedCluster:AdvancedCluster": kept("the database"),
  "mongodbatlas:index/cluster:Cluster": kept("the database"),
  "mongodbatlas:index/project:Project": kept("the clusters in the project"),
  "pulumi-nodejs:dynamic/monitor:PineconeIndex": kept("the vectors, which are written again from the events"),
  "aws:rds/instance:Instance": kept("the database"),
  "aws:rds/cluster:Cluster": kept("the database"),
  "aws:docdb/cluster:Cluster": kept("the database"),
  "aws:neptune/cluster:Cluster": kept("the database"),
  "aws:redshift/cluster:Cluster": kept("the warehouse"),
  "aws:dynamodb/table:Table": kept("the table's items"),
  "aws:efs/fileSystem:FileSystem": kept("the files in it"),
  "aws:fsx/lustreFileSystem:LustreFileSystem": kept("the files in it"),
  "aws:ebs/volume:Volume": kept("what is on the volume"),
  "aws:opensearch/domain:Domain": kept("the indices"),
  "aws:elasticsearch/domain:Domain": kept("the indices"),
  "aws:msk/cluster:Cluster": kept("the topics"),
  "aws:kinesis/stream:Stream": kept("records not yet read", "medium"),
  "aws:sqs/queue:Queue": kept("messages not yet read", "medium"),
  "aws:cognito/userPool:UserPool": kept("the users and their passwords"),
  "aws:secretsmanager/secret:Secret": kept("the secret's value", "medium"),
  "aws:cloudwatch/logGroup:LogGroup": kept("the logs in it", "medium"),
  "aws:route53/zone:Zone": kept("the zone's name servers; a new zone has others"),
  "aws:backup/vault:Vault": kept("the backups in it"),
  "aws:ec2/eip:Eip": kept("the address; a new one is another", "medium"),
  "aws:ec2/instance:Instance": kept("what is on its disks", "medium"),
  "kubernetes:core/v1:PersistentVolumeClaim": kept("what is on the volume"),
  "kubernetes:core/v1:PersistentVolume": kept("what is on the volume"),
  "kubernetes:core/v1:Namespace": kept("every object in the namespace"),
  "kubernetes:apps/v1:StatefulSet": kept("what its pods hold in memory; their volumes stay", "medium"),
  "random:index/randomPassword:RandomPassword": kept("the password; whoever uses it needs the new one", "medium"),
  "random:index/randomId:RandomId": kept("the id; a new one is another", "medium"),
  "random:index/randomPet:RandomPet": kept("the name; a new one is another", "medium"),
  "random:index/randomString:RandomString": kept("the text; a new one is another", "medium"),
};

/** Null where nothing is. */
export const keptBy = (type: string): Kept | null => HOLDS[knownAs(type)] ?? (STATEFUL.has(type) ? kept("what it holds") : null);
