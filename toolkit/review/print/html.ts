/** A review as one page of HTML that needs nothing else: no network, no fonts, no script. */
import { html, type Markup } from "../../report/html/markup.ts";
import { asset, headOf, styleNamed } from "../../report/html/shell.ts";
import { counted } from "../../report/terminal.ts";
import type { EnvironmentReview, Promotion, Review } from "../report.ts";
import { changesMarkup, lookFirst } from "./html/changes.ts";
import { budgetMarkup, costLines, costPicture, gapOf } from "./html/costs.ts";
import { findingsMarkup } from "./html/findings.ts";
import { badge, budgetId, environmentId, findingId, folded, type Placed, table } from "./html/parts.ts";
import { type Told, toldOf } from "./told.ts";
import * as words from "./words.ts";

const STYLE = [...["colours", "page"].map(styleNamed), asset(new URL("./html/review.css", import.meta.url))].join("");

export function reviewHtml(review: Review): string {
  const placed = review.environments.map((environment, index): Placed => [environment, index]);
  const changed = placed.filter(([environment]) => words.isChanged(environment));
  const same = placed.filter(([environment]) => !words.isChanged(environment));
  const told = toldOf(
    changed.map(([environment]) => environment),
    ({ changes, findings }) => [...changes, ...findings.new],
  );
  const title = `${review.project}: ${words.headline(review)}`;
  const page = html`<!doctype html>
<html lang="en">
${headOf({ title, style: STYLE })}
<body>
<header>
<h1>${review.project}: review</h1>
<nav aria-label="Environments">${changed.map(
    ([{ name, cost }, index]) =>
      html`<a href="#${environmentId(index)}"><span class="name">${name}</span>${cost?.gap && cost.gap.typical !== 0 && html`<span class="count">${words.usdChange(cost.gap.typical)}</span>`}</a>`,
  )}</nav>
</header>
<main>
${verdictMarkup(review)}
${lookFirst(changed)}
${review.head.problem === null && environmentsMarkup(changed, same)}
${changed.map(([environment, index]) => environmentMarkup(environment, index, told))}
</main>
<footer>${words.revisionsText(review)}, ${review.date}. ${words.finePrint(review)} Written by <code>monitor review</code>.</footer>
</body>
</html>
`;
  return page.text;
}

const environmentsMarkup = (changed: readonly Placed[], same: readonly Placed[]): Markup => html`<section id="environments">
<h2>${changed.length === 0 ? "Nothing changes" : "Environments"}</h2>
${changed.length > 0 && summaryTable(changed)}
${same.length > 0 && html`<p class="facts">Without change: ${same.map(([{ name }], index) => html`${index > 0 && ", "}${name}`)}</p>`}
${costPicture(changed)}
</section>`;

const SIGNS = { fails: "✕", overridden: "!", "cannot-say": "?", passes: "✓" } as const;

function verdictMarkup(review: Review): Markup {
  const { base, verdict, environments } = review;
  const { problem } = review.head;
  const { kind, head, text } = words.verdictText(review);
  return html`<section class="verdict ${kind}" id="verdict">
<p class="sign" aria-hidden="true">${SIGNS[kind]}</p>
<div>
<h2>${head} <small>${text}</small></h2>
<p class="facts"><span>${words.headline(review)}</span><span><code>${words.revisionsText(review)}</code></span><span>${review.date}</span></p>
${
  verdict.failures.length > 0 &&
  html`<ul class="failures">${verdict.failures.map(
    (failure) => html`<li><b class="chip">${failure.environment}</b> ${linked(failure, environments)}</li>
`,
  )}</ul>`
}
${problem !== null && html`<pre class="problem">${problem.join("\n")}</pre>`}
${base.problem !== null && html`<p class="unsure"><b><code>${base.ref}</code> cannot be planned, so the head is reviewed alone:</b> ${base.problem}</p>`}
${base.note !== null && html`<p class="unsure">${base.note}</p>`}
</div>
</section>
`;
}

/** To where a failure is told in full. */
function linked(failure: Review["verdict"]["failures"][number], environments: readonly EnvironmentReview[]): Markup {
  const text = words.failureText(failure);
  const place = environments.findIndex(({ name }) => name === failure.environment);
  const environment = environments[place];
  if (environment === undefined) return html`${text}`;
  const finding = environment.findings.new.findIndex(({ rule, name }) => failure.text.startsWith(`${rule}: ${name} `));
  const isBudget = failure.kind === "budget" && (environment.cost?.budget.length ?? 0) > 0;
  const id = isBudget
    ? budgetId(place)
    : failure.kind === "finding" && finding >= 0
      ? findingId(place, finding)
      : environmentId(place);
  return words.isChanged(environment) ? html`<a href="#${id}">${text}</a>` : html`${text}`;
}

const summaryTable = (environments: readonly Placed[]): Markup =>
  table(
    [
      ...[{ head: "Environment" }, { head: "Resources" }],
      ...["Cost a month", "Difference"].map((head) => ({ head, kind: "number" as const })),
      ...[{ head: "Findings" }, { head: "Look first at", kind: "long" as const }],
    ],
    environments.map(([environment, index]) => {
      const { name, cost, changes } = environment;
      const [first] = changes;
      const state = words.stateText(environment);
      return [
        html`<a href="#${environmentId(index)}">${name}</a>${state && html` <span class="tag">${state}</span>`}`,
        words.changesText(environment),
        cost === null ? "–" : words.costText(cost),
        cost === null ? "–" : gapOf(cost),
        words.findingsText(environment),
        first === undefined ? "–" : html`${badge(first.risk.level)} ${words.lookText(first)}`,
      ];
    }),
  );

function environmentMarkup(environment: EnvironmentReview, index: number, told: Told): Markup {
  const { name, profile, resources, cost, promotion, changes, findings } = environment;
  const state = words.stateText(environment);
  const untold = words.untoldText(environment);
  const isQuiet = changes.length + findings.new.length + findings.newlyWaived.length + findings.fixed.length === 0;
  return html`<section class="environment" id="${environmentId(index)}">
<h2>${name}${state && html` <span class="tag">${state}</span>`}${cost !== null && html` <small>${words.costText(cost)} a month</small> ${cost.gap !== null && gapOf(cost)}`}</h2>
<p class="facts"><span>${profile} profile</span><span>${counted(resources, "resource")}</span>${environment.state !== "alone" && html`<span>${words.changesText(environment)}</span>`}</p>
${budgetMarkup(environment, index)}
${environment.notices.length > 0 && html`<ul class="notes">${environment.notices.map((notice) => html`<li class="warn">${notice}</li>`)}</ul>`}
${promotion !== null && promotionMarkup(promotion)}
${isQuiet && environment.state !== "alone" && html`<p class="none">No resource changes.</p>`}
${changesMarkup(environment, index, told)}
${findingsMarkup(environment, index, told)}
${costLines(environment)}
${untold !== null && html`<p class="hint">${words.sentence(untold)}</p>`}
</section>
`;
}

function promotionMarkup(promotion: Promotion): Markup {
  const { from, untested } = promotion;
  const image = words.imageText(promotion);
  return html`${image !== null && html`<p class="unsure"><b>Not run yet:</b> ${image}</p>`}
${folded(
  `${counted(untested.length, "change")} that ${from} does not get`,
  untested.length === 0
    ? []
    : [
        html`<ul class="words">${untested.map(({ type, name, words: how }) => html`<li><b>${name}</b> <span class="type">${type}</span> ${how}</li>`)}</ul>`,
      ],
)}`;
}
