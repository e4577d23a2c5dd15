/** What each environment costs before and after: as a picture, and line by line. */
import { html, type Markup } from "../../../report/html/markup.ts";
import type { EnvironmentReview, ReviewCost } from "../../report.ts";
import * as words from "../words.ts";
import { amountChange, budgetId, environmentId, folded, type Placed, table } from "./parts.ts";

/** Drawn to be stretched: shapes, no text. */
const WIDTH = 1000;

/** Bars of all environments at one scale: the upper before, the lower after. */
export function costPicture(environments: readonly Placed[]): Markup | false {
  const priced = environments.flatMap(([environment, index]) =>
    environment.cost === null ? [] : [{ name: environment.name, cost: environment.cost, index }],
  );
  const most = Math.max(
    0,
    ...priced.flatMap(({ cost: { before, after } }) => [...Object.values(after), ...Object.values(before ?? {})]),
  );
  if (most <= 0) return false;
  return html`<figure class="costs">
<figcaption><h3>Cost a month</h3>${priced.some(({ cost }) => cost.before !== null) && html`<span class="key before">before</span>`}<span class="key after">after</span><span class="key span">from low to high use</span></figcaption>
${priced.map(
  ({
    name,
    cost,
    index,
  }) => html`<div class="cost"><a href="#${environmentId(index)}">${name}</a>${bars(cost, most, name)}<span class="sum">${words.costText(cost)}</span><span class="gap">${gapOf(cost)}</span></div>
`,
)}</figure>`;
}

function bars({ before, after }: ReviewCost, most: number, name: string): Markup {
  const at = (usd: number): number => Math.round((WIDTH * Math.max(0, usd)) / most);
  const bar = (kind: string, y: number, usd: number): Markup =>
    html`<rect class="${kind}" x="0" y="${y}" width="${at(usd)}" height="10"/>`;
  const span = (y: number, { low, high }: ReviewCost["after"]): Markup =>
    html`<rect class="span" x="${at(Math.min(low, high))}" y="${y + 4}" width="${Math.abs(at(high) - at(low))}" height="2"/>`;
  const y = before === null ? 8 : 14;
  const text = `${name}: ${before === null ? "" : `${words.usdText(before.typical)} before, `}${words.usdText(after.typical)} after`;
  return html`<svg viewBox="0 0 ${WIDTH} 26" preserveAspectRatio="none" role="img" aria-label="${text}">${before !== null && html`${bar("before", 2, before.typical)}${span(2, before)}`}${bar("after", y, after.typical)}${span(y, after)}</svg>`;
}

/** `+$543 ($541–$543)`, coloured. */
export function gapOf({ gap, complete }: ReviewCost): Markup {
  if (gap === null) return html`<span class="same">–</span>`;
  return html`<b>${amountChange(gap.typical)}</b>${gap.low !== gap.high && html` <small>${words.usdSpan(gap)}</small>`}${!complete && html` <span class="tag">incomplete</span>`}`;
}

export const budgetMarkup = ({ cost }: EnvironmentReview, environment: number): Markup | false =>
  cost !== null &&
  cost.budget.length > 0 &&
  html`<ul class="notes" id="${budgetId(environment)}">${cost.budget.map(({ text, breach }) => html`<li class="${breach ? "bad" : "warn"}"><b>${breach ? "Budget breached" : "Budget"}:</b> ${text}</li>`)}</ul>`;

export const costLines = ({ cost }: EnvironmentReview): Markup | false =>
  cost !== null &&
  cost.rows.length > 0 &&
  folded("Cost a month, line by line", [
    table(
      [
        { head: "Line" },
        { head: "What changes", kind: "long" },
        ...["Low", "Typical", "High"].map((head) => ({ head, kind: "number" as const })),
      ],
      cost.rows.map(({ id, words: how, gap }) => [
        ...[id, how],
        ...[words.usdChange(gap.low), amountChange(gap.typical), words.usdChange(gap.high)],
      ]),
    ),
  ]);
