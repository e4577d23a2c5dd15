/**
 * Values as Pulumi's SDK puts them on the wire, made plain. Signatures: https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/rpc.ts
 */
import path from "node:path";
import { type Json, joinPath, SECRET, UNKNOWN } from "./graph.ts";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
const ASSET_SIGNATURE = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE_SIGNATURE = "0def7320c3a5731c473e5ecbe6d01bc7";
const RESOURCE_SIGNATURE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
/** How the SDK writes a value it does not know yet. */
export const UNKNOWN_VALUE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const wireSecret = (value: unknown) => ({ [SIGNATURE]: SECRET_SIGNATURE, value });

export interface PlainInputs {
  readonly inputs: { readonly [key: string]: Json };
  readonly secrets: readonly string[];
  readonly unknowns: readonly string[];
}

/**
 * Inputs from the wire as plain data: a secret becomes `"[secret]"` where it stands, an unknown `"[unknown]"`, an asset its path.
 * @param forgives a number that is not one, which comes of arithmetic on a symbol: it is unknown then
 * @throws TypeError naming the path of such a number, where it is not forgiven
 */
export function plainInputs(wire: Readonly<Record<string, unknown>>, root: string, forgives = false): PlainInputs {
  const secrets: string[] = [];
  const unknowns: string[] = [];

  function plain(value: unknown, at: string): Json {
    const isNoNumber = typeof value === "number" && Number.isNaN(value);
    if (value === UNKNOWN_VALUE || (isNoNumber && forgives)) {
      unknowns.push(at);
      return UNKNOWN;
    }
    if (isNoNumber) throw new TypeError(`${at} is not a number: arithmetic on a value known only after deployment`);
    if (Array.isArray(value)) return value.map((item, index) => plain(item, joinPath(at, index)));
    if (typeof value !== "object" || value === null) return value as Json;
    const object = value as Record<string, unknown>;
    switch (object[SIGNATURE]) {
      case SECRET_SIGNATURE:
        secrets.push(at);
        return SECRET;
      case OUTPUT_SIGNATURE:
        if (object.secret === true) {
          secrets.push(at);
          return SECRET;
        }
        return plain("value" in object ? object.value : UNKNOWN_VALUE, at);
      case RESOURCE_SIGNATURE:
        return { resource: String(object.urn) };
      case ASSET_SIGNATURE:
      case ARCHIVE_SIGNATURE:
        return asset(object, at);
    }
    return fields(object, at);
  }

  function asset(object: Record<string, unknown>, at: string): Json {
    const { [SIGNATURE]: signature, ...rest } = object;
    const content = fields(rest, at);
    const file = content.path;
    return {
      [signature === ASSET_SIGNATURE ? "asset" : "archive"]:
        typeof file === "string" && path.isAbsolute(file) ? { ...content, path: path.relative(root, file) } : content,
    };
  }

  const fields = (object: Record<string, unknown>, at: string): { [key: string]: Json } =>
    Object.fromEntries(
      Object.entries(object)
        .filter(([key]) => !key.startsWith("__pulumi")) // how the SDK knows its own classes
        .map(([key, item]) => [key, plain(item, joinPath(at, key))]),
    );

  return { inputs: fields(wire, ""), secrets, unknowns };
}
