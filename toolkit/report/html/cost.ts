/** What an environment costs, in short: the parts that make up most of it. `monitor cost` has the rest. */
import type { Estimate } from "../../cost/line.ts";
import { sumBands } from "../../cost/money.ts";
import { byComponent } from "../../cost/print/group.ts";
import { money, moneyRange } from "../../cost/print/money.ts";
import { incompleteText } from "../../cost/print/report.ts";
import { html, type Markup } from "./markup.ts";

const MOST_ROWS = 5;
const BAR_WIDTH = 160;

export function costMarkup(estimate: Estimate): Markup {
  const { name, monthly, baseline, lines } = estimate;
  const components = byComponent(lines);
  const [shown, rest] = [components.slice(0, MOST_ROWS), components.slice(MOST_ROWS)];
  const rows = [
    ...shown,
    ...(rest.length === 0 ? [] : [{ name: `${rest.length} others`, monthly: sumBands(rest.map((each) => each.monthly)) }]),
  ];
  const largest = Math.max(...rows.map((row) => row.monthly.typical), 1);
  const incomplete = incompleteText(estimate);
  return html`<div class="cost">
<p><b>${money(monthly.typical)} a month</b> <span class="band">${moneyRange(monthly)}, of it ${money(baseline.typical)} whatever the use</span></p>
${incomplete !== undefined && html`<p class="incomplete">${incomplete}</p>`}
<table><tbody>${rows.map(
    (
      row,
    ) => html`<tr><th scope="row">${row.name}</th><td>${money(row.monthly.typical)}</td><td class="band">${moneyRange(row.monthly)}</td><td><svg viewBox="0 0 ${BAR_WIDTH} 8" aria-hidden="true"><rect width="${Math.round((BAR_WIDTH * row.monthly.typical) / largest)}" height="8" rx="2"/></svg></td></tr>
`,
  )}</tbody></table>
<p class="hint"><code>monitor cost ${name}</code> has every line, what drives it, and charts.</p>
</div>`;
}
