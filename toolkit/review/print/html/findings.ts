/** What the rules say: what is new is told in full, what is mended or was so before is folded. */
import { html, type Markup } from "../../../report/html/markup.ts";
import { counted } from "../../../report/terminal.ts";
import type { EnvironmentReview, ReviewFinding } from "../../report.ts";
import type { Told } from "../told.ts";
import * as words from "../words.ts";
import { badge, findingId, folded, placeOf } from "./parts.ts";

export function findingsMarkup(review: EnvironmentReview, environment: number, told: Told): Markup | false {
  const { new: added, newlyWaived, fixed, remaining, counts, waived } = review.findings;
  const kept = added.length + newlyWaived.length + fixed.length + remaining.length;
  const omitted = counts.new + counts.newlyWaived + counts.fixed + counts.remaining - kept;
  if (kept + omitted + waived === 0) return false;
  const before = remaining.map((finding) => cardOf(finding));
  return html`<h3>Findings: ${words.findingsText(review)}</h3>
${added.map((finding, index) => cardOf(finding, { id: findingId(environment, index), above: told.above(finding, review)?.name ?? null, open: true }))}
${
  newlyWaived.length > 0 &&
  html`<h4>${counted(counts.newlyWaived, "finding")} waived by this change</h4>${newlyWaived.map((finding) => cardOf(finding))}`
}
${folded(
  `${counted(counts.fixed, "finding")} fixed`,
  fixed.map((finding) => cardOf(finding)),
)}
${review.state === "alone" ? before : folded(words.remainingText(review), before)}
${omitted > 0 && html`<p class="hint">${counted(omitted, "further finding")}, of which this report tells no more.</p>`}`;
}

interface CardOptions {
  readonly id?: string;
  /** Environment before this one of which the same is told. */
  readonly above?: string | null;
  readonly open?: boolean;
}

function cardOf(finding: ReviewFinding, { id, above = null, open = false }: CardOptions = {}): Markup {
  const { severity, kind, rule, service, name, type, path, message, reason, remedy, reference, source } = finding;
  return html`<details class="card ${severity}"${id !== undefined && html` id="${id}"`}${open && above === null && html` open`}>
<summary>${badge(severity)}<span class="what">${kind === "cannotTell" && html`<span class="tag">cannot tell</span> `}<b>${name}</b> <span class="type">${type}</span> ${message}${above !== null && html` <span class="tag">as in ${above}</span>`}</span><span class="amount"></span></summary>
<div class="body">
<p>${reason}</p>
<p class="remedy">${remedy}</p>
<p class="place"><code>${rule}</code> · ${service}${path !== null && html` · <code>${path}</code>`}${referenceOf(reference)}</p>
${placeOf(source)}</div>
</details>
`;
}

/** A link where it is one of a page that cannot be read on its way; whoever follows it sees where it leads. */
function referenceOf(reference: string): Markup | false {
  if (reference === "") return false;
  const url = URL.canParse(reference) ? new URL(reference) : undefined;
  if (url?.protocol !== "https:" || url.username !== "" || url.password !== "") return html` · ${reference}`;
  return html` · <a href="${url.href}" rel="noopener noreferrer">${url.host}</a>`;
}
