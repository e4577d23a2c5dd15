/** Field types that several sections share. What each takes is its error message, and its title in the JSON Schema. */
import { z } from "zod";
import { CPU, type Cpu, DURATION, type Duration, MEMORY, type Memory, mebibytes, millicores, seconds } from "../units.ts";

/** A quantity with its unit in the text; bounds are inclusive and written the same way. */
function quantity<T extends string>(pattern: RegExp, what: string, size: (value: T) => number, min: T, max: T): z.ZodType<T, T> {
  const message = `${what} from ${min} to ${max}`;
  const bounded = z
    .string({ error: message })
    .regex(pattern, message)
    .refine((text) => !pattern.test(text) || (size(text as T) >= size(min) && size(text as T) <= size(max)), message)
    .meta({ title: message, examples: [min] });
  return bounded as unknown as z.ZodType<T, T>;
}

export const memory = (min: Memory, max: Memory) => quantity(MEMORY, "a size such as 512MiB or 8GiB,", mebibytes, min, max);
export const cpu = (min: Cpu, max: Cpu) => quantity(CPU, "processors such as 0.5 vCPU or 2 vCPU,", millicores, min, max);
export const duration = (min: Duration, max: Duration) =>
  quantity(DURATION, "a time such as 30s, 15m, 72h or 35d,", seconds, min, max);

/** A choice among literals; the message lists them. */
export const choice = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `one of ${values.join(", ")}` });

/** A whole number in an inclusive range. */
export function count(min: number, max: number) {
  const error = `a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, error).max(max, error).meta({ title: error });
}

/** Text of a given form, named in the message. */
export const text = (pattern: RegExp, what: string) => z.string({ error: what }).regex(pattern, what).meta({ title: what });

export const cidr = (what: string) => text(/^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/, what);
export const hostname = text(
  /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  "a host name in lower case, such as monitor.example.com",
);
export const email = text(/^[^@\s]+@[^@\s]+\.[^@\s]+$/, "an e-mail address");
/** In UTC. A day without quotes is a timestamp to Pulumi's YAML parser, and comes back as one. */
const DAY = "a day, as 2027-06-30";
const isDay = (text: string): boolean => new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
export const day = z
  .string({ error: DAY })
  .overwrite((value) => value.replace(/ 00:00:00 \+0000 UTC$/, ""))
  .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, { error: DAY, abort: true })
  .refine(isDay, "a day that the calendar has, as 2027-06-30")
  .meta({ title: DAY });
export const hexId = (length: number, what: string) =>
  text(new RegExp(`^[0-9a-f]{${length}}$`), `${what}: ${length} hexadecimal digits`);

/** What the typed configuration has of a secret: that it is there. Who needs the value asks Pulumi for it. */
export interface InConfig {
  readonly in: "config";
}

/**
 * A value that must never stand in a file in clear: only as `secure: …`, which `pulumi config set --secret` writes. The mark
 * travels into the JSON Schema, and `secretPaths` finds it; the value itself never enters the typed configuration.
 */
export const secret = (what: string) =>
  z
    .string({ error: what })
    .min(1, what)
    .transform((): InConfig => ({ in: "config" }))
    .meta({ secret: true });

/** A secret, encrypted here or kept by AWS Secrets Manager already and named by its ARN. */
export const secretSource = (what: string) => {
  const arn = text(/^arn:aws:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+$/, "the ARN of a secret in Secrets Manager");
  return z.union([secret(what), z.strictObject({ from: arn.describe("Secret in Secrets Manager that holds it.") })], {
    error: `${what}, encrypted (pulumi config set --secret --path) or as { from: ARN of a secret }`,
  });
};
