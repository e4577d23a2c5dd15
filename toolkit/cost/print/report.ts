/** What the reports of `monitor cost` are made from, and what all of them say alike. */
import type { Graph, Source } from "../../graph/graph.ts";
import { counted } from "../../report/terminal.ts";
import type { BudgetFinding, BudgetVerdict } from "../budget.ts";
import type { Estimate, Line, Unpriced } from "../line.ts";
import type { NodeCost, NodeShare } from "../nodeCost.ts";
import { healthOf, type PriceHealth, type PriceUse } from "../prices/age.ts";
import { nameOf } from "../prices/check.ts";
import type { CurvePoint, Driver } from "../sweep.ts";
import { money, moneyRange, percent } from "./money.ts";

export interface EnvironmentCost {
  readonly estimate: Estimate;
  readonly graph: Graph;
  /** Null where the stack has no budget. */
  readonly budget: BudgetVerdict | null;
  /** Who the nodes' cost is for; null where there are none. */
  readonly nodes: NodeCost | null;
  /** The largest effect first; none where nothing of it was asked. */
  readonly drivers: readonly Driver[];
  readonly curve: readonly CurvePoint[];
  /** Typical page views a month; null for a stack without visitors. */
  readonly pageViews: number | null;
}

export interface CostReport {
  readonly environments: readonly EnvironmentCost[];
  /** As 2026-11-23. */
  readonly today: string;
}

/** In a sentence: how many nodes, whose they are, and what is idle. */
export function nodesText({ nodes, pods, monthly, services, idle, unplaced }: NodeCost): string {
  const part = ({ service, share, monthly: cost }: NodeShare): string => `${service} ${money(cost)} (${percent(share, 1)})`;
  const [shown, rest] = [services.slice(0, MOST_SERVICES), services.slice(MOST_SERVICES)];
  const others: NodeShare = {
    service: `${rest.length} others`,
    share: rest.reduce((sum, { share }) => sum + share, 0),
    monthly: rest.reduce((sum, { monthly: cost }) => sum + cost, 0),
  };
  return [
    `${counted(nodes, "node")} with ${counted(pods, "pod")}, ${money(monthly)}: ${[...shown, ...(rest.length > 0 ? [others] : []), idle].map(part).join(", ")}`,
    ...(unplaced > 0 ? [`${counted(unplaced, "pod")} without room`] : []),
  ].join("; ");
}

const MOST_SERVICES = 4;

/** Where an environment's resources are written: URN to line of code. */
export const sourcesOf = ({ resources }: Graph): ReadonlyMap<string, Source | null> =>
  new Map(resources.map(({ urn, source }) => [urn, source]));

/** `NatGateway network-nat-a` of a URN. */
export function resourceName(urn: string): string {
  const [, , types = "", name = urn] = urn.split("::");
  return [types.split(":").pop(), name].filter(Boolean).join(" ");
}

/** What has no figure, by reason: most first. */
export function unpricedReasons(unpriced: readonly Unpriced[]): { readonly why: string; readonly what: readonly string[] }[] {
  const byReason = new Map<string, string[]>();
  for (const { resource, line, why } of unpriced) {
    const what = `${resourceName(resource)}${line === null ? "" : `: ${line}`}`;
    const known = byReason.get(why);
    if (known) known.push(what);
    else byReason.set(why, [what]);
  }
  return [...byReason].map(([why, what]) => ({ why, what })).sort((a, b) => b.what.length - a.what.length);
}

/** An estimate in a line: `$240 a month ($233–$499), of it $231 whatever the use`. */
export function costLine(estimate: Estimate): string {
  const { monthly, baseline, unpriced } = estimate;
  const incomplete = unpriced.length === 0 ? "" : `; incomplete, ${counted(unpriced.length, "thing")} without a figure`;
  return `${money(monthly.typical)} a month (${moneyRange(monthly)}), of it ${money(baseline.typical)} whatever the use${incomplete}`;
}

/** `2,612` is what is priced, and no more than that. */
export const incompleteText = ({ unpriced }: Estimate): string | undefined =>
  unpriced.length === 0
    ? undefined
    : `incomplete: ${counted(unpriced.length, "thing")} without a figure, not counted in the total`;

const FINDINGS: Readonly<Record<BudgetFinding["what"], (finding: BudgetFinding) => string>> = {
  over: ({ of, limit, amount }) => `${of}: ${money(amount ?? 0)} is over the limit of ${money(limit ?? 0)}`,
  high: ({ of, limit, amount }) => `${of}: high use would make it ${money(amount ?? 0)}, over the limit of ${money(limit ?? 0)}`,
  rise: ({ of, limit, amount }) => `${of}: rises by ${money(amount ?? 0)}; a change may add ${money(limit ?? 0)}`,
  unknown: ({ of }) => `${of}: has a limit, and nothing here is paid for by that name`,
  incomplete: () => "what has no figure comes on top of what was held against the budget",
};

export const findingText = (finding: BudgetFinding): string => FINDINGS[finding.what](finding);

export interface PriceNote {
  /** A sentence without its full stop. */
  readonly text: string;
  /** The prices it is about, most money first. */
  readonly prices: readonly string[];
  /** Whether it throws doubt on the total. */
  readonly isWarning: boolean;
}

/** How old the prices behind these lines are, and which of them are weak. */
export function priceNotes(lines: readonly Line[], today: string): readonly PriceNote[] {
  if (lines.length === 0) return [];
  const health = healthOf(lines, today);
  const note = (text: string, uses: readonly PriceUse[], isWarning = true): PriceNote[] =>
    uses.length === 0 ? [] : [{ text: `${text}${partOf(uses, lines)}`, prices: uses.map(({ sku }) => nameOf(sku)), isWarning }];
  return [
    ...oldestNote(health),
    ...note(`${counted(health.stale.length, "price is", "prices are")} stale`, health.stale),
    ...note(`${counted(health.unverified.length, "price is", "prices are")} unverified (marked *)`, health.unverified),
    ...note(`${counted(health.undated.length, "price has", "prices have")} no date`, health.undated, false),
  ];
}

function oldestNote({ oldest }: PriceHealth): PriceNote[] {
  if (oldest === null) return [];
  const text = `list prices before tax; the oldest is of ${oldest.price.asOf}, ${counted(oldest.days ?? 0, "day")} ago`;
  return [{ text, prices: [nameOf(oldest.sku)], isWarning: false }];
}

/** `, behind 12 % of the total`. */
function partOf(uses: readonly PriceUse[], lines: readonly Line[]): string {
  const total = lines.reduce((sum, { monthly }) => sum + monthly.typical, 0);
  const part = uses.reduce((sum, { monthly }) => sum + monthly, 0);
  return total === 0 ? "" : `, behind ${percent(part, total)} of the total`;
}
