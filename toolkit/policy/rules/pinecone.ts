/** Rules about Pinecone's indexes, which no scanner knows. */
import { EMBEDDING_MODELS, type EmbeddingModel } from "../../../infra/data/embeddings.ts";
import type { Json } from "../../graph/graph.ts";
import { isTrue, says } from "../judge.ts";
import { cannotTell, type Outcome, type Rule } from "../rule.ts";

const SERVICE = "Pinecone";
const INDEX = "pulumi-nodejs:dynamic/monitor:PineconeIndex";

interface Vectors {
  readonly embedding?: { readonly provider?: string; readonly model?: string };
  readonly dimension?: Json;
}

/** The embedding model of the configuration; null where it names none that we know. */
function modelOf(config: { readonly [key: string]: Json }): (EmbeddingModel & { readonly name: string }) | null {
  const { embedding } = (config.vectors ?? {}) as Vectors;
  const models = (EMBEDDING_MODELS as Record<string, Record<string, EmbeddingModel>>)[embedding?.provider ?? ""];
  const model = models?.[embedding?.model ?? ""];
  return model ? { ...model, name: String(embedding?.model) } : null;
}

const noModel: Outcome = cannotTell("the configuration names no embedding model that is known here");

export const PINECONE: readonly Rule[] = [
  {
    id: "pinecone-deletion-protection",
    ...{ service: SERVICE, of: [INDEX] },
    title: "Pinecone refuses to delete the index",
    severity: { production: "high", staging: "low", development: "off" },
    reason: "An index that is deleted is made again by embedding every issue again, at a price.",
    remedy: "set monitor:protection.deletion to true",
    reference: "https://docs.pinecone.io/guides/manage-data/manage-indexes#configure-deletion-protection",
    peers: [],
    judge: (index) => isTrue(index, "deletionProtection", "may be deleted at any time"),
  },
  {
    id: "pinecone-dimension",
    ...{ service: SERVICE, of: [INDEX] },
    title: "the index takes vectors as long as the embedding model makes them",
    severity: "high",
    reason: "Pinecone refuses every vector of another length.",
    remedy: "set monitor:vectors.dimension to a length of the model's (docs/config.md)",
    reference: "https://docs.pinecone.io/guides/index-data/create-an-index#embedding-models",
    peers: [],
    judge: (index, { config }) => {
      const model = modelOf(config);
      if (model === null) return noModel;
      const lengths: readonly Json[] = model.dimensions;
      return says(index, "dimension", (value) =>
        lengths.includes(value ?? null) ? null : `takes ${String(value)}; ${model.name} makes ${lengths.join(", ")}`,
      );
    },
  },
  {
    id: "pinecone-metric",
    ...{ service: SERVICE, of: [INDEX] },
    title: "the index compares vectors as the embedding model was trained for",
    severity: "medium",
    reason: "Issues that are alike are not found, and nothing says why.",
    remedy: "let the model decide the metric (infra/data/embeddings.ts)",
    reference: "https://docs.pinecone.io/guides/index-data/indexing-overview#similarity-metrics",
    peers: [],
    judge: (index, { config }) => {
      const model = modelOf(config);
      if (model === null) return noModel;
      return says(index, "metric", (value) =>
        value === model.metric ? null : `compares by ${String(value)}; ${model.name} is for ${model.metric}`,
      );
    },
  },
  {
    id: "pinecone-region",
    ...{ service: SERVICE, of: [INDEX] },
    title: "the index is in the environment's region",
    severity: { production: "medium", staging: "low", development: "low" },
    reason: "What errors say of people leaves the region, and every search takes a way around the world.",
    remedy: "set monitor:vectors.region to the region of monitor:aws, where Pinecone has it",
    reference: "https://docs.pinecone.io/guides/index-data/create-an-index#cloud-regions",
    peers: [],
    judge: (index, { config }) => {
      const { region } = (config.aws ?? {}) as { readonly region?: string };
      if (region === undefined) return cannotTell("the configuration names no region");
      return says(index, "region", (value) =>
        value === region ? null : `is in ${String(value)}; the environment is in ${region}`,
      );
    },
  },
];
