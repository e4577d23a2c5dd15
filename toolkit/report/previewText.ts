/** A preview for a terminal: each stack as a tree of components, with counts and main sizes. */
import type { Estimate } from "../cost/line.ts";
import { costLine } from "../cost/print/report.ts";
import type { CannotTell } from "../graph/graph.ts";
import type { PlannedStack } from "../plan/plan.ts";
import type { PolicyReport } from "../policy/finding.ts";
import { policyLine } from "./policyText.ts";
import { placeOf, sizesOf } from "./sizes.ts";
import { counted, type Paint } from "./terminal.ts";
import { type Branch, shortType, treeOf } from "./tree.ts";

export interface PreviewTextOptions {
  readonly paint: Paint;
  /** Whether to list every resource, not only components. */
  readonly resources: boolean;
  /** By stack; what has none is told without. @default none */
  readonly costs?: ReadonlyMap<string, Estimate>;
  /** By stack; what has none is told without. @default none */
  readonly policies?: ReadonlyMap<string, PolicyReport>;
}

interface Line {
  /** Tree drawing and name. */
  readonly lead: string;
  readonly name: string;
  readonly detail: string;
  readonly count: number | undefined;
}

export function previewText(stacks: readonly PlannedStack[], options: PreviewTextOptions): string {
  return `${stacks.map((stack) => stackText(stack, options)).join("\n\n")}\n`;
}

function stackText({ name, graph }: PlannedStack, { paint, resources, costs, policies }: PreviewTextOptions): string {
  const tree = treeOf(graph);
  const lines = childLines(tree, "", resources);
  const nameWidth = Math.max(...lines.map((line) => line.lead.length + line.name.length));
  const countWidth = Math.max(...lines.map(({ count }) => String(count ?? "").length));
  const body = lines.map(({ lead, name: label, detail, count }) => {
    const padding = " ".repeat(nameWidth - lead.length - label.length);
    const number = String(count ?? "").padStart(countWidth);
    return `${paint("dim", lead)}${label}${padding}  ${paint("cyan", number)}  ${paint("dim", detail)}`.trimEnd();
  });
  const place = placeOf(graph);
  const estimate = costs?.get(name);
  const policy = policies?.get(name);
  return [
    `${paint("bold", name)}  ${counted(tree.count, "resource")}${place && paint("dim", `  ${place}`)}`,
    ...(estimate ? [`cost  ${costLine(estimate)}`] : []),
    ...(policy ? [`policy  ${policyLine(policy)}`] : []),
    ...body,
    ...unknownLines(graph.cannotTell, paint),
  ].join("\n");
}

function childLines(branch: Branch, indent: string, resources: boolean): Line[] {
  const children = [
    ...branch.branches.map((inner) => ({ name: inner.component.name, detail: sizesOf(inner.leaves), count: inner.count, inner })),
    ...(resources
      ? branch.leaves.map((leaf) => ({ name: leaf.name, detail: leafDetail(leaf), count: undefined, inner: undefined }))
      : []),
  ];
  return children.flatMap(({ name, detail, count, inner }, index) => {
    const last = index === children.length - 1;
    const below = inner ? childLines(inner, `${indent}${last ? "   " : "│  "}`, resources) : [];
    return [{ lead: `${indent}${last ? "└─ " : "├─ "}`, name, detail, count }, ...below];
  });
}

const leafDetail = ({ type, source }: Branch["component"]): string =>
  `${shortType(type)}${source ? `  ${source.file}:${source.line}` : ""}`;

/** Said once for each reason, with where it applies. */
function unknownLines(cannotTell: readonly CannotTell[], paint: Paint): string[] {
  if (cannotTell.length === 0) return [];
  const lines = cannotTell.map(
    ({ resource, path, why }) => `  ${resource.split("::").pop()}${path === null ? "" : `.${path}`}: ${why}`,
  );
  return [paint("yellow", `cannot tell, ${counted(cannotTell.length, "thing")}:`), ...lines];
}
