/** Finds secrets that stand in clear where only encrypted ones may. */
import { z } from "zod";
import type { RawConfig } from "./load.ts";
import type { Problem } from "./problem.ts";

/** Top-level keys of a schema that are marked secret. */
export const secretKeysOf = (schema: z.ZodObject): string[] =>
  Object.entries(schema.shape)
    .filter(([, field]) => isSecret(field as z.ZodType))
    .map(([name]) => name);

function isSecret(field: z.ZodType): boolean {
  const inner = field instanceof z.ZodOptional ? (field.unwrap() as z.ZodType) : field;
  return inner.meta()?.secret === true;
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

/** A problem for each secret key whose value is not encrypted, and for each value that looks like a credential. */
export function plainSecrets(raw: RawConfig, secretKeys: readonly string[]): Problem[] {
  return Object.entries(raw.values).flatMap(([key, value]): Problem[] => {
    if (raw.secretKeys.has(key)) return [];
    const kind = secretKeys.includes(key) ? "a secret" : credentialKind(value);
    if (kind === undefined) return [];
    return [
      {
        path: key,
        message: `${kind} in clear; a stack file holds secrets encrypted only`,
        remedy: `pulumi config set --secret ${key} -s ${raw.stack}, then replace the key: it is in the file's history`,
      },
    ];
  });
}
