/** Runs one planning child, and tells cleanly however it ends. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { PlanError } from "../graph/errors.ts";
import { childEnvironment, withheldHint } from "./childEnvironment.ts";
import { ANSWER, type ChildMessage, type ChildRequest, printable, unpackError } from "./childWire.ts";

export interface ChildOptions {
  /** Folder to run it in: whose files the program reads, and whose tsconfig.json holds. */
  readonly cwd: string;
  /** Milliseconds after which it counts as hanging. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
  readonly onMessage: (message: ChildMessage) => void;
}

const load = createRequire(import.meta.url);
const url = (file: string): string => pathToFileURL(file).href;
const ARGUMENTS = [
  ...["--import", url(load.resolve("tsx"))],
  ...["--import", url(path.resolve(import.meta.dirname, "../../stacks/lean.ts"))],
  path.join(import.meta.dirname, "childMain.ts"),
];

/** How long to wait, in milliseconds, for streams that something the program started may hold open. */
const DRAIN = 1_000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Resolves when the child has answered in full.
 * @throws what the child threw; PlanError where it ended otherwise: by itself, by a signal, out of memory, out of time
 */
export async function runChild(request: ChildRequest, { cwd, timeout, signal, onMessage }: ChildOptions): Promise<void> {
  signal?.throwIfAborted();
  const child = spawn(process.execPath, ARGUMENTS, {
    ...{ cwd, env: childEnvironment(process.env), stdio: ["pipe", "pipe", "pipe", "pipe"] },
  });
  const [stdin, stdout, stderr, answer] = child.stdio as unknown as [Writable, Readable, Readable, Readable];
  const said = new Tail();
  for (const stream of [stdout, stderr]) stream.on("data", (chunk: Buffer) => said.add(chunk));

  let last: ChildMessage | undefined;
  let isGarbled = false;
  let stack = request.stacks[0] ?? "the program";
  createInterface({ input: answer, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (line) => {
    const message = messageIn(line);
    if (isGarbled || message === undefined) {
      isGarbled = true;
      return void child.kill("SIGKILL");
    }
    last = message;
    if (message.kind === "progress") stack = message.stack;
    onMessage(message);
  });

  let isLate = false;
  // Whoever ends this process ends the child too; others who listen know better what else is to be done.
  const onSignal = (name: NodeJS.Signals): void => {
    child.kill("SIGKILL");
    if (process.listenerCount(name) === 0) process.kill(process.pid, name);
  };
  for (const name of SIGNALS) process.once(name, onSignal);
  const timer = setTimeout(() => {
    isLate = true;
    child.kill("SIGKILL");
  }, timeout);
  stdin.on("error", () => {}); // a child that dies early reads nothing
  stdin.end(JSON.stringify(request));
  // Not Node's own `signal`, which does not wait for its end: it may still be writing what is about to be cleaned up.
  const onAbort = (): void => void child.kill("SIGKILL");
  signal?.addEventListener("abort", onAbort);
  const exit = await new Promise<Exit>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, killed) => resolve({ code, signal: killed }));
    child.on("exit", (code, killed) => setTimeout(() => resolve({ code, signal: killed }), DRAIN).unref());
  }).finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
    for (const name of SIGNALS) process.off(name, onSignal);
    // What the program started and left running may hold them open, and this process with them.
    for (const stream of [stdin, stdout, stderr, answer]) stream.destroy();
  });

  signal?.throwIfAborted();
  if (last?.kind === "done" && !isGarbled) return;
  const withHint = (message: string): string => message + withheldHint(message, process.env);
  if (last?.kind === "failed" && !isGarbled) throw unpackError(last.error, withHint);
  const why = isLate
    ? `it did not end within ${timeout / 1_000} s`
    : isGarbled
      ? `it wrote on file descriptor ${ANSWER}, which is the one that its plan is told on`
      : describeExit(exit, said.isOutOfMemory);
  const message = [why, ...(said.text === "" ? [] : ["It said last:", ...said.text.split("\n").map((line) => `  ${line}`)])];
  throw new PlanError(stack, [{ resource: null, configPath: null, source: null, message: withHint(message.join("\n")) }]);
}

const KINDS: readonly string[] = ["progress", "planned", "done", "failed"] satisfies ChildMessage["kind"][];

/** Undefined where the line is none of ours: the program has the pipe too. */
function messageIn(line: string): ChildMessage | undefined {
  try {
    const message = JSON.parse(line) as ChildMessage | null;
    return KINDS.includes(message?.kind ?? "") ? (message as ChildMessage) : undefined;
  } catch {
    return undefined;
  }
}

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

function describeExit({ code, signal }: Exit, isOutOfMemory: boolean): string {
  if (isOutOfMemory) return "it ran out of memory; NODE_OPTIONS=--max-old-space-size=8192 gives it 8 GB";
  if (signal !== null) return `its process was ended by ${signal}`;
  return `it ended its own process, with exit code ${code}: Pulumi programs end by returning`;
}

const MOST_LINES = 20;
const MOST_CHARACTERS = 4_000;

/** The end of what a program prints: a person wants to see it where the program fails, and it may be long, or meant for a terminal. */
class Tail {
  #kept = "";
  /** Node says it before what may be a long list of its own functions. */
  isOutOfMemory = false;

  add(chunk: Buffer): void {
    const said = this.#kept + chunk.toString();
    this.isOutOfMemory ||= said.includes("heap out of memory");
    this.#kept = said.slice(-MOST_CHARACTERS);
  }

  get text(): string {
    return printable(this.#kept).trim().split("\n").slice(-MOST_LINES).join("\n");
  }
}
