/** What is sent of an error. */
export interface Report {
  readonly type: "error" | "unhandledrejection";
  /** Class of the error; of anything else that was thrown, what `typeof` calls it; `unknown` where the browser does not tell. */
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly page: string;
  readonly release?: string;
  readonly environment?: string;
  /** How many reports of this page were dropped before this one. */
  readonly dropped: number;
}

export interface Caught {
  readonly thrown: unknown;
  /** What the browser says of it. */
  readonly message?: string;
}

/** So that a report always fits into a request that outlives its page. */
const MESSAGE_LENGTH = 1_024;
const STACK_LENGTH = 8_192;

/** Describes what was thrown, which can be anything, errors of other frames among them. */
export function reportOf({ thrown, message }: Caught): Pick<Report, "name" | "message" | "stack"> {
  const { name, message: own, stack } = isErrorLike(thrown) ? thrown : somethingElse(thrown, message);
  return {
    name: String(name).slice(0, MESSAGE_LENGTH),
    message: String(own).slice(0, MESSAGE_LENGTH),
    stack: typeof stack === "string" ? stack.slice(0, STACK_LENGTH) : undefined,
  };
}

const somethingElse = (thrown: unknown, message = String(thrown)) => ({
  name: thrown == null ? "unknown" : typeof thrown,
  message,
  stack: undefined,
});

/** `instanceof` knows the errors of its own frame alone. */
const isErrorLike = (value: unknown): value is { name: unknown; message: unknown; stack?: unknown } =>
  typeof value === "object" && value !== null && "message" in value && "name" in value;
