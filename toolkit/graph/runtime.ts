/**
 * The parts of Pulumi's SDK that an in-process plan adjusts while it runs, and puts back. None changes what a program means.
 */
import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { UNKNOWN } from "./graph.ts";
import { standIn } from "./standIns.ts";
import { type SymbolReference, symbolsIn } from "./symbols.ts";

const load = createRequire(import.meta.url);

interface Debuggable {
  debuggablePromise<T>(promise: Promise<T>, context: string): Promise<T>;
}
interface Settings {
  hasEngine(): boolean;
  setMockOptions(monitor: unknown, project: string, stack: string, preview: boolean, organization: string): void;
  awaitFeatureSupport(): Promise<void>;
  waitForRPCs(): Promise<void>;
}

interface Aliases {
  mapAliasesForRequest(all: readonly unknown[] | undefined, ...rest: unknown[]): Promise<unknown>;
}

const aliases = load("@pulumi/pulumi/runtime/resource.js") as Aliases;
const debuggable = load("@pulumi/pulumi/runtime/debuggable.js") as Debuggable;
const settings = load("@pulumi/pulumi/runtime/settings.js") as Settings;

/** Waits until every request to the monitor is answered. */
export const { waitForRPCs } = settings;

/** Points the SDK at a monitor in this process, as a preview of one stack. */
export async function connect(monitor: object, project: string, stack: string): Promise<void> {
  settings.setMockOptions(monitor, project, stack, true, "organization");
  // Programs ask, to tell whether they are run by Pulumi.
  for (const told of [settings, pulumi.runtime]) standIn<{ hasEngine(): boolean }>(told, { hasEngine: () => true });
  await settings.awaitFeatureSupport();
}

export interface ErrorContext {
  /** The SDK's own words for the operation: `resource:NAME[TYPE]` and the like. */
  readonly context: string;
  /** The message then; whoever depends on the failed resource adds to the same error's message. */
  readonly message: string;
}

const contexts = new WeakMap<Error, ErrorContext>();

/** The first operation in which an error arose. */
export const contextOf = (error: unknown): ErrorContext | undefined => (error instanceof Error ? contexts.get(error) : undefined);

/**
 * Four fifths of a program's time in-process is the SDK capturing a stack for each of the promises it makes, four for every output,
 * and a further stack without limit for each resource. Until the returned function is called, promises carry no stacks (errors
 * do, as ever) and each resource's line is taken once, by {@link Constructions}.
 */
export function quickPromises(onActivity: () => void): () => void {
  const resource = pulumi.Resource as unknown as { stackTrace: (skip: number) => unknown[] };
  const quick: Debuggable["debuggablePromise"] = (promise, context) => {
    if (context.startsWith("transfer")) return promise; // an output's own four promises: the bulk
    onActivity();
    return promise.then(
      (value) => {
        onActivity();
        return value;
      },
      (error: unknown) => {
        onActivity();
        if (error instanceof Error && !contexts.has(error)) contexts.set(error, { context, message: error.message });
        throw error;
      },
    );
  };
  const undo = [standIn(resource, { stackTrace: () => [] }), standIn(debuggable, { debuggablePromise: quick })];
  return () => {
    for (const restore of undo) restore();
  };
}

interface Applicable {
  readonly isKnown: Promise<boolean>;
  readonly allResources: () => Promise<ReadonlySet<{ readonly urn: { promise(): Promise<string> } }>>;
  apply(callback: unknown, runWithUnknowns?: boolean): unknown;
}

/** The SDK's own callback on everything that a stack exports: https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/stack.ts */
const OUTPUTS_WALK = "(v) => massage(key, v, objectStack)";

export interface ApplyWatch {
  /** Told of each callback that never runs, because its value is unknown: by the URNs of what the value depends on. */
  readonly onSkipped: (urns: readonly string[]) => void;
  /**
   * Told of each callback that fails on a value with symbols in it, as one does that takes a URL to pieces. Until something is deployed
   * the engine would not run it; nor does its failure count here. Left out, it counts.
   */
  readonly onFailed?: (error: unknown, on: SymbolReference) => void;
  /** Settles when nothing moves any more: a callback that still waits on such a value (it may ask a network) has failed then. */
  readonly stuck: Promise<void>;
}

/** Watches what a program hands to `apply`: whatever a callback that does not run creates is missing from the plan. Ends when the returned function is called. */
export function watchApplies({ onSkipped, onFailed, stuck }: ApplyWatch): () => void {
  const prototype = (pulumi.Output as unknown as { prototype: Applicable }).prototype;
  const { apply } = prototype;
  const skipped = async (output: Applicable, callback: unknown) => {
    if ((await output.isKnown) || String(callback) === OUTPUTS_WALK) return;
    const resources = await output.allResources();
    onSkipped(await Promise.all([...resources].map(({ urn }) => urn.promise())));
  };
  const watched: Applicable["apply"] = function (this: Applicable, callback, runWithUnknowns) {
    // An output that fails is told where it fails.
    if (!runWithUnknowns) skipped(this, callback).catch(() => {});
    const isOwn = runWithUnknowns || String(callback) === OUTPUTS_WALK;
    return apply.call(this, onFailed && !isOwn ? forgiving(callback as Callback, onFailed, stuck) : callback, runWithUnknowns);
  };
  return standIn(prototype, { apply: watched });
}

type Callback = (value: unknown) => unknown;

/** Unknown where the callback fails on what nobody knows yet. */
function forgiving(callback: Callback, onFailed: NonNullable<ApplyWatch["onFailed"]>, stuck: Promise<void>): Callback {
  const neverEnds = () => stuck.then(() => Promise.reject(new Error("it never ends")));
  const failed = (error: unknown, value: unknown): unknown => {
    const [on] = symbolsIn(textOf(value));
    if (on === undefined) throw error;
    onFailed(error, on);
    return pulumi.output(pulumi.unknown);
  };
  return (value) => {
    try {
      const result = callback(value);
      if (!(result instanceof Promise)) return result;
      const ends = symbolsIn(textOf(value)).length > 0 ? Promise.race([result, neverEnds()]) : result;
      return ends.catch((error: unknown) => failed(error, value));
    } catch (error) {
      return failed(error, value);
    }
  };
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return ""; // it goes round in circles
  }
}

/**
 * Lets transforms set aliases that follow from what nobody knows here, which the SDK takes to be there: they are left out. Ends when the
 * returned function is called.
 */
export function dropUnknownAliases(onDropped: () => void): () => void {
  const { mapAliasesForRequest } = aliases;
  return standIn(aliases, {
    mapAliasesForRequest: (all, ...rest) => {
      const known = all?.filter((alias) => alias !== undefined);
      if (known?.length !== all?.length) onDropped();
      return mapAliasesForRequest(known, ...rest);
    },
  });
}

type Read = (this: pulumi.StackReference, name: pulumi.Input<string>) => pulumi.Output<unknown>;

/** Makes what a stack's plan could not tell unknown to who asks that stack for it by name. Ends when the returned function is called. */
export function watchStackReferences(): () => void {
  const prototype = pulumi.StackReference.prototype as { getOutput: Read; requireOutput: Read };
  const { getOutput, requireOutput } = prototype;
  const aware = (read: Read): Read =>
    function (name) {
      return read.call(this, name).apply((value) => (value === UNKNOWN ? pulumi.output<unknown>(pulumi.unknown) : value));
    };
  return standIn(prototype, { getOutput: aware(getOutput), requireOutput: aware(requireOutput) });
}
