/** Addresses of lines of code, made of parts that can only be what they are meant to be. */
interface CodeAt {
  readonly serverUrl: string;
  readonly owner: string;
  readonly repo: string;
  /** Checked by the report's schema: hexadecimal digits. */
  readonly commit: string;
}

/** Where a line can be looked at; null where its path is none inside the repository. */
export const codeLink =
  ({ serverUrl, owner, repo, commit }: CodeAt) =>
  ({ file, line }: { readonly file: string; readonly line: number }): string | null => {
    const segments = file.split("/");
    const isInside = segments.every((segment) => !["", ".", ".."].includes(segment) && !segment.includes("\\"));
    if (!isInside || /\p{Surrogate}/u.test(file)) return null;
    return `${serverUrl}/${owner}/${repo}/blob/${commit}/${segments.map(encoded).join("/")}${line > 0 ? `#L${line}` : ""}`;
  };

/** With what Markdown would read, too: a bracket ends a link. */
const encoded = (segment: string): string =>
  encodeURIComponent(segment).replace(/[!'()*_~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
