/** What the program costs under Pulumi's real engine, on pretended clouds: how soon it asks for something, and a whole `up`. */
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { startLab } from "../engine/lab/lab.ts";
import { labProject } from "../engine/lab/project.ts";
import { standInApis, standInAws } from "../engine/repair/testWorld.ts";
import { RIG } from "../testServers.ts";
import { COMPILER, copyForTsNode, setRuntime, takeStackFiles } from "./defaultProject.ts";
import { type Case, measureNode, ROOT, type Run } from "./measure.ts";
import { enginePeak } from "./peak.ts";

const run = promisify(execFile);
const METER = pathToFileURL(path.join(ROOT, "toolkit/bench/programMeter.mjs")).href;
const TS_NODE = `Pulumi's default (ts-node, TypeScript ${COMPILER.typescript.split(".")[0]})`;

/** What a program told of itself; see programMeter.mjs. */
interface Told {
  readonly first: { readonly seconds: number; readonly cpuSeconds: number } | null;
  readonly resources: number;
  readonly maxRssKib: number;
}

/** @returns what there is no engine without; undefined where it is at hand */
export function missingEngine(): string | undefined {
  if (RIG !== undefined) return undefined;
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const missing = ["pulumi", "pulumi-language-nodejs"].filter((name) => !folders.some((at) => existsSync(path.join(at, name))));
  return missing.length === 0
    ? undefined
    : `no ${missing.join(", no ")} on PATH, and MONITOR_RIG names no folder of test servers`;
}

/** A lab, a project beside it whose `shared` is up, and what both need in the environment. */
async function world() {
  const folder = mkdtempSync(path.join(tmpdir(), "monitor-bench-"));
  const project = labProject(path.join(folder, "project"));
  const lab = await startLab({ folder: path.join(folder, "lab") });
  const apis = await standInApis(lab);
  const bin = standInAws(path.join(folder, "bin"), path.join(folder, "lab"));
  const env = { ...lab.env, ...apis.env, PATH: [bin, lab.env.PATH].join(path.delimiter) };
  const pulumi = (...args: string[]) =>
    run("pulumi", [...args, "--non-interactive"], { cwd: project, env: { ...process.env, ...env }, maxBuffer: 64 << 20 });
  const end = async () => {
    apis.stop();
    await lab.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  await pulumi("stack", "init", "shared");
  await pulumi("up", "--stack", "shared", "--yes", "--skip-preview");
  return { folder, project, env, pulumi, end };
}

/** Runs the CLI with the meter in every program. @returns how long it took, and what each program told */
async function metered(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(path.join(tmpdir(), "monitor-meter-"));
  const started = process.hrtime.bigint();
  const options = {
    ...{ cwd, maxBuffer: 64 << 20 },
    env: { ...process.env, ...env, NODE_OPTIONS: `--import ${METER}`, MONITOR_BENCH_METER: path.join(folder, "program") },
  };
  const running = run("pulumi", [...args, "--non-interactive"], options);
  const stop = enginePeak(running.child.pid as number);
  await running;
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const programs = readdirSync(folder).map((file) => JSON.parse(readFileSync(path.join(folder, file), "utf8")) as Told);
  rmSync(folder, { recursive: true });
  return { seconds, programs, more: stop() };
}

/** From the start of the program's process to its first question to the engine. */
async function start(cwd: string, env: Readonly<Record<string, string>>): Promise<Run> {
  const { seconds, programs } = await metered(["preview", "--stack", "dev"], cwd, env);
  const [told] = programs;
  if (!told?.first || told.resources < 100) throw new Error(`no program of dev: ${JSON.stringify(programs)}`);
  return { ...told.first, megabytes: told.maxRssKib / 1024, more: { wholePreviewSeconds: seconds } };
}

/** How soon the program of dev asks for its first resource, by who runs it. */
export async function startCases(): Promise<{ cases: Case[]; skipped?: string; end: () => Promise<void> }> {
  const { folder, project, env, pulumi, end } = await world();
  await pulumi("stack", "init", "dev");
  const ours: Case = { name: "dev, our configuration", runs: 5, measure: () => start(project, env) };
  const copy = path.join(folder, "copy");
  const skipped = await copyForTsNode(copy);
  if (skipped !== undefined) return { cases: [ours], skipped, end };
  takeStackFiles(project, copy);
  const inCopy = {
    ...env,
    PATH: [path.join(copy, "node_modules/@pulumi/pulumi"), env.PATH].join(path.delimiter),
  };
  const startOfCopy = (which: "ours" | "default") => {
    setRuntime(copy, which);
    return start(copy, inCopy);
  };
  const peer = `dev, ${TS_NODE}`;
  const cases: Case[] = [
    { name: peer, runs: 5, measure: () => startOfCopy("default") },
    { ...ours, against: peer },
    { name: "dev, our configuration in the same copy", runs: 5, measure: () => startOfCopy("ours"), against: peer },
  ];
  return { cases, end };
}

/** A whole `up` of prod, each from nothing in a lab of its own. */
export function upCases(): Case[] {
  const monitor = async () => {
    const { project, env, end } = await world();
    const args = [path.join(ROOT, "toolkit/cli.ts"), "up", "prod", "--yes"];
    return await measureNode(args, { cwd: project, env, watch: enginePeak }).finally(end);
  };
  const plain = async (): Promise<Run> => {
    const { project, env, pulumi, end } = await world();
    try {
      await pulumi("stack", "init", "prod");
      const { seconds, programs, more } = await metered(["up", "--stack", "prod", "--yes"], project, env);
      return { seconds, megabytes: Math.max(...programs.map(({ maxRssKib }) => maxRssKib)) / 1024, more };
    } finally {
      await end();
    }
  };
  return [
    { name: "prod, pulumi up", runs: 3, measure: plain },
    { name: "prod, monitor up", runs: 3, measure: monitor, against: "prod, pulumi up" },
  ];
}
