import { blocks } from "../cost/budget.ts";
import type { Estimate } from "../cost/line.ts";
import { type Overrides, parseOverride } from "../cost/model/assumptions.ts";
import { readUsageFile } from "../cost/model/usageFile.ts";
import type { PriceBook } from "../cost/prices/book.ts";
import { priceBook, readUserBook } from "../cost/prices/load.ts";
import { costJson } from "../cost/print/json.ts";
import { costMarkdown } from "../cost/print/markdown.ts";
import { costText } from "../cost/print/text.ts";
import { estimateStack, stackCost } from "../cost/stack.ts";
import { plannedStacks } from "../plan/planned.ts";
import { UsageError } from "../plan/project.ts";
import type { Paint } from "../report/terminal.ts";
import type { PreviewFormat } from "./preview.ts";

/** What every command about cost can be told. */
export interface CostInputs {
  /** `KEY=VALUE`, which win over the file's. */
  readonly usage: readonly string[];
  readonly usageFile?: string;
  /** Files of a user's own prices, which win over the books; the first of them first. */
  readonly prices: readonly string[];
}

export interface CostRequest extends CostInputs {
  readonly folder: string;
  readonly stacks: readonly string[];
  readonly format: PreviewFormat;
  /** Whether to list every line. */
  readonly all: boolean;
  /** As 2026-11-23. */
  readonly today: string;
  readonly paint: Paint;
  readonly onProgress?: Progress;
}

export type Progress = (what: string, done: number, total: number) => void;

const planningOf =
  (onProgress: Progress): Progress =>
  (stack, done, total) =>
    onProgress(`planning ${stack}`, done, total);

export interface CostAnswer {
  readonly text: string;
  /** Whether a budget that blocks is passed. */
  readonly isOverBudget: boolean;
}

/** What environments cost in a month, by line, with their budgets. */
export async function cost(request: CostRequest): Promise<CostAnswer> {
  const { folder, stacks, format, all, today, paint, onProgress } = request;
  // What is wrong with these is said before anything is planned.
  const [overrides, book] = [overridesOf(request), await bookOf(request)];
  const planned = await plannedStacks({ folder, stacks, ...(onProgress && { onProgress: planningOf(onProgress) }) });
  // Forty more estimates for each environment: worth it where somebody looks at one closely, or a program reads it all.
  const sweeps = format === "json" || format === "html" || (format === "text" && (all || planned.length === 1));
  const environments = planned.map((stack) => stackCost(stack, { book, today, overrides, sweeps }));
  const report = { environments, today };
  const isOverBudget = environments.some(({ budget }) => budget !== null && blocks(budget));
  switch (format) {
    case "text":
      return { text: costText(report, { paint, all }), isOverBudget };
    case "json":
      return { text: costJson(report), isOverBudget };
    case "markdown":
      return { text: costMarkdown(report), isOverBudget };
    case "html": {
      // Drawing charts is worth loading only for those who look at one.
      const { costHtml } = await import("../cost/print/html/page.ts");
      return { text: costHtml(report), isOverBudget };
    }
    default:
      throw new UsageError(`unknown format ${format satisfies never}`);
  }
}

/** The estimates of environments and the book they were made with, for commands that go on from there. */
export async function estimatesOf(
  request: CostInputs & Pick<CostRequest, "folder" | "stacks" | "today" | "onProgress">,
): Promise<{ readonly estimates: readonly Estimate[]; readonly book: PriceBook }> {
  const { folder, stacks, today, onProgress } = request;
  const [overrides, book] = [overridesOf(request), await bookOf(request)];
  const planned = await plannedStacks({ folder, stacks, ...(onProgress && { onProgress: planningOf(onProgress) }) });
  return { estimates: planned.map((stack) => estimateStack(stack, { book, today, overrides })), book };
}

/** @throws UsageError for what is no KEY=VALUE, and for a file that is none of keys and values */
export function overridesOf({ usage, usageFile }: Pick<CostInputs, "usage" | "usageFile">): Overrides {
  const fromFile = usageFile === undefined ? {} : readUsageFile(usageFile);
  return Object.assign({}, fromFile, ...usage.map(parseOverride));
}

/** The committed books under a user's own. */
export async function bookOf({ prices }: Pick<CostInputs, "prices">): Promise<PriceBook> {
  const added = [];
  for (const file of prices) added.push(await readUserBook(file));
  return priceBook(added);
}
