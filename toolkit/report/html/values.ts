/** The inputs of a resource, as a person reads them: one value a line, symbols as links, secrets and unknowns as what they are. */
import { type Json, joinPath, type Resource, SECRET, UNKNOWN } from "../../graph/graph.ts";
import { symbolsIn } from "../../graph/symbols.ts";
import { icon } from "./icons.ts";
import { html, type Markup } from "./markup.ts";

/** A link to a resource by its URN, with this text; only the text where the resource is not on the page. */
export type Link = (urn: string, text: string) => Markup;

interface Context {
  readonly link: Link;
  readonly secrets: ReadonlySet<string>;
  readonly unknowns: ReadonlySet<string>;
}

const secretMark: Markup = html`<span class="mark">${icon("lock")}secret</span>`;
const unknownMark: Markup = html`<span class="mark unknown" title="The offline plan cannot tell">unknown</span>`;

export function inputsMarkup({ inputs, secrets, unknowns }: Resource, link: Link): Markup | undefined {
  if (Object.keys(inputs).length === 0) return undefined;
  const context = { link, secrets: new Set(secrets), unknowns: new Set(unknowns) };
  return html`<pre class="inputs">${entries(inputs, "", "", context)}</pre>`;
}

type Nested = Exclude<Json, null | boolean | number | string>;

/** Each on lines of its own. The first one has no line break before it, and no indent where it goes beside a dash. */
function entries(value: Nested, path: string, indent: string, context: Context, besideDash = false): Markup[] {
  const isList = Array.isArray(value);
  return Object.entries(value as { readonly [key: string]: Json }).map(([key, item], index) => {
    const at = joinPath(path, isList ? index : key);
    const inner = `${indent}  `;
    const lead = html`${index > 0 && "\n"}${(index > 0 || !besideDash) && indent}<b>${isList ? "-" : `${key}:`}</b>`;
    if (!isNested(item)) return html`${lead} ${leaf(item, at, inner, context)}`;
    return html`${lead}${isList ? " " : "\n"}${entries(item, at, inner, context, isList)}`;
  });
}

const isNested = (value: Json): value is Nested => typeof value === "object" && value !== null && Object.keys(value).length > 0;

function leaf(value: Json, path: string, indent: string, context: Context): Markup {
  if (typeof value !== "string") return html`${JSON.stringify(value)}`;
  const document = documentIn(value);
  if (document) return html`<i>JSON</i>\n${entries(document, path, indent, context)}`;
  if (context.unknowns.has(path) && value === UNKNOWN) return unknownMark;
  if (context.secrets.has(path))
    return html`${value.split(SECRET).map((part, index) => html`${index > 0 && secretMark}${part}`)}`;
  if (value.includes("\n"))
    return html`<i>text</i>${value
      .replace(/\n+$/, "")
      .split("\n")
      .map((line) => html`\n${indent}${symbols(line, context)}`)}`;
  return isPlain(value) ? symbols(value, context) : html`${JSON.stringify(value)}`;
}

/** The document that a text holds, as policies do. */
function documentIn(text: string): Nested | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    const value = JSON.parse(text) as Json;
    return isNested(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a text looks like what it is without quotes. */
const isPlain = (text: string): boolean =>
  text !== "" && text.trim() === text && !/^(true|false|null|-?[\d.]+|[[{"].*)$/s.test(text);

function symbols(text: string, { link }: Context): Markup {
  const found = symbolsIn(text);
  let rest = text;
  const parts = found.map(({ urn, path }) => {
    const whole = `\${${urn}#${path}}`;
    const at = rest.indexOf(whole);
    const before = rest.slice(0, at);
    rest = rest.slice(at + whole.length);
    return html`${before}${link(urn, path === "" ? nameIn(urn) : `${nameIn(urn)}.${path}`)}`;
  });
  return html`${parts}${rest}`;
}

/** The last word of a URN. */
export const nameIn = (urn: string): string => urn.split("::").pop() || urn;
