/** Runs what is to be compared in turns, so that a noisy machine disturbs all of it alike, and shows medians and ratios. */
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { largestBelow } from "./peak.ts";

export const ROOT = path.resolve(import.meta.dirname, "../..");

export interface Run {
  readonly seconds: number;
  /** Of all threads, where it was asked for: it holds on a busy machine too. */
  readonly cpuSeconds?: number;
  /** Peak of the process that the program runs in. */
  readonly megabytes: number;
  /** Whatever else was seen; kept with the raw runs. */
  readonly more?: Readonly<Record<string, number>>;
}

export interface Case {
  readonly name: string;
  readonly runs: number;
  readonly measure: () => Promise<Run>;
  /** Name of the case that this one is compared with. */
  readonly against?: string;
}

export type Results = ReadonlyMap<string, readonly Run[]>;

/** One round after the other; in each, every case that has runs left. */
export async function inTurns(cases: readonly Case[]): Promise<Results> {
  const results = new Map<string, Run[]>(cases.map(({ name }) => [name, []]));
  const rounds = Math.max(0, ...cases.map(({ runs }) => runs));
  for (let round = 0; round < rounds; round++) {
    for (const { name, measure, runs } of cases) {
      if (round >= runs) continue;
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[Kround ${round + 1} of ${rounds}: ${name}`);
      results.get(name)?.push(await measure());
    }
  }
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  return results;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

type Measure = "seconds" | "cpuSeconds" | "megabytes";

/** @param peers what the last columns compare with: `mocks` */
export function table(what: string, peers: string, cases: readonly Case[], results: Results): string {
  const of = (name: string, key: Measure) => (results.get(name) ?? []).flatMap((run) => run[key] ?? []);
  const hasCpu = cases.some(({ name }) => of(name, "cpuSeconds").length > 0);
  const rows = cases.map(({ name, against }) => {
    const seconds = of(name, "seconds");
    const ratio = (key: Measure) =>
      against === undefined ? "" : `${(median(of(against, key)) / median(of(name, key))).toFixed(1)} ×`;
    return [
      name,
      `${median(seconds).toFixed(2)} s`,
      `${Math.min(...seconds).toFixed(2)}–${Math.max(...seconds).toFixed(2)}`,
      ...(hasCpu ? [`${median(of(name, "cpuSeconds")).toFixed(2)} s`] : []),
      `${median(of(name, "megabytes")).toFixed(0)} MB`,
      ratio("seconds"),
      ...(hasCpu ? [ratio("cpuSeconds")] : []),
      ratio("megabytes"),
    ];
  });
  const cpu = (title: string) => (hasCpu ? [title] : []);
  const faster = [`faster than ${peers}`, ...cpu("less CPU"), "less memory"];
  const header = [what, "median", "range", ...cpu("CPU"), "peak memory", ...faster];
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)));
  const pad = (cell: string, column: number) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0));
  return `${[header, ...rows].map((cells) => cells.map(pad).join("  ")).join("\n")}\n`;
}

/** Keeps the raw runs. */
export function keep(name: string, results: Results): void {
  const folder = path.join(ROOT, "bench-results");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(Object.fromEntries(results), null, 2)}\n`);
}

export interface Where {
  /** @default the repository's root */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called once the process runs, and told its id. @returns called when it has ended, for what was seen besides */
  readonly watch?: (pid: number) => () => Readonly<Record<string, number>>;
}

/** One cold Node process, measured from outside; its memory is its own peak, told on a fourth stream as it ends. */
export function measureNode(args: readonly string[], { cwd = ROOT, env = {}, watch }: Where = {}): Promise<Run> {
  return new Promise((resolve, reject) => {
    const started = process.hrtime.bigint();
    const meter = path.join(ROOT, "toolkit/bench/meter.mjs");
    const child = spawn(process.execPath, ["--import", meter, "--import", "tsx", ...args], {
      ...{ cwd, env: { ...process.env, ...env }, stdio: ["ignore", "ignore", "pipe", "pipe"] },
    });
    const stop = watch?.(child.pid as number);
    let [said, told] = ["", ""];
    child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.stdio[3]?.on("data", (chunk: Buffer) => (told += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => {
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      const more = stop?.();
      if (code !== 0) reject(new Error(`${args.join(" ")} ended with ${code}\n${said}`));
      else resolve({ seconds, megabytes: (JSON.parse(told) as { maxRssKib: number }).maxRssKib / 1024, ...(more && { more }) });
    });
  });
}

/** Somebody else's program, cold, measured from outside; its memory is the peak of its largest process. */
export function measureProgram(program: string, args: readonly string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const started = process.hrtime.bigint();
    const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
    const end = largestBelow(child.pid ?? Number.NaN, () => true);
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => {
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      const megabytes = end();
      if (code !== 0) reject(new Error(`${program} ended with ${code}\n${said}`));
      else resolve({ seconds, megabytes });
    });
  });
}
