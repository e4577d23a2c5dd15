import type { Estimate } from "../cost/line.ts";
import { priceBook } from "../cost/prices/load.ts";
import { estimateStack } from "../cost/stack.ts";
import type { PlannedStack } from "../plan/plan.ts";
import { plannedStacks } from "../plan/planned.ts";
import { UsageError } from "../plan/project.ts";
import type { PolicyReport } from "../policy/finding.ts";
import { checkStack } from "../policy/stack.ts";
import { previewJson } from "../report/previewJson.ts";
import { previewMarkdown } from "../report/previewMarkdown.ts";
import { previewText } from "../report/previewText.ts";
import type { Paint } from "../report/terminal.ts";

export const PREVIEW_FORMATS = ["text", "json", "markdown", "html"] as const;
export type PreviewFormat = (typeof PREVIEW_FORMATS)[number];

export interface PreviewRequest {
  readonly folder: string;
  readonly stacks: readonly string[];
  readonly format: PreviewFormat;
  readonly resources: boolean;
  /** As 2026-11-23. */
  readonly today: string;
  readonly paint: Paint;
  readonly onProgress?: (stack: string, done: number, total: number) => void;
}

/** Plans stacks offline and says what they would hold and cost, and which rules they break. Exit code 0 whatever it finds. */
export async function preview({ folder, stacks, format, resources, today, paint, onProgress }: PreviewRequest): Promise<string> {
  const planned = await plannedStacks({ folder, stacks, ...(onProgress && { onProgress }) });
  const costs = costsOf(planned, today);
  const policies = policiesOf(planned, costs, today);
  switch (format) {
    case "text":
      return previewText(planned, { paint, resources, costs, policies });
    case "json":
      return previewJson(planned, costs, policies);
    case "markdown":
      return previewMarkdown(planned, costs, policies);
    case "html": {
      // Laying out pictures is worth loading only for those who look at one.
      const { previewHtml } = await import("../report/html/page.ts");
      return previewHtml(planned, costs, policies);
    }
    default:
      throw new UsageError(`unknown format ${format satisfies never}`);
  }
}

/** What each of them would cost, by name. */
function costsOf(planned: readonly PlannedStack[], today: string): ReadonlyMap<string, Estimate> {
  const book = priceBook();
  return new Map(planned.map((stack) => [stack.name, estimateStack(stack, { book, today })]));
}

/** What the rules say of each of them, by name. */
function policiesOf(
  planned: readonly PlannedStack[],
  costs: ReadonlyMap<string, Estimate>,
  today: string,
): ReadonlyMap<string, PolicyReport> {
  return new Map(planned.map((stack) => [stack.name, checkStack(stack, { estimate: costs.get(stack.name) ?? null, today })]));
}
