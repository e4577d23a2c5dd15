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

export interface FakePinecone {
  readonly url: string;
  readonly indexes: Map<string, Index>;
  /** Requests served, as `METHOD /path`. */
  readonly requests: string[];
  /** Descriptions that a new index answers before it is ready. */
  describesUntilReady: number;
  close(): Promise<void>;
}

export async function startFakePinecone(apiKey: string): Promise<FakePinecone> {
  const indexes = new Map<string, Index>();
  const requests: string[] = [];
  const pending = new Map<string, number>();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requests.push(`${request.method} ${request.url}`);
    const send = (status: number, body?: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(body === undefined ? "" : JSON.stringify(body));
    const refuse = (status: number, code: string, message: string) => send(status, { status, error: { code, message } });
    if (request.headers["api-key"] !== apiKey) return void refuse(401, "UNAUTHENTICATED", "Invalid API Key");
    let text = "";
    for await (const chunk of request) text += chunk;
    const body = text === "" ? {} : JSON.parse(text);
    const name = request.url?.split("/")[2] ?? body.name;
    const index = indexes.get(name);
    if (request.method === "POST") {
      if (index) return void refuse(409, "ALREADY_EXISTS", `Resource ${name} already exists`);
      const created = {
        deletion_protection: "disabled",
        tags: {},
        ...body,
        host: `${name}-abc.svc.pinecone.io`,
        status: { ready: false, state: "Initializing" },
      };
      indexes.set(name, created);
      pending.set(name, fake.describesUntilReady);
      return void send(201, created);
    }
    if (!index) return void refuse(404, "NOT_FOUND", `Resource ${name} not found`);
    if (request.method === "GET") {
      const left = pending.get(name) ?? 0;
      pending.set(name, left - 1);
      if (left <= 0) index.status = { ready: true, state: "Ready" };
      return void send(200, index);
    }
    if (request.method === "PATCH") {
      if (body.deletion_protection) index.deletion_protection = body.deletion_protection;
      for (const [key, value] of Object.entries((body.tags ?? {}) as Record<string, string>)) {
        if (value === "") delete index.tags[key];
        else index.tags[key] = value;
      }
      return void send(200, index);
    }
    if (index.deletion_protection === "enabled")
      return void refuse(403, "FORBIDDEN", "Deletion protection is enabled for this index");
    indexes.delete(name);
    return void send(202);
  }

  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const fake: FakePinecone = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    indexes,
    requests,
    describesUntilReady: 0,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return fake;
}
