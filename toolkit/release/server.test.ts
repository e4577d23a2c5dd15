/** The API as it is released: the bundle in a process of its own, without the repository around it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { buildRelease } from "./build.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "monitor-api-"));
  await buildRelease(ROOT, { out: folder });
});
afterAll(() => rmSync(folder, { recursive: true }));

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

interface Line {
  readonly level: string;
  readonly message: string;
  readonly context: Readonly<Record<string, unknown>>;
}

/** Waits, as long as the test may take. */
async function until<T>(look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found) return found;
    await sleep(10);
  }
}

function launch(env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [path.join(folder, "api/server.mjs")], { cwd: folder, env: { PORT: "0", ...env } });
  children.push(child);
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output.stderr += text;
  });
  const lines = (): Line[] =>
    output.stdout
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line);
  const exit = once(child, "close").then(([code, signal]) => ({ code: code as number | null, signal: signal as string | null }));
  return { child, output, lines, exit, said: (message: string) => until(() => lines().find((line) => line.message === message)) };
}

async function start(env?: Readonly<Record<string, string>>) {
  const server = launch(env);
  const port = await until(() => /http:\/\/127\.0\.0\.1:(\d+)/.exec(server.output.stdout)?.[1]);
  const get = (url: string) => fetch(`http://127.0.0.1:${port}${url}`);
  return { ...server, port: Number(port), get };
}

/** Whether anything listens there. */
const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });

describe("the released API", () => {
  it("answers probes and scrapes, and logs five keys a line", async () => {
    const { get, lines, output, said } = await start();
    expect(await (await get("/health")).json()).toEqual({ status: "ok" });
    expect(await (await get("/ready")).json()).toEqual({ status: "ok" });
    expect((await get("/nothing?token=secret")).status).toBe(404);
    const metrics = await (await get("/metrics")).text();
    expect(metrics).toContain('http_requests_total{method="GET",route="unmatched",status="404"} 1');
    expect(metrics).toMatch(/^nodejs_version_info/m);
    await said("request completed");
    for (const line of lines()) {
      expect(Object.keys(line).sort()).toEqual(["context", "level", "message", "service", "timestamp"]);
      expect(line).toMatchObject({
        level: "info",
        service: "monitor-api",
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      });
    }
    expect(lines().filter(({ message }) => message === "request completed")).toMatchObject([
      {
        context: {
          method: "GET",
          route: "unmatched",
          status: 404,
          requestId: expect.any(String),
          durationMs: expect.any(Number),
        },
      },
    ]);
    expect(output.stdout).not.toContain("secret");
    expect(output.stderr).toBe("");
  });

  it("refuses a bad environment with everything that is wrong with it", async () => {
    const { exit, output } = launch({ PORT: "http", LOG_LEVEL: "loud" });
    expect(await exit).toMatchObject({ code: 2 });
    expect(output.stdout).toBe("");
    expect(JSON.parse(output.stderr)).toMatchObject({
      level: "fatal",
      service: "monitor-api",
      message: expect.stringMatching(/PORT must be .*; LOG_LEVEL must be one of trace, /),
    });
  });

  it("ends with a line in the log when its port is taken", async () => {
    const { port } = await start();
    const second = launch({ PORT: String(port) });
    expect(await second.exit).toMatchObject({ code: 1 });
    expect(second.lines()[0]).toMatchObject({
      level: "fatal",
      context: { error: { message: expect.stringContaining("EADDRINUSE") } },
    });
  });
});

/** A connection, and all that came through it. */
async function connect(port: number) {
  const socket = net.connect(port, "127.0.0.1").setEncoding("utf8");
  let received = "";
  socket.on("data", (text: string) => {
    received += text;
  });
  await once(socket, "connect");
  return { socket, received: () => received };
}

describe("on SIGTERM the released API", () => {
  /** A request with half its body; that the rest is asked for shows that it is in flight. */
  async function halfRequest(port: number) {
    const connection = await connect(port);
    const headers = "host: api\r\ncontent-type: application/json\r\ncontent-length: 2\r\nexpect: 100-continue";
    connection.socket.write(`POST /late HTTP/1.1\r\n${headers}\r\n\r\n{`);
    await until(() => connection.received().includes("100 Continue"));
    return connection;
  }

  it("accepts nothing more, is not ready, finishes what is in flight, and exits with 0", async () => {
    const { child, port, lines, exit } = await start();
    const probe = await connect(port);
    probe.socket.write("GET /ready HTTP/1.1\r\nhost: api\r\n");
    const late = await halfRequest(port);
    child.kill("SIGTERM");
    await until(async () => !(await accepts(port)));
    probe.socket.write("\r\n");
    await until(() => probe.received().endsWith('{"status":"closing"}'));
    expect(probe.received()).toMatch(/^HTTP\/1\.1 503 /);
    expect(late.received()).not.toContain("404");
    late.socket.write("}");
    expect(await exit).toEqual({ code: 0, signal: null });
    expect(late.received()).toMatch(/HTTP\/1\.1 404 Not Found[\s\S]*there is no such route/);
    expect(
      lines()
        .map(({ message }) => message)
        .slice(-3),
    ).toEqual(["closing", "request completed", "closed"]);
  });

  it("waits no longer than it may", async () => {
    const { child, port, lines, exit } = await start({ DRAIN_SECONDS: "1" });
    await halfRequest(port);
    child.kill("SIGTERM");
    expect(await exit).toEqual({ code: 1, signal: null });
    expect(lines().at(-1)).toMatchObject({ level: "error", message: "killed by timeout (1000ms)" });
  });

  it("does not wait for connections that nobody uses", async () => {
    const { child, port, exit } = await start();
    const { socket } = await connect(port);
    socket.write("GET /health HTTP/1.1\r\nhost: api\r\nconnection: keep-alive\r\n\r\n");
    await once(socket, "data");
    child.kill("SIGTERM");
    expect(await exit).toMatchObject({ code: 0 });
  });
});
