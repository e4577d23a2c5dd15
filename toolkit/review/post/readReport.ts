/** Reads a report that somebody else's program may have written: nothing of it is believed, and nothing of it that is wrong repeated. */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { z } from "zod";
import { type EnvironmentReview, MOST, MOST_BYTES, type Review, reviewSchema } from "../report.ts";
import { told } from "./told.ts";

/** The report, or everything that is wrong with it. */
export type ReadReport = { readonly review: Review; readonly problems: readonly [] } | Refused;
interface Refused {
  readonly review: null;
  readonly problems: readonly string[];
}

/** More than anybody mends at once. */
const MOST_PROBLEMS = 20;

export function readReport(file: string): ReadReport {
  const name = told(file, 200);
  const bytes = readBytes(file);
  if (typeof bytes === "string") return refused(`${name} ${bytes}`);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return refused(`${name} is no UTF-8`);
  }
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    // What the parser says repeats what it found: of a link to another file, that may be anything.
    return refused(`${name} is no JSON`);
  }
  const { review, issues } = checked(input);
  if (review !== null) return { review, problems: [] };
  const more = issues.length > MOST_PROBLEMS ? [`${name}: and more`] : [];
  return refused(...issues.slice(0, MOST_PROBLEMS).map((issue) => `${name}: ${issueText(issue)}`), ...more);
}

type Issue = z.core.$ZodIssue;

const outlineSchema = reviewSchema.extend({ environments: z.array(z.unknown()).max(MOST.environments) });
const environmentSchema = reviewSchema.shape.environments.element;

/** Environment by environment: a file has room for millions of problems, and they would take more memory than there may be. */
function checked(input: unknown): { readonly review: Review | null; readonly issues: readonly Issue[] } {
  const outline = outlineSchema.safeParse(input);
  if (!outline.success) return { review: null, issues: outline.error.issues };
  const environments: EnvironmentReview[] = [];
  const issues: Issue[] = [];
  for (const [index, environment] of outline.data.environments.entries()) {
    const { data, error } = environmentSchema.safeParse(environment);
    if (data) environments.push(data);
    for (const issue of error?.issues ?? []) issues.push({ ...issue, path: ["environments", index, ...issue.path] });
    if (issues.length > MOST_PROBLEMS) break;
  }
  return { review: issues.length === 0 ? { ...outline.data, environments } : null, issues };
}

const refused = (...problems: readonly string[]): Refused => ({ review: null, problems });

/** The file's bytes, or why there are none. A pipe is not waited for, a link not followed, and no more read than a report may have. */
function readBytes(file: string): Uint8Array | string {
  let handle: number | undefined;
  try {
    handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    if (!fstatSync(handle).isFile()) return "is no file with a report";
    // One more than allowed tells what is too large, even of a file that claims to be empty, or that grows.
    const bytes = Buffer.allocUnsafe(Math.min(fstatSync(handle).size, MOST_BYTES) + 1);
    let filled = 0;
    for (let got = -1; got !== 0 && filled < bytes.length; filled += got)
      got = readSync(handle, bytes, filled, bytes.length - filled, filled);
    if (filled > MOST_BYTES) return `is larger than a report may be, ${MOST_BYTES >> 20} MiB`;
    return filled < bytes.length ? bytes.subarray(0, filled) : "changes while it is read";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ELOOP" ? "is a symbolic link, which is not followed" : `cannot be read: ${code ?? "for an unknown reason"}`;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

function issueText(issue: Issue): string {
  const at = issue.path.length === 0 ? "the report" : told(issue.path.map(String).join("."), 120);
  if (issue.code !== "unrecognized_keys") return `${at}: ${told(issue.message, 160)}`;
  const shown = issue.keys.slice(0, 5).map((key) => told(JSON.stringify(key), 40));
  const more = issue.keys.length > shown.length ? ` and ${issue.keys.length - shown.length} more` : "";
  return `${at}: a report has no ${shown.join(", ")}${more}`;
}
