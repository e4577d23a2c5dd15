/** Configuration as YAML has it, made what the engine hands to a program: `namespace:key` to text. */

export interface ConfigValues {
  /** Secrets are placeholders. */
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: ReadonlySet<string>;
}

/** Stands for a secret that only the engine can decrypt. */
export const SECRET_PLACEHOLDER = "[secret]";

/** Keys without a namespace are the project's. */
export function configValues(project: string, config: Readonly<Record<string, unknown>>): ConfigValues {
  const values: Record<string, string> = {};
  const secretKeys = new Set<string>();
  for (const [key, value] of Object.entries(config)) {
    const qualified = key.includes(":") ? key : `${project}:${key}`;
    const { plain, secret } = withoutCiphertext(value);
    values[qualified] = typeof plain === "object" && plain !== null ? JSON.stringify(plain) : String(plain);
    if (secret) secretKeys.add(qualified);
  }
  return { values, secretKeys };
}

/** The value as the engine decrypts it, but for the secrets in it. */
function withoutCiphertext(value: unknown): { plain: unknown; secret: boolean } {
  if (typeof value !== "object" || value === null) return { plain: value, secret: false };
  if (Object.keys(value).length === 1 && typeof (value as { secure?: unknown }).secure === "string")
    return { plain: SECRET_PLACEHOLDER, secret: true };
  const parts = Object.entries(value).map(([key, item]) => [key, withoutCiphertext(item)] as const);
  const secret = parts.some(([, part]) => part.secret);
  const plain = Array.isArray(value)
    ? parts.map(([, part]) => part.plain)
    : Object.fromEntries(parts.map(([key, part]) => [key, part.plain]));
  return { plain, secret };
}
