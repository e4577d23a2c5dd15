/** Names of elements on the page: the same on every run, whatever characters the things they stand for are named with. */
import { createHash } from "node:crypto";

export interface Ids {
  /** The environment's own: its name, where that is a plain word. */
  readonly stack: string;
  readonly resource: (urn: string) => string;
  readonly box: (urn: string) => string;
}

export function idsOf(stack: string): Ids {
  const hash = (text: string): string => createHash("sha256").update(`${stack}\n${text}`).digest("hex").slice(0, 10);
  return {
    stack: /^[A-Za-z][\w-]{0,40}$/.test(stack) ? `stack-${stack}` : `stack-${hash("")}`,
    resource: (urn) => `r${hash(urn)}`,
    box: (urn) => `b${hash(urn)}`,
  };
}
