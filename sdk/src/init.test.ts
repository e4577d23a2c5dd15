import { describe, expect, it } from "vitest";
import { init, type Options, type Page } from "./init.ts";
import type { Report } from "./report.ts";

type Listener = (event: object) => void;
interface Call {
  readonly url: string;
  readonly request: RequestInit;
  readonly report: Report;
}

/** A window, its network, and what came through it. */
function page(answer: () => Promise<{ ok: boolean }> = async () => ({ ok: true })) {
  const listeners = new Map<string, Set<Listener>>();
  const calls: Call[] = [];
  const window = {
    location: { origin: "https://shop.example", pathname: "/cart", href: "https://shop.example/cart?token=secret#me" },
    addEventListener: (type: string, listener: Listener) => listeners.set(type, (listeners.get(type) ?? new Set()).add(listener)),
    removeEventListener: (type: string, listener: Listener) => listeners.get(type)?.delete(listener),
  };
  const fetch = (url: string, request: RequestInit) => {
    calls.push({ url, request, report: JSON.parse(String(request.body)) });
    return answer();
  };
  const options: Options = {
    endpoint: "https://monitor.example/api/reports",
    fetch: fetch as unknown as typeof globalThis.fetch,
    window: window as unknown as Page,
    now: () => new Date("2024-01-23T10:00:00Z"),
  };
  const emit = (type: string, event: object) => {
    for (const listener of listeners.get(type) ?? []) listener(event);
  };
  return { options, calls, emit };
}

/** Lets everything that is under way end. */
const settled = () => new Promise((resolve) => setTimeout(resolve));
const thrown = (error: unknown) => ({ error, message: `Uncaught ${String(error)}` });

describe("an error of the page", () => {
  it("is sent as JSON that outlives the page", () => {
    const { options, calls, emit } = page();
    init({ ...options, release: "1.2.3", environment: "production" });
    const error = new TypeError("x is not a function");
    emit("error", thrown(error));
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      url: "https://monitor.example/api/reports",
      request: { method: "POST", keepalive: true, credentials: "omit" },
    });
    expect(calls[0]?.report).toEqual({
      type: "error",
      name: "TypeError",
      message: "x is not a function",
      stack: error.stack,
      timestamp: "2024-01-23T10:00:00.000Z",
      page: "https://shop.example/cart",
      release: "1.2.3",
      environment: "production",
      dropped: 0,
    });
  });

  it.each([
    [
      "an error of another frame",
      { name: "RangeError", message: "far", stack: "at g" },
      { name: "RangeError", message: "far", stack: "at g" },
    ],
    ["a text", "no", { name: "string", message: "no" }],
    ["nothing", undefined, { name: "unknown", message: "undefined" }],
    ["a plain object", { code: 7 }, { name: "object", message: "[object Object]" }],
  ])("may be a rejection with %s", (_, reason, described) => {
    const { options, calls, emit } = page();
    init(options);
    emit("unhandledrejection", { reason });
    expect(calls[0]?.report).toMatchObject({ type: "unhandledrejection", ...described });
  });

  it("may be one the browser does not tell", () => {
    const { options, calls, emit } = page();
    init(options);
    emit("error", { error: null, message: "Script error." });
    expect(calls[0]?.report).toMatchObject({ name: "unknown", message: "Script error." });
  });

  it("is sent shortened", () => {
    const { options, calls, emit } = page();
    init(options);
    emit("error", thrown(Object.assign(new Error("m".repeat(1e6)), { name: "n".repeat(1e6), stack: "s".repeat(1e6) })));
    expect(String(calls[0]?.request.body).length).toBeLessThan(12_000);
  });

  it("is none of ours after stop", () => {
    const { options, calls, emit } = page();
    init(options).stop();
    emit("error", thrown(new Error("late")));
    emit("unhandledrejection", { reason: new Error("late") });
    expect(calls).toEqual([]);
  });
});

describe("the network", () => {
  it("is given so many requests at a time; what is beyond is counted and told", async () => {
    let answer: (() => void)[] = [];
    const { options, calls, emit } = page(() => new Promise((resolve) => answer.push(() => resolve({ ok: true }))));
    const monitor = init(options);
    for (let count = 0; count < 20; count++) emit("error", thrown(new Error("again")));
    expect(calls).toHaveLength(8);
    expect(monitor.dropped()).toBe(12);
    for (const done of answer) done();
    answer = [];
    await settled();
    emit("error", thrown(new Error("once more")));
    expect(calls).toHaveLength(9);
    expect(calls[8]?.report.dropped).toBe(12);
  });

  it("outlives the page only as far as browsers allow", () => {
    const { options, calls, emit } = page(() => new Promise(() => {}));
    init(options);
    // Three bytes for each: the limit is of bytes, not of letters.
    for (let count = 0; count < 4; count++) emit("error", thrown(Object.assign(new Error("m"), { stack: "错".repeat(8_192) })));
    expect(calls.map(({ request }) => request.keepalive)).toEqual([true, true, false, false]);
  });

  it.each<[string, () => Promise<{ ok: boolean }>]>([
    ["refuses", async () => ({ ok: false })],
    ["is away", async () => Promise.reject(new TypeError("Failed to fetch"))],
    [
      "throws",
      () => {
        throw new Error("blocked");
      },
    ],
  ])("that %s costs a report and nothing else", async (_, answer) => {
    const { options, emit } = page(answer);
    const monitor = init(options);
    expect(() => emit("error", thrown(new Error("x")))).not.toThrow();
    // vitest fails a run that leaves a rejection unhandled.
    await settled();
    expect(monitor.dropped()).toBe(1);
  });
});

it("throws nothing into the page, whatever was thrown there", () => {
  const { options, calls, emit } = page();
  const monitor = init(options);
  const hostile = {
    name: "x",
    get message(): string {
      throw new Error("trap");
    },
  };
  for (const value of [
    hostile,
    Object.create(null),
    new Proxy({}, { has: () => true, get: () => hostile }),
    { name: 1, message: {} },
    Symbol("s"),
  ]) {
    expect(() => emit("unhandledrejection", { reason: value })).not.toThrow();
  }
  expect(calls.length + monitor.dropped()).toBe(5);
  expect(monitor.dropped()).toBeGreaterThanOrEqual(2);
});
