/** Reads a resource's inputs for pricing: what is not there is undefined, what the plan cannot tell is an error that names it. */
import { type Json, type Resource, UNKNOWN } from "../../graph/graph.ts";
import { symbolsIn } from "../../graph/symbols.ts";

/** An input that decides what something costs is known only to a cloud. The resource becomes unpriced with this as the reason. */
export class NotTold extends Error {
  override readonly name = "NotTold";
}

/** A resource of a type that is charged, in a form that is not: a gateway endpoint. It is free for this reason. */
export class CostsNothing extends Error {
  override readonly name = "CostsNothing";
}

type Inputs = { readonly [key: string]: Json };

/** Inputs of a resource, or of a block in it. A block that Terraform writes as a list of one reads like the block itself. */
export class Reader {
  readonly #inputs: Inputs;
  readonly #path: string;

  constructor(inputs: Inputs, path = "") {
    this.#inputs = inputs;
    this.#path = path;
  }

  /** The value, or undefined where it is not set. @throws NotTold */
  value(key: string): Json | undefined {
    const value = this.#inputs[key];
    if (value === null || value === undefined) return undefined;
    if (value === UNKNOWN || (typeof value === "string" && value.includes("${urn:") && symbolsIn(value).length > 0))
      throw new NotTold(`${this.#path}${key} is known only after deployment`);
    return value;
  }

  text(key: string): string | undefined {
    const value = this.value(key);
    return typeof value === "string" ? value : value === undefined ? undefined : String(value);
  }

  /** A number, also where it is written as text. @throws NotTold where it is neither */
  number(key: string): number | undefined {
    const value = this.value(key);
    if (value === undefined || value === "") return undefined;
    const number = Number(value);
    if (typeof value === "boolean" || Number.isNaN(number)) throw new NotTold(`${this.#path}${key} is no number`);
    return number;
  }

  /** Whether it is true, also where it is written as text. */
  is(key: string): boolean {
    const value = this.value(key);
    return value === true || value === "true";
  }

  list(key: string): readonly Json[] {
    const value = this.#inputs[key];
    if (value === UNKNOWN) throw new NotTold(`${this.#path}${key} is known only after deployment`);
    return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  }

  /** Blocks under a key, however many. */
  blocks(key: string): readonly Reader[] {
    return this.list(key).flatMap((item, index) =>
      typeof item === "object" && item !== null && !Array.isArray(item)
        ? [new Reader(item as Inputs, `${this.#path}${key}[${index}].`)]
        : [],
    );
  }

  /** The block under a key; an empty one where there is none. */
  block(key: string): Reader {
    return this.blocks(key)[0] ?? new Reader({}, `${this.#path}${key}.`);
  }

  has(key: string): boolean {
    const value = this.#inputs[key];
    return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
  }

  /** URNs that a value refers to: which launch template a node group has. */
  references(key: string): readonly string[] {
    return symbolsIn(JSON.stringify(this.#inputs[key] ?? null)).map(({ urn }) => urn);
  }
}

export const readerOf = (resource: Resource): Reader => new Reader(resource.inputs);
