/** What every page of ours begins with: one file that needs nothing else. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { html, Markup } from "./markup.ts";

/** As browsers read it: they hash a style or script after its line breaks have become \n. */
export const asset = (file: URL): string => readFileSync(file, "utf8").replaceAll("\r\n", "\n");

/** One of the styles beside this file: `colours`, `page`. */
export const styleNamed = (name: string): string => asset(new URL(`./style/${name}.css`, import.meta.url));

export interface Shell {
  readonly title: string;
  readonly style: string;
  /** The one script that may run. @default none */
  readonly script?: string;
}

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Nothing is fetched and nothing runs but what is written there. https://www.w3.org/TR/CSP3/ */
const policyOf = ({ style: css, script }: Shell): string =>
  [
    "default-src 'none'",
    `style-src ${hashOf(css)}`,
    ...(script === undefined ? [] : [`script-src ${hashOf(script)}`]),
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");

export const headOf = (shell: Shell): Markup => html`<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(shell)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${shell.title}</title>
<style>${new Markup(shell.style)}</style>
</head>`;
