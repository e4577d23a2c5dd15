import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentConfig } from "../../config/schema/index.ts";
import { Component, type Transforms } from "../../core/component.ts";
import { type Context, stackResourceName } from "../../core/context.ts";
import type { Tags } from "../../core/tags.ts";
import { embeddingModel } from "../embeddings.ts";
import { type IndexSpec, indexName } from "./spec.ts";

export interface PineconeIndexArgs {
  /** Name of the index, unique in the Pinecone project. A change replaces the index. */
  readonly indexName: pulumi.Input<string>;
  /** Vector length. A change replaces the index. */
  readonly dimension: pulumi.Input<number>;
  /** Similarity: cosine, dotproduct or euclidean. A change replaces the index. */
  readonly metric: pulumi.Input<string>;
  /** Cloud of the serverless index. A change replaces the index. */
  readonly cloud: pulumi.Input<string>;
  /** Region of the serverless index. A change replaces the index. */
  readonly region: pulumi.Input<string>;
  /** Whether Pinecone refuses to delete the index. */
  readonly deletionProtection: pulumi.Input<boolean>;
  readonly tags: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
}

/**
 * The provider's code, as Pulumi's dynamic provider evaluates it: a constant, so that the state never holds a serialised closure.
 * The path starts at the project's root, where Pulumi runs it.
 */
const PROVIDER = 'exports.handler = () => require("./infra/data/pinecone/provider.cjs").provider();';

/** A serverless Pinecone index. https://docs.pinecone.io/reference/api/latest/control-plane/create_index */
export class PineconeIndex extends pulumi.CustomResource {
  declare readonly host: pulumi.Output<string>;
  declare readonly indexName: pulumi.Output<string>;

  constructor(name: string, args: PineconeIndexArgs, opts?: pulumi.CustomResourceOptions) {
    super("pulumi-nodejs:dynamic/monitor:PineconeIndex", name, { ...args, host: undefined, __provider: PROVIDER }, opts);
  }
}

export interface VectorIndexArgs {
  readonly context: Context;
  /** Embedding model and region, as the configuration has them. */
  readonly config: EnvironmentConfig["vectors"];
  readonly tags: Tags;
  /** Whether Pinecone and Pulumi refuse to delete it. */
  readonly protect: boolean;
  readonly transform?: Transforms<VectorIndexChildren>;
}

export interface VectorIndexChildren {
  index: PineconeIndexArgs;
}

/** The index of error embeddings, its dimension and metric those of the embedding model. */
export class VectorIndex extends Component<VectorIndexChildren> {
  /** Host of the index's data plane. */
  readonly host: pulumi.Output<string>;
  readonly indexName: pulumi.Output<string>;

  constructor(name: string, args: VectorIndexArgs, opts?: pulumi.ComponentResourceOptions) {
    super("data:VectorIndex", name, args, opts);
    const { context, config, protect } = args;
    const model = embeddingModel(config.embedding.provider, config.embedding.model);
    const spec: IndexSpec = {
      dimension: config.dimension ?? model.dimensions[0],
      metric: config.metric ?? model.metric,
      cloud: "aws",
      region: config.region ?? context.region,
    };
    const index = new PineconeIndex(
      `${name}-index`,
      { indexName: indexName(stackResourceName(context), spec), ...spec, deletionProtection: protect, tags: args.tags },
      this.child("index", { protect }),
    );
    this.host = index.host;
    this.indexName = index.indexName;
    this.registerOutputs({ host: this.host, indexName: this.indexName });
  }
}
