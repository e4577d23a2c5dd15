/** A preview as one page of HTML that needs nothing else: no network, no fonts, and no script to be read. */
import type { Estimate } from "../../cost/line.ts";
import type { PlannedStack } from "../../plan/plan.ts";
import type { PolicyReport } from "../../policy/finding.ts";
import { policyLine } from "../policyText.ts";
import { placeOf } from "../sizes.ts";
import { counted } from "../terminal.ts";
import { isDeployed } from "../tree.ts";
import { resourcesOf } from "./boxes.ts";
import { comparisonMarkup } from "./compare.ts";
import { costMarkup } from "./cost.ts";
import { drawn } from "./draw.ts";
import { type Environment, environmentOf } from "./environment.ts";
import { findingsMarkup, worstOf } from "./findings.ts";
import { iconSheet } from "./icons.ts";
import { layoutOf, MOST_LINES } from "./layout.ts";
import { listingMarkup } from "./listing.ts";
import { html, Markup } from "./markup.ts";
import { asset, headOf, styleNamed } from "./shell.ts";
import { nameIn } from "./values.ts";

const STYLE = ["colours", "page", "picture", "lists", "cost", "findings", "media"].map(styleNamed).join("");
const SCRIPT = asset(new URL("./page.js", import.meta.url));

export function previewHtml(
  stacks: readonly PlannedStack[],
  costs: ReadonlyMap<string, Estimate> = new Map(),
  policies: ReadonlyMap<string, PolicyReport> = new Map(),
): string {
  const environments = stacks.map((stack) => environmentOf(stack, policies.get(stack.name)));
  const project = stacks[0]?.graph.project ?? "";
  const comparable = stacks.filter(({ config }) => config.kind !== "shared");
  const page = html`<!doctype html>
<html lang="en">
${headOf({ title: `${project}: planned environments`, style: STYLE, script: SCRIPT })}
<body>
${iconSheet}
<a class="skip" href="#resources">Skip to the resources</a>
<header>
<h1>${project}</h1>
<nav aria-label="Environments">${environments.map(
    ({ name, ids, graph, policy }) =>
      html`<a href="#${ids.stack}" data-environment-link="${ids.stack}"><span class="name">${name}</span><span class="count">${graph.resources.filter(isDeployed).length}</span>${policy && foundIn(policy)}</a>`,
  )}</nav>
<search data-script hidden><input type="search" id="search" placeholder="Search resources" aria-label="Search resources by name, type or component" autocomplete="off" spellcheck="false"><kbd>/</kbd></search>
<button type="button" id="theme" role="switch" aria-checked="false" aria-label="Dark theme" data-script hidden></button>
</header>
<main>
<p class="status" role="status" id="status"></p>
${environments.map((environment) => pictureSection(environment, costs.get(environment.name)))}
${
  comparable.length > 1 &&
  html`<section id="side-by-side">
<h2>Side by side</h2>
<p class="hint"><span class="glyph">≠</span> unlike the environment to its left, <span class="glyph">+</span> not in that one, <span class="glyph">−</span> only in that one.</p>
${comparisonMarkup(comparable)}
</section>`
}
<div id="resources" tabindex="-1">
${environments.map(
  (environment) => html`<section data-environment="${environment.ids.stack}">
<h2>Resources of ${environment.name}</h2>
${listingMarkup(environment)}
</section>
`,
)}</div>
</main>
<footer>Planned offline by <code>monitor preview</code>: nothing was deployed or asked. Values that only a cloud knows stand as links to what they come from.</footer>
<script>${new Markup(SCRIPT)}</script>
</body>
</html>
`;
  return page.text;
}

function foundIn(policy: PolicyReport): Markup | false {
  const { findings } = policy;
  if (findings.length === 0) return false;
  const words = policyLine(policy);
  return html`<span class="found ${worstOf(findings)}" role="img" title="${words}" aria-label="${words}">${findings.length}</span>`;
}

function pictureSection(environment: Environment, estimate: Estimate | undefined): Markup {
  const { name, graph, ids, picture, link, policy, said } = environment;
  const deployed = graph.resources.filter(isDeployed);
  const kept = deployed.filter(({ options }) => options.protect).length;
  const facts = [counted(deployed.length, "resource"), placeOf(graph), kept > 0 && `${kept} protected from deletion`];
  const { boxes, lines } = picture;
  return html`<section class="environment" id="${ids.stack}" data-environment="${ids.stack}">
<h2>${name}</h2>
<p class="facts">${facts.filter(Boolean).map((item) => html`<span>${item}</span>`)}</p>
${(estimate ?? policy) && html`<div class="figures">${estimate && costMarkup(estimate)}${policy && findingsMarkup(policy, link)}</div>`}
${
  graph.cannotTell.length > 0 &&
  html`<aside class="cannot-tell"><h3>${counted(graph.cannotTell.length, "thing")} the plan cannot tell</h3><ul>${graph.cannotTell.map(
    ({ resource, path, why }) =>
      html`<li>${link(resource, path === null ? nameIn(resource) : `${nameIn(resource)}.${path}`)} ${why}</li>`,
  )}</ul></aside>`
}
${
  boxes.length === 0
    ? html`<p class="none">Nothing to draw.</p>`
    : html`<figure><div class="scroll">${drawn(layoutOf(picture), environment)}</div>
<figcaption>${
        lines.length > MOST_LINES
          ? `Arrows are left out, for there are ${lines.length}. `
          : "Arrows go the way traffic or use goes. "
      }<span class="more">+3</span> tells how many further resources belong to a box${
        boxes.some((box) => resourcesOf(box).some(({ urn }) => said(urn).findings.length > 0)) &&
        ", a number across its corner how many findings they have"
      }. Choose a box to see what it has to do with, and its resource.<span data-script hidden> Arrow keys go from box to box.</span></figcaption></figure>`
}
</section>
`;
}
