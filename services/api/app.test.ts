import { afterEach, describe, expect, it } from "vitest";
import type { Level } from "../logging/line.ts";
import { lineSink } from "../logging/testLines.ts";
import { buildApp } from "./app.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const NOW = "2024-01-23T10:00:00.000Z";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function start(logLevel: Level = "info") {
  const sink = lineSink();
  const state = { closing: false };
  const app = buildApp({
    logLevel,
    keepAliveSeconds: 75,
    isClosing: () => state.closing,
    now: () => new Date(NOW),
    logStream: sink,
  });
  closers.push(() => app.close());
  app.get("/issues/:id", () => ({}));
  app.get("/fails", () => {
    throw new Error("password is hunter2");
  });
  app.get("/odd", () => {
    throw "a text";
  });
  app.get<{ Querystring: { status: string } }>("/asks", ({ query }) => {
    throw Object.assign(new Error("because of the tea"), { statusCode: Number(query.status) });
  });
  app.post("/reports", ({ body }) => ({ body }));
  return { app, state, lines: sink.lines };
}

/** Samples of one metric, by their labels. */
function samples(text: string, name: string): Record<string, number> {
  const found = [...text.matchAll(new RegExp(`^${name}\\{(.*)\\} (.*)$`, "gm"))];
  return Object.fromEntries(found.map(([, labels, value]) => [labels, Number(value)]));
}

describe("probes", () => {
  it("say that it is alive and ready", async () => {
    const { app } = start();
    expect((await app.inject("/health")).json()).toEqual({ status: "ok" });
    expect((await app.inject("/ready")).json()).toEqual({ status: "ok" });
  });

  it("say that it is closing, though alive", async () => {
    const { app, state } = start();
    state.closing = true;
    const ready = await app.inject("/ready");
    expect([ready.statusCode, ready.json()]).toEqual([503, { status: "closing" }]);
    expect(ready.headers.connection).toBe("close");
    expect((await app.inject("/health")).statusCode).toBe(200);
  });

  it("are not in the log, unless it is for debugging", async () => {
    const [info, debug] = [start("info"), start("debug")];
    for (const { app } of [info, debug]) for (const url of ["/health", "/ready", "/metrics"]) await app.inject(url);
    expect(info.lines()).toEqual([]);
    expect(debug.lines().map(({ level, context }) => [level, context.route])).toEqual([
      ["debug", "/health"],
      ["debug", "/ready"],
      ["debug", "/metrics"],
    ]);
  });
});

describe("metrics", () => {
  it("count and time requests by the pattern of their route", async () => {
    const { app } = start();
    for (const url of ["/issues/1", "/issues/2?token=x", "/fails", "/wp-login.php", "/.env"]) await app.inject(url);
    const { headers, body } = await app.inject("/metrics");
    expect(headers["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/);
    const counted = {
      'method="GET",route="/issues/:id",status="200"': 2,
      'method="GET",route="/fails",status="500"': 1,
      'method="GET",route="unmatched",status="404"': 2,
    };
    expect(samples(body, "http_requests_total")).toEqual(counted);
    expect(samples(body, "http_request_duration_seconds_count")).toEqual(counted);
    expect(body).toMatch(/^process_cpu_user_seconds_total /m);
    expect(body).not.toMatch(/wp-login|token/);
  });

  it("belong to one app", async () => {
    const [one, other] = [start().app, start().app];
    await one.inject("/issues/1");
    expect(samples((await other.inject("/metrics")).body, "http_requests_total")).toEqual({});
  });
});

describe("the log", () => {
  it("has one line for a request", async () => {
    const { app, lines } = start();
    await app.inject({ url: "/issues/7?token=x", headers: { "x-request-id": "forged", "request-id": "forged" } });
    expect(lines()).toEqual([
      {
        timestamp: NOW,
        level: "info",
        service: "monitor-api",
        message: "request completed",
        context: {
          requestId: expect.stringMatching(UUID),
          method: "GET",
          route: "/issues/:id",
          status: 200,
          durationMs: expect.any(Number),
        },
      },
    ]);
  });
});

describe("an error", () => {
  it.each(["/fails", "/odd", "/asks?status=503", "/asks?status=200", "/asks?status=4040"])(
    "of ours stays ours: %s",
    async (url) => {
      const { app, lines } = start();
      const reply = await app.inject(url);
      expect(reply.statusCode).toBe(url.endsWith("503") ? 503 : 500);
      expect(reply.body).not.toMatch(/hunter2|text|tea|app\.test/);
      const [line] = lines();
      expect(line).toMatchObject({ level: "error", message: "request failed", context: { requestId: reply.json().requestId } });
      expect(JSON.stringify(line)).toMatch(/hunter2|a text|because of the tea/);
    },
  );

  it.each([
    ["asked for by a route", { url: "/asks?status=418" }, 418, "because of the tea"],
    [
      "in a body",
      { method: "POST", url: "/reports", headers: { "content-type": "application/json" }, payload: "{" },
      400,
      /JSON/,
    ],
    [
      "of an unknown type",
      { method: "POST", url: "/reports", headers: { "content-type": "text/csv" }, payload: "a" },
      415,
      /Media Type/,
    ],
    ["too large", { method: "POST", url: "/reports", payload: { text: "x".repeat(1_048_576) } }, 413, /too large/],
    ["of an unknown route", { url: "/nope/secret" }, 404, "there is no such route"],
    ["of an unknown method", { method: "DELETE", url: "/reports" }, 404, "there is no such route"],
    ["in the URL", { url: "/%" }, 400, /not a valid url/],
  ] as const)("of the request is told: %s", async (_, request, status, message) => {
    const { app, lines } = start();
    const reply = await app.inject(request);
    expect(reply.statusCode).toBe(status);
    expect(reply.json()).toEqual({
      error: expect.any(String),
      message: expect.stringMatching(message),
      requestId: expect.stringMatching(UUID),
    });
    expect(lines().filter(({ level }) => level === "error")).toEqual([]);
  });
});

describe("behind proxies", () => {
  it("takes the address that the CDN saw for the client's, not what a client claims", async () => {
    const { app } = start();
    app.get("/ip", ({ ip }) => ip);
    const headers = { "x-forwarded-for": "6.6.6.6, 203.0.113.9, 10.30.1.4" };
    expect((await app.inject({ url: "/ip", remoteAddress: "10.30.2.5", headers })).body).toBe("203.0.113.9");
    expect((await app.inject({ url: "/ip", remoteAddress: "198.51.100.1", headers })).body).toBe("198.51.100.1");
  });

  it("keeps connections longer than the load balancer, and waits for no request forever", async () => {
    const { server } = start().app;
    expect(server.keepAliveTimeout).toBe(75_000);
    for (const timeout of [server.requestTimeout, server.headersTimeout, server.timeout]) {
      expect(timeout).toBeGreaterThan(0);
      expect(timeout).toBeLessThanOrEqual(15_000);
    }
  });
});
