/**
 * Imported before Pulumi's SDK, this takes two things out of the way that cost a program most of its start:
 *
 * - The SDK loads npm's whole dependency resolver for the one case that a program serialises a closure (measured: 318 ms to 158 ms to load
 *   the SDK). Here the resolver loads when it is first used, as it would without this.
 * - The SDK notes the stack of every promise it makes, translated through source maps, for a report that is off unless
 *   PULUMI_DEBUG_PROMISE_LEAKS is set. Here these stacks stay empty unless it is; those of errors are as they were.
 */
import Module from "node:module";

const HEAVY = "@npmcli/arborist";

type Load = (request: string, ...rest: unknown[]) => unknown;
const loader = Module as unknown as { _load: Load };
const load = loader._load;

loader._load = function (this: unknown, request, ...rest) {
  if (request !== HEAVY) return load.call(this, request, ...rest);
  let loaded: Record<PropertyKey, unknown> | undefined;
  // `__esModule` keeps TypeScript's import helper from copying the (still empty) module.
  return new Proxy({} as Record<PropertyKey, unknown>, {
    get: (_, key) => {
      if (key === "__esModule") return true;
      loaded ??= load.call(this, request, ...rest) as Record<PropertyKey, unknown>;
      return loaded[key];
    },
  });
};

/** The SDK's function that notes the stacks: https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/debuggable.ts */
const NOTES = "debuggablePromise";

type Format = typeof Error.prepareStackTrace;

if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS) {
  let format: Format = Error.prepareStackTrace;
  const lean: Format = (error, frames) => (frames[0]?.getFunctionName() === NOTES ? "" : format?.(error, frames));
  // Whoever sets another format later (source-map-support does) sets the one for errors.
  Object.defineProperty(Error, "prepareStackTrace", {
    configurable: true,
    get: () => lean,
    set: (other: Format) => {
      format = other;
    },
  });
}
