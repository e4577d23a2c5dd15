import type { FastifyInstance } from "fastify";
import type { Registry } from "prom-client";

/** What Prometheus scrapes. The CDN passes on `/api/*` alone, so nobody outside can. */
export function metricsRoute(app: FastifyInstance, registry: Registry): void {
  app.get("/metrics", { config: { quiet: true } }, async (_, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}
