/**
 * A resource monitor that records. Pulumi's SDK sends it each registration the way it sends them to the engine; it keeps the
 * request as plain data and answers with symbols. The SDK reads answers through protobuf's getters, so plain objects with those
 * getters do.
 */
import type * as rpc from "@pulumi/pulumi/proto/resource_pb.js";
import type { Construction, Constructions } from "./construction.ts";
import {
  byText,
  type CannotTell,
  DEFAULT_OPTIONS,
  type Json,
  joinPath,
  type Resource,
  SECRET,
  STACK_TYPE,
  UNKNOWN,
} from "./graph.ts";
import type { OutputTable } from "./outputs/table.ts";
import { replaceSymbols, symbol } from "./symbols.ts";
import { Transforms } from "./transforms.ts";
import { plainInputs, UNKNOWN_VALUE, wireSecret } from "./wire.ts";

type Callback = (error: unknown, response?: unknown) => void;
type Callable = Parameters<Transforms["register"]>[0];

const STACK_REFERENCE_TYPE = "pulumi:pulumi:StackReference";

/** What the SDK is told is not there: outputs come as their values, resources as their ids, as a provider sees them. */
const NOT_SUPPORTED: ReadonlySet<string> = new Set(["outputValues", "resourceReferences"]);

/** The outputs of another stack, by its full name, in whatever shape; undefined where that stack is not known. */
export type StackOutputs = (name: string) => { readonly [key: string]: Json } | undefined;

export interface MonitorOptions {
  readonly table: OutputTable;
  readonly stackOutputs: StackOutputs;
  /** Folder that paths are relative to. */
  readonly root: string;
  readonly config: Readonly<Record<string, string>>;
}

/** A resource whose outputs are asked for. */
interface KnownCall {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Outputs that the class marks as secret. */
  readonly secret: readonly string[];
}

/** Marks, in a dependency, the output that the plan does not know: `urn`, NUL, `output`. The SDK hands dependencies through unread. */
const OUTPUT_MARK = "\u0000";

export class RecordingMonitor {
  readonly resources = new Map<string, Resource>();
  readonly cannotTell: CannotTell[] = [];
  outputs: { readonly [key: string]: Json } = {};
  readonly #skipped = new Set<string>();
  readonly #constructions: Constructions;
  readonly #table: OutputTable;
  readonly #stackOutputs: StackOutputs;
  readonly #root: string;
  readonly #config: Readonly<Record<string, string>>;
  #transforms: Transforms | undefined;

  constructor(constructions: Constructions, { table, stackOutputs, root, config }: MonitorOptions) {
    this.#constructions = constructions;
    this.#table = table;
    this.#stackOutputs = stackOutputs;
    this.#root = root;
    this.#config = config;
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
    this.cannotTell.push({ resource: this.#constructions.stackUrn, path: null, why });
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
      const transforming = this.#transforms?.apply(request, construction.urn, this.#parentsOf(construction.parent));
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
      const { inputs, secrets, unknowns } = plainInputs(wire, this.#root);
      const { __provider: _, ...visible } = inputs; // a dynamic provider's code is no setting
      const dependencies = provenance(request.getDependenciesList());
      const perProperty = [...request.getPropertydependenciesMap().entries()].map(
        ([key, list]) => [key, provenance(list.getUrnsList())] as const,
      );
      const timeouts = request.getCustomtimeouts()?.toObject();
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
          aliases: request.getAliasesList().map((alias) => alias.getUrn() || (alias.getSpec()?.getName() ?? "")),
          customTimeouts: Object.fromEntries(
            Object.entries(timeouts ?? {}).filter(([key, value]) => key !== "read" && value !== ""),
          ),
          deletedWith: request.getDeletedwith() || null,
        },
        source: construction.source,
      };
      this.resources.set(urn, resource);
      this.#noteUnknowns(resource, new Map(perProperty.map(([key, { outputs }]) => [key, outputs])));
      this.#noteDropped(resource, construction.props);
      if (request.getRemote()) this.#noteRemote(resource);
      callback(null, this.#answer(request, resource, wire));
    } catch (error) {
      callback(error);
    }
  }

  readResource(request: rpc.ReadResourceRequest, callback: Callback): void {
    try {
      const { urn, type, parent, source } = this.#construction(request);
      const name = request.getName();
      const { inputs, secrets, unknowns } = plainInputs(request.getProperties()?.toJavaScript() ?? {}, this.#root);
      const { urns } = provenance(request.getDependenciesList());
      this.resources.set(urn, {
        ...{ urn, type, name, parent, provider: providerOf(request), custom: true, inputs, secrets, unknowns, dependsOn: urns },
        ...{ propertyDependencies: {}, options: DEFAULT_OPTIONS, source },
      });
      const answer =
        type === STACK_REFERENCE_TYPE
          ? this.#stackReference(urn, request.getId())
          : this.#known({ urn, type, name, inputs: {}, secret: [] });
      callback(null, { getUrn: () => urn, getProperties: () => struct(answer) });
    } catch (error) {
      callback(error);
    }
  }

  invoke(request: rpc.ResourceInvokeRequest, callback: Callback): void {
    try {
      const token = request.getTok();
      const args = request.getArgs()?.toJavaScript() ?? {};
      const answer = this.#table.lookups[token];
      const declared = this.#table.declared?.lookup(token);
      if (!answer && !declared) throw new Error(`no offline answer for ${token}`);
      const { stackUrn } = this.#constructions;
      const urn = this.#constructions.urnOfLookup(token, lookupName(args));
      const ref = (path: string) => symbol(urn, path);
      const assume = (what: string) =>
        void this.cannotTell.push({ resource: stackUrn, path: null, why: `the answer of ${token}; it is assumed that ${what}` });
      const config = request.getProvider() === "" ? providerConfig(this.#config, token) : {};
      const texts = Object.fromEntries((declared?.texts ?? []).map((key) => [key, ref(key)]));
      const given = Object.fromEntries(
        Object.entries(args).filter(([key]) => declared?.texts.includes(key) || declared?.others.includes(key)),
      );
      const result = { ...texts, ...given, ...answer?.({ args, ref, config, assume }) };
      callback(null, { getFailuresList: () => [], getReturn: () => struct(result) });
    } catch (error) {
      callback({ details: String((error as Error).message) });
    }
  }

  registerResourceOutputs(request: rpc.RegisterResourceOutputsRequest, callback: Callback): void {
    if (request.getUrn() === this.#constructions.stackUrn) {
      const { inputs, unknowns } = plainInputs(request.getOutputs()?.toJavaScript() ?? {}, this.#root);
      this.outputs = withoutMarks(inputs);
      for (const path of unknowns.filter((at) => !isInResource(inputs, at)))
        this.cannotTell.push({ resource: request.getUrn(), path, why: "the stack exports it; its value is not known offline" });
    }
    callback(null, {});
  }

  registerPackage(_: unknown, callback: Callback): void {
    callback(null, { getRef: () => "offline" });
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
    const known = answers ? this.#known({ urn, type, name, inputs, secret }) : {};
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

  #known({ urn, type, name, inputs, secret }: KnownCall): Record<string, unknown> {
    const entry = this.#table.resources[type];
    const declared = this.#table.declared?.resource(type);
    const call = { name, inputs, ref: (path: string) => symbol(urn, path) };
    const outputs = { ...inputs, ...declared?.outputs?.(call), ...entry?.outputs?.(call) };
    const secretTexts = secret.filter((key) => declared && outputs[key] === symbol(urn, key));
    const secrets = [...(entry?.secret ?? []), ...secretTexts].map((key) => [key, wireSecret(symbol(urn, key))]);
    return { ...outputs, ...Object.fromEntries(secrets) };
  }

  #stackReference(urn: string, name: string): Record<string, unknown> {
    const outputs = this.#stackOutputs(name);
    if (!outputs) {
      this.cannotTell.push({
        resource: urn,
        path: null,
        why: `the outputs of the stack ${name}, which is not planned with this one`,
      });
      return { name, outputs: UNKNOWN_VALUE, secretOutputNames: [] };
    }
    const symbolic = (value: Json, path: string): unknown => {
      if (value === SECRET) return wireSecret(symbol(urn, path));
      if (Array.isArray(value)) return value.map((item: Json, index) => symbolic(item, joinPath(path, index)));
      if (typeof value !== "object" || value === null) return symbol(urn, path);
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, symbolic(item, joinPath(path, key))]));
    };
    // One value that is unknown makes the whole map so for the SDK; such an output stays the word for it, until it is asked for by name.
    const byName = Object.entries(outputs).map(([key, value]) => [
      key,
      JSON.stringify(value).includes(UNKNOWN) ? UNKNOWN : symbolic(value, joinPath("outputs", key)),
    ]);
    return { name, outputs: Object.fromEntries(byName), secretOutputNames: [] };
  }

  #noteRemote({ urn, type }: Resource): void {
    const why = `what it is made of: the package ${type.split(":")[0]} makes its resources in a program of its own, which does not run offline`;
    this.cannotTell.push({ resource: urn, path: null, why });
  }

  /** Code that waits for an unknown output does not run; said once for each output. */
  noteSkipped(urns: readonly string[]): void {
    for (const marked of urns.filter((urn) => urn.includes(OUTPUT_MARK))) {
      if (this.#skipped.has(marked)) continue;
      this.#skipped.add(marked);
      const [resource = marked, output] = marked.split(OUTPUT_MARK);
      const why = `its output ${output} is in no table of outputs: code that waits for it did not run, and what that would create is missing`;
      this.cannotTell.push({ resource, path: null, why });
    }
  }

  #noteUnknowns(resource: Resource, outputsOf: ReadonlyMap<string, readonly string[]>): void {
    for (const path of resource.unknowns) {
      const property = path.split(/[.[]/)[0] ?? path;
      const outputs = outputsOf.get(property) ?? [];
      const why =
        outputs.length > 0
          ? `it follows from ${outputs.join(" and ")}, which no table of outputs knows`
          : "its value is not known offline";
      this.cannotTell.push({ resource: resource.urn, path, why });
    }
  }

  /** An input that was set and came to nothing was meant to be something. */
  #noteDropped(resource: Resource, props: Readonly<Record<string, unknown>>): void {
    const missing = (value: unknown, recorded: unknown, path: string): string[] => {
      if (value === undefined || value === null || typeof value === "function") return [];
      if (recorded === undefined) return [path];
      if (typeof value !== "object" || typeof recorded !== "object" || recorded === null || isOpaque(value)) return [];
      const at = recorded as Record<string, unknown>;
      return Object.entries(value).flatMap(([key, item]) =>
        missing(item, at[key], joinPath(path, Array.isArray(value) ? Number(key) : key)),
      );
    };
    if (!resource.custom || resource.type.startsWith("pulumi:providers:")) return; // a provider's class sets what was never given
    for (const path of missing(props, resource.inputs, "").filter((at) => at !== "__provider")) {
      this.cannotTell.push({ resource: resource.urn, path, why: "the program sets it, but its value came to nothing" });
    }
  }
}

/** A reference to a provider is its URN and its id. */
const providerOf = (request: { getProvider(): string }): string | null =>
  request.getProvider().split("::").slice(0, 4).join("::") || null;

/** The least that the SDK carries along as a dependency: a whole resource for each unknown output adds a quarter to what a plan takes. */
const dependency = (urn: string) => ({ __pulumiResource: true, __pulumiCustomResource: true, urn: { promise: async () => urn } });

/** What the configuration says for the provider that a lookup asks: `aws:region` is its `region`. */
function providerConfig(config: Readonly<Record<string, string>>, token: string): Record<string, string> {
  const namespace = `${token.split(":")[0]}:`;
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) => (key.startsWith(namespace) ? [[key.slice(namespace.length), value]] : [])),
  );
}

const struct = (object: Record<string, unknown>) => ({ toJavaScript: () => object });

/** Promises, outputs, assets and resources are not walked: their fields are not inputs. */
const isOpaque = (value: object): boolean => {
  const prototype = Object.getPrototypeOf(value);
  return !Array.isArray(value) && prototype !== Object.prototype && prototype !== null;
};

/** Dependencies as sorted URNs, with the unknown outputs among them apart, each as `output of NAME`. */
function provenance(list: readonly string[]): { urns: string[]; outputs: string[] } {
  const marked = list.filter((urn) => urn.includes(OUTPUT_MARK)).map((urn) => urn.split(OUTPUT_MARK) as [string, string]);
  return {
    urns: [...new Set(list.map((urn) => urn.split(OUTPUT_MARK)[0] ?? urn))].sort(byText),
    outputs: [...new Set(marked.map(([urn, output]) => `${output} of ${urn.split("::").pop()}`))].sort(byText),
  };
}

/** How the SDK marks a resource that a stack exports whole, for the engine to know. */
const RESOURCE_MARK = "@isPulumiResource";

const withoutMarks = <T extends Json>(value: T): T => {
  if (Array.isArray(value)) return value.map(withoutMarks) as unknown as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]: [string, Json]) => (key === RESOURCE_MARK ? [] : [[key, withoutMarks(item)]])),
  ) as T;
};

/** Whether a path leads into a resource that is exported whole: what nobody asks for by name needs no excuse. */
function isInResource(outputs: Json, path: string): boolean {
  let at: Json | undefined = outputs;
  for (const step of path.split(/[.[\]]+/)) {
    if (typeof at !== "object" || at === null) return false;
    if (RESOURCE_MARK in at) return true;
    at = (at as { readonly [key: string]: Json })[step];
  }
  return false;
}

/** A name for a lookup, from its arguments; symbols within shortened to what they stand for. */
const lookupName = (args: Readonly<Record<string, unknown>>): string =>
  Object.entries(args)
    .map(
      ([key, value]) =>
        `${key}=${replaceSymbols(typeof value === "string" ? value : JSON.stringify(value), ({ urn, path }) => `${urn.split("::").pop()}.${path}`)}`,
    )
    .join(",")
    .replace(/[{}#"]/g, "");
