/** How two plans differ: what would be done to which resource, in words, and what it puts at risk. Pure, and linear in both graphs. */
import { byText, type Graph, type Resource } from "../graph/graph.ts";
import { blastIn } from "./blast.ts";
import { type Change, type GraphDiff, type PropertyChange, RISKS, subjectOf } from "./change.ts";
import { compareInputs } from "./compare.ts";
import { endOf } from "./end.ts";
import { followers } from "./follow.ts";
import { withoutIgnored } from "./ignored.ts";
import { matchGraphs, type Pair } from "./match.ts";
import { judge, type Surroundings, type Verdict } from "./operation.ts";
import { riskOf } from "./risk.ts";
import type { Translate } from "./translate.ts";
import { oneLine } from "./words/units.ts";
import { wordsOf } from "./words/words.ts";

export function diffGraphs(before: Graph, after: Graph): GraphDiff {
  const isOneStack = before.stack === after.stack;
  const { pairs, created, deleted, translate } = matchGraphs(before, after);
  const [old, next] = [before, after].map((graph) => new Map(graph.resources.map((resource) => [resource.urn, resource])));
  const around: Surroundings = {
    before: (urn) => old?.get(urn),
    after: (urn) => next?.get(urn),
    ...{ translate, isOneStack },
  };
  const verdicts = new Map<Pair, Verdict>(
    pairs.map((found) => {
      const pair = { ...found, after: withoutIgnored(found.before, found.after, translate) };
      return [pair, judge(pair, compareInputs(pair.before, pair.after, translate), around)];
    }),
  );
  // An environment does not become another: what would follow if it did is nothing to tell.
  if (isOneStack) for (const [pair, verdict] of followers(verdicts, after)) verdicts.set(pair, verdict);

  const changed = [...verdicts].filter(([, { operation }]) => operation !== null);
  const blasts = { before: blastIn(before), after: blastIn(after) };
  const changes = [
    ...changed.map(([{ before: was, after: is, partOf }, verdict]) =>
      changeOf({ was, is, partOf, verdict }, translate, isOneStack),
    ),
    ...created.map((is) => changeOf({ was: null, is, partOf: null, verdict: CREATED }, translate, isOneStack)),
    ...deleted.map((was) => changeOf({ was, is: null, partOf: null, verdict: DELETED }, translate, isOneStack)),
  ].map((change): Change => {
    if (change.operation === "create" || change.operation === "move") return { ...change, blast: [], blastCount: 0 };
    return { ...change, ...(change.after ? blasts.after(change.after.urn) : blasts.before((change.before as Resource).urn)) };
  });
  return {
    changes: changes.sort(
      (a, b) =>
        RISKS.indexOf(a.risk.level) - RISKS.indexOf(b.risk.level) ||
        Number(b.sure) - Number(a.sure) ||
        byText(subjectOf(a).urn, subjectOf(b).urn),
    ),
    same: pairs.length - changed.length,
  };
}

const CREATED: Verdict = {
  ...{ operation: "create", isNewUrn: true, isByProvider: false, goesWith: false, sure: true },
  ...{ because: [], properties: [], words: [], tells: [] },
};
const DELETED: Verdict = { ...CREATED, operation: "delete" };

interface Parts {
  readonly was: Resource | null;
  readonly is: Resource | null;
  readonly partOf: string | null;
  readonly verdict: Verdict;
}

type Told = Omit<Change, "blast" | "blastCount">;

function changeOf({ was, is, partOf, verdict }: Parts, translate: Translate, isOneStack: boolean): Told {
  const { operation, sure, properties } = verdict;
  const because = [...new Set(verdict.because.map(oneLine))];
  if (operation === null) throw new Error("no change");
  const change = { ...{ operation, sure, because, before: was, after: is, properties: shown(properties) }, partOf };
  // Words compare both sides, so both are in the same terms.
  const before = was && is ? { ...was, inputs: translate.inputs(was.inputs) } : was;
  const end = endOf(change, verdict);
  const { words, sayings } = wordsOf({ ...change, before }, { first: verdict, last: isOneStack ? end.words : [] });
  return { ...change, words, risk: riskOf(change, { sayings, end }) };
}

/** By path; what forces a new resource first. */
const shown = (properties: readonly PropertyChange[]): PropertyChange[] =>
  [...properties].sort((a, b) => Number(b.replaces) - Number(a.replaces) || byText(a.path, b.path));
