import { describe, expect, it } from "vitest";
import type { AnalysisRequest } from "../contracts/analysis.ts";
import { createLog } from "../logging/log.ts";
import { lineSink } from "../logging/testLines.ts";
import { createHandler, handler } from "./handler.ts";

const GOOD = { issueId: "i1", projectId: "p1", message: "x is not a function", stack: "at f" };
const record = (messageId: string, body: unknown) => ({
  messageId,
  body: typeof body === "string" ? body : JSON.stringify(body),
});

function start(analyse = async (_request: AnalysisRequest): Promise<void> => {}) {
  const sink = lineSink();
  const done: AnalysisRequest[] = [];
  const handle = createHandler({
    log: createLog("monitor-ai", { write: sink.write }),
    analyse: async (request) => {
      await analyse(request);
      done.push(request);
    },
  });
  return { handle, done, lines: sink.lines };
}

describe("a batch", () => {
  it("is done with when each record is", async () => {
    const { handle, done, lines } = start();
    const answer = await handle(
      { Records: [record("1", GOOD), record("2", { ...GOOD, stack: undefined })] },
      { awsRequestId: "aws" },
    );
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(done).toEqual([GOOD, { issueId: "i1", projectId: "p1", message: "x is not a function" }]);
    expect(lines()).toMatchObject([
      { level: "info", service: "monitor-ai", context: { requestId: "aws", messageId: "1", issueId: "i1", projectId: "p1" } },
      { level: "info", context: { messageId: "2" } },
    ]);
  });

  it("gives back its bad records alone", async () => {
    const { handle, done } = start();
    const bodies = [
      "{",
      "",
      "null",
      "[]",
      {},
      { ...GOOD, issueId: "" },
      GOOD,
      { ...GOOD, projectId: 7 },
      { ...GOOD, message: "x".repeat(8_193) },
    ];
    const { batchItemFailures } = await handle({ Records: bodies.map((body, index) => record(String(index), body)) });
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(["0", "1", "2", "3", "4", "5", "7", "8"]);
    expect(done).toEqual([GOOD]);
  });

  it("gives back what could not be analysed, and nothing beside it", async () => {
    const { handle, done, lines } = start(async ({ issueId }) => {
      if (issueId === "bad") throw new Error("model is away");
    });
    const Records = [record("1", GOOD), record("2", { ...GOOD, issueId: "bad" }), record("3", GOOD)];
    expect(await handle({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
    expect(done).toHaveLength(2);
    expect(lines().find(({ level }) => level === "error")?.context).toMatchObject({
      messageId: "2",
      error: { message: "model is away" },
    });
  });

  it("of a newer release keeps what is known of it", async () => {
    const { handle, done } = start();
    await handle({ Records: [record("1", { ...GOOD, priority: "high" })] });
    expect(done).toEqual([GOOD]);
  });
});

it("says what is wrong with a record, never what it holds", async () => {
  const { handle, lines } = start();
  await handle({
    Records: [record("1", { ...GOOD, issueId: 12, message: "token=secret", stack: ["secret"] }), record("2", "secret{")],
  });
  const [fields, json] = lines();
  expect(fields?.context.error).toMatchObject({ message: expect.stringMatching(/issueId[\s\S]*stack/) });
  expect(json?.context.error).toMatchObject({ message: "no analysis request: not JSON" });
  expect(JSON.stringify(lines())).not.toContain("secret");
});

it("is exported as Lambda calls it", async () => {
  expect(await handler({ Records: [] })).toEqual({ batchItemFailures: [] });
});
