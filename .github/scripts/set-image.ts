/**
 * Writes the digest of the API's image into a stack's file of this checkout, which nobody commits: the pipeline carries it from one
 * environment to the next.
 *
 *     node --import tsx .github/scripts/set-image.ts staging sha256:…
 */
import { readFileSync, writeFileSync } from "node:fs";
import { isScalar, parseDocument } from "yaml";

/** The file's text with another image; everything else stays. @throws Error where it is no digest, or the file has no release */
export function withImage(text: string, digest: string): string {
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Error(`no image digest: ${JSON.stringify(digest)}`);
  const image = parseDocument(text).getIn(["config", "monitor:release", "image"], true);
  if (!isScalar(image) || !image.range) throw new Error("no monitor:release.image in the file");
  const [start, end] = image.range;
  return text.slice(0, start) + digest + text.slice(end);
}

if (process.argv[1] === import.meta.filename) {
  const [, , stack = "", digest = ""] = process.argv;
  const file = `Pulumi.${stack}.yaml`;
  try {
    writeFileSync(file, withImage(readFileSync(file, "utf8"), digest));
  } catch (error) {
    process.stderr.write(`::error::${file}: ${(error as Error).message}\n`);
    process.exitCode = 2;
  }
}
