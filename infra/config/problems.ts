/** Turns the validator's complaints into problems a person can act on. */
import { closest, distance } from "fastest-levenshtein";
import type { z } from "zod";
import type { Problem } from "./problem.ts";
import { credentialKind } from "./secrets.ts";

/** The remedy for a misspelt name: the nearest allowed one, or the whole list where none is near. */
export function nearest(name: string, allowed: readonly string[]): { remedy: string } {
  return suggestion(name, allowed) ?? { remedy: `allowed: ${[...allowed].sort().join(", ")}` };
}

/** The nearest allowed text, where it is near enough to have been meant. */
function suggestion(text: string, allowed: readonly string[]): { remedy: string } | undefined {
  if (allowed.length === 0) return undefined;
  const best = closest(text, [...allowed]);
  // Another number or version is another choice, not a slip of the hand.
  const near = best.length < 4 || (best.length < 6 && /\d/.test(best)) ? 1 : Math.max(2, Math.floor(best.length / 3));
  return distance(text, best) <= near ? { remedy: `did you mean ${best}?` } : undefined;
}

/** All complaints of one parse, as problems; `root` is the path of the value that was parsed. */
export function problemsOf(error: z.ZodError, schema: z.ZodType, root: string, input: unknown): Problem[] {
  return error.issues.flatMap((issue) => {
    const path = root + issue.path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");
    if (issue.code === "unrecognized_keys") {
      const object = keysAt(schema, input, issue.path);
      return issue.keys.map((key) => unknownKey(`${path}.${key}`, key, object));
    }
    const value = issue.input ?? valueAt(input, issue.path);
    const takes = takenBy(issue, schema, input);
    const message = value === undefined ? `missing; it takes ${takes}` : takes;
    const choices = issue.code === "invalid_value" ? issue.values.map(String) : [];
    return [
      {
        path,
        ...(isShown(value) && { value }),
        message,
        ...(typeof value === "string" && choices.length > 1 && suggestion(value, choices)),
      },
    ];
  });
}

/** What may stand there, in the schema's words; the validator's own are for objects and for keys of a map alone. */
function takenBy(issue: z.core.$ZodIssue, schema: z.ZodType, input: unknown): string {
  if (issue.code === "invalid_key") return issue.issues[0]?.message ?? issue.message;
  if (issue.code !== "invalid_type" || !["object", "record"].includes(issue.expected)) return issue.message;
  const { needed, allowed } = keysAt(schema, input, issue.path);
  const keys = needed.length > 0 ? needed : allowed;
  if (keys.length > 0) return `keys and values: ${keys.join(", ")}`;
  // Variants have words of their own (`topology: single, replica or cluster`); the validator's begin like this.
  return issue.message.startsWith("Invalid input") ? "keys and values" : issue.message;
}

interface Keys {
  /** Keys the object at the path may have. */
  readonly allowed: readonly string[];
  /** Those it cannot do without. */
  readonly needed: readonly string[];
  /** For a variant of a tagged union: its tag, and the keys of the other variants. */
  readonly variant?: { readonly tag: string; readonly others: ReadonlyMap<string, readonly string[]> };
}

function unknownKey(path: string, key: string, object: Keys): Problem {
  const elsewhere = [...(object.variant?.others ?? [])].filter(([, keys]) => keys.includes(key)).map(([tag]) => tag);
  if (object.variant && elsewhere.length > 0) {
    return {
      path,
      message: `${object.variant.tag} has no ${key}; ${elsewhere.join(" and ")} ${elsewhere.length === 1 ? "has" : "have"}`,
      remedy: `remove ${key}, or choose ${elsewhere.join(" or ")}`,
    };
  }
  return { path, message: "unknown key", ...nearest(key, object.allowed) };
}

/** Short values are worth showing; objects are not, and what looks like a credential never is. */
const isShown = (value: unknown) =>
  ["number", "boolean"].includes(typeof value) || (typeof value === "string" && credentialKind(value) === undefined);

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, step) => (value as Record<PropertyKey, unknown> | undefined)?.[step], input);

/** The parts of a schema's definition that the walk below looks at. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  /** Of a transformed value: what stands in the file. */
  readonly in?: z.ZodType;
  readonly element?: z.ZodType;
  readonly shape?: Record<string, z.ZodType>;
  readonly discriminator?: string;
  readonly options?: readonly z.ZodType[];
}

/** The keys that the object at `path` may have, the value deciding between variants of a tagged union. */
function keysAt(schema: z.ZodType, input: unknown, path: readonly PropertyKey[]): Keys {
  const def = schema.def as unknown as Definition;
  const inside = def.innerType ?? def.in;
  if (inside) return keysAt(inside, input, path);
  if (def.options && def.discriminator) {
    const tag = def.discriminator;
    const byTag = new Map(def.options.map((option) => [tagOf(option, tag), option]));
    const found = String((input as Record<string, unknown> | undefined)?.[tag]);
    const option = byTag.get(found);
    if (!option) return { allowed: [], needed: [] };
    const keys = keysAt(option, input, path);
    if (path.length > 0) return keys;
    byTag.delete(found);
    return {
      ...keys,
      variant: { tag: found, others: new Map([...byTag].map(([name, other]) => [name, keysAt(other, input, []).allowed])) },
    };
  }
  // Of plain alternatives, only objects have keys.
  const objects = def.options?.filter((option) => (option.def as unknown as Definition).shape);
  if (objects?.[0]) return keysAt(objects[0], input, path);
  const [step, ...rest] = path;
  if (step === undefined) {
    const { shape = {} } = def;
    return { allowed: Object.keys(shape), needed: Object.keys(shape).filter((key) => !shape[key]?.safeParse(undefined).success) };
  }
  const inner = def.element ?? def.shape?.[String(step)];
  return inner ? keysAt(inner, valueAt(input, [step]), rest) : { allowed: [], needed: [] };
}

function tagOf(option: z.ZodType, tag: string): string {
  const literal = (option.def as unknown as Definition).shape?.[tag] as z.ZodLiteral | undefined;
  return String(literal?.value);
}
