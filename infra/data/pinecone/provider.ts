/**
 * Creates and keeps Pinecone indexes for Pulumi's dynamic provider, over the official client. The key comes from the stack's
 * configuration (`monitor:pineconeApiKey`, encrypted) or PINECONE_API_KEY; it is never an input, so it never reaches the state.
 */
import { type IndexModel, Pinecone } from "@pinecone-database/pinecone";
import type * as pulumi from "@pulumi/pulumi";
import type { Metric } from "../embeddings.ts";
import { type Patience, PineconeFailure, patientFetch, REAL_PATIENCE } from "./patience.ts";
import { checkIndex, diffIndex, type IndexInputs, strangerBecause } from "./spec.ts";

export interface IndexState extends IndexInputs {
  /** Host of the index's data plane. */
  readonly host: string;
}

const KEY_REMEDY =
  "set monitor:pineconeApiKey (pulumi config set --secret monitor:pineconeApiKey) or the environment variable PINECONE_API_KEY";
const PROTECTION_REMEDY = "set monitor:protection.deletion to false, run up, and then delete";

/** How long an index may take to become ready, or to be gone; it takes seconds. */
const CHANGE_LIMIT = 600_000;
const LONGEST_POLL = 5_000;

export interface ProviderEdges {
  /** Where Pinecone's control plane is. @default PINECONE_CONTROLLER_HOST, else the real one */
  readonly controllerHostUrl?: string | undefined;
  readonly patience?: Patience;
}

export class PineconeIndexProvider implements pulumi.dynamic.ResourceProvider<IndexInputs, IndexState> {
  #client: Pinecone | undefined;
  #apiKey: string | undefined = process.env.PINECONE_API_KEY;
  readonly #controllerHostUrl: string | undefined;
  readonly #patience: Patience;
  /** Indexes that a create of this run found there already. */
  readonly #adopted = new Set<string>();

  constructor({ controllerHostUrl = process.env.PINECONE_CONTROLLER_HOST, patience = REAL_PATIENCE }: ProviderEdges = {}) {
    this.#controllerHostUrl = controllerHostUrl;
    this.#patience = patience;
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
    const id = inputs.indexName;
    const { host } = await this.#createOrAdopt(inputs);
    const outs = { ...inputs, host };
    try {
      await this.#untilReady(id);
    } catch (error) {
      throw halfMade(error as Error, id, outs);
    }
    return { id, outs };
  }

  async read(id: string): Promise<pulumi.dynamic.ReadResult<IndexState>> {
    const model = await this.#describe(id);
    if (model === undefined || isLeaving(model)) return {}; // the engine plans to create it again
    const state = stateOf(model);
    if (state === undefined) throw new Error(`${id} is not a dense serverless index; it was not made by this toolkit`);
    return { id, props: state };
  }

  async update(id: string, before: IndexState, after: IndexInputs): Promise<pulumi.dynamic.UpdateResult<IndexState>> {
    await this.#configure(id, before, after);
    // One whose creation was interrupted is updated before anything uses it.
    await this.#untilReady(id);
    return { outs: { ...after, host: before.host } };
  }

  /** Pinecone answers that it will delete; this returns when it has, so that the name is free again. */
  async delete(id: string): Promise<void> {
    // A resource that was renamed is created, which adopts the index, and then deleted under its old name.
    if (this.#adopted.has(id)) return;
    try {
      await this.#ask((pinecone) => pinecone.deleteIndex(id));
    } catch (error) {
      if (isStatus(error, 404)) return; // gone already
      throw error;
    }
    await this.#poll(`${id} is still being deleted`, async () => (await this.#describe(id)) === undefined);
  }

  async #createOrAdopt(inputs: IndexInputs): Promise<IndexModel> {
    const { indexName: name, dimension, metric, cloud, region, deletionProtection, tags } = inputs;
    const create = async () => {
      const model = await this.#ask((pinecone) =>
        pinecone.createIndex({
          ...{ name, dimension, metric, tags },
          spec: { serverless: { cloud, region } },
          deletionProtection: deletionProtection ? "enabled" : "disabled",
        }),
      );
      return model ?? (await this.#mustDescribe(name));
    };
    try {
      return await create();
    } catch (error) {
      if (!isStatus(error, 409)) throw error;
    }
    const existing = await this.#describe(name);
    if (existing !== undefined && !isLeaving(existing)) return this.#adopt(existing, inputs);
    await this.#poll(`${name} is still being deleted`, async () => (await this.#describe(name)) === undefined);
    return create();
  }

  /**
   * Takes over an index that is there already: the answer to its creation was lost, or the run that created it was killed before
   * the engine knew. It is plainly that one if it is of the same shape, carries our tags and is empty, because nobody was ever
   * told of it; one with vectors belongs to somebody.
   */
  async #adopt(model: IndexModel, inputs: IndexInputs): Promise<IndexModel> {
    const { indexName: name } = inputs;
    const refuse = (why: string) =>
      new Error(
        `Pinecone has an index ${name} already, and it is not this stack's: ${why}. ` +
          "Restore the state that knows it, or delete the index in Pinecone, or use another Pinecone project.",
      );
    const found = stateOf(model);
    if (found === undefined) throw refuse("it is no dense serverless index");
    const why = strangerBecause(found, inputs);
    if (why !== undefined) throw refuse(why);
    await this.#untilReady(name); // its data cannot be asked before
    const { totalRecordCount: vectors = 0 } = await this.#ask((pinecone) =>
      pinecone.index(name, model.host).describeIndexStats(),
    );
    if (vectors > 0) throw refuse(`it holds ${vectors === 1 ? "1 vector" : `${vectors} vectors`}`);
    if (diffIndex(found, inputs).changes) await this.#configure(name, found, inputs);
    this.#adopted.add(name);
    return model;
  }

  async #configure(id: string, before: IndexInputs, after: IndexInputs): Promise<void> {
    // Pinecone unsets a tag that is given as empty text.
    const dropped = Object.keys(before.tags).filter((key) => !(key in after.tags));
    await this.#ask((pinecone) =>
      pinecone.configureIndex(id, {
        deletionProtection: after.deletionProtection ? "enabled" : "disabled",
        tags: { ...Object.fromEntries(dropped.map((key) => [key, ""])), ...after.tags },
      }),
    );
  }

  async #describe(name: string): Promise<IndexModel | undefined> {
    try {
      return await this.#mustDescribe(name);
    } catch (error) {
      if (isStatus(error, 404)) return undefined;
      throw error;
    }
  }

  #mustDescribe(name: string): Promise<IndexModel> {
    return this.#ask((pinecone) => pinecone.describeIndex(name));
  }

  async #untilReady(name: string): Promise<void> {
    await this.#poll(`${name} exists but is not ready`, async () => {
      const { status } = await this.#mustDescribe(name);
      if (status.state === "InitializationFailed")
        throw new Error(`Pinecone failed to initialize ${name}: delete it and try again`);
      return status.ready;
    });
  }

  async #poll(still: string, done: () => Promise<boolean>): Promise<void> {
    let waited = 0;
    for (let wait = 1_000; !(await done()); wait = Math.min(2 * wait, LONGEST_POLL)) {
      if (waited >= CHANGE_LIMIT)
        throw new Error(`${still} after ${CHANGE_LIMIT / 60_000} minutes: see https://status.pinecone.io, then run up again`);
      await this.#patience.sleep(wait);
      waited += wait;
    }
  }

  /** Asks Pinecone; what fails, fails with what Pinecone said. The client wraps that in a guess of its own. */
  async #ask<T>(call: (pinecone: Pinecone) => Promise<T>): Promise<T> {
    const pinecone = this.#connect();
    try {
      return await call(pinecone);
    } catch (error) {
      const { cause } = error as Error;
      if (cause instanceof PineconeFailure) throw withRemedy(cause);
      throw error;
    }
  }

  #connect(): Pinecone {
    if (this.#apiKey === undefined || this.#apiKey === "") throw new Error(`no Pinecone API key: ${KEY_REMEDY}`);
    this.#client ??= new Pinecone({
      apiKey: this.#apiKey,
      fetchApi: patientFetch(this.#apiKey, this.#patience),
      // The client reads its own variable for another control plane only where it is given no key.
      ...(this.#controllerHostUrl !== undefined && { controllerHostUrl: this.#controllerHostUrl }),
    });
    return this.#client;
  }
}

const isStatus = (error: unknown, status: number): boolean => error instanceof PineconeFailure && error.status === status;

/** An index on its way out still has a description. */
const isLeaving = ({ status }: IndexModel): boolean => status.state === "Terminating";

function withRemedy(failure: PineconeFailure): PineconeFailure {
  const { status, message } = failure;
  const remedy =
    status === 401 ? KEY_REMEDY : status === 403 && /deletion protection/i.test(message) ? PROTECTION_REMEDY : undefined;
  return remedy === undefined ? failure : new PineconeFailure(`${message}\n→ ${remedy}`, status);
}

/** An error in the form by which the engine keeps what was made: the next `up` mends it, a `destroy` deletes it. */
const halfMade = (error: Error, id: string, properties: IndexState): Error =>
  Object.assign(new Error(error.message), { id, properties, reasons: [error.message] });

/** An index as Pinecone describes it, in the form of our inputs; undefined for a kind that this toolkit never makes. */
function stateOf(model: IndexModel): IndexState | undefined {
  const serverless = "serverless" in model.spec ? model.spec.serverless : undefined;
  if (model.dimension === undefined || !serverless) return undefined;
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
