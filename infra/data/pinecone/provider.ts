/**
 * Creates and keeps Pinecone indexes for Pulumi's dynamic provider, over the official client. The key comes from the stack's
 * configuration (`monitor:pineconeApiKey`, encrypted) or PINECONE_API_KEY; it is never an input, so it never reaches the state.
 */
import { Errors, type IndexModel, Pinecone } from "@pinecone-database/pinecone";
import type * as pulumi from "@pulumi/pulumi";
import type { Metric } from "../embeddings.ts";
import { checkIndex, diffIndex, type IndexInputs } from "./spec.ts";

export interface IndexState extends IndexInputs {
  /** Host of the index's data plane. */
  readonly host: string;
}

const KEY_REMEDY =
  "set monitor:pineconeApiKey (pulumi config set --secret monitor:pineconeApiKey) or the environment variable PINECONE_API_KEY";

export class PineconeIndexProvider implements pulumi.dynamic.ResourceProvider<IndexInputs, IndexState> {
  #client: Pinecone | undefined;
  readonly #connect: (apiKey: string) => Pinecone;
  #apiKey: string | undefined = process.env.PINECONE_API_KEY;

  constructor(connect = connectFromEnvironment) {
    this.#connect = connect;
  }

  async configure(request: pulumi.dynamic.ConfigureRequest): Promise<void> {
    this.#apiKey = request.config.get("pineconeApiKey") ?? this.#apiKey;
  }

  async check(_: IndexInputs, inputs: IndexInputs): Promise<pulumi.dynamic.CheckResult<IndexInputs>> {
    return { inputs, failures: checkIndex(inputs) };
  }

  async diff(_: string, before: IndexState, after: IndexInputs): Promise<pulumi.dynamic.DiffResult> {
    const { changes, replaces } = diffIndex(before, after);
    return { changes, replaces: [...replaces] };
  }

  async create(inputs: IndexInputs): Promise<pulumi.dynamic.CreateResult<IndexState>> {
    const { indexName: name, dimension, metric, cloud, region, deletionProtection, tags } = inputs;
    const model = await this.#pinecone().createIndex({
      ...{ name, dimension, metric, tags },
      spec: { serverless: { cloud, region } },
      deletionProtection: deletionProtection ? "enabled" : "disabled",
      waitUntilReady: true,
    });
    const host = model?.host ?? (await this.#pinecone().describeIndex(name)).host;
    return { id: name, outs: { ...inputs, host } };
  }

  async read(id: string): Promise<pulumi.dynamic.ReadResult<IndexState>> {
    try {
      return { id, props: stateOf(await this.#pinecone().describeIndex(id)) };
    } catch (error) {
      if (error instanceof Errors.PineconeNotFoundError) return {}; // gone: the engine plans to create it again
      throw error;
    }
  }

  async update(id: string, before: IndexState, after: IndexInputs): Promise<pulumi.dynamic.UpdateResult<IndexState>> {
    // Pinecone unsets a tag that is given as empty text.
    const dropped = Object.keys(before.tags).filter((key) => !(key in after.tags));
    await this.#pinecone().configureIndex(id, {
      deletionProtection: after.deletionProtection ? "enabled" : "disabled",
      tags: { ...Object.fromEntries(dropped.map((key) => [key, ""])), ...after.tags },
    });
    return { outs: { ...after, host: before.host } };
  }

  async delete(id: string): Promise<void> {
    try {
      await this.#pinecone().deleteIndex(id);
    } catch (error) {
      if (!(error instanceof Errors.PineconeNotFoundError)) throw error; // gone already
    }
  }

  #pinecone(): Pinecone {
    if (this.#apiKey === undefined || this.#apiKey === "") throw new Error(`no Pinecone API key: ${KEY_REMEDY}`);
    this.#client ??= this.#connect(this.#apiKey);
    return this.#client;
  }
}

/** The client reads its own variable for another control plane only where it is given no key. */
function connectFromEnvironment(apiKey: string): Pinecone {
  const controllerHostUrl = process.env.PINECONE_CONTROLLER_HOST;
  return new Pinecone({ apiKey, ...(controllerHostUrl !== undefined && { controllerHostUrl }) });
}

/** An index as Pinecone describes it, in the form of our inputs. */
function stateOf(model: IndexModel): IndexState {
  const serverless = "serverless" in model.spec ? model.spec.serverless : undefined;
  if (model.dimension === undefined || !serverless)
    throw new Error(`${model.name} is not a dense serverless index; it was not made by this toolkit`);
  return {
    indexName: model.name,
    dimension: model.dimension,
    metric: model.metric as Metric,
    cloud: serverless.cloud as "aws",
    region: serverless.region,
    deletionProtection: model.deletionProtection === "enabled",
    tags: model.tags ?? {},
    host: model.host,
  };
}
