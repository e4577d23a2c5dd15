/** For tests: what was logged, line by line. */

import * as z from "zod";
import { LEVELS } from "./line.ts";

const line = z.strictObject({
  timestamp: z.iso.datetime(),
  level: z.enum(LEVELS),
  service: z.string().min(1),
  message: z.string(),
  context: z.record(z.string(), z.unknown()),
});

export type Line = z.output<typeof line>;

/** A stream that keeps what it gets. Reading the lines fails if any is not of the shape that every line has. */
export function lineSink() {
  const chunks: string[] = [];
  return {
    write: (chunk: string): void => void chunks.push(chunk),
    lines: (): Line[] => {
      const text = chunks.join("");
      if (text !== "" && !text.endsWith("\n")) throw new Error("the last line does not end");
      return text
        .split("\n")
        .slice(0, -1)
        .map((json) => line.parse(JSON.parse(json)));
    },
  };
}
