import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Component, type Transforms } from "../core/component.ts";
import { policy, type Statement } from "../core/iam.ts";

export interface BucketArgs {
  /**
   * KMS key that encrypts the objects.
   * @default Amazon S3's own keys, for what CloudFront or a log service must read and write without a key of ours
   */
  readonly keyArn?: pulumi.Input<string>;
  /** Days after which objects are deleted. @default never */
  readonly expireAfterDays?: number;
  /** Days that replaced or deleted objects can still be had back. @default 30 */
  readonly keepReplacedDays?: number;
  /** Bucket that receives the access logs. @default none, for the log bucket itself */
  readonly logBucket?: pulumi.Input<string>;
  /** Whether Pulumi refuses to delete the bucket; without, a bucket is emptied when it is deleted. */
  readonly protect: boolean;
  readonly transform?: Transforms<BucketChildren>;
}

export interface BucketChildren {
  bucket: aws.s3.BucketArgs;
  publicAccess: aws.s3.BucketPublicAccessBlockArgs;
  ownership: aws.s3.BucketOwnershipControlsArgs;
  encryption: aws.s3.BucketServerSideEncryptionConfigurationArgs;
  versioning: aws.s3.BucketVersioningArgs;
  lifecycle: aws.s3.BucketLifecycleConfigurationArgs;
  logging: aws.s3.BucketLoggingArgs;
  notifications: aws.s3.BucketNotificationArgs;
  policy: aws.s3.BucketPolicyArgs;
}

/** Days after which an upload that never ended is given up. */
const ABORT_UPLOADS_DAYS = 7;

/**
 * An S3 bucket as all of ours are: no public access, no ACLs, versioned, encrypted, logged, cleaned up, TLS only, heard by EventBridge.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 */
export class Bucket extends Component<BucketChildren> {
  readonly id: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** Where CloudFront fetches from. */
  readonly regionalDomainName: pulumi.Output<string>;
  readonly #name: string;

  constructor(name: string, args: BucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("data:Bucket", name, args, opts);
    this.#name = name;
    const bucket = new aws.s3.Bucket(
      `${name}-bucket`,
      { forceDestroy: !args.protect },
      this.child("bucket", { protect: args.protect }),
    );
    const of = { bucket: bucket.id };
    this.id = bucket.id;
    this.arn = bucket.arn;
    this.regionalDomainName = bucket.bucketRegionalDomainName;

    new aws.s3.BucketPublicAccessBlock(
      `${name}-public-access`,
      { ...of, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
      this.child("publicAccess"),
    );
    new aws.s3.BucketOwnershipControls(
      `${name}-ownership`,
      { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } },
      this.child("ownership"),
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      {
        ...of,
        rules: [
          args.keyArn === undefined
            ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
            : {
                applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: args.keyArn },
                bucketKeyEnabled: true,
              },
        ],
      },
      this.child("encryption"),
    );
    const versioning = new aws.s3.BucketVersioning(
      `${name}-versioning`,
      { ...of, versioningConfiguration: { status: "Enabled" } },
      this.child("versioning"),
    );
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      { ...of, rules: lifecycleRules(args) },
      this.child("lifecycle", { dependsOn: versioning }),
    );
    // Whoever wants to know what happens in a bucket adds a rule to EventBridge, and leaves the bucket alone.
    new aws.s3.BucketNotification(`${name}-notifications`, { ...of, eventbridge: true }, this.child("notifications"));
    if (args.logBucket !== undefined) {
      new aws.s3.BucketLogging(
        `${name}-logging`,
        { ...of, targetBucket: args.logBucket, targetPrefix: `s3/${name}/` },
        this.child("logging"),
      );
    }
    this.registerOutputs({ id: this.id, arn: this.arn });
  }

  /** Sets the bucket's policy: TLS only, and what the statements add. A bucket has one policy, so call this once. */
  restrict(statements: readonly Statement[] = []): aws.s3.BucketPolicy {
    const tlsOnly: Statement = {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [this.arn, pulumi.interpolate`${this.arn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
    return new aws.s3.BucketPolicy(
      `${this.#name}-policy`,
      { bucket: this.id, policy: policy([tlsOnly, ...statements]) },
      this.child("policy"),
    );
  }
}

function lifecycleRules({ expireAfterDays, keepReplacedDays = 30 }: BucketArgs) {
  return [
    {
      id: "clean-up",
      status: "Enabled",
      filter: {},
      abortIncompleteMultipartUpload: { daysAfterInitiation: ABORT_UPLOADS_DAYS },
      noncurrentVersionExpiration: { noncurrentDays: keepReplacedDays },
    },
    ...(expireAfterDays === undefined
      ? []
      : [{ id: "expire", status: "Enabled", filter: {}, expiration: { days: expireAfterDays } }]),
  ];
}
