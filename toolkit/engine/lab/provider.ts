/** A stand-in provider: Pulumi's provider protocol over a folder. https://pulumi-developer-docs.readthedocs.io/latest/docs/_generated/proto/provider.html */
import type * as rpc from "@pulumi/pulumi/proto/provider_pb.js";
import type { OutputTable } from "../../graph/outputs/table.ts";
import { checkInputs } from "./checker.ts";
import { type Change, diffInputs } from "./diff.ts";
import { factsOf } from "./facts.ts";
import type { Faults } from "./faults.ts";
import type { Schema } from "./generate.ts";
import { Empty, fromStruct, type Handler, messages, PluginInfo, toStruct } from "./grpc.ts";
import { type Autonaming, checkName, identity, mustGoFirst, nameOf, newId, typeOf, withName } from "./names.ts";
import { overwritten, refuseCreate, refuseDelete, withIt } from "./refusals.ts";
import type { CallLog, LabCall, Method, Store, Stored } from "./store.ts";
import { type Account, lookup, type Made, outputsBeforeUpdate, outputsInPreview, outputsOf } from "./values.ts";

export interface Cloud {
  readonly store: Store;
  readonly log: CallLog;
  readonly faults: Faults;
  readonly table: OutputTable;
  readonly schema: Schema;
  readonly account: Account;
}

const MODES = ["propose", "enforce", "disable"] as const;

/** The methods of the provider of one package. */
export function provider(pkg: string, version: string, cloud: Cloud): Readonly<Record<string, Handler>> {
  const { store, table, schema, account } = cloud;
  /** Hung calls, which an engine that is asked to stop cancels. */
  let cancelAll = () => {};
  let cancelled = nextCancel();
  function nextCancel(): Promise<void> {
    return new Promise((resolve) => {
      cancelAll = resolve;
    });
  }

  /** Notes a call, and runs it under the faults that are set. */
  function on<Request>(method: Method, run: (request: Request) => object | Promise<object>): Handler {
    return (request: never, gone) => {
      const call = described(method, pkg, request);
      cloud.log.add(call);
      return cloud.faults.around(call, Promise.race([gone, cancelled]), () => run(request));
    };
  }

  const existing = (request: { getUrn(): string; getId(): string }, which?: "oldest"): Stored => {
    const resource = store.find(request.getUrn(), request.getId(), which);
    if (!resource) throw new Error(`NotFound: no ${typeOf(request.getUrn())} ${request.getId()}`);
    return resource;
  };

  return {
    attach: () => new Empty(),
    getPluginInfo: () => {
      const info = new PluginInfo();
      info.setVersion(version);
      return info;
    },
    checkConfig: on("checkConfig", (request: rpc.CheckRequest) => {
      const response = new messages.CheckResponse();
      response.setInputs(request.getNews());
      return response;
    }),
    diffConfig: on("diffConfig", (request: rpc.DiffRequest) =>
      diffResponse(diffInputs(fromStruct(request.getOldInputs()), fromStruct(request.getNews()), []), false),
    ),
    configure: on("configure", () => {
      const response = new messages.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setAcceptresources(true);
      response.setSupportspreview(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),

    check: on("check", (request: rpc.CheckRequest) => {
      const type = typeOf(request.getUrn());
      const before = request.getOlds() && fromStruct(request.getOlds());
      const inputs = withName(type, schema.types[type], fromStruct(request.getNews()), before, autonaming(request));
      const response = new messages.CheckResponse();
      response.setInputs(toStruct(inputs));
      for (const { property, reason } of [...checkInputs(schema, type, inputs), ...checkName(type, inputs)]) {
        const failure = new messages.CheckFailure();
        failure.setProperty(property);
        failure.setReason(`${property === "" ? type : property} ${reason}`);
        response.addFailures(failure);
      }
      return response;
    }),

    diff: on("diff", (request: rpc.DiffRequest) => {
      const type = typeOf(request.getUrn());
      const [before, after] = [fromStruct(request.getOldInputs()), fromStruct(request.getNews())];
      const ignored = request.getIgnorechangesList();
      const changes = diffInputs(before, after, factsOf(type).replaces ?? []).filter(
        ({ path }) =>
          !ignored.some((prefix) => path === prefix || path.startsWith(`${prefix}.`) || path.startsWith(`${prefix}[`)),
      );
      return diffResponse(changes, changes.some(({ replace }) => replace) && mustGoFirst(request.getUrn(), before, after));
    }),

    create: on("create", (request: rpc.CreateRequest) => {
      const urn = request.getUrn();
      const [type, name, inputs] = [typeOf(urn), nameOf(urn), fromStruct(request.getProperties())];
      const response = new messages.CreateResponse();
      if (request.getPreview()) {
        response.setProperties(toStruct(outputsInPreview(table, { type, name, inputs, seed: urn, revision: 0 })));
        return response;
      }
      refuseCreate(store, urn, inputs);
      const known = identity(urn, inputs);
      const generation = overwritten(store, urn, inputs)?.generation ?? store.nextGeneration(urn);
      const made: Made = { type, name, inputs, seed: generation === 1 ? urn : `${urn} ${generation}`, revision: 0 };
      const properties = outputsOf(table, made, account);
      const id = newId(type, inputs, properties, made.seed);
      store.save({ id, urn, type, name, generation, revision: 0, ...(known && { identity: known }), inputs, properties });
      response.setId(id);
      response.setProperties(toStruct(properties));
      return response;
    }),

    read: on("read", (request: rpc.ReadRequest) => {
      const resource = store.find(request.getUrn(), request.getId()) ?? store.byId(typeOf(request.getUrn()), request.getId());
      const response = new messages.ReadResponse();
      if (!resource) return response; // no id: it is gone
      response.setId(resource.id);
      response.setProperties(toStruct(resource.properties));
      response.setInputs(toStruct(resource.inputs));
      return response;
    }),

    update: on("update", (request: rpc.UpdateRequest) => {
      const resource = existing(request);
      const inputs = fromStruct(request.getNews());
      const { urn, type, name, generation } = resource;
      const made: Made = {
        type,
        name,
        inputs,
        seed: generation === 1 ? urn : `${urn} ${generation}`,
        revision: resource.revision + 1,
      };
      const response = new messages.UpdateResponse();
      if (request.getPreview()) {
        response.setProperties(toStruct(outputsBeforeUpdate(table, made, account)));
        return response;
      }
      const known = identity(urn, inputs);
      const properties = outputsOf(table, made, account);
      const { identity: _, ...rest } = resource;
      store.save({ ...rest, revision: made.revision, ...(known && { identity: known }), inputs, properties });
      response.setProperties(toStruct(properties));
      return response;
    }),

    delete: on("delete", (request: rpc.DeleteRequest) => {
      const resource = existing(request, "oldest");
      refuseDelete(store, resource);
      for (const gone of [resource, ...withIt(store, resource)]) store.remove(gone);
      return new Empty();
    }),

    invoke: on("invoke", (request: rpc.InvokeRequest) => {
      const answer = lookup(table, request.getTok(), fromStruct(request.getArgs()), account);
      if (!answer) throw new Error(`the outputs table has no answer for ${request.getTok()}`);
      const response = new messages.InvokeResponse();
      response.setReturn(toStruct(answer));
      return response;
    }),

    cancel: () => {
      cloud.log.add({ method: "cancel", provider: pkg, urn: "", type: "", name: "", preview: false });
      cancelAll();
      cancelled = nextCancel();
      return new Empty();
    },
  };
}

function described(method: Method, provider: string, request: object): LabCall {
  const { getUrn, getTok, getPreview } = request as { getUrn?(): string; getTok?(): string; getPreview?(): boolean };
  const urn = getUrn?.call(request) ?? "";
  const type = urn === "" ? (getTok?.call(request) ?? "") : typeOf(urn);
  return { method, provider, urn, type, name: nameOf(urn), preview: getPreview?.call(request) ?? false };
}

function autonaming(request: rpc.CheckRequest): Autonaming | undefined {
  const options = request.getAutonaming();
  return options && { proposed: options.getProposedName(), mode: MODES[options.getMode()] ?? "propose" };
}

function diffResponse(changes: readonly Change[], deleteBeforeReplace: boolean): rpc.DiffResponse {
  const { DiffResponse, PropertyDiff } = messages;
  const response = new DiffResponse();
  response.setChanges(changes.length > 0 ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE);
  response.setDiffsList(topLevel(changes));
  response.setReplacesList(topLevel(changes.filter(({ replace }) => replace)));
  response.setDeletebeforereplace(deleteBeforeReplace);
  response.setHasdetaileddiff(true);
  for (const { path, kind, replace } of changes) {
    const property = new PropertyDiff();
    const kinds = PropertyDiff.Kind;
    const plain = { add: kinds.ADD, delete: kinds.DELETE, update: kinds.UPDATE };
    const replacing = { add: kinds.ADD_REPLACE, delete: kinds.DELETE_REPLACE, update: kinds.UPDATE_REPLACE };
    property.setKind((replace ? replacing : plain)[kind]);
    property.setInputdiff(true);
    response.getDetaileddiffMap().set(path, property);
  }
  return response;
}

const topLevel = (changes: readonly Change[]) => [...new Set(changes.map(({ path }) => path.split(/[.[]/)[0] ?? path))];
