/** That everything says whose it is: what a bill is split by, and whom one asks. */
import type { Json, Resource } from "../../graph/graph.ts";
import { UNKNOWN } from "../../graph/graph.ts";
import { unknownAt } from "../judge.ts";
import { broken, EVERY_TYPE, kept, type Rule } from "../rule.ts";
import { told, type World } from "../world.ts";
import { TAGGABLE } from "./taggable.ts";

/** What is asked of tags, with the spellings that people have. */
const WANTED: Readonly<Record<string, RegExp>> = {
  app: /^(app|application|project|service)$/,
  environment: /^(environment|env|stage|stack)$/,
  owner: /^(owner|team)$/,
  "cost-centre": /^costcent(re|er)$/,
};

const plain = (key: string): string => key.toLowerCase().replace(/[^a-z]/g, "");

/** The tags of a resource, with what its provider adds by default; null where the plan cannot tell. */
function tagsOf(resource: Resource, world: World): ReadonlySet<string> | null {
  const own = told(resource, "tags");
  const provider = resource.provider === null ? undefined : world.get(resource.provider);
  const defaults = provider?.inputs.defaultTags;
  if (own === UNKNOWN || defaults === UNKNOWN) return null;
  return new Set([...namesIn(own), ...namesIn(defaultTags(defaults))].map(plain));
}

/** Groups of machines have lists of keys and values; Cloudflare's records of plain names, which are no tags of this kind. */
function namesIn(tags: Json | undefined): string[] {
  if (typeof tags !== "object" || tags === null) return [];
  if (!Array.isArray(tags)) return Object.entries(tags).flatMap(([key, value]) => (value === "" ? [] : [key]));
  return tags.flatMap((tag: Json) => (typeof tag === "object" && tag !== null && "key" in tag ? [String(tag.key)] : []));
}

/** Providers are given everything as text. */
function defaultTags(value: Json | undefined): Json | undefined {
  if (typeof value !== "string") return (value as { readonly tags?: Json } | undefined)?.tags;
  try {
    return (JSON.parse(value) as { readonly tags?: Json }).tags;
  } catch {
    return undefined;
  }
}

export const ENVIRONMENT_TAGS: readonly Rule[] = [
  {
    id: "env-tags",
    ...{ service: "Environment", of: [EVERY_TYPE] },
    title: "everything that takes tags says app, environment, owner and cost centre",
    severity: { production: "medium", staging: "low", development: "low" },
    reason: "What nobody owns is on the bill for years; what has no environment is deleted with the wrong one.",
    remedy: "set monitor:tags.owner and costCentre; in other programs defaultTags of the provider",
    reference: "https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
    peers: [],
    judge: (resource, world) => {
      if (!TAGGABLE.has(resource.type)) return null;
      const tags = tagsOf(resource, world);
      if (tags === null) return unknownAt("tags");
      const missing = Object.keys(WANTED).filter((wanted) => ![...tags].some((tag) => WANTED[wanted]?.test(tag)));
      return missing.length === 0 ? kept : broken(`says no ${missing.join(", no ")}`, { path: "tags" });
    },
  },
];
