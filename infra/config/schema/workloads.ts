import { z } from "zod";
import { count, duration, hostname, memory, secretSource, text } from "./fields.ts";

export const release = z
  .strictObject({
    image: text(/^sha256:[0-9a-f]{64}$/, "an image digest: sha256: and 64 hexadecimal digits").describe(
      "Digest of the API's image in the shared registry. A tag can move, a digest cannot; promotion copies it.",
    ),
  })
  .describe("The release that the environment runs; its files are those that `pnpm build` made.");

export const ai = z
  .strictObject({
    memory: memory("128MiB", "10240MiB").default("512MiB").describe("Memory of the function; processor time grows with it."),
    timeout: duration("1s", "15m").default("60s").describe("How long one batch of analyses may take."),
    concurrency: count(1, 1_000).default(5).describe("Analyses at the same time at most: what bounds the bill of the models."),
  })
  .prefault({})
  .describe("The AI service: a function that works through a queue. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html");

export const secrets = z
  .strictObject({
    anthropicApiKey: secretSource("an Anthropic API key").describe("Key for Claude."),
    pineconeApiKey: secretSource("a Pinecone API key").describe("Key with which the services read and write the index."),
    openaiApiKey: secretSource("an OpenAI API key").optional().describe("Key for embeddings, where OpenAI makes them."),
    smtpPassword: secretSource("a password").optional().describe("Password of the mail server."),
    webhookUrl: secretSource("a webhook address").optional().describe("Where alerts are posted."),
  })
  .describe("What others have given us. Passwords of the database and the cache are generated.");

export const smtp = z
  .strictObject({
    host: hostname.describe("Mail server."),
    port: count(1, 65_535).default(587).describe("Its port."),
  })
  .optional()
  .describe("Where mail is handed over; absent: no mail.");

const turn = text(/^[\w.-]{1,32}$/, "any text of up to 32 letters, digits, dots and dashes, such as a date");

export const rotation = z
  .strictObject({
    mongodb: turn.optional().describe("Change it to give the database user a new password."),
    redis: turn.optional().describe("Change it to give the cache a new token."),
  })
  .prefault({})
  .describe("Generated passwords: a new value makes a new password, and pods restart with it.");

export const addons = z
  .strictObject({
    karpenter: z
      .strictObject({
        maxVcpus: count(2, 10_000).describe("Processors of all its nodes together at most."),
        capacity: z
          .array(z.enum(["on-demand", "spot"], { error: "on-demand, spot" }), { error: "a list of on-demand, spot" })
          .min(1, "at least one of on-demand, spot")
          .default(["spot", "on-demand"])
          .describe("How it may buy them."),
      })
      .optional()
      .describe("Adds nodes beyond the node pools when pods find no room. https://karpenter.sh/docs/"),
  })
  .prefault({})
  .describe("Controllers in the cluster; the load balancer's, external-secrets and metrics-server are always there.");
