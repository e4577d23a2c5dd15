/** The tables of the page. */
import type { Graph } from "../../../graph/graph.ts";
import { type Content, html, type Markup } from "../../../report/html/markup.ts";
import { counted } from "../../../report/terminal.ts";
import type { Estimate, Line, Unpriced } from "../../line.ts";
import type { Band, Micros } from "../../money.ts";
import { byComponent, type ServiceGroup } from "../group.ts";
import { amount, money, percent, unitMoney } from "../money.ts";
import { type EnvironmentCost, resourceName, sourcesOf, unpricedReasons } from "../report.ts";

/** The first column names the row; all others are figures. */
export const table = (heads: readonly string[], rows: readonly Markup[]): Markup =>
  html`<div class="scroll"><table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;

export const row = (head: Content, cells: readonly Content[]): Markup =>
  html`<tr><th scope="row">${head}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>
`;

export function summaryTable(environments: readonly EnvironmentCost[]): Markup {
  return table(
    ["Environment", "Low", "Typical", "High", "Baseline", "Usage", "Budget", "Without a figure"],
    environments.map(({ estimate: { name, monthly, baseline, usage, unpriced }, budget }) => {
      const over = budget?.findings.some(({ what }) => what === "over");
      return row(name, [
        ...[money(monthly.low), html`<b>${money(monthly.typical)}</b>`, money(monthly.high)],
        ...[money(baseline.typical), money(usage.typical)],
        budget === null ? "none" : html`${money(budget.monthly)}, ${budget.percent} %${over && html` <b class="over">over</b>`}`,
        unpriced.length === 0 ? "nothing" : html`<span class="over">${counted(unpriced.length, "thing")}</span>`,
      ]);
    }),
  );
}

/** Components, services in them, and the lines of each to be opened. */
export function componentsTable({ lines, monthly }: Estimate, graph: Graph): Markup {
  const components = byComponent(lines);
  const sources = sourcesOf(graph);
  const largest = Math.max(...components.map((each) => each.monthly.typical), 1);
  return html`<div class="components">
<div class="line head"><span>Component, service</span><span>Low</span><span>Typical</span><span>High</span><span>Part</span><span></span></div>
${components.map(
  (
    component,
  ) => html`<details class="component"><summary class="line"><b>${component.name}</b>${figures(component.monthly, monthly, largest)}</summary>
${component.members.map((service) => serviceMarkup(service, monthly, largest, sources))}</details>
`,
)}</div>`;
}

const figures = ({ low, typical, high }: Band<Micros>, whole: Band<Micros>, largest: Micros): Markup =>
  html`<span class="weak">${money(low)}</span><span>${money(typical)}</span><span class="weak">${money(high)}</span><span class="weak">${percent(typical, whole.typical)}</span><svg class="bar" viewBox="0 0 200 10" aria-hidden="true"><rect width="${Math.round((200 * typical) / largest)}" height="10" rx="2"/></svg>`;

type Sources = ReturnType<typeof sourcesOf>;

const serviceMarkup = (service: ServiceGroup, whole: Band<Micros>, largest: Micros, sources: Sources): Markup =>
  html`<div class="line service"><span>${service.name}</span>${figures(service.monthly, whole, largest)}</div>
${table(
  ["Line", "Quantity", "Price for one", "Low", "Typical", "High", "Price from"],
  service.members.map((line) => lineRow(line, sources)),
)}`;

function lineRow(line: Line, sources: Sources): Markup {
  const { name, resource, quantity, unit, unitPrice, monthly, price, discount, list } = line;
  const source = sources.get(resource);
  const range = quantity.low === quantity.high ? "" : ` (${amount(quantity.low)}–${amount(quantity.high)})`;
  return row(
    html`${name} <span class="why">${resourceName(resource)}${source && html`, <code>${source.file}:${source.line}</code>`}${
      discount && `, ${discount.name}: ${percent(list.typical - monthly.typical, list.typical)} less than the list price`
    }</span>`,
    [
      ...[`${amount(quantity.typical)}${range} ${unit}`, unitMoney(unitPrice)],
      ...[money(monthly.low), money(monthly.typical), money(monthly.high)],
      html`<span class="source">${price.asOf ?? "no date"}${price.unverified && html` <b class="over">unverified</b>`}, ${price.source}</span>`,
    ],
  );
}

export const unpricedList = (unpriced: readonly Unpriced[]): Markup =>
  html`<h3>${counted(unpriced.length, "thing")} without a figure</h3>
<ul class="reasons">${unpricedReasons(unpriced).map(
    ({ why, what }) => html`<li>${why}<ul>${what.map((name) => html`<li>${name}</li>`)}</ul></li>`,
  )}</ul>`;

export function freeList(free: Estimate["free"]): Markup | false {
  if (free.length === 0) return false;
  const count = free.reduce((sum, { resources }) => sum + resources, 0);
  return html`<details class="free"><summary>${counted(count, "resource costs nothing by its nature", "resources cost nothing by their nature")}</summary>
<ul class="reasons">${free.map(({ type, resources, why }) => html`<li>${resources} × <code>${type}</code>: ${why}</li>`)}</ul></details>`;
}
