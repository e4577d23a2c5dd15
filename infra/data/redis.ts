import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword, type RandomPasswordArgs } from "@pulumi/random";
import type { EnvironmentConfig } from "../config/schema/index.ts";
import { days } from "../config/units.ts";
import { Component, type Transforms } from "../core/component.ts";
import { type Context, stackResourceName } from "../core/context.ts";

export interface RedisArgs {
  readonly context: Context;
  /** Topology, node type, version and snapshots, as the configuration has them. */
  readonly config: EnvironmentConfig["redis"];
  readonly vpcId: pulumi.Input<string>;
  /** Subnets without a way out, two zones or more. */
  readonly subnetIds: pulumi.Input<string>[];
  /** A new value makes a new token; ElastiCache takes the old one too until the next. @default the first token stays */
  readonly rotation?: string | undefined;
  /** Key for the data at rest and the logs. */
  readonly keyArn: pulumi.Input<string>;
  /** Days that slow-query and engine logs are kept. */
  readonly logDays: number;
  /** Whether Pulumi refuses to delete it; if it is deleted all the same, a last snapshot stays. */
  readonly protect: boolean;
  readonly transform?: Transforms<RedisChildren>;
}

export interface RedisChildren {
  authToken: RandomPasswordArgs;
  subnetGroup: aws.elasticache.SubnetGroupArgs;
  securityGroup: aws.ec2.SecurityGroupArgs;
  ingress: aws.vpc.SecurityGroupIngressRuleArgs;
  parameterGroup: aws.elasticache.ParameterGroupArgs;
  logGroup: aws.cloudwatch.LogGroupArgs;
  replicationGroup: aws.elasticache.ReplicationGroupArgs;
}

/** How to reach the cache. TLS always. */
export interface RedisConnection {
  readonly host: pulumi.Output<string>;
  readonly port: number;
  /** Whether clients must speak the cluster protocol. */
  readonly cluster: boolean;
  /** `rediss://` with the token; secret. */
  readonly url: pulumi.Output<string>;
}

/** Where the cache listens. */
export const REDIS_PORT = 6379;

/**
 * Cache and queue on ElastiCache for Valkey: TLS, an AUTH token, encryption at rest, daily snapshots. Snapshots stand in for the
 * plan's RDB and AOF lines, which ElastiCache does not take. https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.html
 */
export class Redis extends Component<RedisChildren> {
  readonly connection: RedisConnection;
  readonly #name: string;
  readonly #securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: RedisArgs, opts?: pulumi.ComponentResourceOptions) {
    super("data:Redis", name, args, opts);
    const { config } = args;
    const clustered = config.topology === "cluster";
    const token = new RandomPassword(
      `${name}-auth`,
      { length: 64, special: false, ...(args.rotation !== undefined && { keepers: { rotation: args.rotation } }) },
      this.child("authToken"),
    );
    this.#name = name;
    this.#securityGroupId = this.createSecurityGroup(name, args).id;
    const group = new aws.elasticache.ReplicationGroup(
      `${name}-group`,
      {
        description: `Cache and queue, ${config.topology}`,
        engine: "valkey",
        engineVersion: config.version,
        nodeType: config.nodeType,
        port: REDIS_PORT,
        ...shape(config),
        subnetGroupName: this.createSubnetGroup(name, args).name,
        securityGroupIds: [this.#securityGroupId],
        parameterGroupName: this.createParameterGroup(name, args).name,
        transitEncryptionEnabled: true,
        transitEncryptionMode: "required",
        authToken: token.result,
        authTokenUpdateStrategy: "ROTATE",
        atRestEncryptionEnabled: true,
        kmsKeyId: args.keyArn,
        autoMinorVersionUpgrade: true,
        snapshotRetentionLimit: days(config.snapshots),
        snapshotWindow: "03:00-04:00",
        ...(args.protect && { finalSnapshotIdentifier: `${stackResourceName(args.context)}-final` }),
        maintenanceWindow: "sun:04:30-sun:05:30",
        logDeliveryConfigurations: this.createLogs(name, args),
      },
      this.child("replicationGroup", { protect: args.protect }),
    );
    const host = clustered ? group.configurationEndpointAddress : group.primaryEndpointAddress;
    this.connection = {
      host,
      port: REDIS_PORT,
      cluster: clustered,
      url: pulumi.secret(pulumi.interpolate`rediss://:${token.result}@${host}:${REDIS_PORT}`),
    };
    this.registerOutputs({ host });
  }

  private createSubnetGroup(name: string, { subnetIds }: RedisArgs) {
    return new aws.elasticache.SubnetGroup(
      `${name}-subnets`,
      { description: "Zones of the cache", subnetIds },
      this.child("subnetGroup"),
    );
  }

  /** Lets the members of a security group connect. */
  admit(client: string, groupId: pulumi.Input<string>): void {
    new aws.vpc.SecurityGroupIngressRule(
      `${this.#name}-from-${client}`,
      {
        securityGroupId: this.#securityGroupId,
        description: `From ${client}`,
        ipProtocol: "tcp",
        fromPort: REDIS_PORT,
        toPort: REDIS_PORT,
        referencedSecurityGroupId: groupId,
      },
      this.child("ingress"),
    );
  }

  private createSecurityGroup(name: string, { vpcId }: RedisArgs) {
    return new aws.ec2.SecurityGroup(
      `${name}-security`,
      { vpcId, description: "Cache: whoever is admitted by name" },
      this.child("securityGroup"),
    );
  }

  private createParameterGroup(name: string, { config }: RedisArgs) {
    return new aws.elasticache.ParameterGroup(
      `${name}-parameters`,
      {
        description: "Cache and queue",
        family: `valkey${config.version.split(".")[0]}`,
        parameters: [
          ...(config.topology === "cluster" ? [{ name: "cluster-enabled", value: "yes" }] : []),
          // It holds queues: when memory is full, refusing a write is better than forgetting one.
          { name: "maxmemory-policy", value: "noeviction" },
        ],
      },
      this.child("parameterGroup"),
    );
  }

  private createLogs(name: string, { keyArn, logDays }: RedisArgs) {
    return (["slow-log", "engine-log"] as const).map((logType) => ({
      logType,
      logFormat: "json",
      destinationType: "cloudwatch-logs",
      destination: new aws.cloudwatch.LogGroup(
        `${name}-${logType}`,
        { kmsKeyId: keyArn, retentionInDays: logDays },
        this.child("logGroup"),
      ).name,
    }));
  }
}

/** Nodes, shards and failover of each topology. */
function shape(config: EnvironmentConfig["redis"]): Partial<aws.elasticache.ReplicationGroupArgs> {
  switch (config.topology) {
    case "single":
      return { numCacheClusters: 1, automaticFailoverEnabled: false, multiAzEnabled: false };
    case "replica":
      return { numCacheClusters: 1 + config.replicas, automaticFailoverEnabled: true, multiAzEnabled: config.multiAz };
    case "cluster":
      return {
        clusterMode: "enabled",
        numNodeGroups: config.shards,
        replicasPerNodeGroup: config.replicasPerShard,
        automaticFailoverEnabled: true,
        multiAzEnabled: config.multiAz,
      };
    default:
      return config satisfies never;
  }
}
