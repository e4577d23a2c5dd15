/** Teaches the pino inside Fastify the shape of our lines. pino itself is Fastify's dependency, not ours. */
import type { FastifyBaseLogger } from "fastify";
import type { PinoLoggerOptions } from "fastify/types/logger.js";
import { type Level, type LogContext, plainContext } from "./line.ts";

export interface PinoShape {
  readonly service: string;
  readonly level: Level;
  readonly now: () => Date;
}

/** What a child logger was made with, such as its request's id. */
const bound = new WeakMap<object, LogContext>();

/** Options under which every call, in whichever of pino's forms, becomes one line of our shape. */
export function pinoOptions({ service, level, now }: PinoShape): PinoLoggerOptions {
  return {
    level,
    base: { service },
    messageKey: "message",
    timestamp: () => `,"timestamp":"${now().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    hooks: {
      logMethod(args, method) {
        const [about, message, ...values]: readonly unknown[] = typeof args[0] === "object" ? args : [{}, ...args];
        const own = about instanceof Error ? { error: about } : (about as LogContext);
        const context = plainContext({ ...bound.get(this), ...own });
        const text = message ?? (own?.error instanceof Error ? own.error.message : "");
        method.call(this, { context }, text as string, ...values);
      },
    },
  };
}

/** Keeps what children are bound to in `context`; pino would put it at the top level. */
export function nestBindings(logger: FastifyBaseLogger): void {
  const { child } = logger;
  logger.child = function (this: FastifyBaseLogger, bindings, options) {
    const made = child.call(this, {}, options);
    bound.set(made, { ...bound.get(this), ...bindings });
    return made;
  };
}
