/**
 * The embedding models, and the one table from which the index, the AI service and the config rules take dimension and metric.
 * Pinecone inference: https://docs.pinecone.io/guides/index-data/create-an-index#embedding-models
 * OpenAI: https://platform.openai.com/docs/guides/embeddings
 */

export type Metric = "cosine" | "dotproduct" | "euclidean";

export interface EmbeddingModel {
  /** Vector lengths the model can give; the first is its default. */
  readonly dimensions: readonly [number, ...number[]];
  /** Similarity the model was trained for. */
  readonly metric: Metric;
}

export const EMBEDDING_MODELS = {
  pinecone: {
    "multilingual-e5-large": { dimensions: [1024], metric: "cosine" },
    "llama-text-embed-v2": { dimensions: [1024, 2048, 768, 512, 384], metric: "cosine" },
  },
  openai: {
    "text-embedding-3-small": { dimensions: [1536, 512], metric: "cosine" },
    "text-embedding-3-large": { dimensions: [3072, 1024, 256], metric: "cosine" },
  },
} as const satisfies Record<string, Record<string, EmbeddingModel>>;

/** AWS regions where Pinecone runs serverless indexes. https://docs.pinecone.io/guides/index-data/create-an-index#cloud-regions */
export const PINECONE_REGIONS = ["us-east-1", "us-west-2", "eu-west-1"] as const;

/** The table's row for a provider and model that the config schema has admitted. */
export function embeddingModel(provider: keyof typeof EMBEDDING_MODELS, model: string): EmbeddingModel {
  const row = (EMBEDDING_MODELS[provider] as Record<string, EmbeddingModel>)[model];
  if (!row) throw new RangeError(`unknown ${provider} embedding model ${model}`);
  return row;
}
