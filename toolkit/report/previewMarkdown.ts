/** A preview as Markdown, for a pull request: one table for each stack. */
import type { Estimate } from "../cost/line.ts";
import { costLine } from "../cost/print/report.ts";
import type { PlannedStack } from "../plan/plan.ts";
import type { PolicyReport } from "../policy/finding.ts";
import { escaped } from "./markdown.ts";
import { details } from "./policyMarkdown.ts";
import { policyLine } from "./policyText.ts";
import { placeOf, sizesOf } from "./sizes.ts";
import { counted } from "./terminal.ts";
import { type Branch, treeOf } from "./tree.ts";

export function previewMarkdown(
  stacks: readonly PlannedStack[],
  costs: ReadonlyMap<string, Estimate> = new Map(),
  policies: ReadonlyMap<string, PolicyReport> = new Map(),
): string {
  return `${stacks.map((stack) => stackMarkdown(stack, costs.get(stack.name), policies.get(stack.name))).join("\n\n")}\n`;
}

function stackMarkdown({ name, graph }: PlannedStack, estimate: Estimate | undefined, policy: PolicyReport | undefined): string {
  const tree = treeOf(graph);
  const place = placeOf(graph);
  const rows = tree.branches.flatMap((branch) => branchRows(branch, ""));
  const unknown = graph.cannotTell.map(
    ({ resource, path, why }) => `- ${escaped(`${resource.split("::").pop()}${path === null ? "" : `.${path}`}: ${why}`)}`,
  );
  return [
    `### ${escaped(name)}: ${counted(tree.count, "resource")}`,
    ...(place === "" ? [] : ["", escaped(place)]),
    ...(estimate === undefined ? [] : ["", `Cost: ${escaped(costLine(estimate))}`]),
    ...(policy === undefined ? [] : ["", `Policy: ${escaped(policyLine(policy))}`]),
    "",
    "| Component | Resources | |",
    "|---|--:|---|",
    ...rows,
    ...(unknown.length > 0 ? ["", "Cannot tell:", "", ...unknown] : []),
    ...(policy === undefined ? [] : details(policy).flatMap((part) => ["", part])),
  ].join("\n");
}

function branchRows({ component, branches, leaves, count }: Branch, prefix: string): string[] {
  const label = prefix === "" ? `**${escaped(component.name)}**` : `${prefix}${escaped(component.name)}`;
  return [
    `| ${label} | ${count} | ${escaped(sizesOf(leaves))} |`,
    ...branches.flatMap((branch) => branchRows(branch, `${prefix}&emsp;`)),
  ];
}
