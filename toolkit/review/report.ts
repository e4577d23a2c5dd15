/**
 * What a review says, as data: `monitor review --format json` writes it and `monitor review post` reads it back. Whoever posts a review of
 * somebody else's pull request reads a file that its program may have written: every text and list has its limit, every key is known, and
 * nothing in it is taken for Markdown, HTML or a path.
 */
import { z } from "zod";
import { PROFILES, SEVERITIES } from "../../infra/config/schema/policy.ts";
import { RISKS } from "../diff/change.ts";

/** A report that is larger than this is none of ours. */
export const MOST_BYTES = 8 << 20;

/** More than anybody reads; what is left out is counted. */
export const MOST = {
  environments: 50,
  changes: 300,
  properties: 25,
  words: 12,
  findings: 300,
  rows: 25,
  blast: 25,
  problem: 40,
} as const;
const TEXT = 2_000;

const text = z.string().max(TEXT);
const count = z.number().int().min(0).max(1e9);
/** US dollars a month; as far as money is exact. */
const usd = z.number().min(-9e9).max(9e9);
const band = z.strictObject({ low: usd, typical: usd, high: usd });
const list = <T extends z.ZodType>(item: T, most: number) => z.array(item).max(most);

const source = z.strictObject({ file: text, line: z.number().int().min(0) }).nullable();

const property = z.strictObject({
  path: text,
  /** As JSON; null where that side does not set it. */
  before: text.nullable(),
  after: text.nullable(),
  replaces: z.boolean(),
  sure: z.boolean(),
});

const change = z.strictObject({
  operation: z.enum(["create", "update", "replace", "delete", "move"]),
  sure: z.boolean(),
  because: list(text, MOST.words),
  /** Names of the components it belongs to, outermost first; empty for none. */
  component: text,
  /** `AdvancedCluster`. */
  type: text,
  name: text,
  words: list(text, MOST.words).min(1),
  properties: list(property, MOST.properties),
  risk: z.strictObject({
    level: z.enum(RISKS),
    dataLoss: text.nullable(),
    downtime: text.nullable(),
    exposure: text.nullable(),
  }),
  /** What depends on it: how many, and the first of them. */
  blast: z.strictObject({ count, names: list(text, MOST.blast) }),
  /** What it adds to a month at typical use; null where nothing of it is priced. */
  monthly: usd.nullable(),
  source,
});

const finding = z.strictObject({
  rule: text,
  service: text,
  severity: z.enum(SEVERITIES),
  kind: z.enum(["broken", "cannotTell"]),
  name: text,
  type: text,
  path: text.nullable(),
  message: text,
  reason: text,
  remedy: text,
  reference: text,
  source,
});

const cost = z.strictObject({
  /** Null where there is nothing to compare with. */
  before: band.nullable(),
  after: band,
  gap: band.nullable(),
  /** False where something has no figure on one side only: the gap is then another. */
  complete: z.boolean(),
  /** How many things of the head have no figure: what it costs is then more. */
  unpriced: count,
  rows: list(z.strictObject({ id: text, words: text, gap: band }), MOST.rows),
  /** What the budget has to say; a breach fails the check where this change makes it, or makes it worse. */
  budget: list(z.strictObject({ text, breach: z.boolean() }), MOST.rows),
});

const promotion = z.strictObject({
  /** Environment that a release passes before this one. */
  from: text,
  /** The image it would run, which the other has not run; null where nothing is wrong. Who is not reviewed runs nobody knows what. */
  image: z.strictObject({ gets: text, runs: text.nullable(), together: z.boolean() }).nullable(),
  /** Changes that have no counterpart there. */
  untested: list(z.strictObject({ name: text, type: text, words: text }), MOST.changes),
});

const environment = z.strictObject({
  name: text,
  profile: z.enum(PROFILES),
  /** `alone`: there is nothing to compare it with. */
  state: z.enum(["changed", "unchanged", "new", "removed", "alone"]),
  resources: count,
  cost: cost.nullable(),
  counts: z.strictObject({ create: count, update: count, replace: count, delete: count, move: count }),
  /** Highest risk first, then most money. */
  changes: list(change, MOST.changes),
  /** Changes that are not in the list. */
  omitted: count,
  /** What the change loosens, or tightens, that it is itself held to. */
  notices: list(text, MOST.rows),
  findings: z.strictObject({
    new: list(finding, MOST.findings),
    fixed: list(finding, MOST.findings),
    remaining: list(finding, MOST.findings),
    /** What this change waives: its reason is the waiver's. */
    newlyWaived: list(finding, MOST.findings),
    /** How many there are of each, whatever there was room for; `high` are those of the new ones. */
    counts: z.strictObject({ new: count, high: count, fixed: count, remaining: count, newlyWaived: count }),
    waived: count,
    /** What the plan cannot tell and the profile does not ask for. */
    untold: count,
  }),
  /** What the plan cannot tell at all. */
  cannotTell: count,
  promotion: promotion.nullable(),
});

export const reviewSchema = z.strictObject({
  version: z.literal(1),
  project: text,
  /** As 2026-11-23. */
  date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  base: z.strictObject({
    ref: text,
    commit: z.string().regex(/^[0-9a-f]{7,64}$/),
    /** Why there is nothing to compare with; null where there is. */
    problem: text.nullable(),
    /** What may make its plan another than its own checkout would give. */
    note: text.nullable(),
  }),
  head: z.strictObject({
    commit: z.string().regex(/^[0-9a-f]{7,64}$/),
    /** Whether what was reviewed has changes that are not committed. */
    uncommitted: z.boolean(),
    /** Why it cannot be planned, line by line; null where it can. There are no environments then. Branches from before it do not say. */
    problem: list(text, MOST.problem).min(1).nullable().default(null),
  }),
  environments: list(environment, MOST.environments),
  verdict: z.strictObject({
    /** What fails the check. */
    failures: list(z.strictObject({ environment: text, kind: z.enum(["budget", "finding"]), text }), 100),
    /** Somebody let it pass all the same. */
    overridden: z.boolean(),
    /** Whether it is worth a comment, and why. */
    comment: z.boolean(),
    because: text,
  }),
});

export type Review = z.output<typeof reviewSchema>;
export type EnvironmentReview = Review["environments"][number];
export type ReviewChange = EnvironmentReview["changes"][number];
export type ReviewFinding = EnvironmentReview["findings"]["new"][number];
export type ReviewCost = NonNullable<EnvironmentReview["cost"]>;
export type Promotion = NonNullable<EnvironmentReview["promotion"]>;

/** No longer than a report allows, and says so. */
export const clipped = (value: string, most: number = TEXT): string =>
  value.length <= most ? value : `${value.slice(0, most - 2).replace(/[\ud800-\udbff]$/, "")} …`;
