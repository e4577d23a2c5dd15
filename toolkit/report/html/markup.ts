/** HTML that cannot be broken into: whatever a template takes in is escaped, unless it is itself Markup. */

export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = string | number | Markup | false | null | undefined | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Controls, marks that turn the direction of what follows, joiners but for those in emoji, halves of a pair. */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|(?<!\p{Extended_Pictographic}\ufe0f?)\u200d|\p{Surrogate}/gu;

/** The text with what would be invisible shown by its code, so that no name looks like another. https://trojansource.codes */
export const visible = (text: string): string =>
  text.replace(INVISIBLE, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Text that means nothing to HTML, between tags and in quoted attributes. */
export const escapeHtml = (text: string): string => visible(text).replace(/[&<>"']/g, (found) => ENTITIES[found] ?? found);

/** A template whose values are escaped: html`<b>${name}</b>`. Lists are joined; false, null and undefined are nothing. */
export const html = (strings: TemplateStringsArray, ...values: readonly Content[]): Markup =>
  new Markup(strings.reduce((text, part, index) => `${text}${render(values[index - 1])}${part}`));

function render(value: Content): string {
  if (value === false || value === null || value === undefined) return "";
  if (value instanceof Markup) return value.text;
  if (typeof value === "object") return value.map(render).join("");
  return escapeHtml(String(value));
}
