/** What the API asks of the AI service: one message of the queue between them. */
// All of services/ imports zod as a namespace: bundlers drop what is unused of one, which `{ z }` keeps: half a megabyte.
import * as z from "zod";

const id = z.string().min(1).max(64);

/**
 * Unknown fields are dropped, not refused: the API may be a release ahead, and its messages must not end in the dead-letter queue.
 * The limits keep a message far below the queue's own of 256 KiB.
 */
export const analysisRequest = z.object({
  issueId: id,
  projectId: id,
  message: z.string().min(1).max(8_192),
  stack: z.string().max(65_536).optional(),
});

export type AnalysisRequest = z.output<typeof analysisRequest>;
