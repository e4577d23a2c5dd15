/**
 * What exists in the pretended clouds: one file each, written beside and renamed, so that whoever is killed at whatever moment
 * leaves whole files. Deleted resources are kept apart: their ids are never given again.
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { hash } from "./names.ts";
import type { Properties } from "./wire.ts";

/** A resource as a provider keeps it, secrets marked. */
export interface Stored {
  readonly id: string;
  readonly urn: string;
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  /** The how manieth of this URN: a replacement is the next one. */
  readonly generation: number;
  /** Changes since it was made. */
  readonly revision: number;
  /** What its cloud knows it by, where that may not be shared. */
  readonly identity?: string;
  readonly inputs: Properties;
  readonly properties: Properties;
}

/** Whether an id is made of nothing but a resource's own id and inputs, as imports have them: `rtb-1_0.0.0.0/0`. */
export function isImportId(id: string, own: string, inputs: Properties): boolean {
  const values = [own, ...Object.values(inputs)].filter((value): value is string => typeof value === "string" && value !== "");
  const rest = values
    .sort((a, b) => b.length - a.length)
    .reduce((left, value) => left.replace(value, " "), id.replace(/^zones\//, ""));
  return id === own || (rest.includes(" ") && /^[^a-z0-9]*$/i.test(rest));
}

export class Store {
  readonly #live: string;
  readonly #gone: string;
  /** File names by URN, oldest generation first. */
  readonly #files = new Map<string, string[]>();
  readonly #generations = new Map<string, number>();
  readonly #identities = new Map<string, string>();

  constructor(folder: string) {
    this.#live = path.join(folder, "resources");
    this.#gone = path.join(folder, "deleted");
    for (const at of [this.#live, this.#gone]) mkdirSync(at, { recursive: true });
    for (const resource of readAll(this.#gone)) this.#count(resource);
    for (const resource of readAll(this.#live).sort((a, b) => a.generation - b.generation)) this.#index(resource);
  }

  all(): Stored[] {
    return readAll(this.#live).sort((a, b) => (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : a.generation - b.generation));
  }

  /** @param which one of a resource and its replacement, where both have the same id */
  find(urn: string, id: string, which: "newest" | "oldest" = "newest"): Stored | undefined {
    const found = (this.#files.get(urn) ?? []).flatMap((file) => this.#read(file) ?? []).filter((resource) => resource.id === id);
    return which === "newest" ? found.at(-1) : found[0];
  }

  /** The resource of another URN that has this id, as a provider keeps it or as an import takes it. */
  byId(type: string, id: string): Stored | undefined {
    const found = this.all().filter((resource) => resource.type === type);
    return found.find((resource) => resource.id === id) ?? found.find((resource) => isImportId(id, resource.id, resource.inputs));
  }

  /** Which resource of a type has the identity already. */
  holder(type: string, identity: string): Stored | undefined {
    const file = this.#identities.get(`${type} ${identity}`);
    return file === undefined ? undefined : this.#read(file);
  }

  nextGeneration(urn: string): number {
    return (this.#generations.get(urn) ?? 0) + 1;
  }

  save(resource: Stored): void {
    const file = path.join(this.#live, fileOf(resource));
    writeFileSync(`${file}.new`, JSON.stringify(resource, null, 1));
    renameSync(`${file}.new`, file);
    this.#index(resource);
  }

  remove(resource: Stored): void {
    const file = fileOf(resource);
    if (existsSync(path.join(this.#live, file))) renameSync(path.join(this.#live, file), path.join(this.#gone, file));
    this.#files.set(
      resource.urn,
      (this.#files.get(resource.urn) ?? []).filter((other) => other !== file),
    );
    const key = `${resource.type} ${resource.identity}`;
    if (this.#identities.get(key) === file) this.#identities.delete(key);
  }

  #read(file: string): Stored | undefined {
    const at = path.join(this.#live, file);
    return existsSync(at) ? (JSON.parse(readFileSync(at, "utf8")) as Stored) : undefined;
  }

  #index(resource: Stored): void {
    const file = fileOf(resource);
    const files = this.#files.get(resource.urn) ?? [];
    if (!files.includes(file)) this.#files.set(resource.urn, [...files, file]);
    if (resource.identity !== undefined) this.#identities.set(`${resource.type} ${resource.identity}`, file);
    this.#count(resource);
  }

  #count({ urn, generation }: Stored): void {
    this.#generations.set(urn, Math.max(generation, this.#generations.get(urn) ?? 0));
  }
}

const fileOf = ({ urn, generation }: Stored) => `${hash(urn).slice(0, 24)}-${generation}.json`;

const readAll = (folder: string): Stored[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => JSON.parse(readFileSync(path.join(folder, file), "utf8")) as Stored);

export type Method =
  | ("check" | "diff" | "create" | "read" | "update" | "delete" | "invoke")
  | ("checkConfig" | "diffConfig" | "configure" | "cancel");

/** One call of a provider. */
export interface LabCall {
  readonly method: Method;
  /** The package whose provider was called: `aws`. */
  readonly provider: string;
  /** Empty for what concerns no resource. */
  readonly urn: string;
  /** Type of the resource, or token of the lookup. */
  readonly type: string;
  /** Logical name; of a Pinecone index, its own name. */
  readonly name: string;
  /** Whether nothing was to happen yet; only said of create and update. */
  readonly preview: boolean;
}

/** All calls in order, in a file that only grows, for other processes to read too. */
export class CallLog {
  readonly #file: string;
  readonly #calls: LabCall[];

  constructor(folder: string) {
    this.#file = path.join(folder, "calls.jsonl");
    this.#calls = existsSync(this.#file) ? readCalls(this.#file) : [];
  }

  get calls(): readonly LabCall[] {
    return this.#calls;
  }

  add(call: LabCall): void {
    this.#calls.push(call);
    appendFileSync(this.#file, `${JSON.stringify(call)}\n`);
  }
}

const readCalls = (file: string): LabCall[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.endsWith("}")) // a line that was being written when the machine went down is none
    .map((line) => JSON.parse(line) as LabCall);
