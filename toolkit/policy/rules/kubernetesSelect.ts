/** How Kubernetes objects find each other: by namespace and name, and by labels. Each answer may be null: nobody can know yet. */
import { type Json, type Resource, UNKNOWN } from "../../graph/graph.ts";
import { fields, isHidden } from "../judge.ts";
import { isOpaque, read, type World } from "../world.ts";

export type Maybe = boolean | null;

/** No where one is no, yes where all are yes. */
export function both(...answers: readonly Maybe[]): Maybe {
  if (answers.includes(false)) return false;
  return answers.includes(null) ? null : true;
}

/** Yes where one is yes, no where all are no. */
export function any(answers: readonly Maybe[]): Maybe {
  if (answers.includes(true)) return true;
  return answers.includes(null) ? null : false;
}

/** The same symbol is the same text, whatever it will be; two unknown texts may be anything. */
export function same(a: Json | undefined, b: Json | undefined): Maybe {
  if (a === UNKNOWN || b === UNKNOWN) return null;
  if (a === b) return true;
  return isHidden(a) || isHidden(b) ? null : false;
}

const inMetadata = (resource: Resource, field: string): Json | undefined => {
  const found = read(resource, `metadata.${field}`);
  return found.known ? found.value : UNKNOWN;
};

/** Where an object stands; its provider may say so for it. */
export function namespaceOf(resource: Resource, world: World): Json {
  const own = inMetadata(resource, "namespace");
  if (own !== undefined) return own;
  const provider = resource.provider === null ? undefined : world.get(resource.provider);
  return provider?.inputs.namespace ?? "default";
}

export const isBeside = (a: Resource, b: Resource, world: World): Maybe => same(namespaceOf(a, world), namespaceOf(b, world));

/** Whether an object's `spec` names another one. */
export function isNamed(by: Resource, name: Json | undefined, resource: Resource): Maybe {
  if (by.propertyDependencies.spec?.includes(resource.urn)) return true;
  // Without a name of its own an object gets one that nobody else can have written down.
  const own = inMetadata(resource, "name");
  return own === undefined ? false : same(own, name);
}

/** Whether a label selector (`matchLabels`, `matchExpressions`) is for these labels. An empty one is for all. */
export function selects(selector: Json | undefined, labels: Json | undefined): Maybe {
  const { matchLabels, matchExpressions } = fields(selector);
  if ([selector, labels, matchLabels, matchExpressions].some(isOpaque)) return null;
  const expressions = Array.isArray(matchExpressions) ? matchExpressions.map(fields) : [];
  return both(
    hasLabels(matchLabels, labels),
    ...expressions.map(({ key, operator, values }): Maybe => {
      const value = fields(labels)[String(key)];
      if (operator === "Exists") return value !== undefined;
      if (operator === "DoesNotExist") return value === undefined;
      const isAmong = any(
        (Array.isArray(values) ? values : []).map((one: Json) => (value === undefined ? false : same(value, one))),
      );
      if (operator === "In") return isAmong;
      return isAmong === null ? null : !isAmong;
    }),
  );
}

/** Whether labels hold all that a plain map, as a Service's selector, asks. */
export function hasLabels(wanted: Json | undefined, labels: Json | undefined): Maybe {
  if (isOpaque(wanted) || isOpaque(labels)) return null;
  return both(
    ...Object.entries(fields(wanted)).map(([key, value]): Maybe => {
      const own = fields(labels)[key];
      return own === undefined ? false : same(own, value);
    }),
  );
}

/** A name or another value that may be compared with its like, as it stands: a symbol, a secret; or unknown. */
export function valueAt(resource: Resource, path: string): Json | undefined {
  const found = read(resource, path);
  return found.known ? found.value : UNKNOWN;
}
