/** A preview as Markdown, for a pull request: one table for each stack. */
import type { Estimate } from "../cost/line.ts";
import { costLine } from "../cost/print/report.ts";
import type { PlannedStack } from "../plan/plan.ts";
import { placeOf, sizesOf } from "./sizes.ts";
import { counted } from "./terminal.ts";
import { type Branch, treeOf } from "./tree.ts";

export function previewMarkdown(stacks: readonly PlannedStack[], costs: ReadonlyMap<string, Estimate> = new Map()): string {
  return `${stacks.map((stack) => stackMarkdown(stack, costs.get(stack.name))).join("\n\n")}\n`;
}

function stackMarkdown({ name, graph }: PlannedStack, estimate: Estimate | undefined): string {
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
    "",
    "| Component | Resources | |",
    "|---|--:|---|",
    ...rows,
    ...(unknown.length > 0 ? ["", "Cannot tell:", "", ...unknown] : []),
  ].join("\n");
}

function branchRows({ component, branches, leaves, count }: Branch, prefix: string): string[] {
  const label = prefix === "" ? `**${escaped(component.name)}**` : `${prefix}${escaped(component.name)}`;
  return [
    `| ${label} | ${count} | ${escaped(sizesOf(leaves))} |`,
    ...branches.flatMap((branch) => branchRows(branch, `${prefix}&emsp;`)),
  ];
}

/** Text that means nothing to Markdown or HTML, and stays in its table cell. */
export const escaped = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\\`*_{}[\]()#+!|~]/g, "\\$&")
    .replace(/\s*\n\s*/g, " ");
