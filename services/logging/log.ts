import { type Level, type LogContext, type LogLine, plainContext } from "./line.ts";

export type Log = (level: Level, message: string, context?: LogContext) => void;

export interface LogEdges {
  readonly now?: () => Date;
  readonly write?: (line: string) => void;
}

/**
 * A log for what runs without Fastify. It writes to the stream itself, because on Lambda `console` puts a prefix before the line.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export function createLog(service: string, { now = () => new Date(), write = toStdout }: LogEdges = {}): Log {
  return (level, message, context = {}) => {
    const line: LogLine = { timestamp: now().toISOString(), level, service, message, context: plainContext(context) };
    write(`${JSON.stringify(line)}\n`);
  };
}

/** Synchronous where it counts, on pipes and files: the last line of a process that dies is out, and after the one before. */
export const toStdout = (line: string): void => {
  process.stdout.write(line);
};
