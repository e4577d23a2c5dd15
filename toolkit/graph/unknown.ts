/**
 * A value that nobody knows, whatever is asked of it: its parts are unknown too, it holds no items to walk through, and as an input it is
 * unknown as a whole. Only within a text does it stand as a symbol, for a text is what comes of it there.
 */
import * as pulumi from "@pulumi/pulumi";
import { joinPath } from "./graph.ts";

/** @param text the value as a text, by its path */
export function unknownValue(text: (path: string) => string, path = ""): unknown {
  const inText = () => text(path);
  return new Proxy(pulumi.unknown as object, {
    get(target, key) {
      if (key === Symbol.toPrimitive) return (hint: string) => (hint === "number" ? Number.NaN : inText());
      if (key === Symbol.iterator) return [][Symbol.iterator];
      if (key === "toString" || key === "toJSON") return inText;
      // How promises and Pulumi recognise what they are given.
      if (typeof key === "symbol" || key === "then" || key.startsWith("__")) return Reflect.get(target, key);
      if (typeof Reflect.get(Array.prototype, key) === "function") return () => unknownValue(text, path);
      return unknownValue(text, joinPath(path, /^\d+$/.test(key) ? Number(key) : key));
    },
  });
}
