/** The shape of every line any service logs: section 7.2 of the deployment plan. */

export const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
export type Level = (typeof LEVELS)[number];

/** What a line is about: ids, durations, an error. Everything that is not one of the five keys. */
export type LogContext = Readonly<Record<string, unknown>>;

export interface LogLine {
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly level: Level;
  readonly service: string;
  readonly message: string;
  readonly context: LogContext;
}

/** A context that JSON can hold: an error has no enumerable property of its own and would come out as `{}`. */
export const plainContext = (context: LogContext): LogContext =>
  Object.fromEntries(Object.entries(context).map(([key, value]) => [key, value instanceof Error ? plainError(value) : value]));

const plainError = ({ name, message, stack }: Error) => ({ type: name, message, stack });
