/** Posts a review that `monitor review` wrote as a comment of a pull request. */
import { appendFileSync } from "node:fs";
import { secrecy } from "../engine/secrecy.ts";
import { UsageError } from "../plan/project.ts";
import { counted } from "../report/terminal.ts";
import { ApiFailure } from "../review/post/apiFailure.ts";
import { codeLink } from "../review/post/codeLink.ts";
import { type PullComments, pullComments } from "../review/post/github.ts";
import { CLOCK, type Clock, patience } from "../review/post/patience.ts";
import { type Mode, type OwnComment, type PostPlan, planPost } from "../review/post/planPost.ts";
import { readReport } from "../review/post/readReport.ts";
import { readTarget, type Target } from "../review/post/target.ts";
import { told } from "../review/post/told.ts";
import { type Host, reviewMarkdown } from "../review/print/markdown.ts";
import type { Review } from "../review/report.ts";

export interface ReviewPostRequest {
  /** The report, as `monitor review --format json` writes it. */
  readonly from: string;
  /** OWNER/NAME. @default GITHUB_REPOSITORY */
  readonly repository?: string;
  readonly pull: string;
  readonly mode: Mode;
  /** Tells this comment from those of other projects on the same pull request. */
  readonly tag: string;
  /** Address of the whole report. */
  readonly fullReport?: string;
  /** Where the comment's text goes if it cannot be posted. @default GITHUB_STEP_SUMMARY */
  readonly summary?: string;
  readonly dryRun: boolean;
  readonly env: NodeJS.ProcessEnv;
  /** @default the real one */
  readonly clock?: Clock;
}

/**
 * Creates or updates one comment, and says in a line what it did.
 * @throws UsageError with everything that is wrong with options and report before anything is asked; or where the API refuses
 */
export async function reviewPost(request: ReviewPostRequest): Promise<string> {
  secrecy.learn(request.env.GITHUB_TOKEN?.trim());
  try {
    return secrecy.mask(await post(request));
  } catch (error) {
    throw secrecy.cleared(error);
  }
}

async function post(request: ReviewPostRequest): Promise<string> {
  const [{ target, problems: ofTarget }, { review, problems: ofReport }] = [readTarget(request), readReport(request.from)];
  if (target === null || review === null) {
    const problems = [...ofTarget, ...ofReport];
    throw new UsageError([`${counted(problems.length, "problem")}; nothing was posted`, ...problems].join("\n  "));
  }
  // Before it is written: what is cut to its length could not be recognised.
  const shown = secrecy.masked(review);
  const body = (host: Host): string => bodyOf(shown, target, host);
  const say = (plan: PostPlan, written: OwnComment | null): string =>
    planText(plan, { target, review, written, isDone: !request.dryRun });
  const { token } = target;
  if (token === null) {
    const what = "without GITHUB_TOKEN nobody can tell which comments there are";
    return `${body("github")}\nwould post this, by mode ${request.mode}; ${what}\n`;
  }
  const comments = pullComments({ ...target, token }, patience(request.clock ?? CLOCK));
  try {
    const own = await comments.own();
    const plan = planPost({ mode: request.mode, isWorth: review.verdict.comment, own });
    if (request.dryRun) return `${body("github")}\n${say(plan, null)}\n`;
    const written = await writeComment(comments, plan, { own, body });
    const trouble = await clean(comments, plan);
    if (trouble === null) return `${say(plan, written)}\n`;
    throw new UsageError(
      `${say({ ...plan, clean: null }, written)}, but ${trouble}`,
      "run it again: it goes on where this ended",
    );
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    const saved = save(body("github"), request);
    throw new UsageError(`${target.apiUrl} does not post the comment: ${error.message}`, `${remedyFor(error)}; ${saved}`);
  }
}

/** The marker comes first; the rest is text that means nothing to the host but what the printer meant. */
function bodyOf(review: Review, target: Target, host: Host): string {
  const { marker, fullReport } = target;
  const linkTo = codeLink({ ...target, commit: review.head.commit });
  return `${marker}\n${reviewMarkdown(review, { host, linkTo, ...(fullReport !== undefined && { fullReport }) })}`;
}

/** Of all hosts the one with the least room: for a GitHub that has less than we know. */
const SMALLEST: Host = "bitbucket";

interface Writing {
  readonly own: readonly OwnComment[];
  readonly body: (host: Host) => string;
}

/** @throws ApiFailure */
async function writeComment(comments: PullComments, { write }: PostPlan, { own, body }: Writing): Promise<OwnComment | null> {
  if (write === null) return null;
  const put = (text: string): Promise<OwnComment> =>
    write.as === "create" ? comments.create(text, own) : comments.update(write.comment, text);
  try {
    return await put(body("github"));
  } catch (error) {
    if (!(error instanceof ApiFailure && error.isTooLong)) throw error;
    return put(body(SMALLEST));
  }
}

/** What went wrong, if anything. One comment that cannot go keeps no other; but an API that is down is not asked for each. */
async function clean(comments: PullComments, { clean: cleaning }: PostPlan): Promise<string | null> {
  if (cleaning === null) return null;
  const { how, comments: old } = cleaning;
  const failures: ApiFailure[] = [];
  let done = 0;
  for (const comment of old) {
    try {
      await (how === "hide" ? comments.hide(comment) : comments.remove(comment));
      done++;
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      failures.push(error);
      if (error.retryIn !== null) break;
    }
  }
  const [first] = failures;
  return first ? `could not ${how} ${old.length - done} of ${counted(old.length, "older comment")}: ${first.message}` : null;
}

const PAST = { create: "created", update: "updated", hide: "hid", delete: "deleted" } as const;

interface Telling {
  readonly target: Target;
  readonly review: Review;
  /** Null where nothing is, and in a dry run. */
  readonly written: OwnComment | null;
  readonly isDone: boolean;
}

/** What was done; before that, what would be. */
function planText({ write, clean: cleaning }: PostPlan, { target, review, written, isDone }: Telling): string {
  const verb = (what: keyof typeof PAST): string => (isDone ? PAST[what] : what);
  const where = `a comment on ${target.owner}/${target.repo}#${target.pull}`;
  const parts = [
    write === null
      ? `${isDone ? "posted" : "post"} nothing (${told(review.verdict.because, 120)})`
      : `${verb(write.as)} ${written?.url ?? (write.as === "update" ? write.comment.url : where)}`,
    ...(cleaning === null ? [] : [`${verb(cleaning.how)} ${counted(cleaning.comments.length, "older comment")}`]),
  ];
  return told(`${isDone ? "" : "would "}${parts.join(" and ")}`, 600);
}

function remedyFor({ status, retryIn, message }: ApiFailure): string {
  if (retryIn !== null) return "run it again later";
  if (status === 401) return "GITHUB_TOKEN is not valid, or no longer";
  if (status === 404) return "see that --repository and --pull name a pull request, and that the token may see it";
  if (status === 403 && /\blocked\b/i.test(message)) return "somebody has locked the conversation: unlock it, or let it be";
  if (status === 403)
    return "the job needs `permissions: pull-requests: write`; a fork's pull request has a token that only reads: post from a workflow_run workflow (docs/review.md)";
  return "the API says why";
}

/** A review that cannot be posted is not lost. Says where it is. */
function save(text: string, { summary, env }: ReviewPostRequest): string {
  const file = summary ?? env.GITHUB_STEP_SUMMARY;
  if (!file) return "--summary FILE keeps the comment's text";
  try {
    appendFileSync(file, `${text}\n`);
    return `the comment's text is in ${told(file)}`;
  } catch (error) {
    return `the comment's text could not be written to ${told(file)}: ${(error as NodeJS.ErrnoException).code}`;
  }
}
