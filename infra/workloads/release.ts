/**
 * What a release consists of: the files that `pnpm build` made of the services and the SDK, with what a bucket must know of each.
 * An environment holds exactly one release; promoting it to the next one changes nothing in it.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A file of a release. */
const file = z.strictObject({
  /** Path inside its part, with forward slashes. */
  path: z.string().min(1),
  bytes: z.int().nonnegative(),
  sha256,
});

/** A file that browsers fetch. */
const publicFile = file.extend({ contentType: z.string().min(1), cacheControl: z.string().min(1) });

export const releaseSchema = z.strictObject({
  version: z.literal(1),
  /** SHA-256 over all files of all parts: the release's identity. */
  digest: sha256,
  api: z.array(file).min(1),
  ai: z.array(file).min(1),
  dashboard: z.array(publicFile).min(1),
  sdk: z.array(publicFile).min(1),
});

export type Release = z.output<typeof releaseSchema>;
export type ReleaseFile = Release["api"][number];
export type PublicFile = Release["sdk"][number];
/** The parts of a release, each a folder beside the manifest. */
export type ReleasePart = "api" | "ai" | "dashboard" | "sdk";

/** Where `pnpm build` puts a release: its parts, and this manifest beside them. */
export const RELEASE_FOLDER = "dist";
export const RELEASE_MANIFEST = "release.json";

/**
 * Reads the manifest of the release built in a project.
 * @throws Error with the remedy, where there is none or it is not one.
 */
export function readRelease(root: string): Release {
  const manifest = path.join(root, RELEASE_FOLDER, RELEASE_MANIFEST);
  if (!existsSync(manifest)) throw new Error(`no release in ${RELEASE_FOLDER}/: run pnpm build`);
  const refuse = (why: string) =>
    new Error(`${RELEASE_FOLDER}/${RELEASE_MANIFEST} is no release manifest: run pnpm build\n${why}`);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(manifest, "utf8"));
  } catch (error) {
    throw refuse(String(error));
  }
  const result = releaseSchema.safeParse(json);
  if (!result.success) throw refuse(z.prettifyError(result.error));
  return result.data;
}
