/**
 * A resource graph: what a stack's program registers, as plain data. Everything a person asks before deploying is a pure function
 * of one or two of these. URNs are the engine's own: https://www.pulumi.com/docs/iac/concepts/resources/names/#urns
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Where a resource is written, relative to the repository. */
export interface Source {
  readonly file: string;
  readonly line: number;
}

export interface ResourceOptions {
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deleteBeforeReplace: boolean | null;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly aliases: readonly string[];
  readonly customTimeouts: { readonly create?: string; readonly update?: string; readonly delete?: string };
  readonly deletedWith: string | null;
  /** URNs of those whose replacement replaces it, too; absent where there is none. */
  readonly replaceWith?: readonly string[];
  /** As an input is written; another value replaces the resource. Absent where there is none. */
  readonly replacementTrigger?: Json;
}

/** What a resource has that is given no options. */
export const DEFAULT_OPTIONS: ResourceOptions = {
  protect: false,
  retainOnDelete: false,
  deleteBeforeReplace: null,
  ignoreChanges: [],
  replaceOnChanges: [],
  aliases: [],
  customTimeouts: {},
  deletedWith: null,
};

export interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** URN of the parent; null for the stack itself. */
  readonly parent: string | null;
  /** URN of an explicit provider; null where Pulumi's default provider serves, and for components. */
  readonly provider: string | null;
  /** Whether a provider keeps it (true), or it only groups others (false). */
  readonly custom: boolean;
  /** Inputs as registered: symbols for what only a cloud knows, `"[secret]"` for secrets, `"[unknown]"` for what the plan cannot tell. */
  readonly inputs: { readonly [key: string]: Json };
  /** Paths of inputs that are secret. */
  readonly secrets: readonly string[];
  /** Paths of inputs whose value the plan cannot tell. */
  readonly unknowns: readonly string[];
  readonly dependsOn: readonly string[];
  readonly propertyDependencies: { readonly [key: string]: readonly string[] };
  readonly options: ResourceOptions;
  readonly source: Source | null;
}

/** A resource that no program has registered, with nothing but what is said of it. */
export const bareResource = (resource: Pick<Resource, "urn" | "type" | "name"> & Partial<Resource>): Resource => ({
  ...{ parent: null, provider: null, custom: true, inputs: {}, secrets: [], unknowns: [] },
  ...{ dependsOn: [], propertyDependencies: {}, options: DEFAULT_OPTIONS, source: null },
  ...resource,
});

/** Something the offline plan does not know, and why. */
export interface CannotTell {
  /** URN of the resource it is about; the stack's where it is about none. */
  readonly resource: string;
  /** Path of the input it touches; null where it is not about an input. */
  readonly path: string | null;
  readonly why: string;
}

export interface Graph {
  readonly project: string;
  readonly stack: string;
  /** Sorted by URN. */
  readonly resources: readonly Resource[];
  /** What the program returns: stack outputs, in the form of inputs. */
  readonly outputs: { readonly [key: string]: Json };
  readonly cannotTell: readonly CannotTell[];
}

export const SECRET = "[secret]";
export const UNKNOWN = "[unknown]";

/** The type of the stack itself, root of every graph. */
export const STACK_TYPE = "pulumi:pulumi:Stack";

/** Byte order, the same on every machine. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The value with every object's keys sorted. */
export function sorted<T>(value: T): T {
  if (Array.isArray(value)) return value.map(sorted) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort(byText)
      .map((key) => [key, sorted((value as Record<string, unknown>)[key])]),
  ) as T;
}

/** As a file: keys sorted, the same bytes on every run. What JSON has no word for is left out. */
export const jsonText = (value: object): string => `${JSON.stringify(sorted(value), null, 2)}\n`;

/** A path the way Pulumi writes it: `rules[0].statement`, `tags["app.kubernetes.io/name"]`. */
export function joinPath(path: string, step: string | number): string {
  if (typeof step === "number") return `${path}[${step}]`;
  if (!/^[A-Za-z_$][\w$-]*$/.test(step)) return `${path}[${JSON.stringify(step)}]`;
  return path === "" ? step : `${path}.${step}`;
}
