/** What becomes of a resource that was being made when the engine was killed. Pure. */
import { ruleOf } from "./rules.ts";
import type { Making, Search } from "./search.ts";

export type Verdict =
  /** There, or would be there under this id: the provider is asked. */
  | { readonly kind: "adopt"; readonly id: string }
  /** Not there, or of no matter: it is made again. */
  | { readonly kind: "clear"; readonly because: string }
  | { readonly kind: "unknown"; readonly because: string };

/** What a person has found out, by URN. */
export interface Told {
  /** Ids, as an import takes them, of what is there. */
  readonly created: ReadonlyMap<string, string>;
  readonly notCreated: ReadonlySet<string>;
}

/** @returns what is certain without a cloud, or what to ask one */
export function planned(making: Making, told: Told): Verdict | Search {
  if (told.notCreated.has(making.urn)) return { kind: "clear", because: "it is not there, as you say" };
  const id = told.created.get(making.urn) ?? making.id;
  if (id !== null) return { kind: "adopt", id };
  const rule = ruleOf(making.type);
  switch (rule?.how) {
    case "again":
      return { kind: "clear", because: rule.because };
    case "named": {
      const given = rule.id(making);
      return given === undefined ? unknown("its inputs do not tell its name") : { kind: "adopt", id: given };
    }
    case "searched":
      return rule.search(making) ?? unknown("its inputs do not tell what to look for");
    case undefined:
      return unknown("its cloud is not asked");
  }
}

/** @param ids what was found; an error where nobody answered */
export function concluded(making: Making, ids: readonly string[] | Error): Verdict {
  if (ids instanceof Error) return unknown(ids.message);
  const others = making.known.flatMap(namesIn);
  const found = [...new Set(ids)].filter((id) => !others.some((other) => id === other || isPart(other, id)));
  const [only] = found;
  if (only === undefined) return { kind: "clear", because: "it is not there" };
  return found.length === 1 ? { kind: "adopt", id: only } : unknown(`there are ${found.length}: ${found.join(", ")}`);
}

/** Atlas's provider packs what an id is made of: `cHJvamVjdF9pZA==:NWY…-aWQ=:NjA…`. */
const namesIn = (id: string): string[] => [
  id,
  ...[...id.matchAll(/[\w+/]+=*:([\w+/]+=*)/g)].map(([, packed = ""]) => Buffer.from(packed, "base64").toString()),
];

/** Ids of a cloud's own making are this long at least; shorter ones may be part of a name. */
const OPAQUE = 12;
/** Whether an id that a provider keeps is part of one that an import takes. */
const isPart = (own: string, id: string): boolean =>
  own.length >= OPAQUE && ["/", ",", "-"].some((separator) => id.split(separator).includes(own));

const unknown = (because: string): Verdict => ({ kind: "unknown", because });
