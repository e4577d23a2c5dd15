import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { LEVELS } from "../logging/line.ts";

const ENVIRONMENTS = ["development", "test", "production"] as const;

/** Text of digits; `Number` alone would take "", " 1" and "0x1F" too. */
const whole = (max: number) => {
  const error = `must be a whole number from 0 to ${max}`;
  return z
    .string({ error })
    .regex(/^\d{1,9}$/, { error })
    .transform(Number)
    .pipe(z.number().max(max, { error }));
};

const oneOf = <const T extends readonly string[]>(values: T) => z.enum(values, { error: `must be one of ${values.join(", ")}` });

/** The environment variables of the API: their validator and their type. */
export const envSchema = z.object({
  NODE_ENV: oneOf(ENVIRONMENTS).default("production"),
  /** 0 takes any free port. */
  PORT: whole(65_535).prefault("3000"),
  LOG_LEVEL: oneOf(LEVELS).default("info"),
  /** How long requests in flight may take to finish when the process is asked to end. */
  DRAIN_SECONDS: whole(3_600).prefault("30"),
  /**
   * How long an idle connection is kept. If we closed before the load balancer does, it would send a request into a closing one and
   * answer 502. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
   */
  KEEP_ALIVE_SECONDS: whole(4_100).prefault("75"),
});

export type Env = z.output<typeof envSchema>;

/** Every problem of an environment, by variable. Values are not told: an environment holds secrets. */
export class InvalidEnv extends Error {
  override readonly name = "InvalidEnv";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`the environment has problems: ${problems.join("; ")}`);
    this.problems = problems;
  }
}

/**
 * Variables that stand as files of their names in a folder, the way Kubernetes mounts a secret: no child process inherits them.
 * What begins with a dot is Kubernetes' own.
 */
export function readSecrets(folder: string | undefined): Record<string, string> {
  if (folder === undefined) return {};
  const names = readdirSync(folder).filter((name) => !name.startsWith("."));
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(folder, name), "utf8")]));
}

/** @throws InvalidEnv */
export function readEnv(variables: Readonly<Record<string, string | undefined>>): Env {
  const result = envSchema.safeParse(variables);
  if (result.success) return result.data;
  throw new InvalidEnv(result.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`));
}
