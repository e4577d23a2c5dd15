import { STATUS_CODES } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** The one place that turns errors into replies. */
export function addErrors(app: FastifyInstance): void {
  app.setErrorHandler(replyWithError);
  app.setNotFoundHandler((request, reply) => send(request, reply, 404, "there is no such route"));
}

/** What went wrong with us goes to the log alone; what is wrong with the request, to whom it came from. */
export function replyWithError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const status = statusOf(error);
  if (status < 500) send(request, reply, status, (error as Error).message);
  else {
    request.log.error({ error }, "request failed");
    send(request, reply, status, "the request failed; its id leads to the details");
  }
}

function send(request: FastifyRequest, reply: FastifyReply, status: number, message: string): void {
  reply.code(status).send({ error: STATUS_CODES[status], message, requestId: request.id });
}

/** A status that an error asks for, if it is one of an error. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  return typeof status === "number" && status in STATUS_CODES && status >= 400 ? status : 500;
}
