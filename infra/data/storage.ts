import * as pulumi from "@pulumi/pulumi";
import { Component } from "../core/component.ts";
import type { Context } from "../core/context.ts";
import type { Statement } from "../core/iam.ts";
import { Bucket, type BucketArgs } from "./bucket.ts";

export interface StorageArgs {
  readonly context: Context;
  /** Key for the buckets whose content is not public. */
  readonly keyArn: pulumi.Input<string>;
  /** Days after which source maps and event attachments are deleted. */
  readonly objectDays: number;
  /** Days after which access logs are deleted. */
  readonly logDays: number;
  /** Days after which database dumps are deleted. */
  readonly backupDays: number;
  /** Whether Pulumi refuses to delete the buckets that hold data or logs. */
  readonly protect: boolean;
  /** Transforms of the buckets' inner resources, by bucket. */
  readonly transform?: { readonly [Name in BucketName]?: BucketArgs["transform"] };
}

type BucketName = "storage" | "backups" | "logs" | "dashboard" | "sdk";

/** Where each kind of log goes in the log bucket. */
export const LOG_PREFIX = { loadBalancer: "alb", buckets: "s3", flow: "flow", cdn: "cdn" } as const;

/**
 * The buckets of an environment. `storage` holds source maps and attachments, `backups` dumps, `logs` what AWS writes; `dashboard`
 * and `sdk` hold public files that only CloudFront reads, so their policies are set by the CDN.
 */
export class Storage extends Component {
  readonly storage: Bucket;
  readonly backups: Bucket;
  readonly logs: Bucket;
  /** What lets AWS write to `logs`; whoever turns logging on must wait for it. */
  readonly logPolicy: pulumi.Resource;
  readonly dashboard: Bucket;
  readonly sdk: Bucket;

  constructor(name: string, args: StorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("data:Storage", name, {}, opts);
    const bucket = (key: BucketName, bucketArgs: Omit<BucketArgs, "transform">) =>
      new Bucket(key, { ...bucketArgs, ...(args.transform?.[key] && { transform: args.transform[key] }) }, { parent: this });

    this.logs = bucket("logs", { expireAfterDays: args.logDays, protect: args.protect });
    this.logPolicy = this.logs.restrict(logWriters(args.context, this.logs.arn));

    const logged = { logBucket: this.logs.id };
    const { keyArn, protect } = args;
    this.storage = bucket("storage", { ...logged, keyArn, protect, expireAfterDays: args.objectDays });
    this.storage.restrict();
    this.backups = bucket("backups", { ...logged, keyArn, protect, expireAfterDays: args.backupDays });
    this.backups.restrict();
    this.dashboard = bucket("dashboard", { ...logged, protect: false });
    this.sdk = bucket("sdk", { ...logged, protect: false });
    this.registerOutputs({ storage: this.storage.id, backups: this.backups.id, logs: this.logs.id });
  }
}

/**
 * The AWS services that write logs, each to its own prefix and for this account only.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html#AWS-logs-infrastructure-S3
 */
function logWriters({ accountId }: Context, arn: pulumi.Output<string>): Statement[] {
  const fromThisAccount = { "aws:SourceAccount": accountId };
  const delivery = { Service: "delivery.logs.amazonaws.com" };
  const under = (...prefixes: string[]) => prefixes.map((prefix) => pulumi.interpolate`${arn}/${prefix}/*`);
  return [
    {
      Sid: "LoadBalancerLogs",
      Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
      Action: "s3:PutObject",
      // This service names no source account; the account is in the path it writes to.
      Resource: under(`${LOG_PREFIX.loadBalancer}/AWSLogs/${accountId}`),
    },
    {
      Sid: "BucketLogs",
      Principal: { Service: "logging.s3.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: under(LOG_PREFIX.buckets),
      Condition: { StringEquals: fromThisAccount },
    },
    {
      Sid: "FlowAndCdnLogs",
      Principal: delivery,
      Action: "s3:PutObject",
      Resource: under(LOG_PREFIX.flow, LOG_PREFIX.cdn),
      Condition: { StringEquals: { ...fromThisAccount, "s3:x-amz-acl": "bucket-owner-full-control" } },
    },
    {
      Sid: "FlowAndCdnLogsAclCheck",
      Principal: delivery,
      Action: ["s3:GetBucketAcl", "s3:ListBucket"],
      Resource: arn,
      Condition: { StringEquals: fromThisAccount },
    },
  ];
}
