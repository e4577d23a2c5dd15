import { expect, it } from "vitest";
import { createLog } from "./log.ts";
import { lineSink } from "./testLines.ts";

const now = () => new Date("2024-01-23T10:00:00Z");

it("writes the plan's line, in its order", () => {
  const chunks: string[] = [];
  const log = createLog("monitor-ai", { now, write: (chunk) => chunks.push(chunk) });
  log("error", "Database connection failed", { userId: "u", requestId: "r" });
  expect(chunks).toEqual([
    '{"timestamp":"2024-01-23T10:00:00.000Z","level":"error","service":"monitor-ai","message":"Database connection failed",' +
      '"context":{"userId":"u","requestId":"r"}}\n',
  ]);
});

it("keeps what an error says, and every text on one line", () => {
  const sink = lineSink();
  const log = createLog("monitor-ai", { now, write: sink.write });
  log("warn", "two\nlines", { error: new TypeError("no such thing"), reason: undefined });
  log("info", "nothing about it");
  const [warning, info] = sink.lines();
  expect(warning).toMatchObject({ level: "warn", message: "two\nlines" });
  expect(warning?.context.error).toEqual({
    type: "TypeError",
    message: "no such thing",
    stack: expect.stringContaining("log.test.ts"),
  });
  expect(info?.context).toEqual({});
});
