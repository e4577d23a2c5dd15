/** Finds secrets that stand in clear where only encrypted ones may. */
import { z } from "zod";
import type { RawConfig } from "./load.ts";
import type { Problem } from "./problem.ts";

/** Paths of a schema's secrets: `pineconeApiKey`, `secrets.anthropicApiKey`. */
export function secretPaths(schema: z.ZodType, path = ""): string[] {
  if (schema.meta()?.secret === true) return [path];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault) return secretPaths(schema.unwrap() as z.ZodType, path);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => secretPaths(option as z.ZodType, path));
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([key, field]) =>
    secretPaths(field as z.ZodType, path === "" ? key : `${path}.${key}`),
  );
}

/** What credentials look like. Only their kind is ever reported, never the text. */
const PATTERNS: readonly [kind: string, pattern: RegExp][] = [
  ["an AWS access key", /\b(AKIA|ASIA)[0-9A-Z]{16}\b/],
  ["an Anthropic or OpenAI key", /\bsk-[A-Za-z0-9_-]{16,}/],
  ["a Pinecone key", /\bpcsk_[A-Za-z0-9_]{16,}/],
  ["a GitHub token", /\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})/],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ["a password in a URL", /\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@]+:[^/\s@]+@/],
  ["a webhook address", /\bhttps:\/\/hooks\.slack\.com\/services\/\S+/],
];

/** What kind of credential a text looks like, if any. */
export const credentialKind = (text: string): string | undefined => PATTERNS.find(([, pattern]) => pattern.test(text))?.[0];

/**
 * A problem for each secret that is not encrypted, and for each value that looks like a credential.
 * @param paths of secrets, qualified: `monitor:secrets.anthropicApiKey`
 */
export function plainSecrets(raw: RawConfig, paths: readonly string[], valueAt: (path: string) => unknown): Problem[] {
  const problem = (path: string, kind: string): Problem => ({
    path,
    message: `${kind} in clear; a stack file holds secrets encrypted only`,
    remedy: `pulumi config set --secret ${path.includes(".") ? `--path '${path}'` : path} -s ${raw.stack}, then replace the key: it is in the file's history`,
  });
  const inClear = paths.filter((path) => {
    const value = valueAt(path);
    if (typeof value !== "string") return false;
    // Where nothing was decrypted, each secret is known by its placeholder; else the engine knows the key alone.
    return raw.placeholder === undefined ? !raw.secretKeys.has(path.split(".")[0] ?? path) : value !== raw.placeholder;
  });
  const told = new Set(inClear.map((path) => path.split(".")[0]));
  const lookalikes = Object.entries(raw.values).flatMap(([key, value]): Problem[] => {
    const kind = told.has(key) || (raw.secretKeys.has(key) && raw.placeholder === undefined) ? undefined : credentialKind(value);
    return kind === undefined ? [] : [problem(key, kind)];
  });
  return [...inClear.map((path) => problem(path, "a secret")), ...lookalikes];
}
