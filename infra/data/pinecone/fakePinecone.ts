/** A stand-in for Pinecone's control API on loopback, for tests. https://docs.pinecone.io/reference/api/latest/control-plane/ */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface Index {
  name: string;
  dimension: number;
  metric: string;
  host: string;
  deletion_protection: string;
  tags: Record<string, string>;
  spec: unknown;
  status: { ready: boolean; state: string };
}

/**
 * What becomes of one request: it is served; refused with a status, and perhaps a Retry-After; never answered; or served with the
 * answer lost on the way.
 */
export type Weather = "fine" | "hang" | "lost" | number | { readonly status: number; readonly retryAfter: string };

export interface FakePinecone {
  readonly url: string;
  readonly indexes: Map<string, Index>;
  /** Vectors of an index; none where it is absent. */
  readonly vectors: Map<string, number>;
  /** Requests that arrived, as `METHOD /path`. */
  readonly requests: string[];
  /** Descriptions that a new index answers before it is ready. */
  describesUntilReady: number;
  /** Descriptions that a deleted index still answers. */
  describesUntilGone: number;
  /** Called when a request is left hanging. */
  onHang: () => void;
  /** The weather of the next requests that begin with a text such as `POST /indexes`, one after the other; fine after that. */
  foretell(request: string, ...weather: Weather[]): void;
  close(): Promise<void>;
}

export async function startFakePinecone(apiKey: string): Promise<FakePinecone> {
  const indexes = new Map<string, Index>();
  const vectors = new Map<string, number>();
  const requests: string[] = [];
  const forecast: { request: string; weather: Weather[] }[] = [];
  /** Descriptions left until an index changes its state. */
  const pending = new Map<string, number>();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const line = `${request.method} ${request.url}`;
    requests.push(line);
    const weather =
      forecast.find(({ request, weather }) => line.startsWith(request) && weather.length > 0)?.weather.shift() ?? "fine";
    if (weather === "hang") return fake.onHang();
    if (weather === "fine" || weather === "lost") {
      const [status, body] = await serve(request);
      if (weather === "lost") return void request.socket.destroy();
      return void response.writeHead(status, { "content-type": "application/json" }).end(body && JSON.stringify(body));
    }
    const { status, retryAfter } = typeof weather === "number" ? { status: weather, retryAfter: undefined } : weather;
    response.writeHead(status, {
      "content-type": "application/json",
      ...(retryAfter !== undefined && { "retry-after": retryAfter }),
    });
    response.end(JSON.stringify(refusal(status, status === 429 ? "RESOURCE_EXHAUSTED" : "UNAVAILABLE", "bad weather")[1]));
  }

  async function serve(request: IncomingMessage): Promise<Answer> {
    const given = request.headers["api-key"];
    if (given !== apiKey) return refusal(401, "UNAUTHENTICATED", `Invalid API Key ${given}`);
    let text = "";
    for await (const chunk of request) text += chunk;
    const body = text === "" ? {} : JSON.parse(text);
    const [, place, inPath] = request.url?.split("/") ?? [];
    const name = inPath ?? body.name;
    const index = indexes.get(name);
    if (place === "data") return index ? [200, { totalVectorCount: vectors.get(name) ?? 0 }] : notFound(name);
    if (request.method === "POST")
      return index ? refusal(409, "ALREADY_EXISTS", `Resource ${name} already exists`) : [201, create(body)];
    if (!index) return notFound(name);
    if (request.method === "GET") return describe(index);
    if (request.method === "PATCH") return [200, configure(index, body)];
    if (index.deletion_protection === "enabled")
      return refusal(
        403,
        "FORBIDDEN",
        "Deletion protection is enabled for this index. Disable deletion protection before retrying.",
      );
    index.status = { ready: false, state: "Terminating" };
    pending.set(name, fake.describesUntilGone);
    if (fake.describesUntilGone === 0) indexes.delete(name);
    return [202];
  }

  function create(body: Pick<Index, "name" | "dimension" | "metric" | "spec">): Index {
    const { name } = body;
    const status = { ready: false, state: "Initializing" };
    const created = { deletion_protection: "disabled", tags: {}, ...body, host: `${fake.url}/data/${name}`, status };
    indexes.set(name, created);
    pending.set(name, fake.describesUntilReady);
    return created;
  }

  function describe(index: Index): Answer {
    const left = pending.get(index.name) ?? 0;
    pending.set(index.name, left - 1);
    if (left > 0 || index.status.state === "InitializationFailed") return [200, index];
    if (index.status.state === "Terminating") {
      indexes.delete(index.name);
      return notFound(index.name);
    }
    index.status = { ready: true, state: "Ready" };
    return [200, index];
  }

  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const fake: FakePinecone = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ indexes, vectors, requests },
    ...{ describesUntilReady: 0, describesUntilGone: 0 },
    onHang: () => {},
    foretell: (request, ...weather) => void forecast.push({ request, weather }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections(); // those that hang
      }),
  };
  return fake;
}

type Answer = readonly [status: number, body?: object];

const refusal = (status: number, code: string, message: string): Answer => [status, { status, error: { code, message } }];
const notFound = (name: string): Answer => refusal(404, "NOT_FOUND", `Resource ${name} not found`);

function configure(index: Index, body: { deletion_protection?: string; tags?: Record<string, string> }): Index {
  if (body.deletion_protection) index.deletion_protection = body.deletion_protection;
  for (const [key, value] of Object.entries(body.tags ?? {})) {
    if (value === "") delete index.tags[key];
    else index.tags[key] = value;
  }
  return index;
}
