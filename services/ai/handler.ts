import * as z from "zod";
import { type AnalysisRequest, analysisRequest } from "../contracts/analysis.ts";
import { createLog, type Log } from "../logging/log.ts";

/** What Lambda hands over of a batch, as far as it is used here. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export interface SqsEvent {
  readonly Records: readonly SqsRecord[];
}

export interface SqsRecord {
  readonly messageId: string;
  readonly body: string;
}

export interface Invocation {
  readonly awsRequestId: string;
}

/** Which records to deliver again. Without it one bad record would bring back its whole batch. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export interface HandlerOptions {
  readonly log: Log;
  /** What is done with a request. */
  readonly analyse: (request: AnalysisRequest) => Promise<void>;
}

/**
 * Handles a batch, each record by itself: those that fail are delivered again, and after the queue's limit of attempts end in its
 * dead-letter queue.
 */
export function createHandler({ log, analyse }: HandlerOptions) {
  /** @returns whether the record is done with. */
  async function handleRecord({ messageId, body }: SqsRecord, requestId: string | undefined): Promise<boolean> {
    const about = { requestId, messageId };
    try {
      const request = parse(body);
      await analyse(request);
      log("info", "analysis request handled", { ...about, issueId: request.issueId, projectId: request.projectId });
      return true;
    } catch (error) {
      log("error", "analysis request failed", { ...about, error });
      return false;
    }
  }

  return async ({ Records }: SqsEvent, invocation?: Invocation): Promise<BatchResponse> => {
    const handled = await Promise.all(Records.map((record) => handleRecord(record, invocation?.awsRequestId)));
    const failed = Records.filter((_, index) => !handled[index]);
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

/** @throws Error that names the fields and what is wrong with them; never what they hold, which is other people's data. */
function parse(body: string): AnalysisRequest {
  const result = analysisRequest.safeParse(json(body));
  if (result.success) return result.data;
  throw new Error(`no analysis request: ${z.prettifyError(result.error)}`);
}

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Error("no analysis request: not JSON");
  }
}

/** The analysis itself is to come; until then a request that can be read is a request handled. */
export const handler = createHandler({ log: createLog("monitor-ai"), analyse: async () => {} });
