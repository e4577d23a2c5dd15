/**
 * `pnpm bench`: how long a preview takes and how much memory, from a cold process, beside the bare program under Pulumi's own mocks
 * in the same run. Machines are noisy, so each row is the median of several runs, in turns, and the ratio is what counts.
 */
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../..");
const HERE = "toolkit/bench";
const ALL = ["shared", "dev", "staging", "prod"];

interface Run {
  readonly seconds: number;
  readonly megabytes: number;
}

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  readonly runs: number;
  /** Name of the case that this one is compared with. */
  readonly against?: string;
}

const synthetic = (count: number, runs: number): Case[] => [
  { name: `${count} resources, mocks`, args: [`${HERE}/synthetic.ts`, `${count}`, "mocks"], runs },
  {
    name: `${count} resources, plan`,
    args: [`${HERE}/synthetic.ts`, `${count}`, "plan"],
    runs,
    against: `${count} resources, mocks`,
  },
];

const CASES: readonly Case[] = [
  { name: "prod, bare under mocks", args: [`${HERE}/bareMocks.ts`, "prod"], runs: 5 },
  {
    name: "prod, monitor preview",
    args: ["toolkit/cli.ts", "preview", "prod", "-o", "/dev/null"],
    runs: 5,
    against: "prod, bare under mocks",
  },
  { name: "all four, bare under mocks", args: [`${HERE}/bareMocks.ts`, ...ALL], runs: 5 },
  {
    name: "all four, monitor preview",
    args: ["toolkit/cli.ts", "preview", "-o", "/dev/null"],
    runs: 5,
    against: "all four, bare under mocks",
  },
  ...synthetic(100, 3),
  ...synthetic(1_000, 3),
  ...synthetic(10_000, 1),
];

/** One cold process, measured from outside; its memory is its own peak, told on a fourth stream as it ends. */
function measure(args: readonly string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const started = process.hrtime.bigint();
    const child = spawn(process.execPath, ["--import", "./toolkit/bench/meter.mjs", "--import", "tsx", ...args], {
      cwd: ROOT,
      stdio: ["ignore", "ignore", "inherit", "pipe"],
    });
    let told = "";
    child.stdio[3]?.on("data", (chunk: Buffer) => {
      told += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (code) => {
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      if (code !== 0) reject(new Error(`${args.join(" ")} ended with ${code}`));
      else resolve({ seconds, megabytes: (JSON.parse(told) as { maxRssKib: number }).maxRssKib / 1024 });
    });
  });
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const results = new Map<string, Run[]>(CASES.map(({ name }) => [name, []]));
const rounds = Math.max(...CASES.map(({ runs }) => runs));
for (let round = 0; round < rounds; round++) {
  for (const { name, args, runs } of CASES) {
    if (round >= runs) continue;
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[Kround ${round + 1} of ${rounds}: ${name}`);
    results.get(name)?.push(await measure(args));
  }
}
if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");

const rows = CASES.map(({ name, against }) => {
  const runs = results.get(name) ?? [];
  const seconds = runs.map((run) => run.seconds);
  const peer = against === undefined ? undefined : median((results.get(against) ?? []).map((run) => run.seconds));
  return [
    name,
    `${median(seconds).toFixed(2)} s`,
    `${Math.min(...seconds).toFixed(2)}–${Math.max(...seconds).toFixed(2)}`,
    `${median(runs.map((run) => run.megabytes)).toFixed(0)} MB`,
    peer === undefined ? "" : `${(peer / median(seconds)).toFixed(1)} ×`,
  ];
});
const header = ["case (cold process)", "median", "range", "peak memory", "faster than mocks"];
const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)));
const line = (cells: readonly string[]) =>
  cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  ");
process.stdout.write(`${[line(header), ...rows.map(line)].join("\n")}\n`);
process.stdout.write(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "?"}, ${new Date().toISOString().slice(0, 10)}\n`,
);

mkdirSync(path.join(ROOT, "bench-results"), { recursive: true });
writeFileSync(path.join(ROOT, "bench-results/preview.json"), `${JSON.stringify(Object.fromEntries(results), null, 2)}\n`);
