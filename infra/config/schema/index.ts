/**
 * The one schema of a stack file. The validator, the TypeScript types and the committed JSON Schema all come from it.
 * Each top-level key is a key of the project's namespace in `Pulumi.STACK.yaml`: `network` is written `monitor:network`.
 */
import { z } from "zod";
import { budget } from "./budget.ts";
import { api, cluster } from "./cluster.ts";
import { commitments } from "./commitments.ts";
import { mongodb, redis, storage, vectors } from "./data.ts";
import { edge } from "./edge.ts";
import { choice, count, day, duration, email, hexId, hostname, secret, text } from "./fields.ts";
import { network } from "./network.ts";
import { policy } from "./policy.ts";
import { sharedUsage, usage } from "./usage.ts";
import { addons, ai, release, rotation, secrets, smtp } from "./workloads.ts";

/** Regions whose names the toolkit knows; others are a line here. https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html */
export const REGIONS = [
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
  "ca-central-1",
  "sa-east-1",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "eu-central-1",
  "eu-north-1",
  "eu-south-1",
  "ap-south-1",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-east-1",
  "me-south-1",
  "af-south-1",
] as const;

/** How long CloudWatch can keep logs, in days, of what it offers. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const LOG_RETENTION = ["1d", "3d", "7d", "14d", "30d", "60d", "90d", "180d", "365d", "400d", "545d", "731d"] as const;

const stackName = text(/^[a-z][a-z0-9-]{0,9}$/, "a stack name: lower case letters, digits and dashes, at most 10");

const aws = z
  .strictObject({
    accountId: text(/^\d{12}$/, "12 digits, in quotes").describe("AWS account; the provider refuses to touch any other."),
    region: choice(REGIONS).describe(
      "AWS region. What must be in us-east-1 (CloudFront's certificate and firewall) goes there by itself.",
    ),
  })
  .describe("Where in AWS.");

const tags = z
  .strictObject({
    owner: text(/^[\w .@+-]{1,64}$/, "a team or person, at most 64 characters").describe("Team or person who answers for it."),
    costCentre: text(/^[\w .-]{1,64}$/, "a cost centre, at most 64 characters").describe("Cost centre it is charged to."),
  })
  .describe("Put on every resource that takes tags, with the application and environment.");

const logs = z
  .strictObject({
    retention: choice(LOG_RETENTION).default("30d").describe("How long CloudWatch keeps cluster and firewall logs."),
  })
  .prefault({})
  .describe("CloudWatch logs.");

/** An environment: everything from the CDN to the database. */
export const environmentSchema = z.strictObject({
  kind: z.literal("environment").default("environment").describe("What this stack holds."),
  promotesFrom: stackName.optional().describe("Environment that a release passes before this one."),
  expires: day
    .optional()
    .describe("Last day that it is wanted; after that `monitor env reap` destroys it. Default: it stays until somebody does."),
  aws,
  tags,
  protection: z
    .strictObject({
      deletion: z
        .boolean({ error: "true or false" })
        .default(true)
        .describe("Whatever holds data, and the load balancer, refuses to be deleted; buckets must be empty first."),
      retain: z
        .boolean({ error: "true or false" })
        .default(false)
        .describe(
          "Databases, buckets, caches, clusters, indexes and keys stay in the cloud when they are taken out of the program or the stack is destroyed, and cost on.",
        ),
    })
    .prefault({})
    .describe("Guards against loss."),
  budget,
  commitments,
  alerts: z.strictObject({ email: email.describe("Who is told when the database is in trouble.") }).describe("Where alerts go."),
  edge,
  network,
  cluster,
  api,
  ai,
  release,
  secrets,
  smtp,
  rotation,
  addons,
  mongodb,
  redis,
  storage,
  vectors,
  logs,
  usage,
  policy,
  pineconeApiKey: secret("a Pinecone API key")
    .optional()
    .describe("Key that creates the index. Default: the environment variable PINECONE_API_KEY."),
});

/** What belongs to no single environment. */
export const sharedSchema = z.strictObject({
  kind: z.literal("shared").describe("What this stack holds."),
  aws,
  tags,
  cloudflare: z
    .strictObject({
      zone: hostname.describe("Name of the zone."),
      zoneId: hexId(32, "a Cloudflare zone id").describe("Id of the zone, from its overview page."),
      minTlsVersion: choice(["1.2", "1.3"]).default("1.2").describe("Oldest TLS the zone accepts."),
    })
    .describe("The Cloudflare zone all hosts are under."),
  github: z
    .strictObject({
      // https://docs.github.com/en/actions/reference/openid-connect-reference#immutable-subject-claims
      repository: text(/^[\w.-]+\/[\w.-]+$|^[\w.-]+@\d+\/[\w.-]+@\d+$/, "OWNER/NAME, or OWNER@ID/NAME@ID").describe(
        "Repository whose workflows may assume the CI roles, as GitHub's tokens name it: with ids where it was made, renamed or moved since 15 July 2026.",
      ),
      environments: z
        .array(stackName, { error: "a list of stack names" })
        .min(1, "at least one stack name")
        .describe("GitHub environments that may deploy; each is approved on GitHub."),
    })
    .describe("Continuous integration."),
  registry: z
    .strictObject({
      repositories: z
        .array(text(/^[a-z][a-z0-9-]{0,30}$/, "lower case letters, digits and dashes"), { error: "a list of image names" })
        .min(1, "at least one image name")
        .default(["api"])
        .describe("Images, kept under monitor/."),
      keep: count(1, 1_000).default(30).describe("Images kept of each; older ones expire."),
    })
    .prefault({})
    .describe("The container registry, where promotion keeps the digest."),
  state: z
    .strictObject({
      keepVersions: duration("30d", "3650d").default("365d").describe("How long earlier versions of the state are kept."),
    })
    .prefault({})
    .describe("The bucket that holds Pulumi's state."),
  usage: sharedUsage,
  policy,
});

export const SCHEMAS = { environment: environmentSchema, shared: sharedSchema } as const;

export type EnvironmentConfig = z.output<typeof environmentSchema>;
export type SharedConfig = z.output<typeof sharedSchema>;
export type StackConfig = EnvironmentConfig | SharedConfig;
