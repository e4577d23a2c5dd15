/**
 * Pinecone for the lab: the fake control API behind a door that notes each call, lets it suffer the lab's faults and keeps the
 * indexes on disk. Pinecone is not served over gRPC: its provider is the program's own, in a process that the engine starts.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { startFakePinecone } from "../../../infra/data/pinecone/fakePinecone.ts";
import type { Faults } from "./faults.ts";
import type { CallLog, LabCall, Method } from "./store.ts";
import type { Properties } from "./wire.ts";

export const PINECONE_TYPE = "pulumi-nodejs:dynamic/monitor:PineconeIndex";

const METHODS: Readonly<Record<string, Method>> = { POST: "create", GET: "read", PATCH: "update", DELETE: "delete" };

export interface LabPinecone {
  readonly url: string;
  /** Indexes by name. */
  readonly indexes: ReadonlyMap<string, Properties>;
  /** Changes an index behind everybody's back; null deletes it. */
  change(name: string, properties: object | null): void;
  stop(): Promise<void>;
}

interface Kept {
  /** The door's address, which is part of what an index answers. */
  readonly url: string;
  readonly indexes: Readonly<Record<string, Properties>>;
}

export async function startPinecone(apiKey: string, folder: string, log: CallLog, faults: Faults): Promise<LabPinecone> {
  const file = path.join(folder, "pinecone.json");
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Kept) : undefined;
  const fake = await startFakePinecone(apiKey);
  const indexes = fake.indexes as unknown as Map<string, Properties>;
  const door = createServer((request, response) => {
    forward(request, response).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      response.writeHead(500, { "content-type": "application/json" });
      response.end(JSON.stringify({ status: 500, error: { code: "INTERNAL", message } }));
    });
  });
  // An index keeps its address, as Pinecone's do, where its port is still free.
  const port = kept === undefined ? 0 : Number(new URL(kept.url).port);
  await listen(door, port).catch(() => listen(door, 0));
  const url = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;

  const moved = <T>(value: T, from: string, to: string): T => JSON.parse(JSON.stringify(value).replaceAll(from, to)) as T;
  for (const [name, index] of Object.entries(kept?.indexes ?? {})) indexes.set(name, moved(index, kept?.url ?? "", fake.url));
  const save = () => {
    const now: Kept = { url, indexes: moved(Object.fromEntries(indexes), fake.url, url) };
    writeFileSync(`${file}.new`, JSON.stringify(now, null, 1));
    renameSync(`${file}.new`, file);
  };

  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += chunk;
    const [, place, inPath] = request.url?.split("/") ?? [];
    const name = inPath ?? (body === "" ? "" : String((JSON.parse(body) as Properties).name));
    const method = place === "indexes" ? (METHODS[request.method ?? ""] ?? "read") : "read";
    const call: LabCall = { method, provider: "pinecone", urn: "", type: PINECONE_TYPE, name, preview: false };
    log.add(call);
    const gone = new Promise<void>((resolve) => response.on("close", resolve));
    const answer = await faults.around(call, gone, async () => {
      const headers = { "api-key": String(request.headers["api-key"] ?? ""), "content-type": "application/json" };
      const got = await fetch(fake.url + request.url, { method: request.method ?? "GET", headers, ...(body !== "" && { body }) });
      const text = await got.text();
      save();
      return { status: got.status, text: text.replaceAll(fake.url, url) };
    });
    response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.text);
  }

  return {
    url,
    indexes,
    change: (name, properties) => {
      if (properties === null) indexes.delete(name);
      else indexes.set(name, { ...indexes.get(name), ...properties });
      save();
    },
    stop: async () => {
      door.closeAllConnections();
      await new Promise<void>((resolve) => door.close(() => resolve()));
      await fake.close();
    },
  };
}

const listen = (server: Server, port: number) =>
  new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
