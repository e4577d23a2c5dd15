import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type Transforms } from "../core/component.ts";
import { type Context, GLOBAL_REGION, stackResourceName } from "../core/context.ts";
import { policy } from "../core/iam.ts";

export interface EncryptionKeyArgs {
  readonly context: Context;
  /** Whether Pulumi refuses to delete the key; what it encrypted could never be read again. */
  readonly protect: boolean;
  readonly transform?: Transforms<EncryptionKeyChildren>;
}

export interface EncryptionKeyChildren {
  key: aws.kms.KeyArgs;
  alias: aws.kms.AliasArgs;
  replica: aws.kms.ReplicaKeyArgs;
}

/**
 * The stack's own key: Kubernetes secrets, logs, buckets, caches. It rotates each year; whoever the account's IAM policies allow
 * may use it, and CloudWatch for the account's log groups. https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
 */
export class EncryptionKey extends Component<EncryptionKeyChildren> {
  readonly arn: pulumi.Output<string>;
  /** The same key where CloudFront's logs are encrypted. */
  readonly globalArn: pulumi.Output<string>;

  constructor(name: string, args: EncryptionKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("data:EncryptionKey", name, args, opts);
    const { context, protect } = args;
    const elsewhere = context.region !== GLOBAL_REGION;
    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: `Data of ${stackResourceName(context)}`,
        enableKeyRotation: true,
        multiRegion: elsewhere,
        deletionWindowInDays: 30,
        policy: keyPolicy(context, context.region),
      },
      this.child("key", { protect }),
    );
    new aws.kms.Alias(
      `${name}-alias`,
      { name: `alias/${stackResourceName(context)}`, targetKeyId: key.keyId },
      this.child("alias"),
    );
    this.arn = key.arn;
    this.globalArn = elsewhere
      ? new aws.kms.ReplicaKey(
          `${name}-replica`,
          {
            primaryKeyArn: key.arn,
            region: GLOBAL_REGION,
            description: `Logs of ${stackResourceName(context)} at the edge`,
            deletionWindowInDays: 30,
            policy: keyPolicy(context, GLOBAL_REGION),
          },
          this.child("replica", { protect }),
        ).arn
      : key.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

const keyPolicy = ({ accountId }: Context, region: string): pulumi.Output<string> =>
  policy([
    { Sid: "AccountPoliciesDecide", Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: "kms:*", Resource: "*" },
    {
      Sid: "CloudWatchLogs",
      Principal: { Service: `logs.${region}.amazonaws.com` },
      Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
      Resource: "*",
      Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${accountId}:*` } },
    },
  ]);
