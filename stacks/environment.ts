import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { allowLoadBalancer, Cluster } from "../infra/cluster/cluster.ts";
import type { EnvironmentConfig } from "../infra/config/schema/index.ts";
import { days } from "../infra/config/units.ts";
import type { Context } from "../infra/core/context.ts";
import type { Tags } from "../infra/core/tags.ts";
import { EncryptionKey } from "../infra/data/encryption.ts";
import { MongoDb } from "../infra/data/mongodb/mongodb.ts";
import { VectorIndex } from "../infra/data/pinecone/vectorIndex.ts";
import { Redis } from "../infra/data/redis.ts";
import { LOG_PREFIX, Storage } from "../infra/data/storage.ts";
import { Edge } from "../infra/edge/edge.ts";
import { Network } from "../infra/network/network.ts";
import { type EnvironmentOutputs, type Outputs, SharedStack } from "./outputs.ts";

/** Builds one environment, whatever its name: what differs between environments is in their configuration alone. */
export function buildEnvironment(context: Context, config: EnvironmentConfig, tags: Tags): Outputs<EnvironmentOutputs> {
  const shared = new SharedStack();
  const protect = config.protection.deletion;
  const logDays = days(config.logs.retention);
  const opts: pulumi.ComponentResourceOptions = {
    providers: [new aws.Provider("aws", { region: config.aws.region, allowedAccountIds: [config.aws.accountId] })],
  };

  // Ground: the key, the buckets, the network.
  const key = new EncryptionKey("encryption", { context, protect }, opts);
  const storage = new Storage(
    "storage",
    {
      context,
      keyArn: key.arn,
      objectDays: days(config.storage.objects),
      logDays: days(config.storage.logs),
      backupDays: days(config.storage.backups),
      protect,
    },
    opts,
  );
  const network = new Network(
    "network",
    {
      region: config.aws.region,
      ...config.network,
      flowLogs: { destination: pulumi.interpolate`${storage.logs.arn}/${LOG_PREFIX.flow}/`, policy: storage.logPolicy },
    },
    opts,
  );

  // Where services run.
  const cluster = new Cluster(
    "cluster",
    {
      context,
      config: config.cluster,
      tags,
      privateSubnetIds: network.privateSubnetIds,
      keyArn: key.arn,
      logDays,
      protect,
    },
    opts,
  );

  // Where they keep things.
  const clients = { vpcId: network.vpcId, subnetIds: network.intraSubnetIds, clientGroupId: cluster.securityGroupId };
  const mongodb = new MongoDb(
    "mongodb",
    {
      context,
      config: config.mongodb,
      tags,
      ...clients,
      natAddresses: network.natAddresses,
      alertEmail: config.alerts.email,
      protect,
    },
    opts,
  );
  const redis = new Redis("redis", { context, config: config.redis, ...clients, keyArn: key.arn, logDays, protect }, opts);
  const vectors = new VectorIndex("vectors", { context, config: config.vectors, tags, protect }, opts);

  // How the world reaches them.
  const edge = new Edge(
    "edge",
    {
      context,
      config: config.edge,
      zoneId: shared.output("zoneId"),
      network,
      podGroupId: cluster.securityGroupId,
      storage,
      keys: key,
      logDays,
      protect,
    },
    opts,
  );
  allowLoadBalancer(cluster, edge.loadBalancer.securityGroupId, { parent: cluster });

  return {
    host: edge.host,
    cdnHost: edge.cdnHost,
    clusterName: cluster.name,
    clusterEndpoint: cluster.endpoint,
    targetGroupArn: edge.loadBalancer.targetGroupArn,
    mongodbAddress: mongodb.address,
    redisHost: redis.connection.host,
    vectorIndex: vectors.indexName,
    vectorHost: vectors.host,
    storageBucket: storage.storage.id,
    backupBucket: storage.backups.id,
    dashboardBucket: storage.dashboard.id,
    sdkBucket: storage.sdk.id,
    dashboardDistribution: edge.dashboard.distributionId,
    sdkDistribution: edge.sdk.distributionId,
  };
}
