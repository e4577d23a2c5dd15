/** Changes in the order in which a reviewer should look at them, with what each costs. Pure. */
import type { Estimate, Line } from "../cost/line.ts";
import { type Micros, sum } from "../cost/money.ts";
import { type Change, RISKS, type RiskLevel } from "../diff/change.ts";
import { componentOf, type Find } from "../graph/components.ts";
import { groupBy, pushTo } from "../graph/values.ts";
import { counted } from "../report/terminal.ts";

export interface Ranked {
  readonly change: Change;
  /** What it adds to a month at typical use; null where neither side has a price for it. */
  readonly monthly: Micros | null;
}

/** Highest risk first, in it what loses data, then most money. What only follows from its component's new name, and loses nothing, is told with the component. */
export function ranked(changes: readonly Change[], before: Estimate | null, after: Estimate | null): Ranked[] {
  const paid = { before: byResource(before), after: byResource(after) };
  const all = changes.map((change): Ranked => {
    const [a, b] = [paid.before.get(change.before?.urn ?? ""), paid.after.get(change.after?.urn ?? "")];
    return { change, monthly: a === undefined && b === undefined ? null : (b ?? 0) - (a ?? 0) };
  });
  return folded(all).sort(
    (a, b) =>
      RISKS.indexOf(a.change.risk.level) - RISKS.indexOf(b.change.risk.level) ||
      Number(a.change.risk.dataLoss === null) - Number(b.change.risk.dataLoss === null) ||
      Math.abs(b.monthly ?? 0) - Math.abs(a.monthly ?? 0),
  );
}

/** What each resource costs at typical use. */
function byResource(estimate: Estimate | null): ReadonlyMap<string, Micros> {
  const lines = groupBy(estimate?.lines ?? [], ({ resource }) => resource);
  return new Map([...lines].map(([urn, each]) => [urn, sum(each.map(({ monthly }) => monthly.typical))]));
}

function folded(all: readonly Ranked[]): Ranked[] {
  const owners = new Set(all.flatMap(({ change }) => change.after?.urn ?? []));
  const parts = new Map<string, Ranked[]>();
  const kept: Ranked[] = [];
  for (const one of all) {
    const { partOf } = one.change;
    if (partOf === null || !owners.has(partOf) || isDangerous(one.change)) kept.push(one);
    else pushTo(parts, partOf, one);
  }
  return kept.map((one) => withParts(one, parts.get(one.change.after?.urn ?? "") ?? []));
}

const isDangerous = ({ risk: { level, dataLoss, downtime, exposure } }: Change): boolean =>
  level === "high" || dataLoss !== null || downtime !== null || exposure !== null;

/** As risky as its worst part, and as dear as all of them. */
function withParts(one: Ranked, parts: readonly Ranked[]): Ranked {
  if (parts.length === 0) return one;
  const levels = [one, ...parts].map(({ change }) => change.risk.level);
  const worst = RISKS.find((level) => levels.includes(level)) as RiskLevel;
  const amounts = [one, ...parts].flatMap(({ monthly }) => (monthly === null ? [] : [monthly]));
  return {
    change: {
      ...one.change,
      words: [...one.change.words, `${counted(parts.length, "resource in it is", "resources in it are")} not listed one by one`],
      risk: { ...one.change.risk, level: worst },
    },
    monthly: amounts.length === 0 ? null : sum(amounts),
  };
}

/** The estimate as it would be, had every resource its later name already: a new name is no difference in cost. */
export function renamed(estimate: Estimate, changes: readonly Change[], find: Find): Estimate {
  const later = new Map(
    changes.flatMap(({ before, after }) => (before && after && before.urn !== after.urn ? [[before.urn, after] as const] : [])),
  );
  if (later.size === 0) return estimate;
  const lines = estimate.lines.map((line): Line => {
    const resource = later.get(line.resource);
    if (!resource) return line;
    const [type = ""] = line.id.split("/");
    const before = `${type}/${line.resource.split("::").pop()}`;
    const id = line.id.startsWith(before) ? `${type}/${resource.name}${line.id.slice(before.length)}` : line.id;
    return { ...line, id, resource: resource.urn, component: componentOf(resource, find) };
  });
  const unpriced = estimate.unpriced.map((one) => ({ ...one, resource: later.get(one.resource)?.urn ?? one.resource }));
  return { ...estimate, lines, unpriced };
}
