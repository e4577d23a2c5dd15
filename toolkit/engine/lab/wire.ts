/** Values as the engine sends them to a provider. Signatures: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/properties.go */
import { UNKNOWN_VALUE, wireSecret } from "../../graph/wire.ts";

export { UNKNOWN_VALUE, wireSecret };

export type Properties = { readonly [key: string]: unknown };

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** The engine has an unknown value for each type it might turn out to be. */
const UNKNOWNS: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  UNKNOWN_VALUE,
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export const isUnknown = (value: unknown): boolean => UNKNOWNS.has(value);

export const isObject = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const signed = (value: unknown, signature: string): value is Properties => isObject(value) && value[SIGNATURE] === signature;

export const isAsset = (value: unknown): value is Properties => signed(value, ASSET) || signed(value, ARCHIVE);

/** The value without the mark of a secret around it. */
export const reveal = (value: unknown): unknown => (signed(value, SECRET) ? reveal(value.value) : value);

/** The value without any mark of a secret in it. */
export function revealAll(value: unknown): unknown {
  const plain = reveal(value);
  if (Array.isArray(plain)) return plain.map(revealAll);
  if (!isObject(plain) || isAsset(plain)) return plain;
  return Object.fromEntries(Object.entries(plain).map(([key, item]) => [key, revealAll(item)]));
}

/** Paths of the secrets in a value, outermost only. */
export function secretPaths(value: unknown, path = ""): string[] {
  if (signed(value, SECRET)) return [path];
  if (Array.isArray(value)) return value.flatMap((item, index) => secretPaths(item, `${path}[${index}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => secretPaths(item, propertyPath(path, key)));
}

/** A property's path as the engine writes it: `a.b[0]["c.d"]`. */
export function propertyPath(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}
