/** What Markdown needs of text. */

/** Text that means nothing to Markdown or HTML, and stays in its table cell. */
export const escaped = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\\`*_{}[\]()#+!|~]/g, "\\$&")
    .replace(/\s*\n\s*/g, " ");
