/**
 * Transforms: functions of the program that the engine calls back on every registration, through a server that the SDK opens. Here the
 * SDK's own code is called without a server in between. Transformations, their elders, run inside the SDK and need none of this.
 * https://www.pulumi.com/docs/iac/concepts/resources/options/transforms/
 */
import { createRequire } from "node:module";
import type { Callback } from "@pulumi/pulumi/proto/callback_pb.js";
import type * as rpc from "@pulumi/pulumi/proto/resource_pb.js";

const load = createRequire(import.meta.url);

/** What the SDK's server is made of, as far as it is used here. */
interface CallbackServer {
  readonly _callbacks: Map<string, (request: Uint8Array) => Promise<rpc.TransformResponse>>;
}

const { CallbackServer: Server } = load("@pulumi/pulumi/runtime/callbacks.js") as {
  CallbackServer: { prototype: CallbackServer };
};
const { getStore } = load("@pulumi/pulumi/runtime/state.js") as { getStore(): { callbacks: CallbackServer } };
const messages = load("@pulumi/pulumi/proto/resource_pb.js") as typeof rpc;

export class Transforms {
  readonly #server: CallbackServer;
  readonly #ofStack: string[] = [];
  readonly #ofResource = new Map<string, readonly string[]>();

  /** To be called once the SDK is connected: what it registers from then on is registered here. */
  constructor(monitor: object) {
    this.#server = Object.assign(Object.create(Server.prototype) as CallbackServer, {
      ...{ _callbacks: new Map(), _pendingRegistrations: 0, _awaitQueue: [], _monitor: monitor },
      _target: Promise.resolve("this process"),
    });
    getStore().callbacks = this.#server;
  }

  register(callback: Callback): void {
    this.#ofStack.push(callback.getToken());
  }

  /**
   * Lets the resource's own transforms change the request, then those of what it belongs to, the stack's last, as the engine does.
   * Undefined where there are none.
   */
  apply(request: rpc.RegisterResourceRequest, urn: string, parents: () => readonly string[]): Promise<void> | undefined {
    const own = request.getTransformsList().map((callback) => callback.getToken());
    if (own.length > 0) this.#ofResource.set(urn, own);
    if (this.#ofResource.size + this.#ofStack.length === 0) return undefined;
    const all = [...[urn, ...parents()].flatMap((at) => this.#ofResource.get(at) ?? []), ...this.#ofStack];
    return all.length === 0 ? undefined : this.#applyAll(request, all);
  }

  async #applyAll(request: rpc.RegisterResourceRequest, tokens: readonly string[]): Promise<void> {
    for (const token of tokens) {
      const transform = this.#server._callbacks.get(token);
      if (!transform) throw new Error(`no transform ${token}`);
      const response = await transform(transformRequest(request).serializeBinary());
      const properties = response.getProperties();
      if (properties) request.setObject(properties);
      const options = response.getOptions();
      if (options) setOptions(request, options);
    }
  }
}

function transformRequest(request: rpc.RegisterResourceRequest): rpc.TransformRequest {
  const asked = new messages.TransformRequest();
  asked.setType(request.getType());
  asked.setName(request.getName());
  asked.setCustom(request.getCustom());
  asked.setParent(request.getParent());
  asked.setProperties(request.getObject());
  const options = new messages.TransformResourceOptions();
  options.setDependsOnList(request.getDependenciesList());
  if (request.hasProtect()) options.setProtect(request.getProtect() ?? false);
  options.setIgnoreChangesList(request.getIgnorechangesList());
  options.setReplaceOnChangesList(request.getReplaceonchangesList());
  options.setVersion(request.getVersion());
  options.setAliasesList(request.getAliasesList());
  options.setProvider(request.getProvider());
  options.setCustomTimeouts(request.getCustomtimeouts());
  options.setPluginDownloadUrl(request.getPlugindownloadurl());
  if (request.hasRetainondelete()) options.setRetainOnDelete(request.getRetainondelete() ?? false);
  options.setDeletedWith(request.getDeletedwith());
  options.setReplaceWithList(request.getReplaceWithList());
  options.setReplacementTrigger(request.getReplacementTrigger());
  if (request.getDeletebeforereplacedefined()) options.setDeleteBeforeReplace(request.getDeletebeforereplace());
  options.setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList());
  options.setImport(request.getImportid());
  asked.setOptions(options);
  return asked;
}

function setOptions(request: rpc.RegisterResourceRequest, options: rpc.TransformResourceOptions): void {
  request.setDependenciesList(options.getDependsOnList());
  if (options.hasProtect()) request.setProtect(options.getProtect() ?? false);
  request.setIgnorechangesList(options.getIgnoreChangesList());
  request.setReplaceonchangesList(options.getReplaceOnChangesList());
  request.setAliasesList(options.getAliasesList());
  request.setProvider(options.getProvider());
  request.setCustomtimeouts(options.getCustomTimeouts());
  if (options.hasRetainOnDelete()) request.setRetainondelete(options.getRetainOnDelete() ?? false);
  request.setDeletedwith(options.getDeletedWith());
  request.setReplaceWithList(options.getReplaceWithList());
  request.setReplacementTrigger(options.getReplacementTrigger());
  request.setDeletebeforereplacedefined(options.hasDeleteBeforeReplace());
  request.setDeletebeforereplace(options.getDeleteBeforeReplace() ?? false);
  request.setAdditionalsecretoutputsList(options.getAdditionalSecretOutputsList());
}
