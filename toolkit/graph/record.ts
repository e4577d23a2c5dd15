/** Runs a stack's program in this process, without engine, cloud or network, and keeps what it registers. */
import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import type { StackOutputs } from "./answers.ts";
import { type Construction, Constructions, framesOf } from "./construction.ts";
import { readEncrypted } from "./encrypted.ts";
import { type Fault, isRunError, PlanError } from "./errors.ts";
import { byText, type Graph } from "./graph.ts";
import { strictLookups } from "./lookups.ts";
import { RecordingMonitor } from "./monitor.ts";
import type { OutputTable } from "./outputs/table.ts";
import {
  connect,
  contextOf,
  dropUnknownAliases,
  quickPromises,
  waitForRPCs,
  watchApplies,
  watchStackReferences,
} from "./runtime.ts";
import { settle } from "./settle.ts";
import { symbol } from "./symbols.ts";
import { parseSymbols } from "./unknownJson.ts";

export interface Recording {
  readonly project: string;
  readonly stack: string;
  /** Folder that source positions are relative to. */
  readonly root: string;
  /** `namespace:key` to text, as the engine hands configuration over. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys: Iterable<string>;
  readonly table: OutputTable;
  readonly stackOutputs: StackOutputs;
  /** Whether to keep each resource's line of code; a tenth of what a plan takes. @default true */
  readonly sources?: boolean;
}

/**
 * The resource graph of a program. Programs run one after the other in a process, never side by side: the SDK's state is global.
 * @throws PlanError where the program cannot be planned; a RunError of the program's own, which is meant for its user, as it is.
 */
export async function record(program: () => unknown, recording: Recording): Promise<Graph> {
  const { project, stack, root, config, secretKeys, table, stackOutputs, sources = true } = recording;
  const constructions = new Constructions(stack, project, root, sources);
  const monitor = new RecordingMonitor(constructions, { table, stackOutputs, root, config });
  const errors = new Set<unknown>();
  let steps = 0;

  let giveUp = () => {};
  const stuck = new Promise<void>((resolve) => {
    giveUp = resolve;
  });
  const unknownLookups = new Set<string>();
  const encrypted = new Set<string>();
  const undo = [
    quickPromises(() => steps++),
    strictLookups({
      knows: (token) => Object.hasOwn(table.lookups, token) || table.declared?.lookup(token) !== undefined,
      unknownKeys: (token) => table.declared?.lookup(token)?.others ?? [],
      inText: (token, path) => symbol(constructions.urnOfLookup(token, "answer"), path),
      onUnknown: (token, key) => unknownLookups.add(key === null ? `the answer of ${token}` : `${key} in the answer of ${token}`),
    }),
    watchApplies({
      stuck,
      onSkipped: (urns) => monitor.notes.skipped(urns),
      // What a program of ours does with a placeholder is ours to mend.
      ...(table.declared && { onFailed: (error, on) => monitor.notes.failed(on, failureOf(error, root)) }),
    }),
    watchStackReferences(),
    dropUnknownAliases(() => monitor.notes.alias(constructions.stackUrn)),
    readEncrypted(new Set(secretKeys), (key) => encrypted.add(key)),
    ...(table.declared ? [parseSymbols((on) => monitor.notes.parsed(on))] : []),
    collectRejections((error) => errors.add(error)),
  ];
  try {
    await connect(monitor, project, stack);
    monitor.connected();
    // In the engine's order, which shows where a function that becomes a Lambda takes it along.
    const entries = Object.entries(config).sort(([a], [b]) => byText(a, b));
    pulumi.runtime.setAllConfig(Object.fromEntries(entries), [...secretKeys]);
    const outputs = pulumi.runtime.runInPulumiStack(async () => {
      pulumi.runtime.registerStackTransformation(constructions.observe);
      return program();
    });
    outputs.catch((error: unknown) => errors.add(error));
    const settled = (work: Promise<unknown>) => settle(work, () => steps + constructions.byUrn.size);
    const all = outputs.then(() => waitForRPCs());
    let ended = await settled(all);
    if (!ended) {
      giveUp();
      ended = await settled(all);
    }
    // What packages keep for the end: @pulumi/aws makes a bucket's notifications of its handlers then.
    for (let before = -1; ended && before < constructions.byUrn.size; ended = await settled(waitForRPCs())) {
      before = constructions.byUrn.size;
      process.emit("beforeExit", 0);
    }
    const own = [...errors].find(isRunError);
    if (own !== undefined) throw own;
    const faults = faultsOf(errors, constructions, monitor, ended, recording);
    if (faults.length > 0) throw new PlanError(stack, withLookups(faults, unknownLookups));
  } finally {
    for (const restore of undo.reverse()) restore();
  }
  for (const answer of unknownLookups) {
    const why = `${answer}, which no table of lookups knows; what code makes of it is missing`;
    monitor.notes.tell(constructions.stackUrn, null, why);
  }
  for (const key of encrypted) {
    const why = `the configuration ${key}, which is encrypted: code that waits for it did not run, and what that would create is missing`;
    monitor.notes.tell(constructions.stackUrn, null, why);
  }
  return {
    project,
    stack,
    resources: [...monitor.resources.values()].sort((a, b) => byText(a.urn, b.urn)),
    outputs: monitor.outputs,
    cannotTell: monitor.notes.all.sort(
      (a, b) => byText(a.resource, b.resource) || byText(a.path ?? "", b.path ?? "") || byText(a.why, b.why),
    ),
  };
}

/** The SDK lets a failed registration surface as an unhandled rejection; while planning, nobody else hears of it. */
function collectRejections(listener: (error: unknown) => void): () => void {
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", listener);
  return () => {
    process.off("unhandledRejection", listener);
    for (const other of others) process.on("unhandledRejection", other);
  };
}

function faultsOf(
  errors: ReadonlySet<unknown>,
  constructions: Constructions,
  monitor: RecordingMonitor,
  ended: boolean,
  recording: Recording,
): Fault[] {
  const all = [...constructions.byUrn.values()];
  const faults = [...errors].map((error) => faultOf(error, constructions, recording));
  for (const [first, second] of constructions.duplicates) {
    const where = first.source === null ? "" : `; the first is at ${first.source.file}:${first.source.line}`;
    faults.push({ ...faultAt(second, constructions, recording), message: `a second resource of this type and name${where}` });
  }
  if (faults.length > 0) return distinct(faults);
  const pending = all.filter(({ urn }) => !monitor.resources.has(urn));
  if (pending.length > 0) {
    return pending.map((construction) => ({
      ...faultAt(construction, constructions, recording),
      message: "never registered: an input, or something it depends on, is a promise or output that never resolves",
    }));
  }
  if (!ended)
    return [
      {
        resource: null,
        configPath: null,
        source: null,
        message: "it never ends: it awaits, or exports, a promise or output that never resolves",
      },
    ];
  return [];
}

/** Programs may throw anything. */
const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(typeof thrown === "string" ? thrown : inspect(thrown));

/** What failed, and where. */
function failureOf(error: unknown, root: string): string {
  const { message, stack = "" } = asError(error);
  const [frame] = framesOf(stack, root);
  return `${frame ? `at ${frame.source.file}:${frame.source.line}` : "in a package"} (${message.split("\n")[0]})`;
}

/** Code that goes on from what nobody knows is likely to fail: said, where it may be why. */
function withLookups(faults: readonly Fault[], unknown: ReadonlySet<string>): Fault[] {
  const lookups = unknown.size === 0 ? "" : `\nOffline nothing is known of ${[...unknown].join(", or of ")}: this may be why`;
  const symbols = "\nOffline what only a cloud knows stands as a placeholder, ${urn:…}: this may be why";
  return faults.map((fault) => ({
    ...fault,
    message: fault.message + lookups + (fault.message.includes("${urn:") ? symbols : ""),
  }));
}

const faultAt = (
  construction: Construction,
  constructions: Constructions,
  { project, config }: Recording,
): Omit<Fault, "message"> => {
  const section = `${project}:${outermost(construction, constructions).name}`;
  return {
    resource: `${construction.name} (${construction.type})`,
    configPath: section in config ? section : null,
    source: construction.source,
  };
};

/** The component right below the stack that a resource belongs to: the one built from a section of the configuration. */
function outermost(construction: Construction, constructions: Constructions): Construction {
  const parent = construction.parent === null ? undefined : constructions.byUrn.get(construction.parent);
  return parent ? outermost(parent, constructions) : construction;
}

/** A failed registration is its resource's; anything else belongs to the component under construction, by the stack of calls. */
function faultOf(error: unknown, constructions: Constructions, recording: Recording): Fault {
  const thrown = asError(error);
  const all = [...constructions.byUrn.values()];
  const { context = "", message = thrown.message } = contextOf(error) ?? {};
  const [, name, type] = /resource:(.*)\[([^\]]+)\]/.exec(context) ?? [];
  const frames = framesOf(thrown.stack ?? "", recording.root);
  const resource = all.find((construction) => construction.name === name && construction.type === type);
  if (resource) return { ...faultAt(resource, constructions, recording), source: frames[0]?.source ?? resource.source, message };
  const building = frames.find(({ constructs }) => constructs !== undefined);
  const component = all.filter(({ className, custom }) => !custom && className === building?.constructs).at(-1);
  const at = component ? faultAt(component, constructions, recording) : { resource: null, configPath: null };
  return { ...at, source: frames[0]?.source ?? null, message: `${thrown.name === "Error" ? "" : `${thrown.name}: `}${message}` };
}

const distinct = (faults: readonly Fault[]): Fault[] => [
  ...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values(),
];
