/**
 * From what Pulumi holds for a stack (flat keys, text values) to a typed configuration, or to every problem in it.
 * The same function serves `pulumi up`, where values arrive decrypted, and the offline plan, where secrets are placeholders.
 */
import type { Problem } from "./problem.ts";
import { nearest, problemsOf } from "./problems.ts";
import { RULES } from "./rules.ts";
import { type environmentSchema, SCHEMAS, type StackConfig } from "./schema/index.ts";
import { plainSecrets, secretPaths } from "./secrets.ts";

/** A stack's configuration as Pulumi's engine hands it to a program. */
export interface RawConfig {
  readonly project: string;
  readonly stack: string;
  /** `namespace:key` to text; objects and lists are JSON. */
  readonly values: Readonly<Record<string, string>>;
  /** The keys whose value was encrypted, or holds something that was. */
  readonly secretKeys: ReadonlySet<string>;
  /** What stands for each secret where nobody has decrypted them; absent where they have their values. */
  readonly placeholder?: string;
}

/** Keys of other namespaces that the program or a provider reads, and whether they are secrets. */
const PROVIDER_KEYS: Readonly<Record<string, { secret: boolean }>> = {
  "cloudflare:apiToken": { secret: true },
  "mongodbatlas:publicKey": { secret: false },
  "mongodbatlas:privateKey": { secret: true },
  "mongodbatlas:clientId": { secret: false },
  "mongodbatlas:clientSecret": { secret: true },
};

/** The typed configuration of a stack, defaults filled in, or every problem found in it. It says of a secret only that it is there. */
export function readConfig(raw: RawConfig): { config: StackConfig } | { problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const own: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(raw.values)) {
    const [namespace = "", name = ""] = key.split(/:(.*)/s);
    if (namespace === raw.project) own[name] = structured(value);
    else if (namespace !== "pulumi" && !(key in PROVIDER_KEYS)) problems.push(foreignKey(key));
  }
  const { kind = "environment", ...sections } = own;
  if (!isKind(kind)) {
    problems.push({
      path: `${raw.project}:kind`,
      value: kind,
      message: "one of environment, shared",
      ...nearest(String(kind), Object.keys(SCHEMAS)),
    });
    return { problems };
  }

  const shape: Record<string, (typeof environmentSchema)["shape"]["network"]> = SCHEMAS[kind].shape as never;
  const parsed: Record<string, unknown> = { kind };
  for (const name of Object.keys(sections)) {
    if (!(name in shape))
      problems.push({ path: `${raw.project}:${name}`, message: "unknown key", ...nearest(name, Object.keys(shape)) });
  }
  for (const [name, schema] of Object.entries(shape)) {
    if (name === "kind") continue;
    const result = schema.safeParse(sections[name], { reportInput: true });
    if (result.success) parsed[name] = result.data;
    else problems.push(...problemsOf(result.error, schema, `${raw.project}:${name}`, sections[name]));
  }

  const paths = [
    ...secretPaths(SCHEMAS[kind]).map((path) => `${raw.project}:${path}`),
    ...Object.keys(PROVIDER_KEYS).filter((key) => PROVIDER_KEYS[key]?.secret),
  ];
  const valueAt = (path: string) => {
    const [key = "", ...steps] = path.split(".");
    const top = raw.values[key];
    return steps.reduce<unknown>(
      (value, step) => (value as Record<string, unknown> | undefined)?.[step],
      top === undefined ? top : structured(top),
    );
  };
  problems.push(...plainSecrets(raw, paths, valueAt));

  if (kind === "environment") {
    for (const rule of RULES) {
      if (rule.needs.some((name) => parsed[name] === undefined)) continue; // its section has problems of its own
      problems.push(...rule.check(parsed as never).map((problem) => ({ ...problem, path: `${raw.project}:${problem.path}` })));
    }
  }
  return problems.length > 0 ? { problems } : { config: parsed as unknown as StackConfig };
}

const isKind = (kind: unknown): kind is keyof typeof SCHEMAS => typeof kind === "string" && Object.hasOwn(SCHEMAS, kind);

/** Pulumi stores objects and lists as JSON and everything else as plain text. */
function structured(value: string): unknown {
  if (!/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function foreignKey(key: string): Problem {
  if (key.startsWith("aws:"))
    return {
      path: key,
      message: "unknown key: the AWS provider is configured by monitor:aws",
      remedy: "set monitor:aws.region and monitor:aws.accountId",
    };
  return { path: key, message: "unknown key", ...nearest(key, Object.keys(PROVIDER_KEYS)) };
}
