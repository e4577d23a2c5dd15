/** What the parts of the page about one environment know in common. */
import type { Graph } from "../../graph/graph.ts";
import type { PlannedStack } from "../../plan/plan.ts";
import type { PolicyReport } from "../../policy/finding.ts";
import { type Said, saidIn } from "./findings.ts";
import { type Ids, idsOf } from "./ids.ts";
import { html } from "./markup.ts";
import { type Picture, pictureOf } from "./picture.ts";
import { type References, referencesIn } from "./references.ts";
import type { Link } from "./values.ts";

export interface Environment {
  readonly name: string;
  readonly graph: Graph;
  readonly references: References;
  readonly picture: Picture;
  readonly ids: Ids;
  readonly link: Link;
  /** What the rules say of it; none where nobody has asked them. */
  readonly policy: PolicyReport | undefined;
  readonly said: (urn: string) => Said;
}

export function environmentOf({ name, graph }: PlannedStack, policy?: PolicyReport): Environment {
  const ids = idsOf(name);
  const references = referencesIn(graph);
  const known = new Set(graph.resources.map(({ urn }) => urn));
  const link: Link = (urn, text) =>
    known.has(urn)
      ? html`<a class="chip" href="#${ids.resource(urn)}">${text}</a>`
      : html`<span class="chip" title="${urn}">${text}</span>`;
  return { name, graph, references, picture: pictureOf(graph, references), ids, link, policy, said: saidIn(policy) };
}
