import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { RELEASE_FOLDER, RELEASE_MANIFEST, type Release } from "../../infra/workloads/release.ts";
import { bundleAll } from "./bundles.ts";
import { manifestOf, PARTS } from "./manifest.ts";

export interface BuildReleaseOptions {
  /** Folder to write to. @default dist/ in the project */
  readonly out?: string;
  /** Whether files of an earlier release go first. @default true */
  readonly clean?: boolean;
}

/**
 * Builds the release of a project's sources; the same sources give the same bytes. Nothing is written unless all of it can be built,
 * and the manifest is written last: what has one is whole.
 */
export async function buildRelease(root: string, options: BuildReleaseOptions = {}): Promise<Release> {
  const { out = path.join(root, RELEASE_FOLDER), clean = true } = options;
  const parts = await bundleAll(root);
  const release = manifestOf(parts);
  const manifest = path.join(out, RELEASE_MANIFEST);

  await rm(manifest, { force: true });
  for (const part of PARTS) {
    const folder = path.join(out, part);
    if (clean) await rm(folder, { recursive: true, force: true });
    for (const file of parts[part]) {
      const target = path.join(folder, file.path);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, file.contents);
    }
  }
  await writeFile(manifest, `${JSON.stringify(release, null, 2)}\n`);
  return release;
}
