/** What rules have in common: they read an input, and say what of it nobody can know before deployment. */
import { type Json, type Resource, SECRET, UNKNOWN } from "../graph/graph.ts";
import { broken, cannotTell, kept, type Outcome, type Severities, type Severity } from "./rule.ts";
import { hasUnknown, isOpaque, read, type World } from "./world.ts";

/** Asked in full of production alone; of staging little, of development nothing. */
export const mostlyProduction = (severity: Severity): Severities => ({
  ...{ production: severity, staging: "low", development: "off" },
});

/** Asked of production alone. */
export const onlyProduction = (severity: Severity): Severities => ({
  ...{ production: severity, staging: "off", development: "off" },
});

/** Whether what a value says is hidden, all of it or some: unknown, secret, or what only a cloud knows. */
export function isHidden(value: Json | undefined): boolean {
  if (typeof value === "string") return isOpaque(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(isHidden);
}

export { type Fields, fields } from "../graph/values.ts";

export const unknownAt = (path: string): Outcome => cannotTell(`${path} is not known before deployment`, { path });

/** Judges what an input says: null where it is well, else what is the matter. What is hidden cannot be judged. */
export function says(resource: Resource, path: string, judge: (value: Json | undefined) => string | null): Outcome {
  const found = read(resource, path);
  if (!found.known || isHidden(found.value)) return unknownAt(path);
  const message = judge(found.value);
  return message === null ? kept : broken(message, { path });
}

/** @param absent what holds where the program does not say. @default not so */
export const isTrue = (resource: Resource, path: string, otherwise: string, { absent = false } = {}): Outcome =>
  says(resource, path, (value) => (isOn(value ?? absent) ? null : otherwise));

/** Some inputs take booleans as text. */
export const isOn = (value: Json | undefined): boolean => value === true || value === "true";

/** Whether the program sets an input at all: also to a secret, or to what only a cloud knows. */
export function isSet(resource: Resource, path: string, otherwise: string): Outcome {
  const found = read(resource, path);
  if (!found.known) return unknownAt(path);
  const { value } = found;
  const empty = value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
  return empty ? broken(otherwise, { path }) : kept;
}

/** The items of a list, each with its path; null where the list itself is unknown or secret. One block may stand without its list. */
export function itemsAt(resource: Resource, path: string): { readonly value: Json; readonly path: string }[] | null {
  const found = read(resource, path);
  if (!found.known || found.value === SECRET) return null;
  if (found.value === undefined) return [];
  return Array.isArray(found.value)
    ? found.value.map((value: Json, index) => ({ value, path: `${path}[${index}]` }))
    : [{ value: found.value, path }];
}

/** Every one must be kept; those that are not are all told. */
export function all(outcomes: readonly Outcome[]): readonly Outcome[] {
  const others = outcomes.filter(({ kind }) => kind !== "kept");
  return others.length > 0 ? others : [kept];
}

/** Of several things one is told at a time, the worst. */
export const worst = (outcomes: readonly Outcome[]): Outcome =>
  outcomes.find(({ kind }) => kind === "broken") ?? outcomes.find(({ kind }) => kind === "cannotTell") ?? kept;

/** One that is kept is enough; else what is the matter with the first is told, unless one of them may be kept. */
export function either(first: Outcome, ...rest: readonly Outcome[]): Outcome {
  const outcomes = [first, ...rest];
  return outcomes.find(({ kind }) => kind === "kept") ?? outcomes.find(({ kind }) => kind === "cannotTell") ?? first;
}

export interface Companion {
  /** Types that complete the resource, under whatever name the provider has given them over the years. */
  readonly types: readonly string[];
  /** Their input that names it. */
  readonly input: string;
  /** The resource's own input under which it may be named in clear. */
  readonly named?: string;
}

/** Resources that complete another: a bucket's public access block, a load balancer's firewall. Null where one may, and nobody knows. */
export function companionsOf(resource: Resource, world: World, { types, input, named }: Companion): readonly Resource[] | null {
  const name = named === undefined ? undefined : resource.inputs[named];
  const found = types.flatMap((type) => [
    ...world.pointingAt(resource, type, input),
    ...(typeof name === "string" && !isHidden(name) ? world.withInput(type, input, name) : []),
  ]);
  if (found.length > 0) return [...new Set(found)];
  const nameless = ({ propertyDependencies }: Resource): boolean => (propertyDependencies[input] ?? []).length === 0;
  const unplaced = types.some((type) =>
    (hasUnknown(name) ? world.ofType(type) : [UNKNOWN, SECRET].flatMap((value) => world.withInput(type, input, value))).some(
      nameless,
    ),
  );
  return unplaced ? null : [];
}

/** Judges a resource by what completes it. One that is kept is enough; none at all is `missing`. */
export function companion(
  resource: Resource,
  world: World,
  { judge, missing, ...which }: Companion & { readonly judge: (companion: Resource) => Outcome; readonly missing: string },
): Outcome {
  const found = companionsOf(resource, world, which);
  if (found === null) return cannotTell(`what ${which.input} another resource names is not known before deployment`);
  const [first, ...rest] = found.map((other) => about(other, judge(other)));
  return first === undefined ? broken(missing) : either(first, ...rest);
}

/** An outcome of another resource, told of this one: the path is not in it. */
export function about({ name }: Resource, outcome: Outcome): Outcome {
  if (outcome.kind === "kept") return outcome;
  return { ...outcome, message: `${name}: ${outcome.message}`, path: null };
}
