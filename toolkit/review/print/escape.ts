/** Text of a program in a comment: it must not become Markdown, HTML, a mention, a link or a reference, and not hide what it says. */
import { visible } from "../../report/html/markup.ts";

/** Breaks what a host would turn into something by itself, invisibly. */
const BREAK = "\u200b";

/**
 * Text that means nothing to Markdown, HTML or a code host, and stays on its line and in its table cell. Names from a pull request may be
 * anything: `@everyone`, `#1`, a link, a closing tag. https://github.github.com/gfm/
 */
export const inert = (text: string): string =>
  visible(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\\`*_{}[\]()#+!|~$^=-]/g, "\\$&")
    .replace(/\s*[\r\n\t]+\s*/g, " ")
    // A mention, an issue, a commit of another repository; a bare address; an emoji's or a footnote's name.
    .replace(/@(?=[\w-])/g, `@${BREAK}`)
    .replace(/(?<=\\#|GH\\-|[A-Za-z]!)(?=\d)/gi, BREAK)
    .replace(/(?<=:)(?=\/\/|[\w+-]+:)/g, BREAK)
    .replace(/\b(www)(?=\.)/gi, `$1${BREAK}`)
    .replace(/^(\d+)(?=[.)])/, `$1${BREAK}`);

/** Text in a code span, which nothing in it ends. */
export function code(text: string): string {
  const shown = visible(text)
    .replace(/\s*[\r\n\t]+\s*/g, " ")
    .replaceAll("|", "\\|");
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  const pad = /^`|`$|^ .* $/.test(shown) ? " " : "";
  return shown === "" ? "` `" : `${fence}${pad}${shown}${pad}${fence}`;
}
