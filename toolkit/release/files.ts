/** What a bucket must know of a file: pure functions of its path. */
import path from "node:path";
import type { PublicFile } from "../../infra/workloads/release.ts";

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};

/** First match wins. A name with a hash in it never means other bytes. */
const CACHE_CONTROL: readonly (readonly [RegExp, string])[] = [
  [/^(assets|v)\//, "public, max-age=31536000, immutable"],
  [/^index\.html$/, "no-cache"],
  [/^monitor\.js$/, "public, max-age=300"],
];

/** @throws Error if no rule says how a file is served: a guess would show in browsers, and stay in their caches. */
export function howServed(file: string): Pick<PublicFile, "contentType" | "cacheControl"> {
  const extension = path.extname(file);
  const contentType = CONTENT_TYPES[extension];
  if (contentType === undefined) throw new Error(`${file}: no content type for ${extension || "a name without extension"}`);
  const cacheControl = CACHE_CONTROL.find(([pattern]) => pattern.test(file))?.[1];
  if (cacheControl === undefined) throw new Error(`${file}: no rule says how long it may be cached`);
  return { contentType, cacheControl };
}
