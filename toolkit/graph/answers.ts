/** What the offline plan answers: a resource's outputs, a lookup's result, another stack's outputs. */
import { type Json, joinPath, SECRET, UNKNOWN } from "./graph.ts";
import type { OutputTable } from "./outputs/table.ts";
import { replaceSymbols, symbol, symbolsIn } from "./symbols.ts";
import { UNKNOWN_VALUE, wireSecret } from "./wire.ts";

type Wire = Readonly<Record<string, unknown>>;

/** The outputs of another stack, by its full name, in whatever shape; undefined where that stack is not known. */
export type StackOutputs = (name: string) => { readonly [key: string]: Json } | undefined;

/** A resource whose outputs are asked for. */
export interface ResourceQuestion {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly inputs: Wire;
  /** Outputs that the class marks as secret. */
  readonly secret: readonly string[];
}

export interface LookupQuestion {
  /** As if it were a resource. */
  readonly urn: string;
  readonly token: string;
  readonly args: Wire;
  /** Whether the program makes a provider of its own for it. */
  readonly hasProvider: boolean;
  readonly config: Readonly<Record<string, string>>;
  readonly assume: (what: string) => void;
}

/** The inputs, and what the table knows beside them. */
export function resourceOutputs(
  { urn, type, name, inputs, secret }: ResourceQuestion,
  table: OutputTable,
): Record<string, unknown> {
  const entry = table.resources[type];
  const declared = table.declared?.resource(type);
  const call = { name, inputs, ref: (path: string) => symbol(urn, path) };
  const outputs = { ...inputs, ...declared?.outputs?.(call), ...entry?.outputs?.(call) };
  const secretTexts = secret.filter((key) => declared && outputs[key] === symbol(urn, key));
  const secrets = [...(entry?.secret ?? []), ...secretTexts].map((key) => [key, wireSecret(symbol(urn, key))]);
  return { ...outputs, ...Object.fromEntries(secrets) };
}

/** @throws where nobody knows the lookup */
export function lookupResult({ urn, token, args, hasProvider, config, assume }: LookupQuestion, table: OutputTable): Wire {
  const answer = table.lookups[token];
  const declared = table.declared?.lookup(token);
  if (!answer && !declared) throw new Error(`no offline answer for ${token}`);
  const ref = (path: string) => symbol(urn, path);
  const { texts = [], others = [] } = declared ?? {};
  return {
    ...Object.fromEntries(texts.map((key) => [key, ref(key)])),
    ...Object.fromEntries(Object.entries(args).filter(([key]) => texts.includes(key) || others.includes(key))),
    ...answer?.({ args, ref, assume, config: hasProvider ? {} : providerConfig(config, token) }),
  };
}

/** What the configuration says for the provider that a lookup asks: `aws:region` is its `region`. */
function providerConfig(config: Readonly<Record<string, string>>, token: string): Record<string, string> {
  const namespace = `${token.split(":")[0]}:`;
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) => (key.startsWith(namespace) ? [[key.slice(namespace.length), value]] : [])),
  );
}

/** What another stack's outputs are, seen from here: as they are, but what only a cloud knows is a symbol that says where it is from. */
export function referenceOutputs(urn: string, outputs: { readonly [key: string]: Json } | undefined): unknown {
  if (!outputs) return UNKNOWN_VALUE;
  const symbolic = (value: Json, path: string): unknown => {
    if (value === SECRET) return wireSecret(symbol(urn, path));
    if (Array.isArray(value)) return value.map((item: Json, index) => symbolic(item, joinPath(path, index)));
    if (typeof value === "string") return symbolsIn(value).length > 0 ? symbol(urn, path) : value;
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, symbolic(item, joinPath(path, key))]));
  };
  // One value that is unknown makes the whole map so for the SDK; such an output stays the word for it, until it is asked for by name.
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => [
      key,
      JSON.stringify(value).includes(UNKNOWN) ? UNKNOWN : symbolic(value, joinPath("outputs", key)),
    ]),
  );
}

/** A name for a lookup, from its arguments; symbols within shortened to what they stand for. */
export const lookupName = (args: Readonly<Record<string, unknown>>): string =>
  Object.entries(args)
    .map(
      ([key, value]) =>
        `${key}=${replaceSymbols(typeof value === "string" ? value : JSON.stringify(value), ({ urn, path }) => `${urn.split("::").pop()}.${path}`)}`,
    )
    .join(",")
    .replace(/[{}#"]/g, "");
