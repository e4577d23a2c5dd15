/**
 * The lab: clouds that are pretended, for Pulumi's real engine. It starts a stand-in for each provider that our program uses; the
 * engine attaches to them instead of downloading and starting the real ones, and keeps its state in the lab's folder.
 */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { TABLE } from "../../graph/outputs/index.ts";
import { loadSchema } from "./checker.ts";
import { type FaultRule, Faults } from "./faults.ts";
import { serve } from "./grpc.ts";
import { identity } from "./names.ts";
import { type LabPinecone, PINECONE_TYPE, startPinecone } from "./pinecone.ts";
import { enginePath } from "./project.ts";
import { type Cloud, provider } from "./provider.ts";
import { CallLog, type LabCall, Store, type Stored } from "./store.ts";
import { type Properties, revealAll, secretPaths } from "./wire.ts";

export type { FaultRule } from "./faults.ts";
export type { LabCall } from "./store.ts";

export interface LabOptions {
  /** Resources, calls and the engine's state are kept here: a lab that is started again on the same folder still has them. */
  readonly folder: string;
}

export interface LabResource {
  readonly id: string;
  /** Empty for a Pinecone index: its control API knows of no URN. */
  readonly urn: string;
  readonly type: string;
  /** Logical name; of a Pinecone index, its own name. */
  readonly name: string;
  /** What the cloud holds, secrets in clear. */
  readonly properties: Properties;
  /** Paths of the properties that were secret when they arrived. */
  readonly secrets: readonly string[];
}

export interface Lab {
  /** What a process needs in its environment to meet the lab. */
  readonly env: Readonly<Record<string, string>>;
  /** Every call of a provider so far, in order, also of earlier labs on this folder. They are in `calls.jsonl` there too. */
  readonly calls: readonly LabCall[];
  /** What exists in the pretended clouds, by URN. */
  resources(): readonly LabResource[];
  /** Makes calls fail, hang or be late, until the returned function is called. */
  fault(rule: FaultRule): () => void;
  /**
   * Changes a resource behind the engine's back: properties given replace those it has, null takes one away.
   * @param name its logical name, its id or its URN
   */
  tamper(name: string, properties: object): void;
  /** Deletes a resource behind the engine's back. */
  remove(name: string): void;
  stop(): Promise<void>;
}

const PACKAGES = ["aws", "cloudflare", "mongodbatlas", "kubernetes", "random"] as const;
const ACCOUNT = { id: "111122223333", region: "us-east-1" };
const PINECONE_KEY = "pcsk_lab_key_that_is_no_key";

const ROOT = path.resolve(import.meta.dirname, "../../..");

export async function startLab({ folder }: LabOptions): Promise<Lab> {
  const state = path.join(path.resolve(folder), "state");
  mkdirSync(state, { recursive: true });
  const store = new Store(folder);
  const log = new CallLog(folder);
  const faults = new Faults();
  const cloud: Cloud = { store, log, faults, table: TABLE, schema: loadSchema(), account: ACCOUNT };
  const servers = await Promise.all(
    PACKAGES.map(async (pkg) => ({ pkg, ...(await serve(provider(pkg, versionOf(pkg), cloud))) })),
  );
  const pinecone = await startPinecone(PINECONE_KEY, folder, log, faults);

  const find = (name: string): Stored | undefined => {
    const found = store.all().filter((resource) => [resource.name, resource.id, resource.urn].includes(name));
    if (found.length > 1)
      throw new Error(`${found.length} resources are called ${name}: ${found.map(({ urn }) => urn).join(", ")}`);
    return found[0];
  };
  const unknown = (name: string) => new Error(`the lab has no resource ${name}`);

  return {
    env: {
      PULUMI_DEBUG_PROVIDERS: servers.map(({ pkg, port }) => `${pkg}:${port}`).join(","),
      PULUMI_BACKEND_URL: pathToFileURL(state).href,
      PULUMI_CONFIG_PASSPHRASE: "lab",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PINECONE_API_KEY: PINECONE_KEY,
      PINECONE_CONTROLLER_HOST: pinecone.url,
      PATH: enginePath(),
    },
    get calls() {
      return log.calls;
    },
    resources: () => [...store.all().map(visible), ...indexes(pinecone)],
    fault: (rule) => faults.add(rule),
    tamper(name, properties) {
      const resource = find(name);
      if (resource) store.save(changed(cloud, resource, properties));
      else if (pinecone.indexes.has(name)) pinecone.change(name, properties);
      else throw unknown(name);
    },
    remove(name) {
      const resource = find(name);
      if (resource) store.remove(resource);
      else if (pinecone.indexes.has(name)) pinecone.change(name, null);
      else throw unknown(name);
    },
    async stop() {
      for (const server of servers) server.stop();
      await pinecone.stop();
    },
  };
}

/** The engine warns of a provider whose version is not its SDK's. */
function versionOf(pkg: string): string {
  const file = path.join(ROOT, "node_modules/@pulumi", pkg, "package.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version : "1.0.0";
}

const visible = ({ id, urn, type, name, properties }: Stored): LabResource => ({
  ...{ id, urn, type, name },
  properties: revealAll(properties) as Properties,
  secrets: secretPaths(properties),
});

const indexes = ({ indexes }: LabPinecone): LabResource[] =>
  [...indexes].map(([name, properties]) => ({ id: name, urn: "", type: PINECONE_TYPE, name, properties, secrets: [] }));

/** A change made in a cloud's console shows in what a provider reads: in the inputs too, where the type has such an input. */
function changed({ schema }: Cloud, resource: Stored, change: object): Stored {
  const shape = schema.types[resource.type];
  const isInput = (key: string) =>
    key in resource.inputs || shape === undefined || shape[key] !== undefined || shape[`${key}!`] !== undefined;
  const merged = (into: Properties, keep: (key: string) => boolean): Properties =>
    Object.fromEntries(
      Object.entries({ ...into, ...Object.fromEntries(Object.entries(change).filter(([key]) => keep(key))) }).filter(
        ([, value]) => value !== null && value !== undefined,
      ),
    );
  const inputs = merged(resource.inputs, isInput);
  const { identity: _, ...rest } = resource;
  const known = identity(resource.urn, inputs);
  return { ...rest, ...(known && { identity: known }), inputs, properties: merged(resource.properties, () => true) };
}
