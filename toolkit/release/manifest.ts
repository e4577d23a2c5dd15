/** The manifest of a release, from the files it consists of. Pure. */
import { createHash } from "node:crypto";
import type { Release, ReleaseFile, ReleasePart } from "../../infra/workloads/release.ts";
import { howServed } from "./files.ts";

/** A file as it was built. */
export interface BuiltFile {
  /** Path inside its part, with forward slashes. */
  readonly path: string;
  readonly contents: Uint8Array;
}

export type BuiltParts = Readonly<Record<ReleasePart, readonly BuiltFile[]>>;

export const PARTS = ["api", "ai", "dashboard", "sdk"] as const satisfies readonly ReleasePart[];
/** As much of a hash as goes into a file's name. */
const NAME_LENGTH = 12;

export const sha256 = (contents: Uint8Array | string): string => createHash("sha256").update(contents).digest("hex");
export const nameHash = (contents: Uint8Array): string => sha256(contents).slice(0, NAME_LENGTH);

/** @throws Error if no rule says how a public file is served. */
export function manifestOf(parts: BuiltParts): Release {
  const described = {
    api: parts.api.map(describe).sort(byPath),
    ai: parts.ai.map(describe).sort(byPath),
    dashboard: parts.dashboard.map(describePublic).sort(byPath),
    sdk: parts.sdk.map(describePublic).sort(byPath),
  };
  return { version: 1, digest: digestOf(described), ...described };
}

/** A release's identity: the hash of a line for each of its files. */
export function digestOf(parts: Readonly<Record<ReleasePart, readonly ReleaseFile[]>>): string {
  const lines = PARTS.flatMap((part) => parts[part].map((file) => `${part}/${file.path} ${file.sha256}\n`));
  return sha256(lines.sort().join(""));
}

const describe = ({ path, contents }: BuiltFile): ReleaseFile => ({ path, bytes: contents.length, sha256: sha256(contents) });
const describePublic = (file: BuiltFile) => ({ ...describe(file), ...howServed(file.path) });

/** By code unit, which is the same on every machine. */
const byPath = (a: ReleaseFile, b: ReleaseFile): number => (a.path < b.path ? -1 : 1);
