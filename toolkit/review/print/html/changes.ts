/** What changes, as cards: those that endanger something stand open, but where an environment before has told the same. */
import { html, type Markup } from "../../../report/html/markup.ts";
import { counted } from "../../../report/terminal.ts";
import type { EnvironmentReview, ReviewChange } from "../../report.ts";
import type { Told } from "../told.ts";
import * as words from "../words.ts";
import { amountChange, badge, changeId, folded, type Placed, placeOf, table } from "./parts.ts";

export function changesMarkup(review: EnvironmentReview, environment: number, told: Told): Markup | false {
  const { changes, omitted } = review;
  if (changes.length + omitted === 0) return false;
  const cards = changes.map((change, index) => ({
    change,
    card: cardOf(change, changeId(environment, index), told.above(change, review)?.name ?? null),
  }));
  const [grave, other] = [
    cards.filter(({ change }) => words.isGrave(change)),
    cards.filter(({ change }) => !words.isGrave(change)),
  ];
  return html`<h3>${counted(changes.length + omitted, "change")}</h3>
${grave.map(({ card }) => card)}
${folded(
  `${counted(other.length, "change")} of low or no risk`,
  other.map(({ card }) => card),
)}
${omitted > 0 && html`<p class="hint">${counted(omitted, "further change")}, none of higher risk than the last of these, of which this report tells no more.</p>`}`;
}

function cardOf(change: ReviewChange, id: string, above: string | null): Markup {
  const { risk, monthly } = change;
  return html`<details class="card ${risk.level}" id="${id}"${words.isGrave(change) && above === null && html` open`}>
<summary>${badge(risk.level)}<span class="what">${titleOf(change)}${above !== null && html` <span class="tag">as in ${above}</span>`}</span><span class="gist">${gistOf(change)}</span><span class="amount">${monthly !== null && monthly !== 0 && html`${amountChange(monthly)} <small>a month</small>`}</span></summary>
<div class="body">
${bodyOf(change)}</div>
</details>
`;
}

const titleOf = (change: ReviewChange): Markup =>
  html`<span class="operation ${change.operation}">${words.operationText(change)}</span> <b>${change.name}</b> <span class="type">${change.type}${change.component !== "" && html` in ${change.component}`}</span>`;

function bodyOf(change: ReviewChange): Markup {
  const dangers = words.dangersOf(change);
  const { because, properties, blast, source } = change;
  return html`${
    dangers.length > 0 &&
    html`<dl class="dangers">${dangers.map(({ kind, text }) => html`<div class="${kind.replace(" ", "-")}"><dt>${kind}</dt><dd>${text}</dd></div>`)}</dl>
`
  }<ul class="words">${change.words.map((text) => html`<li>${text}</li>`)}</ul>
${because.length > 0 && html`<p class="unsure"><b>Not sure:</b> ${because.join("; ")}</p>\n`}${properties.length > 0 && propertyTable(properties)}${
  blast.count > 0 &&
  html`<p class="blast"><b>${counted(blast.count, "resource depends", "resources depend")} on it</b>${blast.names.length > 0 && ": "}${blast.names.map((name, index) => html`${index > 0 && ", "}<span class="name">${name}</span>`)}${
    blast.count > blast.names.length && blast.names.length > 0 && ` and ${blast.count - blast.names.length} more`
  }</p>\n`
}${placeOf(source)}`;
}

const propertyTable = (properties: ReviewChange["properties"]): Markup =>
  html`${table(
    [{ head: "Property" }, { head: "Before", kind: "value" }, { head: "After", kind: "value" }],
    properties.map(({ path, before, after, replaces, sure }) => [
      html`<code>${path}</code>${replaces && html` <span class="tag replaces">replaces</span>`}${!sure && html` <span class="tag">may change</span>`}`,
      shown(before),
      shown(after),
    ]),
  )}
`;

const shown = (value: string | null): Markup =>
  value === null ? html`<span class="none">not set</span>` : html`<code>${value}</code>`;

/** The gravest of all environments, each once: what a reviewer reads if nothing else. */
const MOST_FIRST = 12;

export function lookFirst(environments: readonly Placed[]): Markup | false {
  const groups = new Map<string, { readonly change: ReviewChange; readonly where: Markup[] }>();
  for (const [environment, place] of environments)
    environment.changes.forEach((change, index) => {
      if (!words.isGrave(change)) return;
      const key = JSON.stringify([change.operation, change.sure, change.type, change.name, change.risk]);
      const group = groups.get(key) ?? { change, where: [] };
      groups.set(key, group);
      group.where.push(html`<a class="chip" href="#${changeId(place, index)}">${environment.name}</a>`);
    });
  const all = [...groups.values()].sort(
    (a, b) => Number(b.change.risk.level === "high") - Number(a.change.risk.level === "high"),
  );
  if (all.length === 0) return false;
  const hidden = all.length - MOST_FIRST;
  return html`<section id="first">
<h2>Look here first</h2>
<ol class="first">${all.slice(0, MOST_FIRST).map(
    ({ change, where }) => html`<li class="${change.risk.level}">${badge(change.risk.level)}<div><p>${titleOf(change)}</p>
<p class="gist">${gistOf(change)}</p></div><p class="where">${where}</p></li>
`,
  )}</ol>
${hidden > 0 && html`<p class="hint">And ${hidden} more below.</p>`}
</section>
`;
}

function gistOf(change: ReviewChange): Markup {
  const dangers = words.dangersOf(change);
  return dangers.length === 0
    ? html`${change.words[0]}`
    : html`${dangers.map(({ kind, text }, index) => html`${index > 0 && html`<br>`}<b>${kind}:</b> ${text}`)}`;
}
