/** What a price book's file may hold. Committed books are checked by a test, those that a user gives when they are read. */
import { z } from "zod";

const DAY_OR_MONTH = /^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$/;
const DAY = "a day (2026-08-21)";

const name = z.string({ error: "a text" }).regex(/^[^|\s](?:[^|]*[^|\s])?$/, { error: "a text that is not empty, without |" });
const dollars = z.number({ error: "US dollars, a number from 0" }).min(0, { error: "US dollars, a number from 0" });
const positive = z.number({ error: "a number above 0" }).positive({ error: "a number above 0" });
const isDate = (text: string): boolean => {
  const day = text.length === 7 ? `${text}-01` : text;
  const time = Date.parse(`${day}T00:00:00Z`);
  return DAY_OR_MONTH.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
};

const TIERS_RISE = "bounds that rise, with null (no limit) in the last tier alone";

const tiers = z
  .array(
    z.strictObject({
      /** Last quantity that this price holds for, in the price's unit; null for no limit. */
      upTo: positive.nullable(),
      usd: dollars,
    }),
    { error: "a list of { upTo, usd }" },
  )
  .min(1, { error: "one tier or more" })
  .superRefine((rows, context) => {
    for (const [index, { upTo }] of rows.entries()) {
      const before = rows[index - 1]?.upTo;
      if (index > 0 && (before === null || (upTo !== null && before !== undefined && upTo <= before)))
        context.addIssue({ code: "custom", path: [index, "upTo"], message: TIERS_RISE, input: upTo });
    }
  });

export const PRICE = z
  .strictObject({
    vendor: name,
    service: name,
    /** The vendor's region; `all` or `global` where the price holds everywhere. */
    region: name,
    sku: name,
    /** What `usd` buys one of. */
    unit: name,
    /** The first tier's where there are tiers; a fraction where the unit starts with `fraction`. */
    usd: dollars,
    /** Marginal: each price holds for its part of the quantity. With `tierUnit` they are not. */
    tiers: tiers.optional(),
    /** The measure that picks one tier's price for the whole quantity. */
    tierUnit: name.optional(),
    asOf: z
      .string({ error: `${DAY}, a month (2026-07), or null where the source tells none` })
      .refine(isDate, { error: `${DAY} or a month (2026-07)` })
      .nullable(),
    confidence: z.enum(["primary", "secondary", "derived", "unverified"], {
      error: "primary (the vendor says it), secondary (somebody quotes the vendor), derived (worked out) or unverified",
    }),
    source: name,
    /** How far off the price may be where its source shows cents only. */
    pinnedWithinPct: positive.optional(),
    note: name.optional(),
    /** Day from which the vendor no longer offers it. */
    deprecation: z
      .string({ error: DAY })
      .refine((text) => text.length === 10 && isDate(text), { error: DAY })
      .optional(),
    pricing: z.enum(["on-demand", "reserved", "spot"], { error: "on-demand, reserved or spot" }).optional(),
    engine: name.optional(),
    ramGB: positive.optional(),
    vcpu: positive.optional(),
    includedStorageGB: positive.optional(),
  })
  .superRefine(({ usd, tiers: rows, tierUnit, unit }, context) => {
    if (rows?.[0] && rows[0].usd !== usd)
      context.addIssue({ code: "custom", path: ["usd"], message: `the first tier's price, ${rows[0].usd}`, input: usd });
    if (tierUnit !== undefined && !rows)
      context.addIssue({ code: "custom", path: ["tierUnit"], message: "only with tiers, which it picks from", input: tierUnit });
    if (unit.startsWith("fraction") && usd > 1)
      context.addIssue({ code: "custom", path: ["usd"], message: "a fraction from 0 to 1", input: usd });
  });

export const BOOK = z.array(PRICE, { error: "a list of prices" });

/** One price, as the files have it. */
export type Price = Readonly<z.infer<typeof PRICE>>;
