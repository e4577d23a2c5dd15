import { randomUUID } from "node:crypto";
import { type FastifyInstance, fastify } from "fastify";
import type { FastifyLoggerStreamDestination } from "fastify/types/logger.js";
import type { Level } from "../logging/line.ts";
import { toStdout } from "../logging/log.ts";
import { nestBindings, pinoOptions } from "../logging/pino.ts";
import { addClosing } from "./plugins/closing.ts";
import { addErrors, replyWithError } from "./plugins/errors.ts";
import { addMetrics } from "./plugins/metrics.ts";
import { RequestLog } from "./plugins/requestLog.ts";
import { healthRoute } from "./routes/health.ts";
import { metricsRoute } from "./routes/metrics.ts";
import { readyRoute } from "./routes/ready.ts";

export interface AppOptions {
  readonly logLevel: Level;
  /** How long an idle connection is kept. It must be longer than the load balancer keeps one. */
  readonly keepAliveSeconds: number;
  /** Whether the process is about to end and wants no more requests. */
  readonly isClosing: () => boolean;
  /** @default the clock */
  readonly now?: () => Date;
  /** Where log lines go. @default stdout */
  readonly logStream?: FastifyLoggerStreamDestination;
}

/** How long a request may take to arrive, and how long its connection may be silent. */
const REQUEST_SECONDS = 15;
const HEADERS_SECONDS = 10;
const BODY_BYTES = 1_048_576;
/**
 * Private addresses: the load balancer, and CloudFront, which comes to it through the VPC. The address before those is the one that
 * CloudFront was talking to, and what stands further left in X-Forwarded-For is anybody's claim.
 */
const TRUSTED_PROXIES = "uniquelocal";

/** The API, assembled; it listens to nothing yet. */
export function buildApp({
  logLevel,
  keepAliveSeconds,
  isClosing,
  now = () => new Date(),
  logStream = { write: toStdout },
}: AppOptions): FastifyInstance {
  const app = fastify({
    logger: { ...pinoOptions({ service: "monitor-api", level: logLevel, now }), stream: logStream },
    logController: new RequestLog(),
    genReqId: () => randomUUID(),
    frameworkErrors: replyWithError,
    requestTimeout: REQUEST_SECONDS * 1_000,
    connectionTimeout: REQUEST_SECONDS * 1_000,
    keepAliveTimeout: keepAliveSeconds * 1_000,
    http: { headersTimeout: HEADERS_SECONDS * 1_000 },
    bodyLimit: BODY_BYTES,
    trustProxy: TRUSTED_PROXIES,
    // What has reached us is answered, also while closing; only /ready says no.
    return503OnClosing: false,
  });
  nestBindings(app.log);

  addErrors(app);
  addClosing(app, isClosing);
  const metrics = addMetrics(app);

  healthRoute(app);
  readyRoute(app, isClosing);
  metricsRoute(app, metrics);
  return app;
}
