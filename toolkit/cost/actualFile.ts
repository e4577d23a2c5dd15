/** Reads actual spend from a CSV file (docs/prices.md), and tells everything that is wrong with it. */
import { Big } from "big.js";
import { type CsvError, parse } from "csv-parse/sync";
import { describeProblem, type Problem } from "../../infra/config/problem.ts";
import { nearest } from "../../infra/config/problems.ts";
import { UsageError } from "../plan/project.ts";
import type { ActualSpend } from "./actual.ts";
import { micros } from "./money.ts";

const COLUMNS = ["month", "vendor", "service", "amount", "currency"];
const ALLOWED = [...COLUMNS, "environment"];
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const AMOUNT = /^-?\d{1,9}(\.\d+)?$/;

interface Row {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/**
 * Rows of one environment: those without an environment, or with this one's name.
 * @throws UsageError that lists every row that is wrong
 */
export function parseActual(text: string, file: string, environment: string): readonly ActualSpend[] {
  const { header, rows, broken } = readRows(text);
  const columns = columnProblems(header);
  const problems = [...columns, ...broken, ...(columns.length > 0 ? [] : rows.flatMap(rowProblems))];
  if (problems.length === 0 && rows.length === 0) problems.push({ path: "line 2", message: "missing; it takes one row or more" });
  if (problems.length > 0) throw new UsageError(told(file, problems), "docs/prices.md says what the file holds");
  return rows
    .filter(({ cells }) => (cells.environment ?? "") === "" || cells.environment === environment)
    .map(({ cells: { month = "", vendor = "", service = "", amount = "" } }) => ({
      ...{ month, vendor, service },
      amount: micros(new Big(amount)),
    }));
}

function readRows(text: string): { header: readonly string[]; rows: readonly Row[]; broken: readonly Problem[] } {
  const broken: Problem[] = [];
  let header: readonly string[] = [];
  const rows = parse<{ record: Record<string, string>; info: { lines: number } }>(text, {
    ...{ bom: true, trim: true, skip_empty_lines: true, info: true, skip_records_with_error: true },
    columns: (names: string[]) => {
      header = names;
      return names;
    },
    on_skip: (error) => {
      if (error) broken.push(brokenRow(error as CsvError & Partial<BrokenRow>));
      return undefined;
    },
  });
  return { header, rows: rows.map(({ record, info }) => ({ line: info.lines, cells: record })), broken };
}

interface BrokenRow {
  readonly lines: number;
  readonly record: readonly string[];
}

function brokenRow({ code, message, lines = 0, record = [] }: CsvError & Partial<BrokenRow>): Problem {
  if (code !== "CSV_RECORD_INCONSISTENT_COLUMNS")
    return { path: `line ${lines}`, message: message.replace(/ (on|at) line \d+/, "") };
  return { path: `line ${lines}`, value: record.join(","), message: "as many cells as the first line has" };
}

function columnProblems(header: readonly string[]): Problem[] {
  const missing = COLUMNS.filter((name) => !header.includes(name));
  return [
    ...missing.map((name) => ({ path: "line 1", message: `no column ${name}`, remedy: `columns: ${COLUMNS.join(",")}` })),
    ...header
      .filter((name) => !ALLOWED.includes(name))
      .map((name) => ({ path: "line 1", value: name, message: "unknown column", ...nearest(name, ALLOWED) })),
    ...header
      .filter((name, index) => header.indexOf(name) !== index)
      .map((name) => ({ path: "line 1", value: name, message: "once; the file has this column twice" })),
  ];
}

function rowProblems({ line, cells }: Row): Problem[] {
  const { month = "", vendor = "", service = "", amount = "", currency = "" } = cells;
  const problem = (column: string, value: string, message: string, remedy?: string): Problem => ({
    ...{ path: `line ${line}, ${column}`, value, message },
    ...(remedy !== undefined && { remedy }),
  });
  return [
    ...(MONTH.test(month) ? [] : [problem("month", month, "a month, as 2026-10")]),
    ...(vendor === "" ? [problem("vendor", vendor, "a vendor, as aws or mongodb")] : []),
    ...(service === "" ? [problem("service", service, "a service, by the name that monitor cost gives it")] : []),
    ...(AMOUNT.test(amount)
      ? []
      : [
          problem(
            "amount",
            amount,
            "an amount in decimals, as 1234.56; a credit is negative",
            "no separators, signs or exponents",
          ),
        ]),
    ...(currency === "USD"
      ? []
      : [problem("currency", currency, "USD: forecasts are in US dollars", "convert the amounts at the invoice's own rate")]),
  ];
}

function told(file: string, problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const lineOf = ({ path }: Problem): number => Number(/\d+/.exec(path)?.[0]);
  const inOrder = [...problems].sort((a, b) => lineOf(a) - lineOf(b));
  return [`${file}: ${count} in this file of actual spend`, ...inOrder.map((problem) => describeProblem(problem))].join("\n");
}
