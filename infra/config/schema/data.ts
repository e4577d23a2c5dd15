import { z } from "zod";
import { EMBEDDING_MODELS, PINECONE_REGIONS } from "../../data/embeddings.ts";
import { choice, count, duration, hexId, memory, text } from "./fields.ts";

const tiers = ["M10", "M20", "M30", "M40", "M50", "M60", "M80"] as const;
const shardedTiers = ["M30", "M40", "M50", "M60", "M80"] as const;

const organization = hexId(24, "an Atlas organisation id").describe("Atlas organisation that owns the project.");
const version = choice(["7.0", "8.0"]).default("8.0").describe("MongoDB major version.");

/** What every dedicated (M10 and larger) cluster has and Flex lacks. */
const dedicated = {
  organization,
  version,
  disk: memory("10GiB", "4096GiB").default("10GiB").describe("Disk of each node."),
  access: choice(["private-link", "nat-addresses"])
    .default("private-link")
    .describe("How the cluster is reached: through AWS PrivateLink, or over the internet from the NAT addresses alone."),
  encryption: choice(["customer-key", "atlas-key"])
    .default("customer-key")
    .describe("Whose key encrypts the disks: one of ours in KMS, or Atlas's own."),
  snapshots: duration("7d", "365d")
    .default("35d")
    .describe("How long weekly snapshots are kept; daily ones are kept for a week."),
  pointInTime: duration("1d", "7d")
    .optional()
    .describe("How far back any second can be restored; absent: scheduled snapshots only."),
};

const flex = z.strictObject({
  topology: z
    .literal("flex")
    .describe("Shared, for development: daily snapshots, no PrivateLink, customer key or point-in-time recovery."),
  organization,
});

const replicaSet = z.strictObject({
  topology: z.literal("replica-set").describe("One primary and its replicas."),
  ...dedicated,
  tier: choice(tiers).describe("Size of each node. https://www.mongodb.com/docs/atlas/sizing-tier-selection/"),
  maxTier: choice(tiers)
    .optional()
    .describe(
      "Largest tier autoscaling may choose: tier is the smallest then, and what tier and disk start with. Absent: both stay as they are.",
    ),
  nodes: z
    .union([z.literal(3), z.literal(5), z.literal(7)], { error: "3, 5 or 7" })
    .default(3)
    .describe("Voting nodes."),
});

const sharded = z.strictObject({
  topology: z.literal("sharded").describe("Data spread over several replica sets."),
  ...dedicated,
  tier: choice(shardedTiers).describe("Size of each node of each shard; Atlas shards from M30."),
  maxTier: choice(shardedTiers)
    .optional()
    .describe(
      "Largest tier autoscaling may choose: tier is the smallest then, and what tier and disk start with. Absent: both stay as they are.",
    ),
  shards: count(2, 50).describe("Shards, each a replica set of three nodes."),
});

export const mongodb = z
  .discriminatedUnion("topology", [flex, replicaSet, sharded], { error: "topology: flex, replica-set or sharded" })
  .describe("MongoDB Atlas, by topology. https://www.mongodb.com/docs/atlas/");

const nodeType = text(
  /^cache\.(t3\.(micro|small|medium)|t4g\.(micro|small|medium)|[mr](5|6g|7g)\.(large|[24]?xlarge))$/,
  "a cache node type such as cache.t4g.small or cache.m7g.large (families t3, t4g, m5, m6g, m7g, r5, r6g, r7g)",
).describe("Size of each node. https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html");

const cacheCommon = {
  nodeType,
  version: choice(["7.2", "8.0", "8.1"])
    .default("8.1")
    .describe("Valkey version: the open Redis, a fifth cheaper on ElastiCache."),
};
const snapshots = (retention: "1d" | "7d") =>
  duration("1d", "35d").default(retention).describe("How long daily snapshots are kept.");
const multiAz = z
  .boolean({ error: "true or false" })
  .default(true)
  .describe("Replicas stand in other zones and take over by themselves.");

const single = z.strictObject({
  topology: z.literal("single").describe("One node, for development: a failure loses what no snapshot holds."),
  ...cacheCommon,
  snapshots: snapshots("1d"),
});
const replicated = z.strictObject({
  topology: z.literal("replica").describe("One primary and its replicas."),
  ...cacheCommon,
  replicas: count(1, 5).default(1).describe("Replicas of the primary."),
  multiAz,
  snapshots: snapshots("7d"),
});
const clustered = z.strictObject({
  topology: z.literal("cluster").describe("Keys spread over several shards: the plan's cluster mode."),
  ...cacheCommon,
  shards: count(2, 90).describe("Shards."),
  replicasPerShard: count(1, 5).default(1).describe("Replicas of each shard's primary."),
  multiAz,
  snapshots: snapshots("7d"),
});

export const redis = z
  .discriminatedUnion("topology", [single, replicated, clustered], { error: "topology: single, replica or cluster" })
  .describe("Cache and queue on ElastiCache, by topology. https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/WhatIs.html");

const expiry = (what: string, after: "90d" | "35d") =>
  duration("1d", "3650d").default(after).describe(`${what} are deleted after this long.`);

export const storage = z
  .strictObject({
    objects: expiry("Source maps and event attachments", "90d"),
    logs: expiry("Access logs", "90d"),
    backups: expiry("Database dumps", "35d"),
  })
  .prefault({})
  .describe(
    "How long the S3 buckets keep what is in them. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html",
  );

const models = <P extends keyof typeof EMBEDDING_MODELS>(provider: P) =>
  choice(Object.keys(EMBEDDING_MODELS[provider]) as [keyof (typeof EMBEDDING_MODELS)[P] & string]);

const embedding = z
  .discriminatedUnion(
    "provider",
    [
      z.strictObject({
        provider: z.literal("pinecone").describe("Pinecone inference: no further key."),
        model: models("pinecone").default("multilingual-e5-large").describe("Embedding model."),
      }),
      z.strictObject({
        provider: z.literal("openai").describe("OpenAI's embeddings endpoint; needs its key."),
        model: models("openai").describe("Embedding model."),
      }),
    ],
    { error: "provider: pinecone or openai" },
  )
  .prefault({ provider: "pinecone" })
  .describe("Where vectors come from. The model decides the index's dimension and metric.");

export const vectors = z
  .strictObject({
    embedding,
    region: choice(PINECONE_REGIONS)
      .optional()
      .describe("AWS region of the index. Default: the environment's own, where Pinecone has it."),
    dimension: count(1, 20_000)
      .optional()
      .describe("Vector length. Default: the model's; one the model cannot give is an error."),
    metric: choice(["cosine", "dotproduct", "euclidean"])
      .optional()
      .describe("Similarity. Default: the model's; another one is an error."),
  })
  .prefault({})
  .describe("The Pinecone serverless index. https://docs.pinecone.io/guides/index-data/indexing-overview");
