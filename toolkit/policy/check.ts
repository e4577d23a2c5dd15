/** Rules over a planned stack. Pure. */
import { nearest } from "../../infra/config/problems.ts";
import { type PolicySettings, SEVERITIES, type Severity, type Waiver } from "../../infra/config/schema/policy.ts";
import type { Estimate } from "../cost/line.ts";
import { byText, type Graph, type Json, type Resource, STACK_TYPE } from "../graph/graph.ts";
import type { Finding, PolicyReport, WaivedFinding } from "./finding.ts";
import type { Outcome, Rule } from "./rule.ts";
import { type World, worldOf } from "./world.ts";

export interface Checked {
  readonly graph: Graph;
  readonly config: { readonly [key: string]: Json };
  readonly settings: PolicySettings;
  readonly rules: readonly Rule[];
  /** Null where nobody has priced the stack. */
  readonly estimate: Estimate | null;
  /** As 2026-11-23: what waivers expire by. */
  readonly today: string;
}

export function checkPolicy({ graph, config, settings, rules, estimate, today }: Checked): PolicyReport {
  const world = worldOf({ graph, config, profile: settings.profile, estimate, today });
  const found: Finding[] = [];
  let keptOnes = 0;
  for (const rule of rules) {
    const severity = severityOf(rule, settings);
    if (severity === "off") continue;
    for (const { resource, outcome } of outcomesOf(rule, world))
      if (outcome.kind === "kept") keptOnes++;
      else found.push(findingOf(rule, severity, resource, outcome));
  }
  const stack = graph.resources.find(({ type }) => type === STACK_TYPE);
  const stale = settings.waivers.flatMap((waiver) => waiverFindings(waiver, { found, rules, today, graph, stack }));
  const holding = settings.waivers.filter(({ expires }) => today <= expires);
  const waived: WaivedFinding[] = [];
  const open: Finding[] = [...stale];
  const untold: Finding[] = [];
  for (const finding of found) {
    const waiver = holding.find((one) => waives(one, finding));
    if (waiver) waived.push({ ...finding, waiver });
    else if (finding.kind === "cannotTell" && settings.profile !== "production") untold.push(finding);
    else open.push(finding);
  }
  const order = (a: Finding, b: Finding): number =>
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    byText(a.rule, b.rule) ||
    byText(a.resource, b.resource) ||
    byText(a.path ?? "", b.path ?? "");
  return {
    ...{ stack: graph.stack, kept: keptOnes },
    ...{ findings: open.sort(order), waived: waived.sort(order), cannotTell: untold.sort(order) },
  };
}

/** What a rule says of each resource it is about. A rule that throws has not judged: that is "cannot tell", never a pass. */
function* outcomesOf(rule: Rule, world: World): Generator<{ resource: Resource; outcome: Outcome }> {
  for (const resource of world.ofType(...rule.of)) {
    const judged = rule.judge(resource, world);
    if (judged === null) continue;
    for (const outcome of Array.isArray(judged) ? (judged as readonly Outcome[]) : [judged as Outcome])
      yield { resource, outcome };
  }
}

function severityOf(rule: Rule, { severity, profile }: PolicySettings): Severity | "off" {
  return severity[rule.id] ?? (typeof rule.severity === "string" ? rule.severity : rule.severity[profile]);
}

const findingOf = (
  { id, service, reason, remedy, reference }: Rule,
  severity: Severity,
  { urn, name, source }: Resource,
  outcome: Exclude<Outcome, { kind: "kept" }>,
): Finding => ({
  ...{ rule: id, service, severity, kind: outcome.kind, resource: urn, name, path: outcome.path, message: outcome.message },
  ...{ reason, remedy: (outcome.kind === "broken" ? outcome.remedy : null) ?? remedy, reference, source },
});

const waives = ({ rule, resource }: Waiver, finding: Finding): boolean =>
  rule === finding.rule && (resource === undefined || resource === finding.name);

interface Around {
  readonly found: readonly Finding[];
  readonly rules: readonly Rule[];
  readonly today: string;
  readonly graph: Graph;
  readonly stack: Resource | undefined;
}

/** What is wrong with a waiver itself: its rule is none, its last day is over, or nothing is left for it to waive. */
function waiverFindings(waiver: Waiver, { found, rules, today, graph, stack }: Around): Finding[] {
  const of = waiver.resource === undefined ? "" : ` of ${waiver.resource}`;
  const about = (rule: string, severity: Severity, message: string, remedy: string): Finding => ({
    ...{ rule, service: "Policy", severity, kind: "broken", path: null, message, remedy, source: null },
    ...{ resource: stack?.urn ?? graph.stack, name: graph.stack },
    reason: "A waiver is somebody's word for a time; nobody stands for it any longer.",
    reference: "docs/policy.md",
  });
  if (!rules.some(({ id }) => id === waiver.rule)) {
    const ids = rules.map(({ id }) => id);
    const remedy = nearest(waiver.rule, ids).remedy ?? "monitor policy --rules lists them";
    return [about("waiver-unknown", "medium", `the waiver of ${waiver.rule}${of} names no rule`, remedy)];
  }
  if (today > waiver.expires)
    return [
      about(
        "waiver-expired",
        "medium",
        `the waiver of ${waiver.rule}${of} by ${waiver.owner} expired on ${waiver.expires}`,
        "keep the rule, or renew the waiver under monitor:policy.waivers with its owner",
      ),
    ];
  if (!found.some((finding) => waives(waiver, finding)))
    return [
      about("waiver-idle", "low", `the waiver of ${waiver.rule}${of} waives nothing`, "take it out of monitor:policy.waivers"),
    ];
  return [];
}
