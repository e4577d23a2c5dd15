/** An S3 server on a folder, for tests: the buckets are its subfolders, and requests can be held up on their way to it. */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createSocketServer } from "node:net";
import path from "node:path";
import { setTimeout } from "node:timers/promises";

const KEYS = { id: "lab", secret: "lab-secret-key" };

export interface TestS3 {
  /** What a process needs in its environment to meet it. The host is an address, so SDKs put the bucket into the path. */
  readonly env: Readonly<Record<string, string>>;
  /** `GET /bucket?list-type=2`, in order. */
  readonly requests: readonly string[];
  makeBucket(name: string): void;
  /** Files in a bucket, sorted. */
  objects(bucket: string): string[];
  /** Lets no answer through for requests that match. @returns settles when the first is there; `release` drops it and ends this */
  hold(pattern: RegExp): { readonly reached: Promise<void>; readonly release: () => void };
  stop(): Promise<void>;
}

interface Held {
  readonly pattern: RegExp;
  readonly reach: () => void;
  readonly waiting: ServerResponse[];
}

/**
 * @param rig folder of the test servers
 * @param options.versions whether buckets can keep versions, once somebody tells them to
 */
export async function startS3(rig: string, folder: string, { versions = false } = {}): Promise<TestS3> {
  const installed = execFileSync(path.join(rig, "install"), ["s3"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const data = path.join(folder, "data");
  mkdirSync(data, { recursive: true });
  const kept = path.join(folder, "versions");
  mkdirSync(kept, { recursive: true });
  const port = await freePort();
  const server = spawn(
    path.join(installed.trim().split("\n").pop() ?? "", "versitygw"),
    [
      "--access",
      KEYS.id,
      "--secret",
      KEYS.secret,
      "--port",
      `127.0.0.1:${port}`,
      "posix",
      ...(versions ? ["--versioning-dir", kept] : []),
      data,
    ],
    { stdio: "ignore" },
  );
  await answers(port);

  const requests: string[] = [];
  const held = new Set<Held>();
  const proxy = createServer((incoming, outgoing) => {
    const line = `${incoming.method} ${incoming.url}`;
    requests.push(line);
    const holder = [...held].find(({ pattern }) => pattern.test(line));
    if (!holder) return forward(incoming, outgoing, port);
    holder.waiting.push(outgoing);
    holder.reach();
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));

  return {
    env: {
      AWS_ACCESS_KEY_ID: KEYS.id,
      AWS_SECRET_ACCESS_KEY: KEYS.secret,
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    },
    requests,
    makeBucket: (name) => void mkdirSync(path.join(data, name), { recursive: true }),
    objects: (bucket) =>
      readdirSync(path.join(data, bucket), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.parentPath.includes("/.sgwtmp"))
        .map((entry) => path.relative(path.join(data, bucket), path.join(entry.parentPath, entry.name)))
        .sort(),
    hold(pattern) {
      let reach = () => {};
      const reached = new Promise<void>((resolve) => {
        reach = resolve;
      });
      const entry: Held = { pattern, reach, waiting: [] };
      held.add(entry);
      const release = () => {
        held.delete(entry);
        for (const response of entry.waiting) response.destroy();
      };
      return { reached, release };
    },
    async stop() {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
      const ended = new Promise((resolve) => server.once("exit", resolve));
      if (server.exitCode === null) server.kill("SIGKILL");
      await ended;
    },
  };
}

/** As it came, host and all: the signature covers them. */
function forward(incoming: IncomingMessage, outgoing: ServerResponse, port: number): void {
  const { method, url, headers } = incoming;
  const passed = request({ host: "127.0.0.1", port, method, path: url, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  passed.on("error", () => outgoing.destroy());
  incoming.pipe(passed);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createSocketServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)) return;
    await setTimeout(100);
  }
  throw new Error(`versitygw does not answer on port ${port}`);
}
