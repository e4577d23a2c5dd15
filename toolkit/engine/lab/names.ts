/** Names: which property holds one, what Pulumi's automatic naming puts there, and what a cloud calls the resource. */
import { createHash } from "node:crypto";
import type { CheckFailure } from "./checker.ts";
import type { Shape } from "./declarations.ts";
import { factsOf } from "./facts.ts";
import { isAsset, isObject, isUnknown, type Properties, reveal, revealAll } from "./wire.ts";

export interface Autonaming {
  readonly proposed: string;
  readonly mode: "propose" | "enforce" | "disable";
}

/** Inputs that Pulumi's providers fill with a name where the program gives none, the first that a type has. */
const NAMES = ["name", "bucket", "nodeGroupName", "replicationGroupId"];
/** How providers remember that a name is theirs, so that a later run keeps it. */
const DEFAULTS = "__defaults";
const ANNOTATION = "pulumi.com/autonamed";

/** The inputs, named. A name once given is kept: it comes back in `before`. */
export function withName(
  type: string,
  shape: Shape | undefined,
  inputs: Properties,
  before: Properties | undefined,
  autonaming: Autonaming | undefined,
): Properties {
  if (type.startsWith("kubernetes:") && type !== "kubernetes:helm.sh/v3:Release")
    return withObjectName(inputs, before, autonaming);
  if (!/^(aws|mongodbatlas|kubernetes):/.test(type)) return inputs; // Cloudflare and random name nothing themselves
  const property = NAMES.find((name) => shape?.[name] !== undefined);
  if (property === undefined || given(inputs[property]) || given(inputs[`${property}Prefix`])) return inputs;
  const kept = autonamed(before, property) ? before?.[property] : undefined;
  const proposed = proposal(autonaming);
  const name = kept ?? (proposed === undefined ? undefined : allowed(type, inputs, proposed));
  return name === undefined ? inputs : { ...inputs, [property]: name, [DEFAULTS]: [property] };
}

/** What the provider of AWS makes of a proposal. https://github.com/pulumi/pulumi-aws/blob/master/provider/resource_overrides.go */
function allowed(type: string, inputs: Properties, proposed: string): string {
  if (type === "aws:s3/bucket:Bucket" || type === "aws:elasticache/replicationGroup:ReplicationGroup")
    return proposed.toLowerCase();
  if (type === "aws:kms/alias:Alias") return proposed.startsWith("alias/") ? proposed : `alias/${proposed}`;
  return type === "aws:sqs/queue:Queue" && reveal(inputs.fifoQueue) === true ? `${proposed}.fifo` : proposed;
}

function withObjectName(inputs: Properties, before: Properties | undefined, autonaming: Autonaming | undefined): Properties {
  const metadata = fields(inputs.metadata);
  if (isUnknown(reveal(inputs.metadata))) return inputs;
  if (given(metadata.name) || given(metadata.generateName)) return inputs;
  const old = fields(before?.metadata);
  const name = (fields(old.annotations)[ANNOTATION] === "true" ? old.name : undefined) ?? proposal(autonaming);
  if (name === undefined) return inputs;
  return { ...inputs, metadata: { ...metadata, name, annotations: { ...fields(metadata.annotations), [ANNOTATION]: "true" } } };
}

const given = (value: unknown) => value !== undefined && value !== null;
const fields = (value: unknown): Properties => {
  const plain = reveal(value);
  return isObject(plain) && !isAsset(plain) ? plain : {};
};
const proposal = (autonaming: Autonaming | undefined) =>
  autonaming === undefined || autonaming.mode === "disable" || autonaming.proposed === "" ? undefined : autonaming.proposed;

/** Whether the provider has named the resource, not the program. */
function autonamed(inputs: Properties | undefined, property?: string): boolean {
  const defaults = inputs?.[DEFAULTS];
  if (Array.isArray(defaults) && (property === undefined ? defaults.length > 0 : defaults.includes(property))) return true;
  return fields(fields(inputs?.metadata).annotations)[ANNOTATION] === "true";
}

/** Names that are longer than the cloud takes. */
export function checkName(type: string, inputs: Properties): CheckFailure[] {
  const { longest, unique = [] } = factsOf(type);
  if (longest === undefined) return [];
  return unique
    .filter((path) => NAMES.includes(path) || path === "metadata.name")
    .flatMap((path) => {
      const name = at(inputs, path);
      if (typeof name !== "string" || isUnknown(name) || name.length <= longest) return [];
      return [{ property: path, reason: `${name} has ${name.length} characters, and may have ${longest}` }];
    });
}

export const typeOf = (urn: string) => urn.split("::")[2]?.split("$").pop() ?? "";
export const nameOf = (urn: string) => urn.split("::").slice(3).join("::");

/**
 * What the cloud knows the resource by, as text; undefined for what it makes as often as it is asked.
 * @param inputs known to the last value
 */
export function identity(urn: string, inputs: Properties): string | undefined {
  const type = typeOf(urn);
  const { unique } = factsOf(type);
  if (!unique) return undefined;
  const parts = unique.map((path) => at(inputs, path));
  if (parts.every((part) => part === undefined)) return undefined;
  // Stacks share the account; each has a cluster of its own.
  const place = type.startsWith("kubernetes:") ? urn.split("::")[0] : at(inputs, "region");
  return JSON.stringify([place, ...parts]);
}

/**
 * Whether providers delete the old resource before they make the new one: where the program has named both, and alike, and for a few types always. Other
 * things that two resources cannot share they leave to the program (`deleteBeforeReplace`).
 * https://github.com/pulumi/pulumi-terraform-bridge/blob/master/pkg/tfbridge/schema.go
 */
export function mustGoFirst(urn: string, before: Properties, after: Properties): boolean {
  const { unique = [], deleteFirst = false } = factsOf(typeOf(urn));
  if (deleteFirst) return true;
  const names = unique.filter((path) => NAMES.includes(path) || path === "metadata.name");
  return names.some((path) => given(at(after, path))) && !autonamed(after) && identity(urn, before) === identity(urn, after);
}

/** The id that the cloud gives: deterministic in `seed`. */
export function newId(type: string, inputs: Properties, outputs: Properties, seed: string): string {
  const { id, idIs, unique, replaces } = factsOf(type);
  if (idIs !== undefined) return String(revealAll(outputs[idIs]));
  if (id !== undefined) return id + opaque(type, id, hash(seed));
  if (type.startsWith("random:")) return "none";
  const parts = (unique ?? replaces ?? []).map((path) => at(inputs, path)).filter((part) => part !== undefined);
  const separator = type.startsWith("kubernetes:") ? "/" : ":";
  return parts.length > 0 && parts.every((part) => typeof part !== "object") ? parts.join(separator) : hash(seed).slice(0, 17);
}

function opaque(type: string, prefix: string, digest: string): string {
  if (type.startsWith("mongodbatlas:")) return digest.slice(0, 24);
  if (type.startsWith("cloudflare:")) return digest.slice(0, 32);
  if (prefix === "E") return digest.slice(0, 13).toUpperCase();
  if (prefix === "") return uuid(digest);
  return digest.slice(0, 17);
}

export const hash = (text: string) => createHash("sha256").update(text).digest("hex");
export const uuid = (digest: string) =>
  [0, 8, 12, 16, 20].map((from, index) => digest.slice(from, [8, 12, 16, 20, 32][index])).join("-");

/** The value at a path of names. */
export const at = (inputs: Properties, path: string): unknown =>
  revealAll(path.split(".").reduce<unknown>((value, key) => fields(value)[key], inputs));
