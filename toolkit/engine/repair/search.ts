/** What a search for a resource is made of. */

/** A resource's inputs as the state keeps them: a secret is an object without its value. */
export type Inputs = Readonly<Record<string, unknown>>;

/** A resource that was being made when the engine was killed. */
export interface Making {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly inputs: Inputs;
  /** Given where the cloud had answered, and only the state was not written. */
  readonly id: string | null;
  /** Region of its provider; null where it has none. */
  readonly region: string | null;
  /** Ids of the other resources of its type: what is found and is one of these, is not it. */
  readonly known: readonly string[];
}

export interface Search {
  readonly at: "aws" | "cloudflare" | "atlas";
  /** Arguments of the AWS CLI; of the others' APIs, path and query. */
  readonly ask: readonly string[];
  /** Whether the answer knows of a new resource some seconds late. @default false */
  readonly isLate?: boolean;
  /** Ids, as an import takes them, of what the answer holds and fits. */
  readonly ids: (answer: unknown) => readonly string[];
}

export type Rule =
  | { readonly how: "named"; readonly id: (making: Making) => string | undefined }
  /** No search: what it would look for is not known. */
  | { readonly how: "searched"; readonly search: (making: Making) => Search | undefined }
  | { readonly how: "again"; readonly because: string };

/** The text at a path of names; no other value is one that a cloud could be asked for. */
export function text(inputs: object, path: string): string | undefined {
  const direct = path.split(".").reduce<unknown>((at, key) => (at as Inputs | undefined)?.[key], inputs);
  return typeof direct === "string" && direct !== "" ? direct : undefined;
}

/** Behind the last slash or colon of an ARN. */
export const last = (arn: string): string => arn.split(/[/:]/).at(-1) ?? arn;

/** The id follows from the inputs; whether there is such a resource, the provider is asked. */
export const joined = (separator: string, ...parts: readonly string[]): Rule => ({
  how: "named",
  id: ({ inputs }) => {
    const values = parts.map((part) => text(inputs, part));
    return values.every((value) => value !== undefined) ? values.join(separator) : undefined;
  },
});

export const again = (because: string): Rule => ({ how: "again", because });
/** The cloud keeps one, whatever is asked how often. */
export const PUT = again("making it again is the same");
