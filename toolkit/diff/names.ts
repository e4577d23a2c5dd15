/**
 * Which property of a resource is its name in the cloud. A provider makes one up where the program gives none; one that is given can be
 * had once only.
 */
import type { Json, Resource } from "../graph/graph.ts";
import { knownAs } from "./facts.ts";

/** Of AWS, where it is not `name`: https://github.com/pulumi/pulumi-aws/blob/master/provider/resource_overrides.go, `AutoName`. */
const NAMED: Readonly<Record<string, string>> = {
  "aws:cloudwatch/eventTarget:EventTarget": "targetId",
  "aws:ec2/keyPair:KeyPair": "keyName",
  "aws:efs/fileSystem:FileSystem": "creationToken",
  "aws:eks/fargateProfile:FargateProfile": "fargateProfileName",
  "aws:eks/nodeGroup:NodeGroup": "nodeGroupName",
  "aws:elasticache/cluster:Cluster": "clusterId",
  "aws:elasticache/replicationGroup:ReplicationGroup": "replicationGroupId",
  "aws:elasticsearch/domain:Domain": "domainName",
  "aws:lambda/permission:Permission": "statementId",
  "aws:mq/broker:Broker": "brokerName",
  "aws:msk/cluster:Cluster": "clusterName",
  "aws:msk/serverlessCluster:ServerlessCluster": "clusterName",
  "aws:opensearch/domain:Domain": "domainName",
  "aws:rds/instance:Instance": "identifier",
  "aws:s3/bucket:Bucket": "bucket",
};

/** What `name` says there is no name of the resource's own. */
const NO_NAME: ReadonlySet<string> = new Set(["aws:route53/record:Record", "aws:directoryservice/directory:Directory"]);

/** Undefined where nothing names it. */
export const nameProperty = (type: string): string | undefined =>
  NAMED[knownAs(type)] ?? (!type.startsWith("aws:") || NO_NAME.has(type) ? undefined : "name");

/** As the program gives it; undefined where the provider makes one up. Objects of Kubernetes are named within their namespace. */
export function givenName({ type, inputs }: Resource): string | undefined {
  const text = (value: Json | undefined): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
  if (!type.startsWith("kubernetes:")) return text(inputs[nameProperty(type) ?? ""]);
  if (type.startsWith("kubernetes:helm.sh/")) return text(inputs.name);
  const { metadata } = inputs;
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata)) return undefined;
  const { name, namespace } = metadata as { readonly [key: string]: Json };
  return text(name) === undefined ? undefined : [text(namespace), text(name)].filter(Boolean).join("/");
}
