import { type FastifyBaseLogger, fastify } from "fastify";
import { describe, expect, it } from "vitest";
import type { Level } from "./line.ts";
import { nestBindings, pinoOptions } from "./pino.ts";
import { lineSink } from "./testLines.ts";

const NOW = "2024-01-23T10:00:00.000Z";

function logger(level: Level = "info") {
  const sink = lineSink();
  const { log } = fastify({
    logger: { ...pinoOptions({ service: "monitor-api", level, now: () => new Date(NOW) }), stream: sink },
  });
  nestBindings(log);
  return { log, lines: sink.lines };
}

const FORMS: readonly (readonly [string, (log: FastifyBaseLogger) => void, string, object])[] = [
  ["a text", (log) => log.info("up"), "up", {}],
  ["a text with values", (log) => log.info("%s has %d", "a", 2), "a has 2", {}],
  ["a context and a text", (log) => log.info({ userId: "u" }, "seen"), "seen", { userId: "u" }],
  ["a context and a text with values", (log) => log.info({ userId: "u" }, "seen %d times", 3), "seen 3 times", { userId: "u" }],
  ["a context alone", (log) => log.info({ userId: "u" }), "", { userId: "u" }],
  ["nothing", (log) => log.info(null), "", {}],
  [
    "names of our own keys",
    (log) => log.info({ level: "x", service: "y", message: "z" }, "m"),
    "m",
    { level: "x", service: "y", message: "z" },
  ],
  [
    "what JSON cannot hold",
    (log) => log.info({ missing: undefined, circle: circle() }, "m"),
    "m",
    { circle: { self: "[Circular]" } },
  ],
];

function circle() {
  const value: { self?: unknown } = {};
  value.self = value;
  return value;
}

describe("a line of pino's", () => {
  it.each(FORMS)("has five keys when given %s", (_, write, message, context) => {
    const { log, lines } = logger();
    write(log);
    expect(lines()).toEqual([{ timestamp: NOW, level: "info", service: "monitor-api", message, context }]);
  });

  it.each([
    ["alone", (log: FastifyBaseLogger) => log.error(new TypeError("broken")), "broken"],
    ["with a text", (log: FastifyBaseLogger) => log.error(new TypeError("broken"), "failed"), "failed"],
    ["in a context", (log: FastifyBaseLogger) => log.error({ error: new TypeError("broken") }), "broken"],
  ])("tells an error %s", (_, write, message) => {
    const { log, lines } = logger();
    write(log);
    const error = { type: "TypeError", message: "broken", stack: expect.stringContaining("pino.test.ts") };
    expect(lines()).toEqual([{ timestamp: NOW, level: "error", service: "monitor-api", message, context: { error } }]);
  });

  it("carries what its logger and that one's parents are bound to", () => {
    const { log, lines } = logger();
    const request = log.child({ requestId: "r", userId: "nobody" });
    request.child({ userId: "u" }).info({ a: 1 }, "deep");
    request.info("shallow");
    log.info("root");
    expect(lines().map(({ context }) => context)).toEqual([
      { requestId: "r", userId: "u", a: 1 },
      { requestId: "r", userId: "nobody" },
      {},
    ]);
  });

  it("is not written below the level", () => {
    const { log, lines } = logger("warn");
    log.info("unheard");
    log.child({ requestId: "r" }).info("unheard");
    log.fatal("heard");
    expect(lines()).toMatchObject([{ level: "fatal", message: "heard" }]);
  });
});
