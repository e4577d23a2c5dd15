/** Reports with the worst of texts in every field, made from the schema itself. */
import fc from "fast-check";
import { z } from "zod";
import { clipped, type Review, reviewSchema } from "./report.ts";

/** What somebody may write where a name or a description stands. */
export const HOSTILE_TEXTS: readonly string[] = [
  ...[
    "<script>window.ran = 1</script>",
    "</details>",
    "</summary></details><h1>x",
    "<img src=x onerror=alert(1)>",
    "<!-- x",
    "-->",
  ],
  ...[
    "![x](javascript:alert(1))",
    "[x](https://evil.example)",
    "[x]: https://evil.example",
    "<https://evil.example>",
    "[^1]",
    "](",
  ],
  ...["@everyone", "@octo-org/team", "someone@evil.example", "mailto:a@evil.example", "xmpp:a@evil.example/x"],
  ...[
    "#1",
    "GH-1",
    "owner/repo#1",
    "owner/repo@1f2e3d4c5b",
    "!1",
    "%1",
    "~bug",
    "&1",
    "$1",
    '%"a b"',
    ":tada:",
    ":white_check_mark:",
  ],
  ...[
    "https://evil.example",
    "http://evil.example/a_b",
    "www.evil.example",
    "_www.evil.example",
    "(www.evil.example",
    "ftp://evil.example",
  ],
  ...[
    "`",
    "``",
    "```",
    "````x````",
    "`a`",
    "~~~",
    "|",
    "\\|",
    "a | b | c",
    "\\",
    "\\\\",
    "&lt;script&gt;",
    "&#64;x",
    "&",
    "&amp;",
  ],
  ...[
    "\n",
    "\r\n\r\n# x",
    "\n\n---\n\n",
    "\u2028",
    "\t",
    "    x",
    "- x",
    "+ x",
    "1. x",
    "1) x",
    "===",
    "---",
    "***",
    "> x",
    "# x",
    "x #",
  ],
  ...["**x**", "_x_", "~~x~~", "*", "_", "[ ] x", "[x] y", "$x$", "$`x`$", "{{7*7}}", "${x}", "{+ x +}", "[[_TOC_]]", "\\(x\\)"],
  ...[
    "\u202egnp.exe",
    "\u2066x\u2069",
    "a\u200bb",
    "\u200d",
    "\ufeff",
    "\u0000",
    "\u001b[31mred",
    "\ud800",
    "👩‍💻 名前 ﷽",
    "__proto__",
  ],
  ...[
    "",
    " ",
    "\u00a0",
    "x".repeat(2_000),
    "W@".repeat(1_000),
    "`".repeat(1_999),
    "|".repeat(2_000),
    "<".repeat(2_000),
    "é",
    "constructor",
  ],
];

export const anyText: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) }, fc.string({ unit: "binary", maxLength: 8 })), {
    ...{ minLength: 1, maxLength: 3 },
  })
  .map((parts) => clipped(parts.join("")));

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

const MOST_MONEY = 1e9;

/** Values of a schema, by its shape: a field that is new there is tried by itself. */
function arbitraryOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(arbitraryOf));
  const { type } = schema;
  if (typeof type === "object") return fc.oneof(...type.map((one) => arbitraryOf({ ...schema, type: one })));
  const { minimum: min = -MOST_MONEY, maximum: max = MOST_MONEY } = schema;
  switch (type) {
    case "object":
      return fc.record(
        Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, inner]) => [key, arbitraryOf(inner)])),
      );
    case "array":
      return fc.array(arbitraryOf(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 2 });
    case "string":
      return schema.pattern === undefined ? anyText : fc.stringMatching(new RegExp(schema.pattern));
    case "number":
      return fc.double({ min, max, noNaN: true });
    case "integer":
      return fc.integer({ min, max });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    default:
      throw new Error(`no arbitrary for ${JSON.stringify(schema)}`);
  }
}

/** Any report that the schema lets pass, with texts of the worst kind. */
export const anyReview: fc.Arbitrary<Review> = arbitraryOf(z.toJSONSchema(reviewSchema) as JsonSchema).map((made) =>
  reviewSchema.parse(made),
);

/** Texts that the schema allows few values of. */
const FIXED = new Set(["date", "commit", "operation", "level", "severity", "kind", "profile", "state"]);

/** The report with other texts: `text` is given each, and its number, the same for the same text. */
export function withTexts(review: Review, text: (from: string, number: number) => string): Review {
  const numbers = new Map<string, number>();
  return JSON.parse(JSON.stringify(review), (key, value) => {
    if (typeof value !== "string" || FIXED.has(key) || value === "") return value;
    if (!numbers.has(value)) numbers.set(value, numbers.size);
    return text(value, numbers.get(value) ?? 0);
  }) as Review;
}

/** The same report with harmless texts: what is printed of both must have one structure. */
export const tamed = (review: Review): Review =>
  withTexts(review, (from, number) => (isPage(from) ? `https://x${number}.example/` : `x${number}`));

function isPage(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === "https:" && url.username === "" && url.password === "";
}
