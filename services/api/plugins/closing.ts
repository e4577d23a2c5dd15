import type { FastifyInstance } from "fastify";

/**
 * Lets go of connections while closing: a server has closed only when its last connection has, and Node keeps one that has just
 * answered open for the next request.
 */
export function addClosing(app: FastifyInstance, isClosing: () => boolean): void {
  app.addHook("onSend", (_, reply, payload, done) => {
    if (isClosing()) reply.header("connection", "close");
    done(null, payload);
  });
}
