/** What the rules say of an environment: the worst at once and the rest folded; and what they say of one resource. */
import { SEVERITIES, type Severity } from "../../../infra/config/schema/policy.ts";
import type { Finding, PolicyReport, WaivedFinding } from "../../policy/finding.ts";
import { grouped, severitiesText } from "../policyText.ts";
import { counted } from "../terminal.ts";
import { html, type Markup } from "./markup.ts";
import type { Link } from "./values.ts";

/** How many rules are told at once, and of each how many resources that break it. */
const MOST = { rules: 4, resources: 3 } as const;

/** What the rules say of one resource. */
export type Said = Pick<PolicyReport, "findings" | "waived" | "cannotTell">;

export function saidIn(report: PolicyReport | undefined): (urn: string) => Said {
  const by = <Of extends Finding>(findings: readonly Of[] = []): ReadonlyMap<string, readonly Of[]> => {
    const found = new Map<string, Of[]>();
    for (const finding of findings) found.set(finding.resource, [...(found.get(finding.resource) ?? []), finding]);
    return found;
  };
  const [findings, waived, cannotTell] = [by(report?.findings), by(report?.waived), by(report?.cannotTell)];
  return (urn) => ({
    ...{ findings: findings.get(urn) ?? [], waived: waived.get(urn) ?? [], cannotTell: cannotTell.get(urn) ?? [] },
  });
}

export const worstOf = (findings: readonly Finding[]): Severity | undefined =>
  SEVERITIES.find((one) => findings.some(({ severity }) => severity === one));

/** How many findings there are, in the colour of the worst; nothing where there are none. */
export const foundMark = (findings: readonly Finding[]): Markup | false =>
  findings.length > 0 && html`<span class="mark ${worstOf(findings)}">${counted(findings.length, "finding")}</span>`;

export function findingsMarkup({ stack, findings, waived, cannotTell, kept }: PolicyReport, link: Link): Markup {
  const rules = grouped(findings);
  const rest = rules.slice(MOST.rules);
  const further = rest.flat();
  return html`<div class="findings">
<p><b>${findings.length === 0 ? "No findings" : counted(findings.length, "finding")}</b> <span class="aside">${findings.length > 0 && `${severitiesText(findings)}; `}rules kept ${counted(kept, "time")}</span></p>
${rulesMarkup(rules.slice(0, MOST.rules), link)}
${folded(further.length, `${counted(further.length, "further finding")}: ${severitiesText(further)}`, rulesMarkup(rest, link))}
${folded(cannotTell.length, `${cannotTell.length} not to be told from the plan`, rulesMarkup(grouped(cannotTell), link))}
${folded(waived.length, `${waived.length} waived`, waiversMarkup(waived, link))}
<p class="hint"><code>monitor policy ${stack}</code> tells them to pipelines, <code>monitor policy --rules</code> what every rule asks.</p>
</div>`;
}

const folded = (count: number, title: string, body: Markup | false): Markup | false =>
  count > 0 &&
  html`<details><summary>${title}</summary>
${body}</details>
`;

const rulesMarkup = (rules: readonly (readonly Finding[])[], link: Link): Markup | false =>
  rules.length > 0 &&
  html`<ul>${rules.map(
    (findings) => html`<li>${ruleMarkup(findings, link)}</li>
`,
  )}</ul>`;

function ruleMarkup(findings: readonly Finding[], link: Link): Markup {
  const [first] = findings as readonly [Finding];
  const rest = findings.slice(MOST.resources);
  const what = (some: readonly Finding[]): Markup[] =>
    some.map((finding) => html`<p>${link(finding.resource, finding.name)} ${whatMarkup(finding)}${placeMarkup(finding)}</p>`);
  const remedies = [...new Set(findings.map(({ remedy }) => remedy))];
  return html`${badge(first)}<div><p><code>${first.rule}</code> <span class="aside">${first.service}</span></p>
${what(findings.slice(0, MOST.resources))}${folded(rest.length, `${rest.length} more`, html`${what(rest)}`)}
${remedies.map((remedy) => html`<p class="remedy">${remedy}</p>`)}</div>`;
}

/** By waiver: somebody's word, then what it covers. */
const waiversMarkup = (waived: readonly WaivedFinding[], link: Link): Markup =>
  html`<ul>${[...new Set(waived.map(({ waiver }) => waiver))].map((waiver) => {
    const covered = waived.filter((finding) => finding.waiver === waiver);
    return html`<li><span class="badge">waived</span><div><p><code>${waiver.rule}</code> <span class="aside">${waiver.owner}, until ${waiver.expires}</span></p>
<p>${waiver.reason}</p>
<ul class="chips">${covered.map(({ resource, name }) => html`<li>${link(resource, name)}</li>`)}</ul></div></li>
`;
  })}</ul>`;

/** All that the rules say of a resource, with their reasons; nothing where they say nothing. */
export function saidMarkup({ findings, waived, cannotTell }: Said): Markup | undefined {
  if (findings.length + waived.length + cannotTell.length === 0) return undefined;
  const said = [
    ...[...findings, ...cannotTell].map(
      (finding) => html`<li>${badge(finding)}<div><p>${whatMarkup(finding)}</p>
${whyMarkup(finding)}<p class="remedy">${finding.remedy}</p></div></li>
`,
    ),
    ...waived.map(
      (finding) => html`<li><span class="badge">waived</span><div><p>${whatMarkup(finding)}</p>
${whyMarkup(finding)}<p>Waived by ${finding.waiver.owner} until ${finding.waiver.expires}: ${finding.waiver.reason}</p></div></li>
`,
    ),
  ];
  return html`<ul class="said" aria-label="Findings">${said}</ul>`;
}

const badge = ({ severity }: Finding): Markup => html`<span class="badge ${severity}">${severity}</span>`;

const whatMarkup = ({ kind, path, message }: Finding): Markup =>
  html`${kind === "cannotTell" && "cannot tell: "}${path !== null && html`<code>${path}</code>: `}${message}`;

const whyMarkup = ({ reason, rule, service }: Finding): Markup =>
  html`<p class="aside">${reason} <code>${rule}</code>, ${service}</p>`;

const placeMarkup = ({ source }: Finding): Markup | false =>
  source !== null && html` <span class="aside">${source.file}:${source.line}</span>`;
