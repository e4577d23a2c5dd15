/**
 * A fetch for Pinecone's API that lives through bad weather: rate limits, failures of its servers and broken connections are tried
 * again, ever later, a bounded number of times. The official client retries one call of those we need, never 429, and then says
 * only that it gave up. https://docs.pinecone.io/guides/production/error-handling
 */

/** Time and chance, injected so that tests need neither. */
export interface Patience {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Aborts a request that takes longer. */
  readonly timeLimit: (milliseconds: number) => AbortSignal;
}

export const REAL_PATIENCE: Patience = {
  now: Date.now,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: Math.random,
  timeLimit: (milliseconds) => AbortSignal.timeout(milliseconds),
};

export const ATTEMPTS = 6;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
/** A longer wait than this, asked for by Pinecone, is for a person to decide. */
const LONGEST_RETRY_AFTER = 120_000;
const REQUEST_LIMIT = 30_000;

/** Pinecone did not do what it was asked, or could not be asked. The message is what it said, without the key. */
export class PineconeFailure extends Error {
  override readonly name = "PineconeFailure";
  /** HTTP status; undefined where there was no answer. */
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

/** What came of one request. */
type Outcome =
  | { readonly response: Response }
  | { readonly failure: string; readonly status?: number; readonly again: boolean; readonly after?: number };

export function patientFetch(apiKey: string, patience: Patience): typeof fetch {
  const withoutKey = (text: string) => text.replaceAll(apiKey, "[secret]");
  return async (url, init) => {
    for (let attempt = 1; ; attempt++) {
      const outcome = await ask(url, init, patience);
      if ("response" in outcome) return outcome.response;
      const { status, again, after = 0 } = outcome;
      const failure = withoutKey(outcome.failure);
      if (!again) throw new PineconeFailure(failure, status);
      if (attempt === ATTEMPTS) throw new PineconeFailure(`${failure} (tried ${ATTEMPTS} times)`, status);
      if (after > LONGEST_RETRY_AFTER)
        throw new PineconeFailure(`${failure} (it asks to come back in ${Math.ceil(after / 60_000)} minutes)`, status);
      await patience.sleep(Math.max(after, waitAfter(attempt, patience.random())));
    }
  };
}

/** Milliseconds to wait after the nth attempt: twice as long each time, less up to half by chance, so that many do not return at once. */
export const waitAfter = (attempt: number, random: number): number =>
  Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1)) * (1 - random / 2);

/** Milliseconds from a Retry-After header: seconds, or a date. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
export function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const milliseconds = /^\d+$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

async function ask(url: string | URL | Request, init: RequestInit | undefined, patience: Patience): Promise<Outcome> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { ...init, signal: patience.timeLimit(REQUEST_LIMIT) });
    text = await response.text(); // within the limit too
  } catch (error) {
    return { failure: `Pinecone cannot be reached at ${originOf(url)}: ${reasonOf(error)}`, again: true };
  }
  const { status, headers } = response;
  if (response.ok) return { response: new Response(text === "" ? null : text, { status, headers }) };
  const { code, message } = wordsOf(text);
  const after = retryAfter(headers.get("retry-after"), patience.now());
  return {
    failure: `Pinecone answered ${[status, code].filter(Boolean).join(" ")}${message && `: ${message}`}`,
    status,
    again: status === 429 || (status >= 500 && status !== 501), // 501: it cannot, and will not be able to
    ...(after !== undefined && { after }),
  };
}

const originOf = (url: string | URL | Request): string => new URL(url instanceof Request ? url.url : url).origin;

/** fetch says no more than "fetch failed"; its cause says why. */
function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return name === "TimeoutError" || name === "AbortError"
    ? `no answer in ${REQUEST_LIMIT / 1_000} s`
    : (cause?.code ?? cause?.message ?? message);
}

/** Code and message of an error's body, which is `{ error: { code, message } }`, `{ message }`, or text. */
function wordsOf(text: string): { code: string; message: string } {
  try {
    const body = JSON.parse(text) as { error?: { code?: string; message?: string }; message?: string };
    return { code: body.error?.code ?? "", message: body.error?.message ?? body.message ?? "" };
  } catch {
    return { code: "", message: text.trim().slice(0, 300) };
  }
}
