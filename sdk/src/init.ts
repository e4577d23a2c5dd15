import { type Caught, type Report, reportOf } from "./report.ts";
import { createTransport } from "./transport.ts";

export interface Options {
  /** URL that reports are posted to. */
  readonly endpoint: string;
  /** Version of the page's own code. */
  readonly release?: string;
  /** Such as `production`. */
  readonly environment?: string;
  /** @default the page's own, as it is when this is called */
  readonly fetch?: typeof fetch;
  /** @default the clock */
  readonly now?: () => Date;
  /** @default the page's window */
  readonly window?: Page;
}

/** What is used of a window. */
export type Page = Pick<Window, "addEventListener" | "removeEventListener" | "location">;

export interface Monitor {
  /** Reports not known to have been received, for whatever reason. */
  readonly dropped: () => number;
  /** Stops listening. */
  readonly stop: () => void;
}

/**
 * Reports the errors that a page does not catch itself. Nothing that goes wrong in here reaches the page: it came to us for its own
 * errors, not for more of them.
 */
export function init(options: Options): Monitor {
  const { endpoint, now = () => new Date(), window: page = window } = options;
  const transport = createTransport({ endpoint, fetch: options.fetch ?? nativeFetch() });

  const report = (type: Report["type"], caught: () => Caught): void =>
    transport.send(() => ({
      type,
      ...reportOf(caught()),
      timestamp: now().toISOString(),
      // Without query and fragment, where people's names and tokens are.
      page: page.location.origin + page.location.pathname,
      release: options.release,
      environment: options.environment,
      dropped: transport.dropped(),
    }));

  // A script from another origin without CORS shows its message alone: "Script error."
  const onError = (event: ErrorEvent): void => report("error", () => ({ thrown: event.error, message: event.message }));
  const onRejection = (event: PromiseRejectionEvent): void => report("unhandledrejection", () => ({ thrown: event.reason }));
  page.addEventListener("error", onError);
  page.addEventListener("unhandledrejection", onRejection);
  return {
    dropped: transport.dropped,
    stop() {
      page.removeEventListener("error", onError);
      page.removeEventListener("unhandledrejection", onRejection);
    },
  };
}

/** Taken now, so that a page which replaces `fetch` later to watch its own requests does not watch ours. */
const nativeFetch = (): typeof fetch => fetch.bind(globalThis);
