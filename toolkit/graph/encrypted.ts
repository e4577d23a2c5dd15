/** Configuration that a plan cannot decrypt: as a text it is a placeholder, and whatever else it may be is unknown. */
import * as pulumi from "@pulumi/pulumi";
import { SECRET } from "./graph.ts";
import { standIn } from "./standIns.ts";

type Read = (this: pulumi.Config, key: string, options?: unknown) => unknown;

/** Reads of a text, which the program may want of a form that a placeholder has not. */
const TEXTS = ["get", "getSecret", "require", "requireSecret"] as const;
/** Reads of something that no placeholder is, for which an unknown can stand. */
const OTHERS = [
  ...["getSecretBoolean", "getSecretNumber", "getSecretObject"],
  ...["requireSecretBoolean", "requireSecretNumber", "requireSecretObject"],
] as const;

/**
 * Makes encrypted configuration readable until the returned function is called.
 * @param secretKeys of the stack, each `namespace:key`
 * @param onUnknown told of each key whose value the program reads, and nobody knows
 */
export function readEncrypted(secretKeys: ReadonlySet<string>, onUnknown: (key: string) => void): () => void {
  const prototype = pulumi.Config.prototype as unknown as Record<string, Read>;
  const isEncrypted = (key: string): boolean => secretKeys.has(key) && pulumi.runtime.getConfig(key) === SECRET;
  const around = (name: string, answer: (read: Read, config: pulumi.Config, key: string) => unknown): [string, Read] => {
    const read = prototype[name] as Read;
    return [
      name,
      function (key, options) {
        return isEncrypted(`${this.name}:${key}`) ? answer(read, this, key) : read.call(this, key, options);
      },
    ];
  };
  const unknown = (_: Read, config: pulumi.Config, key: string): unknown => {
    onUnknown(`${config.name}:${key}`);
    return pulumi.secret(pulumi.unknown);
  };
  return standIn(
    prototype,
    Object.fromEntries([
      ...TEXTS.map((name) => around(name, (read, config, key) => read.call(config, key))),
      ...OTHERS.map((name) => around(name, unknown)),
    ]),
  );
}
