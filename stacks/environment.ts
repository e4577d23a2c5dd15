import path from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Controllers } from "../infra/addons/controllers.ts";
import { Karpenter } from "../infra/addons/karpenter.ts";
import { allowLoadBalancer, Cluster } from "../infra/cluster/cluster.ts";
import { kubernetesProvider } from "../infra/cluster/kubernetes.ts";
import { Viewers } from "../infra/cluster/viewers.ts";
import type { EnvironmentConfig } from "../infra/config/schema/index.ts";
import { days, seconds } from "../infra/config/units.ts";
import type { Context } from "../infra/core/context.ts";
import type { Tags } from "../infra/core/tags.ts";
import { EncryptionKey } from "../infra/data/encryption.ts";
import { MongoDb } from "../infra/data/mongodb/mongodb.ts";
import { VectorIndex } from "../infra/data/pinecone/vectorIndex.ts";
import { Redis } from "../infra/data/redis.ts";
import { Secrets } from "../infra/data/secrets.ts";
import { LOG_PREFIX, Storage } from "../infra/data/storage.ts";
import { Edge } from "../infra/edge/edge.ts";
import { Network } from "../infra/network/network.ts";
import { AiService } from "../infra/workloads/ai.ts";
import { ApiService } from "../infra/workloads/api.ts";
import { NAMESPACE } from "../infra/workloads/apiObjects.ts";
import { readRelease } from "../infra/workloads/release.ts";
import { SiteFiles } from "../infra/workloads/site.ts";
import { type EnvironmentOutputs, type Outputs, SharedStack } from "./outputs.ts";

/** The project's root: where a release is built. */
const ROOT = path.resolve(import.meta.dirname, "..");

/** Builds one environment, whatever its name: what differs between environments is in their configuration alone. */
export function buildEnvironment(context: Context, config: EnvironmentConfig, tags: Tags): Outputs<EnvironmentOutputs> {
  const shared = new SharedStack();
  const release = readRelease(ROOT);
  const protect = config.protection.deletion;
  const logDays = days(config.logs.retention);
  const provider = new aws.Provider("aws", { region: config.aws.region, allowedAccountIds: [config.aws.accountId] });
  const opts: pulumi.ComponentResourceOptions = { providers: [provider] };

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
    { context, config: config.cluster, tags, privateSubnetIds: network.privateSubnetIds, keyArn: key.arn, logDays, protect },
    opts,
  );

  // Where they keep things.
  const place = { vpcId: network.vpcId, subnetIds: network.intraSubnetIds };
  const mongodb = new MongoDb(
    "mongodb",
    {
      ...place,
      context,
      config: config.mongodb,
      tags,
      natAddresses: network.natAddresses,
      rotation: config.rotation.mongodb,
      alertEmail: config.alerts.email,
      protect,
    },
    opts,
  );
  const redis = new Redis(
    "redis",
    { ...place, context, config: config.redis, rotation: config.rotation.redis, keyArn: key.arn, logDays, protect },
    opts,
  );
  mongodb.privateLink?.admit("pods", cluster.securityGroupId);
  redis.admit("pods", cluster.securityGroupId);
  const vectors = new VectorIndex("vectors", { context, config: config.vectors, tags, protect }, opts);
  const secrets = new Secrets(
    "secrets",
    {
      made: { "mongodb-uri": mongodb.uri, "redis-url": redis.connection.url },
      given: config.secrets,
      values: pulumi.output(new pulumi.Config().getSecretObject<Record<string, string>>("secrets")),
      keyArn: key.arn,
      protect,
    },
    opts,
  );

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
  new SiteFiles("dashboard-files", { part: "dashboard", files: release.dashboard, bucket: storage.dashboard }, opts);
  new SiteFiles("sdk-files", { part: "sdk", files: release.sdk, bucket: storage.sdk }, opts);

  // The services themselves: the function, the controllers in the cluster, the API.
  const ai = new AiService(
    "ai",
    {
      context,
      config: config.ai,
      release,
      vpcId: network.vpcId,
      subnetIds: network.privateSubnetIds,
      mongodb,
      secrets,
      vectors,
      keyArn: key.arn,
      logDays,
    },
    opts,
  );
  const inCluster: pulumi.ComponentResourceOptions = { providers: [provider, kubernetesProvider(cluster, context)] };
  const controllers = new Controllers(
    "addons",
    {
      context,
      cluster,
      version: config.cluster.version,
      vpcId: network.vpcId,
      namespace: NAMESPACE,
      targetGroupArn: edge.loadBalancer.targetGroupArn,
      secretArns: Object.values(secrets.entries).map(({ arn }) => arn),
      keyArn: key.arn,
    },
    inCluster,
  );
  if (config.addons.karpenter) {
    new Karpenter(
      "karpenter",
      {
        context,
        config: config.addons.karpenter,
        cluster,
        version: config.cluster.version,
        instanceTypes: config.cluster.nodePools.flatMap((pool) => pool.instanceTypes),
        subnetIds: network.privateSubnetIds,
        tags,
      },
      inCluster,
    );
  }
  new ApiService(
    "api",
    {
      config: config.api,
      clusterName: cluster.name,
      region: config.aws.region,
      image: pulumi.interpolate`${shared.output("registry").apply(apiRepository)}@${config.release.image}`,
      secrets,
      settings: {
        AWS_REGION: config.aws.region,
        S3_BUCKET: storage.storage.id,
        ANALYSIS_QUEUE_URL: ai.queueUrl,
        ...(config.smtp && { SMTP_HOST: config.smtp.host, SMTP_PORT: `${config.smtp.port}` }),
      },
      targetGroupArn: edge.loadBalancer.targetGroupArn,
      network: {
        loadBalancerCidrs: network.cidrs.private,
        dataCidrs: network.cidrs.intra,
        privateDatabase: mongodb.privateLink !== undefined,
        smtpPort: config.smtp?.port,
      },
      permissions: [
        {
          Sid: "Objects",
          Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
          Resource: pulumi.interpolate`${storage.storage.arn}/*`,
        },
        { Sid: "Analyses", Action: "sqs:SendMessage", Resource: ai.queueArn },
        { Sid: "Key", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: key.arn },
      ],
      drainSeconds: seconds(config.edge.drain),
      idleSeconds: seconds(config.edge.idleTimeout),
      controllers,
      namespace: controllers.namespace,
    },
    inCluster,
  );
  const { viewers } = config.cluster;
  if (viewers.length > 0)
    new Viewers("cluster-viewers", { clusterName: cluster.name, principalArns: viewers }, { ...inCluster, parent: cluster });

  return {
    release: release.digest,
    host: edge.host,
    cdnHost: edge.cdnHost,
    clusterName: cluster.name,
    clusterEndpoint: cluster.endpoint,
    targetGroupArn: edge.loadBalancer.targetGroupArn,
    analysisQueue: ai.queueUrl,
    deadLetterQueue: ai.deadLetterUrl,
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
    ...(config.expires !== undefined && { expires: config.expires }),
  };
}

function apiRepository({ api }: Readonly<Record<string, string>>): string {
  if (api === undefined)
    throw new Error("the shared stack has no image repository named api: add it to monitor:registry.repositories there");
  return api;
}
