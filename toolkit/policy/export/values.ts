/** A resource's inputs as a Terraform plan shows arguments: values, what is known after deployment alone, and what refers to whom. */
import { type Json, SECRET, UNKNOWN } from "../../graph/graph.ts";
import { replaceSymbols, type SymbolReference, symbolsIn } from "../../graph/symbols.ts";
import { type Fields, isFields } from "../../graph/values.ts";
import { snakeCase, type TypeFacts } from "./names.ts";

/** Undefined everywhere: there is none of it. */
export interface Argument {
  readonly value: Json | undefined;
  /** True, or what of it is, where something is known after deployment alone. */
  readonly unknown: Json | undefined;
  /** True, or what of it is, where something is secret. */
  readonly sensitive: Json | undefined;
  /** What the argument follows from, `{ references: [...] }`, or that of its blocks. */
  readonly expression: Json | undefined;
}

/** What an output is called in Terraform: `aws_lb`, `front`, `arn`; null where the plan leaves the resource out. */
export type Naming = (reference: SymbolReference) => { readonly resource: string; readonly attribute: string } | null;

interface Language {
  readonly facts: TypeFacts;
  readonly naming: Naming;
}

/** The arguments of a block, or of a resource itself. */
export const block = (fields: Fields, { facts, naming }: Language): Argument =>
  object(
    Object.entries(fields).map(([name, value]) => [
      facts.names[name] ?? snakeCase(name),
      argument(name, value, { facts, naming }),
    ]),
  );

function argument(name: string, value: Json, language: Language): Argument {
  const { texts, maps } = language.facts;
  if (typeof value !== "object" || value === null) return scalar(value, language);
  if (texts.includes(name)) return scalar(JSON.stringify(value), language);
  if (!isFields(value)) return list(value.map((item) => (isFields(item) ? block(item, language) : scalar(item, language))));
  if (maps.includes(name)) return object(Object.entries(value).map(([key, item]) => [key, scalar(item, language)]));
  return list([block(value, language)]);
}

/** A text that is a symbol is known after deployment; a longer one shows the symbols in it as references. */
function scalar(value: Json, { naming }: Language): Argument {
  const plain: Argument = { value, unknown: undefined, sensitive: value === SECRET || undefined, expression: undefined };
  if (typeof value !== "string") return plain;
  if (value === UNKNOWN) return { ...plain, value: undefined, unknown: true };
  const symbols = symbolsIn(value);
  const references = symbols.flatMap((symbol) => {
    const named = naming(symbol);
    return named === null ? [] : [`${named.resource}.${named.attribute}`, named.resource];
  });
  const expression = references.length === 0 ? undefined : { references };
  const whole = symbols.length === 1 && replaceSymbols(value, () => "") === "";
  if (whole) return { ...plain, value: undefined, unknown: true, expression };
  const shown = replaceSymbols(value, (symbol) => {
    const named = naming(symbol);
    return named === null ? `\${${symbol.urn.split("::").pop()}.${symbol.path}}` : `\${${named.resource}.${named.attribute}}`;
  });
  return { ...plain, value: shown, expression };
}

function object(fields: readonly (readonly [string, Argument])[]): Argument {
  const of = (pick: (argument: Argument) => Json | undefined): Fields =>
    Object.fromEntries(
      fields.flatMap(([name, one]) => {
        const json = pick(one);
        return json === undefined ? [] : [[name, json]];
      }),
    );
  const unlessEmpty = (json: Fields): Fields | undefined => (Object.keys(json).length === 0 ? undefined : json);
  return {
    value: of(({ value }) => value),
    unknown: unlessEmpty(of(({ unknown }) => unknown)),
    sensitive: unlessEmpty(of(({ sensitive }) => sensitive)),
    expression: unlessEmpty(of(({ expression }) => expression)),
  };
}

/** Blocks keep their place; texts and figures of which none is known yet are not there at all. */
function list(items: readonly Argument[]): Argument {
  if (items.length > 0 && items.every(({ value }) => value === undefined))
    return { value: undefined, unknown: true, sensitive: undefined, expression: merged(items) };
  const some = (pick: (argument: Argument) => Json | undefined, none: Json): Json[] | undefined =>
    items.some((item) => pick(item) !== undefined) ? items.map((item) => pick(item) ?? none) : undefined;
  return {
    value: items.map(({ value }) => value ?? null),
    unknown: some(({ unknown }) => unknown, false),
    sensitive: some(({ sensitive }) => sensitive, false),
    expression: items.some(({ value }) => typeof value === "object") ? some(({ expression }) => expression, {}) : merged(items),
  };
}

/** The references of all items of a list, which Terraform tells of the list. */
function merged(items: readonly Argument[]): Json | undefined {
  const references = items.flatMap(({ expression }) => (expression as { references?: string[] } | undefined)?.references ?? []);
  return references.length === 0 ? undefined : { references: [...new Set(references)] };
}
