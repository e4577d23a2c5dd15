import type { FastifyInstance } from "fastify";

/** Whether to send requests here. Load balancers ask. */
export function readyRoute(app: FastifyInstance, isClosing: () => boolean): void {
  app.get("/ready", { config: { quiet: true } }, (_, reply) =>
    isClosing() ? reply.code(503).send({ status: "closing" }) : reply.send({ status: "ok" }),
  );
}
