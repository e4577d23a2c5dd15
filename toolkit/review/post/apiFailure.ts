/** What an API says when it does not do what it is asked, in one form for REST, GraphQL and a network. */
import { z } from "zod";
import { told } from "./told.ts";

/** It would not, or could not. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  /** Null where nothing answered. */
  readonly status: number | null;
  /** How long to wait before it is asked again, in ms, by what it says; null where to ask again is of no use. */
  readonly retryIn: number | null;

  constructor(message: string, { status, retryIn }: Pick<ApiFailure, "status" | "retryIn">) {
    super(message);
    this.status = status;
    this.retryIn = retryIn;
  }

  /** Refused for its length; a shorter one may do. */
  get isTooLong(): boolean {
    return this.status === 422 && /too long/i.test(this.message);
  }

  get isGone(): boolean {
    return this.status === 404 || this.status === 410;
  }
}

const headers = z.record(z.string(), z.union([z.string(), z.number()]).optional()).default({});
/** Of octokit, whose classes are those of packages that we do not name ourselves. */
const httpError = z.object({
  name: z.literal("HttpError"),
  message: z.string(),
  status: z.number(),
  response: z.object({ headers, data: z.unknown() }).optional(),
});
const graphqlError = z.object({
  name: z.literal("GraphqlResponseError"),
  headers,
  errors: z.array(z.object({ type: z.string().optional(), message: z.string() })).min(1),
});
const refusal = z.object({
  message: z.string().default(""),
  errors: z.array(z.union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)])).catch([]),
});

/** GraphQL answers 200 whatever happens; what REST would. https://docs.github.com/graphql has no list of them. */
const STATUS: Readonly<Record<string, number>> = {
  ...{
    NOT_FOUND: 404,
    FORBIDDEN: 403,
    INSUFFICIENT_SCOPES: 403,
    UNPROCESSABLE: 422,
    RATE_LIMITED: 429,
    SERVICE_UNAVAILABLE: 503,
  },
};

/** First wait where the API names none; doubled by each further try. */
const PAUSE = 1_000;
/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: at least a minute where it names none. */
const LIMITED_PAUSE = 60_000;

export interface Attempt {
  /** From 1. */
  readonly tries: number;
  /** In ms since 1970. */
  readonly now: number;
}

export function failureOf(error: unknown, attempt: Attempt): ApiFailure {
  if (error instanceof ApiFailure) return error;
  const ofHttp = httpError.safeParse(fields(error));
  if (ofHttp.success) {
    const { message, response, status } = ofHttp.data;
    if (!response) return new ApiFailure(`no answer: ${told(message)}`, { status: null, retryIn: doubled(PAUSE, attempt) });
    const { data } = refusal.safeParse(response.data);
    return answered(status, data ? [data.message, ...data.errors].join(": ") : "", response.headers, attempt);
  }
  const ofGraphql = graphqlError.safeParse(fields(error));
  if (ofGraphql.success) {
    const { errors, headers: sent } = ofGraphql.data;
    const type = errors[0]?.type;
    const text = errors.map(({ message }) => message).join(": ");
    // What has no type is the API's own trouble ("Something went wrong"), or a query of ours that it does not understand.
    return answered(
      (type === undefined ? undefined : STATUS[type]) ?? (/went wrong|timeout/i.test(text) ? 502 : 400),
      text,
      sent,
      attempt,
    );
  }
  // A connection that broke off in its answer, or something else than GitHub at this address.
  return new ApiFailure("an answer that is none of GitHub's", { status: null, retryIn: doubled(PAUSE, attempt) });
}

/** An error's own properties, and those that it inherits. */
const fields = (error: unknown): unknown =>
  error instanceof Error ? { ...error, name: error.name, message: error.message } : error;

function answered(status: number, text: string, sent: z.output<typeof headers>, attempt: Attempt): ApiFailure {
  const message = `${status}${text === "" ? "" : `: ${JSON.stringify(told(text))}`}`;
  return new ApiFailure(message, { status, retryIn: retryIn(status, text, sent, attempt) });
}

function retryIn(status: number, text: string, sent: z.output<typeof headers>, attempt: Attempt): number | null {
  const isNoneLeft = String(sent["x-ratelimit-remaining"]) === "0";
  const after = seconds(sent["retry-after"], attempt.now);
  const isLimited = status === 429 || (status === 403 && (isNoneLeft || after !== null || /secondary rate limit/i.test(text)));
  if (!isLimited && status < 500) return null;
  if (after !== null) return after;
  const reset = Number(sent["x-ratelimit-reset"]);
  if (isLimited && isNoneLeft && reset > 0) return Math.max(reset * 1000 - attempt.now, 0) + PAUSE;
  return doubled(isLimited ? LIMITED_PAUSE : PAUSE, attempt);
}

/** Retry-After in ms: a number of seconds, or a date. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function seconds(value: string | number | undefined, now: number): number | null {
  if (value === undefined) return null;
  const until = /^\d{1,9}$/.test(String(value)) ? now + Number(value) * 1000 : Date.parse(String(value));
  return Number.isNaN(until) ? null : Math.max(until - now, 0);
}

const doubled = (pause: number, { tries }: Attempt): number => pause * 2 ** (tries - 1);
