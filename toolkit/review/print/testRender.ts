/** Comments as code hosts render them, and pages, taken apart. */
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";

/** As GitHub does, but for its filter of dangerous tags: none may go unnoticed. */
export function rendered(markdown: string): string {
  const asHtml = gfmHtml();
  delete asHtml.exit?.htmlFlowData;
  delete asHtml.exit?.htmlTextData;
  return micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [asHtml] });
}

/** Its tags, without the values of their attributes. */
export const tagsOf = (html: string): string[] =>
  [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/="[^"]*"/g, '=""').replace(/\s+/g, " "));

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

/** Its text as it is read. */
export const textOf = (html: string): string =>
  html.replace(/<[^>]*>/g, "").replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? "");

/** What a host would turn into a link, a mention, a reference or an emoji by itself; code is left alone. */
export const linksIn = (html: string): string[] => {
  const text = textOf(html.replace(/<code>[^<]*<\/code>/g, ""));
  const found = /@[\w-]|#\d|GH-\d|[!%~&]\d|[%~]["\w]|:\/\/|\bwww\.|:[\w+-]+:/gi;
  return [...text.matchAll(found)].map(({ 0: link, index }) => text.slice(Math.max(0, index - 10), index + link.length + 10));
};
