import type { FastifyInstance } from "fastify";
import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import { routeOf } from "./requestLog.ts";

const LABELS = ["method", "route", "status"] as const;

/** Counts and times every request that was answered, in a registry of this app's own. */
export function addMetrics(app: FastifyInstance): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  // The plan's alert asks for http_requests_total{status=~"5.."}.
  const requests = new Counter({ name: "http_requests_total", help: "Requests answered.", labelNames: LABELS, registers });
  const duration = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time from a request's headers to the end of its response.",
    labelNames: LABELS,
    registers,
  });
  app.addHook("onResponse", (request, reply, done) => {
    const labels = { method: request.method, route: routeOf(request), status: reply.statusCode };
    requests.inc(labels);
    duration.observe(labels, reply.elapsedTime / 1_000);
    done();
  });
  return registry;
}
