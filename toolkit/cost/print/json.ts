/** Costs as JSON: the contract other tools build on. Keys sorted, same bytes on every run; amounts in dollars, exact. */
import { type Graph, jsonText } from "../../graph/graph.ts";
import type { BudgetVerdict } from "../budget.ts";
import type { Estimate, Line } from "../line.ts";
import { dollars, inDollars } from "../money.ts";
import type { NodeCost, NodeShare } from "../nodeCost.ts";
import { healthOf } from "../prices/age.ts";
import { nameOf } from "../prices/check.ts";
import { type CostReport, type EnvironmentCost, findingText, incompleteText, priceNotes, sourcesOf } from "./report.ts";

export function costJson({ environments, today }: CostReport): string {
  const body = {
    version: 1,
    currency: "USD",
    date: today,
    environments: environments.map((each) => environmentJson(each, today)),
  };
  return jsonText(body);
}

function environmentJson({ estimate, graph, budget, nodes, drivers, curve }: EnvironmentCost, today: string) {
  const { stale } = healthOf(estimate.lines, today);
  const warnings = [
    ...[incompleteText(estimate) ?? []].flat(),
    ...(budget?.findings.map(findingText) ?? []),
    ...priceNotes(estimate.lines, today).flatMap(({ text, isWarning }) => (isWarning ? [text] : [])),
  ];
  return {
    ...estimateJson(estimate, graph),
    warnings,
    budget: budget && budgetJson(budget),
    nodes: nodes && nodesJson(nodes),
    stalePrices: stale.map(({ sku }) => nameOf(sku)),
    drivers: drivers.map((driver) => ({ ...driver, monthly: inDollars(driver.monthly) })),
    pageViewCurve: curve.map(({ pageViews, monthly }) => ({ pageViews, monthly: inDollars(monthly) })),
  };
}

function nodesJson({ monthly, services, idle, ...nodes }: NodeCost) {
  const inUsd = ({ monthly: cost, ...share }: NodeShare) => ({ ...share, monthly: dollars(cost) });
  return { ...nodes, monthly: dollars(monthly), services: services.map(inUsd), idle: inUsd(idle) };
}

/** One environment, as the preview has it too. */
export function estimateJson({ name, monthly, baseline, usage, lines, unpriced, free }: Estimate, graph: Graph) {
  const sources = sourcesOf(graph);
  return {
    name,
    isComplete: unpriced.length === 0,
    ...{ monthly: inDollars(monthly), baseline: inDollars(baseline), usage: inDollars(usage) },
    lines: lines.map((line) => ({ ...lineJson(line), code: sources.get(line.resource) ?? null })),
    unpriced: unpriced.map(({ resource, line, why, sku, unit, unitPrice }) => ({
      ...{ resource, why, line, sku: sku ?? null, unit: unit ?? null, code: sources.get(resource) ?? null },
      unitPrice: unitPrice === undefined ? null : Number(unitPrice),
    })),
    free,
  };
}

/** `quantity` and `count` are typical; the bands stand beside them. */
const lineJson = ({ price, discount, unitPrice, monthly, list, quantity, count, usage, ...line }: Line) => ({
  ...line,
  ...{ quantity: quantity.typical, quantityBand: quantity, count: count.typical, countBand: count, dependsOnUse: usage },
  ...{ unitPrice: Number(unitPrice), monthly: inDollars(monthly), list: inDollars(list) },
  ...{ source: price.source, asOf: price.asOf, unverified: price.unverified },
  discount: discount && { ...discount, fraction: Number(discount.fraction) },
});

const budgetJson = ({ monthly, percent, findings }: BudgetVerdict) => ({
  ...{ monthlyUsd: dollars(monthly), percent },
  findings: findings.map((finding) => ({
    ...{ level: finding.level, of: finding.of, what: finding.what, text: findingText(finding) },
    limit: finding.limit === null ? null : dollars(finding.limit),
    amount: finding.amount === null ? null : dollars(finding.amount),
  })),
});
