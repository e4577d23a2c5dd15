/**
 * What resources and lookups give back, by type: the one place that knows the shape of a cloud's answers. The offline plan fills
 * it with symbols; a stand-in provider can fill it with made-up values. An output absent here is unknown offline.
 */

/** Makes the value of one output, by its path in the resource's outputs. */
export type Reference = (path: string) => string;

export interface ResourceCall {
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly ref: Reference;
}

export interface ResourceOutputs {
  /** Outputs beside the inputs, which every resource gives back. */
  readonly outputs?: (call: ResourceCall) => Record<string, unknown>;
  /** Outputs that are secret. */
  readonly secret?: readonly string[];
}

export interface LookupCall {
  readonly args: Readonly<Record<string, unknown>>;
  readonly ref: Reference;
  /** The stack's configuration of the provider that answers, by key (`region`); nothing where the program makes a provider of its own. */
  readonly config: Readonly<Record<string, string>>;
  /** Tells what the answer takes for granted. */
  readonly assume: (what: string) => void;
}

/** The whole answer of a lookup: a key that is not in it is an error to ask for. */
export type LookupAnswer = (call: LookupCall) => Record<string, unknown>;

/** What a lookup's answer has, as far as its declaration tells. */
export interface DeclaredAnswer {
  /** Keys that are texts. */
  readonly texts: readonly string[];
  /** All others. */
  readonly others: readonly string[];
}

/** What can be said of any type, in no table: less than a table says, and only for programs whose types nobody has listed. */
export interface Declarations {
  readonly resource: (type: string) => ResourceOutputs | undefined;
  readonly lookup: (token: string) => DeclaredAnswer | undefined;
}

export interface OutputTable {
  readonly resources: Readonly<Record<string, ResourceOutputs>>;
  readonly lookups: Readonly<Record<string, LookupAnswer>>;
  /** @default what is in no table is unknown */
  readonly declared?: Declarations;
}

/** Outputs that are one text each, named alike: `texts("arn", "ownerId")`. */
export const texts =
  (...names: readonly string[]): ResourceOutputs["outputs"] =>
  ({ ref }) =>
    Object.fromEntries(names.map((name) => [name, ref(name)]));

/** A resource whose only further output is its ARN. */
export const arn: ResourceOutputs = { outputs: texts("arn") };
/** A resource whose outputs are its inputs and its id. */
export const plain: ResourceOutputs = {};
