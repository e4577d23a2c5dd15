/** What a resource is given, what it hangs on and what hangs on it: shown when it is opened. */
import type { Resource } from "../../graph/graph.ts";
import { type Box, resourcesOf } from "./boxes.ts";
import type { Environment } from "./environment.ts";
import { saidMarkup } from "./findings.ts";
import { html, type Markup } from "./markup.ts";
import { inputsMarkup, type Link, nameIn } from "./values.ts";

export function detailsMarkup(resource: Resource, { ids, link, picture, references, said }: Environment): Markup {
  const { urn, type, source, provider } = resource;
  const box = picture.boxOf(urn);
  const facts = [
    fact("Type", html`<code>${type}</code>`),
    source && fact("Source", html`<code>${source.file}:${source.line}</code>`),
    provider !== null && fact("Provider", link(provider, nameIn(provider))),
    ...optionFacts(resource, link),
    fact("URN", html`<code>${urn}</code>`),
    box &&
      fact(
        "Picture",
        html`<a href="#${ids.box(box.id)}">${isDrawn(resource, box) ? "Show its box" : `Belongs to ${box.name}`}</a>`,
      ),
    related("Depends on", references.to(urn), link),
    related("Used by", references.from(urn), link),
    // Whoever comes from a box that is marked finds here what the mark is about.
    box && isDrawn(resource, box) && related("Findings also on", othersFound(resource, box, said), link),
  ];
  return html`<div class="body" id="${ids.resource(urn)}">
${saidMarkup(said(urn))}
<dl>${facts}</dl>
${inputsMarkup(resource, link) ?? html`<p class="none">No inputs.</p>`}
</div>`;
}

const isDrawn = (resource: Resource, { members }: { readonly members: readonly Resource[] }): boolean =>
  members.includes(resource);

const othersFound = (resource: Resource, box: Box, said: Environment["said"]): string[] =>
  resourcesOf(box).flatMap(({ urn }) => (urn === resource.urn || said(urn).findings.length === 0 ? [] : urn));

const fact = (name: string, value: Markup): Markup => html`<dt>${name}</dt><dd>${value}</dd>`;

function related(name: string, urns: readonly string[], link: Link): Markup | undefined {
  if (urns.length === 0) return undefined;
  return fact(
    `${name} ${urns.length}`,
    html`<ul class="chips">${urns.map((urn) => html`<li>${link(urn, nameIn(urn))}</li>`)}</ul>`,
  );
}

/** The options that are not what Pulumi does anyway. */
function optionFacts({ options }: Resource, link: Link): Markup[] {
  const list = (items: readonly string[]): string => items.filter((item) => item !== "").join(", ");
  const timeouts = Object.entries(options.customTimeouts).map(([step, time]) => `${step} ${time}`);
  const said: readonly (readonly [string, string | false])[] = [
    ["Protected", options.protect && "cannot be deleted until it is unprotected"],
    ["Retained", options.retainOnDelete && "stays when it leaves the program"],
    ["Replaced", options.deleteBeforeReplace === true && "deleted before its replacement is made"],
    ["Ignored changes", list(options.ignoreChanges)],
    ["Replaced on changes", list(options.replaceOnChanges)],
    ["Aliases", list(options.aliases)],
    ["Timeouts", list(timeouts)],
  ];
  const { deletedWith, replaceWith = [], replacementTrigger } = options;
  return [
    ...said.flatMap(([name, text]) => (text ? [fact(name, html`${text}`)] : [])),
    ...(deletedWith === null ? [] : [fact("Deleted with", link(deletedWith, nameIn(deletedWith)))]),
    ...replaceWith.map((urn) => fact("Replaced with", link(urn, nameIn(urn)))),
    ...(replacementTrigger === undefined
      ? []
      : [fact("Replaced by another", html`<code>${JSON.stringify(replacementTrigger)}</code>`)]),
  ];
}
