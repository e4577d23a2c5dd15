import type { FastifyInstance } from "fastify";

/** Whether the process is alive. It asks nothing else: a store that is down is no reason to restart us. */
export function healthRoute(app: FastifyInstance): void {
  app.get("/health", { config: { quiet: true } }, () => ({ status: "ok" }));
}
