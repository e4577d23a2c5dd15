import type { Report } from "./report.ts";

export interface TransportOptions {
  readonly endpoint: string;
  readonly fetch: typeof fetch;
}

export interface Transport {
  /** Sends a report if there is room for it. It is made only then, and never throws. */
  readonly send: (report: () => Report) => void;
  readonly dropped: () => number;
}

/** Requests under way at most: a page that throws in a loop must not keep its own requests from the network. */
const LIMIT = 8;
/** Requests that may outlive the page share 64 KiB; a browser fails what goes beyond. https://fetch.spec.whatwg.org/#http-network-or-cache-fetch */
const KEEPALIVE_BYTES = 60_000;

/** Posts reports, a bounded number at a time. What has no room, fails or is refused is counted, not tried again. */
export function createTransport({ endpoint, fetch }: TransportOptions): Transport {
  let underWay = 0;
  let bytesUnderWay = 0;
  let dropped = 0;

  async function post(body: string): Promise<void> {
    let bytes = 0;
    underWay++;
    try {
      bytes = new TextEncoder().encode(body).length;
      bytesUnderWay += bytes;
      // As text/plain, which a string is sent as: application/json would ask the server's permission first, with one more request.
      const response = await fetch(endpoint, {
        method: "POST",
        body,
        keepalive: bytesUnderWay <= KEEPALIVE_BYTES,
        credentials: "omit",
      });
      if (!response.ok) dropped++;
    } catch {
      dropped++;
    } finally {
      underWay--;
      bytesUnderWay -= bytes;
    }
  }

  return {
    dropped: () => dropped,
    send(report) {
      try {
        if (underWay >= LIMIT) dropped++;
        else void post(JSON.stringify(report()));
      } catch {
        dropped++;
      }
    },
  };
}
