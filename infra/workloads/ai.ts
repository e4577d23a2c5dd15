import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentConfig } from "../config/schema/index.ts";
import { mebibytes, seconds } from "../config/units.ts";
import { Component, type Transforms } from "../core/component.ts";
import { type Context, stackResourceName } from "../core/context.ts";
import { policy, type Statement, trustService } from "../core/iam.ts";
import { MONGODB_PORT, type MongoDb } from "../data/mongodb/mongodb.ts";
import { PRIVATE_LINK_PORTS } from "../data/mongodb/privateLink.ts";
import type { SecretName, Secrets } from "../data/secrets.ts";
import { RELEASE_FOLDER, type Release } from "./release.ts";

export interface AiServiceArgs {
  readonly context: Context;
  /** Memory, timeout and concurrency, as the configuration has them. */
  readonly config: EnvironmentConfig["ai"];
  /** The release whose bundle it runs. */
  readonly release: Release;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<string>[];
  readonly mongodb: MongoDb;
  readonly secrets: Secrets;
  /** Where vectors go. */
  readonly vectors: { readonly indexName: pulumi.Input<string>; readonly host: pulumi.Input<string> };
  /** Key for the queue, the log and the environment. */
  readonly keyArn: pulumi.Input<string>;
  /** Days that the log is kept. */
  readonly logDays: number;
  readonly transform?: Transforms<AiServiceChildren>;
}

interface Queues {
  readonly queue: aws.sqs.Queue;
  readonly deadLetters: aws.sqs.Queue;
}

export interface AiServiceChildren {
  queue: aws.sqs.QueueArgs;
  role: aws.iam.RoleArgs;
  rolePolicy: aws.iam.RolePolicyArgs;
  policyAttachment: aws.iam.RolePolicyAttachmentArgs;
  logGroup: aws.cloudwatch.LogGroupArgs;
  securityGroup: aws.ec2.SecurityGroupArgs;
  egress: aws.vpc.SecurityGroupEgressRuleArgs;
  function: aws.lambda.FunctionArgs;
  eventSource: aws.lambda.EventSourceMappingArgs;
}

/** Secrets the handler reads, by the variable that holds each one's ARN. */
const SECRETS = {
  ANTHROPIC_API_KEY_SECRET: "anthropic-api-key",
  OPENAI_API_KEY_SECRET: "openai-api-key",
  PINECONE_API_KEY_SECRET: "pinecone-api-key",
  MONGODB_URI_SECRET: "mongodb-uri",
} as const satisfies Record<string, SecretName>;

const BATCH_SIZE = 10;
/** A message that failed this often goes to the dead-letter queue. */
const ATTEMPTS = 5;
const DEAD_LETTER_DAYS = 14;

/**
 * The AI service: a queue, and a function that works through it. What fails is tried again and ends in a dead-letter queue; the
 * concurrency bounds what the models can cost. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export class AiService extends Component<AiServiceChildren> {
  readonly queueUrl: pulumi.Output<string>;
  readonly queueArn: pulumi.Output<string>;
  readonly deadLetterUrl: pulumi.Output<string>;

  constructor(name: string, args: AiServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("workloads:AiService", name, args, opts);
    const { queue, deadLetters } = this.createQueues(name, args);
    const handler = this.createFunction(name, args, { queue, deadLetters });
    new aws.lambda.EventSourceMapping(
      `${name}-source`,
      {
        eventSourceArn: queue.arn,
        functionName: handler.arn,
        batchSize: BATCH_SIZE,
        functionResponseTypes: ["ReportBatchItemFailures"],
        // Two is the least SQS takes; above the function's own concurrency, messages would be thrown back and counted as failures.
        scalingConfig: { maximumConcurrency: Math.max(2, args.config.concurrency) },
      },
      this.child("eventSource"),
    );
    this.queueUrl = queue.url;
    this.queueArn = queue.arn;
    this.deadLetterUrl = deadLetters.url;
    this.registerOutputs({ queueUrl: this.queueUrl });
  }

  private createQueues(name: string, { config, keyArn }: AiServiceArgs): Queues {
    const common = { kmsMasterKeyId: keyArn, kmsDataKeyReusePeriodSeconds: 300 };
    const deadLetters = new aws.sqs.Queue(
      `${name}-dead-letters`,
      { ...common, messageRetentionSeconds: DEAD_LETTER_DAYS * 86_400 },
      this.child("queue"),
    );
    const queue = new aws.sqs.Queue(
      `${name}-queue`,
      {
        ...common,
        // Six times the function's timeout, as AWS advises, so that a message is not handed out again while it is worked on.
        visibilityTimeoutSeconds: 6 * seconds(config.timeout),
        redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: ATTEMPTS }),
      },
      this.child("queue"),
    );
    return { queue, deadLetters };
  }

  private createFunction(name: string, args: AiServiceArgs, { queue, deadLetters }: Queues): aws.lambda.Function {
    const { config, context, keyArn, secrets, vectors } = args;
    const logs = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { name: `/aws/lambda/${stackResourceName(context)}-${name}`, kmsKeyId: keyArn, retentionInDays: args.logDays },
      this.child("logGroup"),
    );
    const role = new aws.iam.Role(
      `${name}-role`,
      { description: "The AI service's function", assumeRolePolicy: trustService("lambda.amazonaws.com") },
      this.child("role"),
    );
    const allowed = new aws.iam.RolePolicy(
      `${name}-role`,
      {
        role: role.id,
        policy: policy(
          needs({
            ...{ queueArn: queue.arn, deadLettersArn: deadLetters.arn, logArn: logs.arn, keyArn },
            secretArns: secrets.arns(...Object.values(SECRETS)),
          }),
        ),
      },
      this.child("rolePolicy"),
    );
    const attached = new aws.iam.RolePolicyAttachment(
      `${name}-network`,
      { role: role.name, policyArn: NETWORK_POLICY },
      this.child("policyAttachment"),
    );
    const variables = Object.entries(SECRETS).flatMap(([variable, secret]) => {
      const entry = secrets.entries[secret];
      return entry ? [[variable, entry.arn] as const] : [];
    });
    return new aws.lambda.Function(
      `${name}-function`,
      {
        description: `AI service of ${stackResourceName(context)}, bundle ${bundleHash(args.release)}`,
        runtime: "nodejs24.x",
        architectures: ["arm64"],
        handler: "index.handler",
        code: bundle(args.release),
        memorySize: mebibytes(config.memory),
        timeout: seconds(config.timeout),
        reservedConcurrentExecutions: config.concurrency,
        role: role.arn,
        kmsKeyArn: keyArn,
        environment: {
          variables: {
            NODE_ENV: "production",
            PINECONE_INDEX: vectors.indexName,
            PINECONE_HOST: vectors.host,
            ...Object.fromEntries(variables),
          },
        },
        // Who calls it without the queue and does not wait would not hear of a failure.
        deadLetterConfig: { targetArn: deadLetters.arn },
        vpcConfig: { subnetIds: args.subnetIds, securityGroupIds: [this.createSecurityGroup(name, args).id] },
        loggingConfig: { logGroup: logs.name, logFormat: "Text" }, // the service writes JSON lines itself
        tracingConfig: { mode: "Active" },
      },
      this.child("function", { dependsOn: [allowed, attached] }),
    );
  }

  private createSecurityGroup(name: string, { vpcId, mongodb }: AiServiceArgs): aws.ec2.SecurityGroup {
    const group = new aws.ec2.SecurityGroup(
      `${name}-security`,
      { vpcId, description: "AI service: the models, AWS, the database" },
      this.child("securityGroup"),
    );
    const egress = (key: string, rule: Omit<aws.vpc.SecurityGroupEgressRuleArgs, "securityGroupId" | "ipProtocol">) =>
      new aws.vpc.SecurityGroupEgressRule(
        `${name}-to-${key}`,
        { securityGroupId: group.id, ipProtocol: "tcp", ...rule },
        this.child("egress"),
      );
    egress("https", { description: "Models, vectors and AWS", fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" });
    const database = { description: "The database" };
    if (mongodb.privateLink) {
      egress("mongodb", { ...database, ...PRIVATE_LINK_PORTS, referencedSecurityGroupId: mongodb.privateLink.securityGroupId });
      mongodb.privateLink.admit(name, group.id);
    } else {
      egress("mongodb", { ...database, fromPort: MONGODB_PORT, toPort: MONGODB_PORT, cidrIpv4: "0.0.0.0/0" });
    }
    return group;
  }
}

/** The bundle as `pnpm build` made it; its path starts at the project's root, where Pulumi runs. */
const bundle = ({ ai }: Release): pulumi.asset.AssetArchive =>
  new pulumi.asset.AssetArchive(
    Object.fromEntries(ai.map(({ path }) => [path, new pulumi.asset.FileAsset(`${RELEASE_FOLDER}/ai/${path}`)])),
  );

/** Says in every plan and comparison which code it is; of the archive they see paths alone. */
const bundleHash = ({ ai }: Release): string => ai.map(({ sha256 }) => sha256.slice(0, 12)).join(", ");

/** Attaches a function to a network: AWS's own, because its service knows what it calls. https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions */
const NETWORK_POLICY = "arn:aws:iam::aws:policy/service-role/AWSLambdaENIManagementAccess";

interface Needed {
  readonly queueArn: pulumi.Input<string>;
  readonly deadLettersArn: pulumi.Input<string>;
  readonly logArn: pulumi.Input<string>;
  readonly secretArns: readonly pulumi.Input<string>[];
  readonly keyArn: pulumi.Input<string>;
}

/** Exactly what the handler does: take from its queue, leave what failed, read its secrets, write its log, trace. */
const needs = ({ queueArn, deadLettersArn, logArn, secretArns, keyArn }: Needed): Statement[] => [
  {
    Sid: "Queue",
    Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility"],
    Resource: queueArn,
  },
  { Sid: "DeadLetters", Action: "sqs:SendMessage", Resource: deadLettersArn },
  { Sid: "Secrets", Action: "secretsmanager:GetSecretValue", Resource: [...secretArns] },
  { Sid: "Key", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: keyArn },
  { Sid: "Log", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: pulumi.interpolate`${logArn}:*` },
  // None of these takes a resource.
  { Sid: "Network", Action: "ec2:DescribeSubnets", Resource: "*" },
  { Sid: "Trace", Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resource: "*" },
];
