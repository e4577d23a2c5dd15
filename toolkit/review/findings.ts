/** What becomes of an environment's findings between two plans. Pure. */
import type { Change, GraphDiff } from "../diff/change.ts";
import { type Translate, translator } from "../diff/translate.ts";
import { type Graph, STACK_TYPE } from "../graph/graph.ts";
import { groupBy } from "../graph/values.ts";
import { type Finding, findingKey, type WaivedFinding } from "../policy/finding.ts";
import { typeName } from "./change.ts";
import type { HeadSides } from "./environment.ts";
import { clipped, type EnvironmentReview, MOST, type ReviewFinding } from "./report.ts";

export function findingsOf({ before, after, hasBase }: HeadSides, { changes }: GraphDiff): EnvironmentReview["findings"] {
  const { urn } = laterNames(before?.planned.graph ?? after.planned.graph, after.planned.graph, changes);
  const later = <Of extends Finding>(findings: readonly Of[]): Of[] =>
    findings.map((finding) => ({ ...finding, resource: urn(finding.resource) }));
  const [open, waived, untold] = [after.policy.findings, after.policy.waived, after.policy.cannotTell];
  // What is waived, or can no longer be told, is not mended.
  const { fresh, gone } = compared(later(before?.policy.findings ?? []), [...open, ...waived, ...untold]);
  const lists = {
    new: hasBase ? open.filter((finding) => fresh.has(finding)) : [],
    fixed: gone,
    remaining: open.filter((finding) => !hasBase || !fresh.has(finding)),
    newlyWaived: hasBase ? newlyWaived(later(before?.policy.waived ?? []), waived) : [],
  };
  const shown = (findings: readonly Finding[]): ReviewFinding[] => findings.slice(0, MOST.findings).map(reviewFinding);
  return {
    ...{
      new: shown(lists.new),
      fixed: shown(lists.fixed),
      remaining: shown(lists.remaining),
      newlyWaived: shown(lists.newlyWaived),
    },
    counts: {
      ...{ new: lists.new.length, high: lists.new.filter(({ severity }) => severity === "high").length },
      ...{ fixed: lists.fixed.length, remaining: lists.remaining.length, newlyWaived: lists.newlyWaived.length },
    },
    waived: waived.length,
    untold: untold.length,
  };
}

/** A resource that was renamed keeps its findings, and so do those of a project that was. */
function laterNames(before: Graph, after: Graph, changes: readonly Change[]): Translate {
  const pairs = changes.flatMap(({ before: a, after: b }) => (a && b ? [[a.urn, b.urn] as const] : []));
  const [was, is] = [before, after].map(({ resources }) => resources.find(({ type }) => type === STACK_TYPE));
  return translator(before, after, new Map([...(was && is ? [[was.urn, is.urn] as const] : []), ...pairs]));
}

/** Nobody else sees what a change lets itself off. */
function newlyWaived(before: readonly Finding[], after: readonly WaivedFinding[]): Finding[] {
  const { fresh } = compared(before, after);
  return after
    .filter((finding) => fresh.has(finding))
    .map(({ waiver: { owner, expires, reason }, ...finding }) => ({
      ...finding,
      reason: `waived by ${owner} until ${expires}: ${reason}`,
    }));
}

/**
 * What is the same finding again: first one that says the same, wherever in its list it now stands; then one of the same place, whatever
 * it says. Of two alike, one more is one more. What was only not to be told before is no longer the same once it is sure.
 */
function compared<Of extends Finding>(
  before: readonly Finding[],
  after: readonly Of[],
): { readonly fresh: ReadonlySet<Of>; readonly gone: readonly Finding[] } {
  const fresh = new Set(after);
  let gone = before;
  for (const keyOf of [wordsKey, findingKey]) {
    const open = groupBy(fresh, keyOf);
    gone = gone.filter((finding) => {
      const isAgain = (one: Of): boolean => fresh.has(one) && (finding.kind === "broken" || one.kind === "cannotTell");
      const again = open.get(keyOf(finding))?.find(isAgain);
      return again === undefined || !fresh.delete(again);
    });
  }
  return { fresh, gone };
}

const wordsKey = ({ rule, resource, path, message }: Finding): string =>
  JSON.stringify([rule, resource, path, message]).replace(/\[\d+\]/g, "[]");

const reviewFinding = ({ rule, service, severity, kind, resource, name, path, source, ...texts }: Finding): ReviewFinding => ({
  ...{ rule, service, severity, kind, name: clipped(name), type: typeName(resource.split("::")[2] ?? "") },
  path: path === null ? null : clipped(path),
  ...{ message: clipped(texts.message), reason: clipped(texts.reason), remedy: clipped(texts.remedy) },
  ...{ reference: clipped(texts.reference), source: source && { file: clipped(source.file), line: source.line } },
});
