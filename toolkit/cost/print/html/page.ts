/** Costs as one page of HTML that needs nothing else: no network, no fonts, no script. */
import { idsOf } from "../../../report/html/ids.ts";
import { type Content, html, type Markup } from "../../../report/html/markup.ts";
import { asset, headOf, styleNamed } from "../../../report/html/shell.ts";
import { counted } from "../../../report/terminal.ts";
import { type CostDiff, diffEstimates } from "../../compare/diff.ts";
import { dollars } from "../../money.ts";
import { money, moneyChange, moneyRange } from "../money.ts";
import { type CostReport, type EnvironmentCost, findingText, incompleteText, nodesText, priceNotes } from "../report.ts";
import { type Chart, drawn, label } from "./chart.ts";
import { compact, curveChart, type Services, servicesOf, stackedChart, tornadoChart, waterfallChart } from "./charts.ts";
import { componentsTable, freeList, row, summaryTable, table, unpricedList } from "./tables.ts";

const STYLE = [...["colours", "page"].map(styleNamed), asset(new URL("./cost.css", import.meta.url))].join("");

export function costHtml({ environments, today }: CostReport): string {
  const project = environments[0]?.graph.project ?? "";
  const visited = environments.filter(({ pageViews }) => pageViews !== null);
  const [first, last] = [visited[0], visited.at(-1)];
  const diff = first && last && first !== last ? diffEstimates(first.estimate, last.estimate) : undefined;
  const page = html`<!doctype html>
<html lang="en">
${headOf({ title: `${project}: monthly cost`, style: STYLE })}
<body>
<header>
<h1>${project}: monthly cost</h1>
<nav aria-label="Environments">${environments.map(
    ({ estimate: { name, monthly } }) =>
      html`<a href="#${idsOf(name).stack}"><span class="name">${label(name)}</span><span class="count">${money(monthly.typical)}</span></a>`,
  )}</nav>
</header>
<main>
<section>
<h2>Environments</h2>
${summaryTable(environments)}
${environments.length > 0 && stackedFigure(environments)}
</section>
${diff && waterfallSection(diff)}
${environments.map((environment) => environmentSection(environment, today))}
</main>
<footer>Estimated offline by <code>monitor cost</code> on ${today}, in US dollars, from list prices before tax. Low, typical and high are the same environment with little, usual and much use. Exact figures: <code>monitor cost --format json</code>.</footer>
</body>
</html>
`;
  return page.text;
}

/** A chart, what it shows in words, and the same as a table. */
const figure = (chart: Chart, caption: Content, data: Markup): Markup => html`<figure>
<div class="scroll" tabindex="0" role="region" aria-label="${chart.title}">${drawn(chart)}</div>
<figcaption>${caption}</figcaption>
<details class="data"><summary>The same as a table</summary>${data}</details>
</figure>`;

function stackedFigure(environments: readonly EnvironmentCost[]): Markup {
  const services = servicesOf(environments);
  return html`<h3>By service, at typical use</h3>
${legend(services)}
${figure(stackedChart(environments, services), "The upright mark is the budget. In brackets: from low to high use.", servicesTable(environments, services))}`;
}

const legend = ({ names }: Services): Markup =>
  html`<ul class="legend">${names.map((name, index) => html`<li><svg viewBox="0 0 12 12" aria-hidden="true"><rect width="12" height="12" rx="3" class="series-${index}"/></svg>${label(name)}</li>`)}</ul>`;

const servicesTable = (environments: readonly EnvironmentCost[], { names, amounts }: Services): Markup =>
  table(
    ["Service", ...environments.map(({ estimate }) => label(estimate.name))],
    names.map((name, index) => row(name, (amounts[index] ?? []).map(money))),
  );

function waterfallSection(diff: CostDiff): Markup {
  const { from, to, total, components, complete } = diff;
  return html`<section>
<h2>Why ${label(to)} costs ${money(Math.abs(total.gap.typical))} ${total.gap.typical < 0 ? "less" : "more"} than ${label(from)}</h2>
${figure(
  waterfallChart(diff),
  html`Typical use. ${!complete && "Something has no figure on one side only, so the true difference is another. "}<code>monitor cost diff</code> tells what each part is made of.`,
  table(
    ["Component", label(from), label(to), "Difference"],
    components.map((part) => row(part.name, [money(part.from.typical), money(part.to.typical), moneyChange(part.gap.typical)])),
  ),
)}
</section>`;
}

function environmentSection(environment: EnvironmentCost, today: string): Markup {
  const { estimate, graph, budget, nodes, drivers, curve, pageViews } = environment;
  const { name, monthly, baseline, usage, lines, unpriced } = estimate;
  const facts = [
    `baseline ${money(baseline.typical)}`,
    `usage ${money(usage.typical)} (${moneyRange(usage)})`,
    pageViews !== null && `${compact(pageViews)} page views`,
    budget && `budget ${money(budget.monthly)}, ${budget.percent} % taken`,
  ];
  const incomplete = incompleteText(estimate);
  const findings = [
    ...(incomplete === undefined ? [] : [incomplete]),
    ...(budget?.findings.filter(({ what }) => what !== "incomplete").map(findingText) ?? []),
    ...priceNotes(lines, today).flatMap(({ text, isWarning }) => (isWarning ? [text] : [])),
  ];
  return html`<section id="${idsOf(name).stack}">
<h2>${name}: ${money(monthly.typical)} <small>${moneyRange(monthly)}</small></h2>
<p class="facts">${facts.filter(Boolean).map((fact) => html`<span>${fact}</span>`)}</p>
${findings.length > 0 && html`<aside class="cannot-tell"><ul>${findings.map((text) => html`<li>${text}</li>`)}</ul></aside>`}
${lines.length === 0 ? html`<p class="none">Nothing here costs anything.</p>` : componentsTable(estimate, graph)}
${nodes && html`<p class="hint">${nodesText(nodes)}</p>`}
${unpriced.length > 0 && unpricedList(unpriced)}
${freeList(estimate.free)}
${
  drivers.length > 0 &&
  html`<h3>What moves it most</h3>
${figure(
  tornadoChart(environment),
  html`Each assumption at its cheap and its dear end, all others typical. They stand under <code>monitor:usage</code>.`,
  table(
    ["Assumption", "Cheap end", "Typical", "Dear end", "Cost at the cheap end", "At the dear end"],
    drivers.map(({ key, meaning, values, monthly: at }) =>
      row(html`${key} <span class="why">${meaning}</span>`, [
        ...[values.low, values.typical, values.high].map(compact),
        ...[money(at.low), money(at.high)],
      ]),
    ),
  ),
)}`
}
${
  curve.length > 0 &&
  html`<h3>Against page views</h3>
${figure(
  curveChart(environment),
  "Both axes are logarithmic. The environment is as it is configured: whether it could serve so many is another question.",
  table(
    ["Page views a month", "Low", "Typical", "High", "For 1,000 views"],
    curve.map(({ pageViews: views, monthly: at }) =>
      row(compact(views), [
        money(at.low),
        money(at.typical),
        money(at.high),
        `$${((1000 * dollars(at.typical)) / views).toPrecision(2)}`,
      ]),
    ),
  ),
)}`
}
<p class="hint">${counted(lines.length, "line")}. <code>monitor cost explain ${name} LINE</code> tells how one comes about.</p>
</section>
`;
}
