/**
 * A resource monitor that records. Pulumi's SDK sends it each registration the way it sends them to the engine; it keeps the
 * request as plain data and answers with symbols. The SDK reads answers through protobuf's getters, so plain objects with those
 * getters do.
 */
import type * as rpc from "@pulumi/pulumi/proto/resource_pb.js";
import { aliasUrn } from "./aliases.ts";
import { lookupName, lookupResult, referenceOutputs, resourceOutputs, type StackOutputs } from "./answers.ts";
import type { Construction, Constructions } from "./construction.ts";
import { exported } from "./exported.ts";
import { DEFAULT_OPTIONS, type Json, type Resource, type ResourceOptions, STACK_TYPE } from "./graph.ts";
import { Notes } from "./notes.ts";
import type { OutputTable } from "./outputs/table.ts";
import { dependency, OUTPUT_MARK, provenance } from "./provenance.ts";
import { symbol } from "./symbols.ts";
import { Transforms } from "./transforms.ts";
import { type PlainInputs, plainInputs, UNKNOWN_VALUE } from "./wire.ts";

type Callback = (error: unknown, response?: unknown) => void;
type Callable = Parameters<Transforms["register"]>[0];

const STACK_REFERENCE_TYPE = "pulumi:pulumi:StackReference";

/** What the SDK is told is not there: outputs come as their values, resources as their ids, as a provider sees them. */
const NOT_SUPPORTED: ReadonlySet<string> = new Set(["outputValues", "resourceReferences"]);

export interface MonitorOptions {
  readonly table: OutputTable;
  readonly stackOutputs: StackOutputs;
  /** Folder that paths are relative to. */
  readonly root: string;
  readonly config: Readonly<Record<string, string>>;
}

export class RecordingMonitor {
  readonly resources = new Map<string, Resource>();
  readonly notes = new Notes();
  outputs: { readonly [key: string]: Json } = {};
  readonly #constructions: Constructions;
  readonly #options: MonitorOptions;
  #transforms: Transforms | undefined;

  constructor(constructions: Constructions, options: MonitorOptions) {
    this.#constructions = constructions;
    this.#options = options;
  }

  supportsFeature(request: rpc.SupportsFeatureRequest, callback: Callback): void {
    callback(null, { getHassupport: () => !NOT_SUPPORTED.has(request.getId()) });
  }

  /** Once the SDK is connected to this monitor. */
  connected(): void {
    this.#transforms = new Transforms(this);
  }

  registerStackTransform(request: Callable, callback: Callback): void {
    this.#transforms?.register(request);
    callback(null, {});
  }

  registerStackInvokeTransform(_: unknown, callback: Callback): void {
    const why = "what the program's invoke transforms change: they do not run offline";
    this.notes.tell(this.#constructions.stackUrn, null, why);
    callback(null, {});
  }

  /** Hooks run when something is done. */
  registerResourceHook(_: unknown, callback: Callback): void {
    callback(null, {});
  }

  registerErrorHook(_: unknown, callback: Callback): void {
    callback(null, {});
  }

  registerResource(request: rpc.RegisterResourceRequest, callback: Callback): void {
    try {
      const construction = this.#construction(request);
      const transforming = this.#transforms?.apply(request, construction.urn, () => this.#parentsOf(construction.parent));
      if (transforming === undefined) this.#record(request, construction, callback);
      else
        transforming
          .then(() => this.#record(request, { ...construction, props: {} }, callback))
          .catch((error: unknown) => callback(error));
    } catch (error) {
      callback(error);
    }
  }

  /** Innermost first. */
  #parentsOf(parent: string | null): string[] {
    if (parent === null) return [];
    return [parent, ...this.#parentsOf(this.#constructions.byUrn.get(parent)?.parent ?? null)];
  }

  #record(
    request: rpc.RegisterResourceRequest,
    construction: Pick<Construction, "urn" | "type" | "parent" | "props" | "source">,
    callback: Callback,
  ): void {
    try {
      const { urn, type } = construction;
      const wire = request.getObject()?.toJavaScript() ?? {};
      const { inputs, secrets, unknowns } = this.#plain(wire);
      const { __provider: _, ...visible } = inputs; // a dynamic provider's code is no setting
      const dependencies = provenance(request.getDependenciesList());
      const perProperty = [...request.getPropertydependenciesMap().entries()].map(
        ([key, list]) => [key, provenance(list.getUrnsList())] as const,
      );
      const timeouts = request.getCustomtimeouts();
      const resource: Resource = {
        urn,
        type,
        name: request.getName(),
        parent: type === STACK_TYPE ? null : construction.parent,
        provider: providerOf(request),
        custom: request.getCustom(),
        inputs: visible,
        secrets,
        unknowns,
        dependsOn: dependencies.urns,
        propertyDependencies: Object.fromEntries(
          perProperty.filter(([, { urns }]) => urns.length > 0).map(([key, { urns }]) => [key, urns]),
        ),
        options: {
          protect: request.getProtect() ?? false,
          retainOnDelete: request.getRetainondelete() ?? false,
          deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : null,
          ignoreChanges: request.getIgnorechangesList(),
          replaceOnChanges: request.getReplaceonchangesList(),
          aliases: request.getAliasesList().map((alias) => aliasUrn(alias, urn)),
          customTimeouts: {
            ...(timeouts?.getCreate() && { create: timeouts.getCreate() }),
            ...(timeouts?.getUpdate() && { update: timeouts.getUpdate() }),
            ...(timeouts?.getDelete() && { delete: timeouts.getDelete() }),
          },
          deletedWith: request.getDeletedwith() || null,
          ...this.#replacements(request),
        },
        source: construction.source,
      };
      this.resources.set(urn, resource);
      this.notes.unknowns(resource, new Map(perProperty.map(([key, { outputs }]) => [key, outputs])));
      this.notes.dropped(resource, construction.props);
      if (request.getRemote()) this.notes.remote(resource);
      callback(null, this.#answer(request, resource, wire));
    } catch (error) {
      callback(error);
    }
  }

  readResource(request: rpc.ReadResourceRequest, callback: Callback): void {
    try {
      const { urn, type, parent, source } = this.#construction(request);
      const name = request.getName();
      const { inputs, secrets, unknowns } = this.#plain(request.getProperties()?.toJavaScript() ?? {});
      const { urns } = provenance(request.getDependenciesList());
      this.resources.set(urn, {
        ...{ urn, type, name, parent, provider: providerOf(request), custom: true, inputs, secrets, unknowns, dependsOn: urns },
        ...{ propertyDependencies: {}, options: DEFAULT_OPTIONS, source },
      });
      const answer =
        type === STACK_REFERENCE_TYPE
          ? this.#stackReference(urn, request.getId())
          : resourceOutputs({ urn, type, name, inputs: {}, secret: [] }, this.#options.table);
      callback(null, { getUrn: () => urn, getProperties: () => struct(answer) });
    } catch (error) {
      callback(error);
    }
  }

  invoke(request: rpc.ResourceInvokeRequest, callback: Callback): void {
    try {
      const token = request.getTok();
      const args = request.getArgs()?.toJavaScript() ?? {};
      const { stackUrn } = this.#constructions;
      const assume = (what: string) => this.notes.tell(stackUrn, null, `the answer of ${token}; it is assumed that ${what}`);
      const urn = this.#constructions.urnOfLookup(token, lookupName(args));
      const { config, table } = this.#options;
      const result = lookupResult({ urn, token, args, config, assume, hasProvider: request.getProvider() !== "" }, table);
      callback(null, { getFailuresList: () => [], getReturn: () => struct(result) });
    } catch (error) {
      callback({ details: String((error as Error).message) });
    }
  }

  registerResourceOutputs(request: rpc.RegisterResourceOutputsRequest, callback: Callback): void {
    if (request.getUrn() === this.#constructions.stackUrn) {
      const { outputs, unknowns } = exported(this.#plain(request.getOutputs()?.toJavaScript() ?? {}));
      this.outputs = outputs;
      for (const path of unknowns)
        this.notes.tell(request.getUrn(), path, "the stack exports it; its value is not known offline");
    }
    callback(null, {});
  }

  registerPackage(_: unknown, callback: Callback): void {
    callback(null, { getRef: () => "offline" });
  }

  #replacements(request: rpc.RegisterResourceRequest): Pick<ResourceOptions, "replaceWith" | "replacementTrigger"> {
    const replaceWith = request.getReplaceWithList();
    const { replacementTrigger } = this.#plain({ replacementTrigger: request.getReplacementTrigger()?.toJavaScript() }).inputs;
    return { ...(replaceWith.length > 0 && { replaceWith }), ...(replacementTrigger != null && { replacementTrigger }) };
  }

  /** What a program of ours does with a placeholder is ours to mend. */
  #plain(wire: Readonly<Record<string, unknown>>): PlainInputs {
    return plainInputs(wire, this.#options.root, this.#options.table.declared !== undefined);
  }

  #construction(request: { getType(): string; getName(): string; getParent(): string }) {
    const { byUrn, stackUrn } = this.#constructions;
    const type = request.getType();
    if (type === STACK_TYPE) return { urn: stackUrn, type, parent: null, props: {}, source: null };
    const parentType = request.getParent().split("::")[2];
    const qualified = parentType === undefined || parentType === STACK_TYPE ? type : `${parentType}$${type}`;
    const urn = [...stackUrn.split("::").slice(0, 2), qualified, request.getName()].join("::");
    const construction = byUrn.get(urn);
    if (!construction) throw new Error(`${urn} was registered without being constructed`);
    return construction;
  }

  /** What a resource gives back: its inputs, what the table knows, and for the rest of what its class declares, unknown. */
  #answer(request: rpc.RegisterResourceRequest, resource: Resource, inputs: Readonly<Record<string, unknown>>) {
    const { urn, type, name } = resource;
    // A component of another program's gives back what that says, one of this program's what it sets itself.
    const answers = resource.custom || request.getRemote();
    const secret = request.getAdditionalsecretoutputsList();
    const known = answers ? resourceOutputs({ urn, type, name, inputs, secret }, this.#options.table) : {};
    const declared = answers ? Object.keys(this.#constructions.byUrn.get(urn)?.props ?? {}) : [];
    const unknown = declared.filter((key) => !(key in known) && !key.startsWith("__"));
    const object = { ...known, ...Object.fromEntries(unknown.map((key) => [key, UNKNOWN_VALUE])) };
    // The SDK keeps what an output depends on, so an unknown one can be named wherever it ends up.
    const marks = new Map(
      unknown.map((key) => [key, { getUrnsList: () => ({ map: () => [dependency(urn + OUTPUT_MARK + key)] }) }]),
    );
    return {
      getUrn: () => urn,
      getId: () => (resource.custom ? symbol(urn, "id") : ""),
      getObject: () => struct(object),
      getPropertydependenciesMap: () => marks,
      getResult: () => 0,
    };
  }

  #stackReference(urn: string, name: string): Record<string, unknown> {
    const outputs = this.#options.stackOutputs(name);
    if (!outputs) this.notes.tell(urn, null, `the outputs of the stack ${name}, which is not planned with this one`);
    return { name, outputs: referenceOutputs(urn, outputs), secretOutputNames: [] };
  }
}

/** A reference to a provider is its URN and its id. */
const providerOf = (request: { getProvider(): string }): string | null =>
  request.getProvider().split("::").slice(0, 4).join("::") || null;

const struct = (object: Record<string, unknown>) => ({ toJavaScript: () => object });
