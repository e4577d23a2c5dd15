/** Rules over a planned stack. Pure. */
import { nearest } from "../../infra/config/problems.ts";
import { type PolicySettings, SEVERITIES, type Severity, type Waiver } from "../../infra/config/schema/policy.ts";
import type { Estimate } from "../cost/line.ts";
import { byText, type Graph, type Json, type Resource, STACK_TYPE } from "../graph/graph.ts";
import type { Finding, PolicyReport, WaivedFinding } from "./finding.ts";
import { cannotTell, type Outcome, type Rule } from "./rule.ts";
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
  const holding = settings.waivers.filter(({ expires }) => today <= expires);
  const waived: WaivedFinding[] = [];
  const open: Finding[] = [];
  const untold: Finding[] = [];
  for (const finding of found) {
    const waiver = holding.find((one) => waives(one, finding));
    if (waiver) waived.push({ ...finding, waiver });
    else if (finding.kind === "cannotTell" && settings.profile !== "production") untold.push(finding);
    else open.push(finding);
  }
  const around: Around = { found, used: new Set(waived.map(({ waiver }) => waiver)), rules, today, graph, stack };
  open.push(
    ...settings.waivers.flatMap((waiver) => waiverFindings(waiver, around)),
    ...Object.keys(settings.severity).flatMap((id) => severityFindings(id, around)),
  );
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
  for (const resource of world.ofType(...rule.of))
    for (const outcome of judged(rule, resource, world)) yield { resource, outcome };
}

function judged(rule: Rule, resource: Resource, world: World): readonly Outcome[] {
  try {
    return [rule.judge(resource, world) ?? []].flat();
  } catch (error) {
    return [cannotTell(`the rule could not judge it (${(error as Error).message})`)];
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
  /** Waivers of which something is waived. */
  readonly used: ReadonlySet<Waiver>;
  readonly rules: readonly Rule[];
  readonly today: string;
  readonly graph: Graph;
  readonly stack: Resource | undefined;
}

/** What is wrong with a waiver itself: its rule is none, its last day is over, or nothing is left for it to waive. */
function waiverFindings(waiver: Waiver, around: Around): Finding[] {
  const { found, used, rules, today } = around;
  const of = waiver.resource === undefined ? "" : ` of ${waiver.resource}`;
  const reason = "A waiver is somebody's word for a time; nobody stands for it any longer.";
  const about = (finding: Pick<Finding, "rule" | "severity" | "message" | "remedy">): Finding =>
    aboutSettings({ ...finding, path: settingsPath(waiver), reason }, around);
  if (!rules.some(({ id }) => id === waiver.rule)) {
    const message = `the waiver of ${waiver.rule}${of} names no rule`;
    return [about({ rule: "waiver-unknown", severity: "medium", message, remedy: meant(waiver.rule, rules) })];
  }
  if (today > waiver.expires)
    return [
      about({
        ...{ rule: "waiver-expired", severity: "medium" },
        message: `the waiver of ${waiver.rule}${of} by ${waiver.owner} expired on ${waiver.expires}`,
        remedy: "keep the rule, or renew the waiver under monitor:policy.waivers with its owner",
      }),
    ];
  if (!used.has(waiver)) {
    const isTwin = found.some((finding) => waives(waiver, finding));
    const message = `the waiver of ${waiver.rule}${of} by ${waiver.owner} waives nothing${isTwin ? " that one before it does not" : ""}`;
    return [about({ rule: "waiver-idle", severity: "low", message, remedy: "take it out of monitor:policy.waivers" })];
  }
  return [];
}

/** What two waivers of one stack do not share. */
const settingsPath = ({ rule, resource }: Waiver): string => `waivers ${rule}${resource === undefined ? "" : ` ${resource}`}`;

/** A severity of one's own for what is no rule changes nothing, and somebody believes that it does. */
const severityFindings = (id: string, around: Around): Finding[] =>
  around.rules.some((rule) => rule.id === id)
    ? []
    : [
        aboutSettings(
          {
            ...{ rule: "severity-unknown", severity: "medium", path: `severity.${id}` },
            message: `the severity of ${id} is that of no rule`,
            reason: "Somebody believes that the rule weighs otherwise than it does.",
            remedy: meant(id, around.rules),
          },
          around,
        ),
      ];

const meant = (id: string, rules: readonly Rule[]): string => {
  const { remedy } = nearest(
    id,
    rules.map((rule) => rule.id),
  );
  return remedy.startsWith("did you mean") ? remedy : "monitor policy --rules lists them";
};

/** A finding about monitor:policy itself. */
const aboutSettings = (
  finding: Pick<Finding, "rule" | "severity" | "path" | "message" | "reason" | "remedy">,
  { graph, stack }: Around,
): Finding => ({
  ...{ service: "Policy", kind: "broken", source: null, reference: "docs/policy.md" },
  ...{ resource: stack?.urn ?? graph.stack, name: graph.stack },
  ...finding,
});
