/** What defines a Pinecone index, and which changes it survives. https://docs.pinecone.io/guides/manage-data/manage-indexes */
import { createHash } from "node:crypto";
import type { Metric } from "../embeddings.ts";

/** Fixed for the life of an index: a different one means a new index and every vector written again. */
export interface IndexSpec {
  readonly dimension: number;
  readonly metric: Metric;
  readonly cloud: "aws";
  readonly region: string;
}

export interface IndexInputs extends IndexSpec {
  readonly indexName: string;
  readonly deletionProtection: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** What Pinecone allows in a name: lower case letters, digits and dashes, at most 45. */
const NAME_LIMIT = 45;

/**
 * The name of an index: the stack's, and a mark of what is fixed for its life, so that the index which replaces another can exist
 * beside it while vectors are written again.
 */
export function indexName(stackName: string, spec: IndexSpec): string {
  const mark = createHash("sha256")
    .update([spec.dimension, spec.metric, spec.cloud, spec.region].join(" "))
    .digest("hex")
    .slice(0, 6);
  return `${stackName.slice(0, NAME_LIMIT - 7)}-${mark}`;
}

export interface IndexDiff {
  readonly changes: boolean;
  /** Inputs whose change needs a new index. */
  readonly replaces: readonly (keyof IndexInputs)[];
}

const FIXED = ["indexName", "dimension", "metric", "cloud", "region"] as const satisfies readonly (keyof IndexInputs)[];

/** Which changes an index survives: deletion protection and tags. */
export function diffIndex(before: IndexInputs, after: IndexInputs): IndexDiff {
  const replaces = FIXED.filter((key) => before[key] !== after[key]);
  const tags = (inputs: IndexInputs) => JSON.stringify(Object.entries(inputs.tags).sort());
  return {
    changes: replaces.length > 0 || before.deletionProtection !== after.deletionProtection || tags(before) !== tags(after),
    replaces,
  };
}

/** Tags that say whose an index is; the others may change with the configuration. */
const MARKS = ["app", "environment", "managed-by"] as const;

/** Why an index found under a wanted one's name is not that one; undefined where it is plainly the same. */
export function strangerBecause(found: IndexInputs, wanted: IndexInputs): string | undefined {
  const differs = FIXED.find((key) => found[key] !== wanted[key]);
  if (differs) return `its ${differs} is ${found[differs]}, not ${wanted[differs]}`;
  const marks = MARKS.filter((key) => wanted.tags[key] !== undefined);
  if (marks.length === 0) return "no tag says whose it is";
  const foreign = marks.find((key) => found.tags[key] !== wanted.tags[key]);
  return foreign && `its tag ${foreign} is ${found.tags[foreign] ?? "missing"}, not ${wanted.tags[foreign]}`;
}

/** What Pinecone takes as a tag. https://docs.pinecone.io/guides/manage-data/manage-indexes#configure-index-tags */
const TAG_KEY = /^[\w-]{1,80}$/;
const TAG_VALUE = /^[\w;@.+ -]{1,120}$/;

/** Problems of inputs, by property; the engine shows them at the resource. */
export function checkIndex(inputs: IndexInputs): { property: string; reason: string }[] {
  return [
    ...(/^[a-z0-9]([a-z0-9-]{0,43}[a-z0-9])?$/.test(inputs.indexName)
      ? []
      : [{ property: "indexName", reason: `lower case letters, digits and dashes, at most ${NAME_LIMIT}` }]),
    ...(Number.isInteger(inputs.dimension) && inputs.dimension >= 1 && inputs.dimension <= 20_000
      ? []
      : [{ property: "dimension", reason: "a whole number from 1 to 20000" }]),
    ...Object.entries(inputs.tags)
      .filter(([key, value]) => !TAG_KEY.test(key) || !TAG_VALUE.test(value))
      .map(([key]) => ({
        property: "tags",
        reason: `${key}: letters, digits and -_;@.+ or spaces, at most 120; the key at most 80`,
      })),
  ];
}
