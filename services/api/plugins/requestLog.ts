import { type FastifyReply, type FastifyRequest, LogController } from "fastify";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whether its requests are too many and too dull for the log: probes and scrapes. */
    readonly quiet?: boolean;
  }
}

/** What Fastify says of requests, in our words: one line for each that was answered. Errors are told by the error handler. */
export class RequestLog extends LogController {
  constructor() {
    super({ requestIdLogLabel: "requestId" });
  }

  override incomingRequest(): void {}
  override routeNotFound(): void {}
  override defaultErrorLog(): void {}

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const { config } = request.routeOptions;
    const context = { ...about(request), status: reply.statusCode, durationMs: Math.round(reply.elapsedTime * 1_000) / 1_000 };
    if (error) request.log.error({ ...context, error }, "response could not be sent");
    else request.log[config.quiet ? "debug" : "info"](context, "request completed");
  }

  override streamError(error: Error, request: FastifyRequest): void {
    request.log.warn({ ...about(request), error }, "response ended early");
  }

  override writeHeadError(error: Error, request: FastifyRequest): void {
    request.log.warn({ ...about(request), error }, "headers could not be sent");
  }

  override serializerError(error: Error, request: FastifyRequest): void {
    request.log.error({ ...about(request), error }, "reply could not be serialised");
  }
}

/** The pattern of the route that a request matched, never its URL: URLs are endless, and hold what people typed. */
export const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? "unmatched";

const about = (request: FastifyRequest) => ({ method: request.method, route: routeOf(request) });
