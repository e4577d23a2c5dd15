/** Checks inputs against what the SDKs declare of their types, as a provider does before it calls its cloud. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { closest } from "fastest-levenshtein";
import type { Schema } from "./generate.ts";
import { isAsset, isObject, isUnknown, type Properties, propertyPath, reveal } from "./wire.ts";

export interface CheckFailure {
  /** Path of the property, as the engine writes it. */
  readonly property: string;
  readonly reason: string;
}

type Type =
  | { readonly kind: "any" | "string" | "number" | "boolean" | "asset" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list" | "map"; readonly of: Type }
  | { readonly kind: "either"; readonly types: readonly Type[] }
  | { readonly kind: "shape"; readonly name: string };

/** Properties that the engine and the providers put beside the inputs. */
const INTERNAL = "__";

/** `schema.json` is read from disk when a lab starts: not imported, because it is large and rarely needed. */
const loaded = new Map<string, Schema>();
export function loadSchema(file = path.join(import.meta.dirname, "testdata/schema.json")): Schema {
  const schema = loaded.get(file) ?? (JSON.parse(readFileSync(file, "utf8")) as Schema);
  loaded.set(file, schema);
  return schema;
}

/** @returns everything that is wrong with the inputs; unknown values pass, because nobody can tell yet */
export function checkInputs(schema: Schema, type: string, inputs: Properties): CheckFailure[] {
  const shape = schema.types[type];
  if (shape) return checkShape(schema, shape, inputs, "");
  // The cluster knows what kinds its custom resources have; Pulumi's SDK does not.
  if (type.startsWith("kubernetes:")) return checkShape(schema, CUSTOM_RESOURCE, inputs, "", true);
  const reason = `the lab does not know ${type}: node --import tsx toolkit/engine/lab/generate.ts`;
  return [{ property: "", reason }];
}

const CUSTOM_RESOURCE = { "apiVersion!": "string", "kind!": "string", "metadata!": "kubernetes.meta.v1.ObjectMeta" };

function checkShape(
  schema: Schema,
  shape: Readonly<Record<string, string>>,
  value: Properties,
  path: string,
  open = false,
): CheckFailure[] {
  const failures: CheckFailure[] = [];
  const names = new Set<string>();
  for (const [key, type] of Object.entries(shape)) {
    const required = key.endsWith("!");
    const name = required ? key.slice(0, -1) : key;
    names.add(name);
    const item = reveal(value[name]);
    if (item !== undefined && item !== null) failures.push(...checkValue(schema, parse(type), item, propertyPath(path, name)));
    else if (required) failures.push({ property: propertyPath(path, name), reason: "is required" });
  }
  for (const key of Object.keys(value)) {
    if (open || names.has(key) || key.startsWith(INTERNAL)) continue;
    failures.push({ property: propertyPath(path, key), reason: `is no property here${suggestion(key, [...names])}` });
  }
  return failures;
}

const suggestion = (key: string, names: readonly string[]) =>
  names.length === 0 ? "" : `; did you mean ${closest(key, [...names])}?`;

function checkValue(schema: Schema, type: Type, secret: unknown, path: string): CheckFailure[] {
  const value = reveal(secret);
  if (isUnknown(value) || value === null) return [];
  const wrong = (expected: string): CheckFailure[] => [{ property: path, reason: `is ${describe(value)}, not ${expected}` }];
  switch (type.kind) {
    case "any":
      return [];
    case "string":
    case "number":
    case "boolean":
      return typeof value === type.kind ? [] : wrong(type.kind === "string" ? "text" : `a ${type.kind}`);
    case "text":
      return value === type.text ? [] : wrong(JSON.stringify(type.text));
    case "asset":
      return isAsset(value) ? [] : wrong("a file or an archive");
    case "list":
      if (!Array.isArray(value)) return wrong("a list");
      return value.flatMap((item, index) => checkValue(schema, type.of, item, propertyPath(path, index)));
    case "map":
      if (!isObject(value) || isAsset(value)) return wrong("an object");
      return Object.entries(value).flatMap(([key, item]) => checkValue(schema, type.of, item, propertyPath(path, key)));
    case "either": {
      const answers = type.types.map((member) => checkValue(schema, member, value, path));
      // The member that gets furthest says the most.
      return answers.some(({ length }) => length === 0)
        ? []
        : (answers.find((answer) => answer.every(({ property }) => property !== path)) ??
            wrong(type.types.map(named).join(" or ")));
    }
    case "shape": {
      if (!isObject(value) || isAsset(value)) return wrong("an object");
      const shape = schema.shapes[type.name];
      if (!shape) throw new Error(`schema.json has no shape ${type.name}`);
      return checkShape(schema, shape, value, path);
    }
  }
}

function named(type: Type): string {
  switch (type.kind) {
    case "text":
      return JSON.stringify(type.text);
    case "shape":
    case "map":
      return "an object";
    case "string":
      return "text";
    case "any":
      return "anything";
    case "either":
      return type.types.map(named).join(" or ");
    default:
      return `a ${type.kind}`;
  }
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (isAsset(value)) return "a file or an archive";
  if (typeof value === "string") return "text";
  return typeof value === "object" ? "an object" : `the ${typeof value} ${value}`;
}

const parsed = new Map<string, Type>();

/** Types as `declarations.ts` writes them. */
export function parse(text: string): Type {
  const before = parsed.get(text);
  if (before) return before;
  const tokens = text.match(/'[^']*'|\[\]|\{\}|[|()]|[\w.]+/g) ?? [];
  let at = 0;
  const either = (): Type => {
    const types = [single()];
    while (tokens[at] === "|") {
      at++;
      types.push(single());
    }
    return types.length === 1 ? (types[0] as Type) : { kind: "either", types };
  };
  const single = (): Type => {
    const token = tokens[at++] ?? "";
    if (token === "[]") return { kind: "list", of: single() };
    if (token === "{}") return { kind: "map", of: single() };
    if (token === "(") {
      const inner = either();
      at++;
      return inner;
    }
    if (token.startsWith("'")) return { kind: "text", text: token.slice(1, -1) };
    if (token.includes(".")) return { kind: "shape", name: token };
    if (/^(any|string|number|boolean|asset)$/.test(token)) return { kind: token as "any" };
    throw new SyntaxError(`no type: ${text}`);
  };
  const type = either();
  parsed.set(text, type);
  return type;
}
