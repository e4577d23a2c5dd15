/** Small pieces that the whole page is made of. */
import { type Content, html, type Markup } from "../../../report/html/markup.ts";
import type { EnvironmentReview, ReviewChange } from "../../report.ts";
import { usdChange } from "../words.ts";

type Level = ReviewChange["risk"]["level"];

/** Names of elements: by place, because two things may have one name. */
export const environmentId = (environment: number): string => `environment-${environment + 1}`;
export const changeId = (environment: number, change: number): string => `${environmentId(environment)}-change-${change + 1}`;
export const findingId = (environment: number, finding: number): string => `${environmentId(environment)}-finding-${finding + 1}`;
export const budgetId = (environment: number): string => `${environmentId(environment)}-budget`;

export const badge = (level: Level): Markup => html`<span class="badge ${level}">${level}</span>`;

/** Dearer, cheaper or the same, by colour and sign. */
export const amountChange = (usd: number): Markup =>
  html`<span class="${usd > 0 ? "rise" : usd < 0 ? "fall" : "same"}">${usdChange(usd)}</span>`;

/** `number` stands to the right, `value` may be narrow, `long` may not. */
export interface Column {
  readonly head: Content;
  readonly kind?: "number" | "value" | "long";
}

export const table = (columns: readonly Column[], rows: readonly (readonly Content[])[]): Markup => {
  const kindOf = (index: number): Markup | false => {
    const kind = columns[index]?.kind;
    return kind !== undefined && html` class="${kind}"`;
  };
  return html`<div class="scroll"><table><thead><tr>${columns.map(({ head }, index) => html`<th scope="col"${kindOf(index)}>${head}</th>`)}</tr></thead><tbody>
${rows.map((cells) => html`<tr>${cells.map((cell, index) => (index === 0 ? html`<th scope="row"${kindOf(0)}>${cell}</th>` : html`<td${kindOf(index)}>${cell}</td>`))}</tr>\n`)}</tbody></table></div>`;
};

export const placeOf = (source: ReviewChange["source"]): Markup | false =>
  source !== null && html`<p class="place"><code>${source.file}:${source.line}</code></p>`;

/** Closed, with how many there are; nothing where there are none. */
export const folded = (title: Content, body: readonly Markup[]): Markup | false =>
  body.length > 0 &&
  html`<details class="fold"><summary>${title}</summary>
${body}</details>\n`;

/** The environments with their place in the report, which their elements are named by. */
export type Placed = readonly [environment: EnvironmentReview, index: number];
