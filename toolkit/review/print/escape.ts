/** Text of a program in a comment: it must not become Markdown, HTML, a mention, a link or a reference, and not hide what it says. */
import { escapeHtml, visible } from "../../report/html/markup.ts";
import { clipped } from "../report.ts";

/** Between two characters, so that a host does not turn them into something by itself; invisible. */
const BREAK = "\u200b";

/**
 * On one line, without what is invisible, and no longer than there is room for. A runner of GitHub Actions takes `##[command]` for its own
 * wherever it stands.
 */
export const lineOf = (text: string, most: number): string =>
  // What is invisible gets six times longer by being shown.
  clipped(visible(clipped(text, most)).replace(/\s+/g, " ").trim().replaceAll("##[", "## ["), most);

/** A sentence's length; names are shorter. */
const MOST = 300;
export const NAME = 40;
const MOST_CODE = 100;
/** What stands for no text at all: emphasis of nothing would be four asterisks. */
const NOTHING = "–";

/**
 * Text that means nothing to Markdown, HTML or a code host, and stays on its line and in its table cell. Names from a pull request may be
 * anything: `@everyone`, `#1`, a link, a closing tag. https://github.github.com/gfm/
 */
export const inert = (text: string, most: number = MOST): string =>
  unlinked(
    (lineOf(text, most) || NOTHING)
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replace(/[\\`*_{}[\]#|~$]/g, "\\$&")
      // A list or a line, where nothing stands before it.
      .replace(/^[-+=]/, "\\$&")
      .replace(/^(\d+)([.)])/, "$1\\$2"),
  );

/** The same inside an HTML element, which Markdown leaves alone. */
export const inertHtml = (text: string, most: number = MOST): string => unlinked(escapeHtml(lineOf(text, most)));

/** Without what hosts look for in what is rendered: backslashes do not hide it from them. */
const unlinked = (text: string): string =>
  text
    // Mentions and addresses; issues, also `GH-1`; GitLab's merge requests, milestones, labels and epics.
    .replaceAll("@", `@${BREAK}`)
    .replace(/#(?!39;)/g, `#${BREAK}`)
    .replace(/GH-(?=\d)/gi, `$&${BREAK}`)
    .replace(/(?:[!%~]|&amp;)(?=[\w"&\\])/g, `$&${BREAK}`)
    // Addresses of pages; names of emoji.
    .replace(/:(?=\/\/|[\w+\\-]+:)/g, `:${BREAK}`)
    .replace(/www(?=\.)/gi, `$&${BREAK}`);

/** Text in a code span, which nothing in it ends. Not for tables, where a backslash before a bar cannot be said. */
export function code(text: string, most: number = MOST_CODE): string {
  const shown = lineOf(text, most);
  if (shown === "") return "` `";
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  const pad = /^`|`$/.test(shown) ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A link, where the address is one of a page; else the text alone. */
export function link(text: string, address: string | null): string {
  if (address === null || !URL.canParse(address)) return text;
  const { protocol, href } = new URL(address);
  if (protocol !== "https:" && protocol !== "http:") return text;
  const plain = href.replace(/[()<>[\]\\|`*\s]/g, (found) => `%${found.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return `[${text}](${plain.replaceAll("&", "&amp;")})`;
}
