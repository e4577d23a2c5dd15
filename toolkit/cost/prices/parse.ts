/** Reads a price book that a user wrote, and tells everything that is wrong with it. */
import { describeProblem, type Problem } from "../../../infra/config/problem.ts";
import { problemsOf } from "../../../infra/config/problems.ts";
import { UsageError } from "../../plan/project.ts";
import { BOOK, type Price } from "./schema.ts";

/**
 * @param file name of the file, for messages
 * @throws UsageError that lists every row that is wrong
 */
export function parseBook(text: string, file: string): readonly Price[] {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${(error as Error).message}`);
  }
  const result = BOOK.safeParse(input);
  const problems = result.success ? duplicates(result.data) : problemsOf(result.error, BOOK, "prices", input);
  if (!result.success || problems.length > 0) throw new UsageError(...told(file, problems, input));
  return result.data;
}

/** Prices that are named twice in one book. */
export function duplicates(prices: readonly Price[]): Problem[] {
  const first = new Map<string, number>();
  return prices.flatMap(({ vendor, service, region, sku }, row) => {
    const name = [vendor, service, region, sku].join(" ");
    const before = first.get(name);
    if (before === undefined) first.set(name, row);
    return before === undefined
      ? []
      : [{ path: `prices[${row}]`, value: name, message: `once in a book; prices[${before}] has it too`, remedy: "remove one" }];
  });
}

function told(file: string, problems: readonly Problem[], input: unknown): [message: string, remedy: string] {
  const lines = problems.map((problem) => {
    const row = /^prices\[(\d+)\]/.exec(problem.path)?.[1];
    return describeProblem(problem, row === undefined ? "" : named(input, Number(row)));
  });
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [
    [`${file}: ${count} in this price book; it was not used`, ...lines].join("\n"),
    "docs/prices.md says what a price book holds",
  ];
}

/** `aws ec2 m7g.large: `, as far as it is there. */
function named(input: unknown, row: number): string {
  const price = (input as readonly unknown[])[row];
  if (typeof price !== "object" || price === null) return "";
  const { service, region, sku } = price as Record<string, unknown>;
  const parts = [service, region, sku].filter((part) => typeof part === "string");
  return parts.length === 0 ? "" : `${parts.join(" ")}: `;
}
