/** What a plan does not know, and why: told while a program is recorded. */
import { type CannotTell, joinPath, type Resource } from "./graph.ts";
import { OUTPUT_MARK } from "./provenance.ts";
import type { SymbolReference } from "./symbols.ts";

export class Notes {
  readonly all: CannotTell[] = [];
  readonly #told = new Set<string>();

  tell(resource: string, path: string | null, why: string): void {
    this.all.push({ resource, path, why });
  }

  #once(resource: string, why: string): void {
    const key = `${resource} ${why}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.tell(resource, null, why);
  }

  remote({ urn, type }: Resource): void {
    const why = `what it is made of: the package ${type.split(":")[0]} makes its resources in a program of its own, which does not run offline`;
    this.tell(urn, null, why);
  }

  /** Code that waits for an unknown output does not run. */
  skipped(urns: readonly string[]): void {
    for (const marked of urns.filter((urn) => urn.includes(OUTPUT_MARK))) {
      const [resource = marked, output] = marked.split(OUTPUT_MARK);
      const why = `its output ${output} is in no table of outputs: code that waits for it did not run, and what that would create is missing`;
      this.#once(resource, why);
    }
  }

  /** Code that takes a placeholder to pieces may fail on it. */
  failed({ urn, path }: SymbolReference, failure: string): void {
    const why = `its output ${path} is a placeholder, on which code failed ${failure}: what that would make or create is missing`;
    this.#once(urn, why);
  }

  /** Code that reads a placeholder as JSON goes on with what nobody knows. */
  parsed({ urn, path }: SymbolReference): void {
    this.#once(urn, `its output ${path} is a placeholder, which code reads as JSON: what comes of it is unknown, or missing`);
  }

  /** Whose alias it is, the SDK does not tell. */
  alias(stackUrn: string): void {
    const why = "what some resource was called before: an alias that a transform sets follows from a value not known offline";
    this.#once(stackUrn, why);
  }

  unknowns(resource: Resource, outputsOf: ReadonlyMap<string, readonly string[]>): void {
    for (const path of resource.unknowns) {
      const property = path.split(/[.[]/)[0] ?? path;
      const outputs = outputsOf.get(property) ?? [];
      const why =
        outputs.length > 0
          ? `it follows from ${outputs.join(" and ")}, which no table of outputs knows`
          : "its value is not known offline";
      this.tell(resource.urn, path, why);
    }
  }

  /** An input that was set and came to nothing was meant to be something. */
  dropped(resource: Resource, props: Readonly<Record<string, unknown>>): void {
    const missing = (value: unknown, recorded: unknown, path: string): string[] => {
      if (value === undefined || value === null || typeof value === "function") return [];
      if (recorded === undefined) return [path];
      if (typeof value !== "object" || typeof recorded !== "object" || recorded === null || isOpaque(value)) return [];
      const at = recorded as Record<string, unknown>;
      return Object.entries(value).flatMap(([key, item]) =>
        missing(item, at[key], joinPath(path, Array.isArray(value) ? Number(key) : key)),
      );
    };
    if (!resource.custom || resource.type.startsWith("pulumi:providers:")) return; // a provider's class sets what was never given
    for (const path of missing(props, resource.inputs, "").filter((at) => at !== "__provider")) {
      this.tell(resource.urn, path, "the program sets it, but its value came to nothing");
    }
  }
}

/** Promises, outputs, assets and resources are not walked: their fields are not inputs. */
const isOpaque = (value: object): boolean => {
  const prototype = Object.getPrototypeOf(value);
  return !Array.isArray(value) && prototype !== Object.prototype && prototype !== null;
};
