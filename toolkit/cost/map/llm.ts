/**
 * The models that the AI service asks: Claude by the token, embeddings by the token. https://platform.claude.com/docs/en/about-claude/pricing
 * No resource stands for them, so they are paid for by the component that asks.
 */
import type { Draft } from "../line.ts";
import { type Mapper, per, type Service, used } from "./mapper.ts";
import { NotTold } from "./reader.ts";

const UNIT = "1M tokens";

/** By the key that the model of use gives: the price's own, and what it is called. */
const KINDS = {
  input: { sku: "input", name: "input" },
  cacheWrite: { sku: "cache-write-5m", name: "input, written to the prompt cache" },
  cacheRead: { sku: "cache-read", name: "input, read from the prompt cache" },
  output: { sku: "output", name: "output" },
  batchInput: { sku: "batch-input", name: "input in batches" },
  batchOutput: { sku: "batch-output", name: "output in batches" },
} as const;

const models: Mapper = (_inputs, use) => {
  const { model, embeddingModel, embeddingProvider } = use;
  if (typeof model !== "string") throw new NotTold("which model of Claude it asks is not said");
  const measure = used(use, "promptTokens");
  const price = { vendor: "anthropic", service: "claude-api", region: "global", ...(measure !== undefined && { measure }) };
  const drafts: Draft[] = Object.entries(KINDS).map(([key, { sku, name }]) => ({
    ...{ key: `claude-${sku}`, name: `${model}, ${name}`, sku: { ...price, sku: `${model}.${sku}` } },
    ...{ quantity: per(used(use, "mtok", key)), unit: UNIT, usage: true },
  }));
  if (typeof embeddingModel === "string" && typeof embeddingProvider === "string")
    drafts.push({
      ...{ key: "embeddings", name: `Embeddings (${embeddingModel})`, unit: UNIT, usage: true },
      sku: {
        ...{ vendor: embeddingProvider, service: embeddingProvider === "pinecone" ? "inference" : "embeddings" },
        ...{ region: "global", sku: `${embeddingModel}.input` },
      },
      quantity: per(used(use, "embeddingMtok")),
    });
  return drafts;
};

export const llm: Service = { name: "Models", priced: { "monitor:workloads:AiService": models } };
