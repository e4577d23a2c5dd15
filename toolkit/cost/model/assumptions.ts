/** The assumptions of a stack: read from its configuration, changed from the command line, taken at one point of an estimate. */
import type { z } from "zod";
import { describeProblem } from "../../../infra/config/problem.ts";
import { nearest, problemsOf } from "../../../infra/config/problems.ts";
import {
  ASSUMPTIONS,
  type Assumption,
  type EnvironmentUsage,
  quantityOf,
  SHARED_ASSUMPTIONS,
  type SharedUsage,
  type Spread,
  scaled,
  sharedUsage,
  usage,
} from "../../../infra/config/schema/usage.ts";
import type { Json } from "../../graph/graph.ts";
import { UsageError } from "../../plan/project.ts";
import type { Point } from "../money.ts";

export type Usage = EnvironmentUsage | SharedUsage;
type Config = { readonly [key: string]: Json };

type AtPoint<U> = { readonly [Key in keyof U]: U[Key] extends Spread ? number : U[Key] };
/** One value of each assumption, and the choices. */
export type EnvironmentAt = AtPoint<EnvironmentUsage>;
export type SharedAt = AtPoint<SharedUsage>;

/** Rows of both kinds of stack, by key. */
const ROWS: Readonly<Record<string, Assumption>> = { ...SHARED_ASSUMPTIONS, ...ASSUMPTIONS };
const KEYS = [...Object.keys(usage.unwrap().shape), ...Object.keys(sharedUsage.unwrap().shape)];

const schemaFor = (kind: Json | undefined): typeof usage | typeof sharedUsage => (kind === "shared" ? sharedUsage : usage);

/** What a stack's configuration assumes; a configuration from before there was such a section assumes the defaults. */
export function usageOf(config: Config): Usage {
  const schema = schemaFor(config.kind);
  return schema.parse(typeof config.usage === "object" && config.usage !== null ? config.usage : {});
}

export const isShared = (of: Usage): of is SharedUsage => "cloudflarePlan" in of;

/** The value of each assumption at a point: at the low point each stands at its cheap end, whichever that is. */
export function atPoint<U extends Usage>(of: U, point: Point): AtPoint<U> {
  return Object.fromEntries(
    Object.entries(of as Readonly<Record<string, Spread | string>>).map(([key, value]) => [
      key,
      typeof value === "string" ? value : value[endOf(key, point)],
    ]),
  ) as AtPoint<U>;
}

function endOf(key: string, point: Point): Point {
  if (point === "typical" || ROWS[key]?.cheap !== "high") return point;
  return point === "low" ? "high" : "low";
}

/** What was given on the command line or in a file, by key; not yet checked. */
export type Overrides = Readonly<Record<string, unknown>>;

/**
 * The same with other assumptions. A number alone becomes the typical value, and low and high keep the ratio to it that they had. Keys of the
 * other kind of stack are left aside, for one set of overrides serves them all.
 * @param root where they were given, for messages
 * @throws UsageError that names every key that is unknown and every value that is not allowed
 */
export function withOverrides<U extends Usage>(of: U, overrides: Overrides, root = "usage"): U {
  const schema = isShared(of) ? sharedUsage : usage;
  const shape: Record<string, z.ZodType> = schema.unwrap().shape;
  const unknown = Object.keys(overrides)
    .filter((key) => !KEYS.includes(key))
    .map((key) => ({ path: `${root}.${key}`, message: "unknown key", ...nearest(key, KEYS) }));
  const changed: Record<string, unknown> = { ...of };
  for (const [key, value] of Object.entries(overrides)) {
    const before = (of as Readonly<Record<string, Spread | string>>)[key];
    // What is not allowed is left to the schema to tell.
    const isAlone = isNumeral(value) && typeof before === "object" && shape[key]?.safeParse(value).success;
    if (key in shape) changed[key] = isAlone ? scaled(before, quantityOf(value), ROWS[key]) : value;
  }
  const parsed = schema.safeParse(changed, { reportInput: true });
  const problems = [...unknown, ...(parsed.success ? [] : problemsOf(parsed.error, schema, root, changed))];
  if (problems.length > 0) throw new UsageError(problems.map((problem) => describeProblem(problem).trimStart()).join("\n"));
  return parsed.data as U;
}

const isNumeral = (value: unknown): value is number | string => typeof value === "number" || typeof value === "string";

/** `pv=50M` of the command line. @throws UsageError */
export function parseOverride(text: string): Overrides {
  const [, key, value] = /^(\w+)=(.+)$/.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new UsageError(`--usage ${text}: KEY=VALUE`, "for example --usage pv=50M");
  return { [key]: value };
}
