/**
 * An engine that is interrupted, fails or is killed at seeded points, on pretended clouds: the next `up` finishes, nothing is there
 * twice, nothing is lost. MONITOR_POINTS and MONITOR_STACKS (`15`, `shared,dev`) make it longer, MONITOR_SEED another.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "../../plan/testGraph.ts";
import { RIG } from "../../testServers.ts";
import { thisMachine } from "../doctor/machine.ts";
import { type Lab, startLab } from "../lab/lab.ts";
import { labProject, pulumi } from "../lab/project.ts";
import { Store } from "../lab/store.ts";
import { ask } from "./ask.ts";
import { type Deployment, makingsIn } from "./edit.ts";
import { concluded, planned } from "./plan.ts";
import { ruleOf } from "./rules.ts";
import { PUT } from "./search.ts";
import { type StandInApis, standInApis, standInAws } from "./testWorld.ts";

const POINTS = Number(process.env.MONITOR_POINTS ?? 3);
const STACKS = (process.env.MONITOR_STACKS ?? "prod").split(",");
const SEED = Number(process.env.MONITOR_SEED ?? 20261123);
const MINUTES = 60_000;
const INTERRUPTED = "was interrupted: what the engine had begun has ended";
const TSX = path.join(ROOT, "node_modules/tsx/dist/esm/index.mjs");

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** https://github.com/cprosche/mulberry32 */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A process and all that it has started, itself first: the engine's plugins would outlive it. */
function familyOf(pid: number): number[] {
  const lines = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const parents = lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  const family = [pid];
  for (const member of family) family.push(...parents.filter(([, parent]) => parent === member).map(([child]) => child));
  return family;
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

describe.skipIf(RIG === undefined)("an engine that is interrupted", () => {
  const random = seeded(SEED);
  let folder: string;
  let project: string;
  let lab: Lab;
  let apis: StandInApis;
  let env: Record<string, string>;
  const expected = new Map<string, string[]>();

  function start(...args: string[]): { child: ChildProcess; ended: Promise<Run> } {
    const child = spawn(process.execPath, ["--import", TSX, path.join(ROOT, "toolkit/cli.ts"), ...args], {
      ...{ cwd: project, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] },
    });
    let [stdout, stderr] = ["", ""];
    child.stdout?.on("data", (data) => (stdout += data));
    child.stderr?.on("data", (data) => (stderr += data));
    return { child, ended: new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr }))) };
  }
  const monitor = (...args: string[]): Promise<Run> => start(...args).ended;
  const of = (stack: string) => lab.resources().filter(({ urn }) => urn.startsWith(`urn:pulumi:${stack}::`));
  const created = () => lab.calls.filter(({ method, preview }) => method === "create" && !preview).length;

  async function kept(stack: string): Promise<Deployment> {
    const { code, stdout, stderr } = await pulumi(project, env, ["stack", "export", "--stack", stack]);
    if (code !== 0 || stderr !== "") expect.fail(`stack export of ${stack} ended with ${code}: ${stderr}`);
    return (JSON.parse(stdout) as { deployment: Deployment }).deployment;
  }

  /** All that it said, where it did not end well: it is not said twice. */
  function outputOf(what: string, { code, stdout, stderr }: Run): string {
    if (code !== 0) expect.fail(`${what} ended with ${code}\n${stdout}\n${stderr}`);
    return stdout;
  }

  /** URNs of what a program makes in clouds, planned offline; Pinecone's index is known by its name. */
  async function planOf(stack: string): Promise<string[]> {
    const stdout = outputOf("preview", await monitor("preview", stack, "--format", "json"));
    const { environments } = JSON.parse(stdout) as {
      environments: { resources: { urn: string; type: string; custom: boolean }[] }[];
    };
    const resources = environments[0]?.resources ?? [];
    return resources
      .filter(({ custom, type }) => custom && !/^(pulumi|pulumi-nodejs):/.test(type))
      .map(({ urn }) => urn)
      .sort();
  }

  /** Waits until the engine has asked for so many creations in all. @returns how it ended, where that was before */
  async function asked(count: number, ended: Promise<Run>): Promise<Run | undefined> {
    let over: Run | undefined;
    void ended.then((run) => {
      over = run;
    });
    while (created() < count && over === undefined) await setTimeout(50);
    await setTimeout(300);
    return over;
  }

  /** Kills `up` when a creation hangs. @param point of all the stack's creations */
  async function killed(stack: string, point: number, when: "before" | "after", ...told: string[]): Promise<void> {
    const nth = Math.max(1, point - of(stack).length);
    const release = lab.fault({ method: "create", nth, how: "hang", when });
    const before = created();
    const { child, ended } = start("up", stack, "--yes", ...told);
    const over = await asked(before + nth, ended);
    if (over === undefined) for (const pid of familyOf(child.pid as number)) kill(pid);
    await ended;
    release();
    if (over && told.length === 0 && isUndecided(over)) return await killed(stack, point, when, ...lookedFor(stack, over));
    // What was under way besides has been made: nothing may be left to do.
    if (over && over.code !== 0) expect.fail(`it ended before creation ${nth}: ${over.stdout}${over.stderr}`);
  }

  const isUndecided = ({ stderr }: Run): boolean => stderr.includes("it cannot be told whether");

  /** What a person finds, who is asked to look in the cloud. */
  function lookedFor(stack: string, { stderr }: Run): string[] {
    const urns = stderr.match(/^ +urn:pulumi:\S+/gm)?.map((line) => line.trim()) ?? [];
    process.stdout.write(`a person had to look for ${urns.map((urn) => urn.split("::").at(-1)).join(", ")}\n`);
    return urns.flatMap((urn) => {
      const found = of(stack).find((one) => one.urn === urn);
      return found ? ["--created", `${urn}=${found.id}`] : ["--not-created", urn];
    });
  }

  async function resumed(stack: string): Promise<Run> {
    const run = await monitor("up", stack, "--yes");
    return isUndecided(run) ? await monitor("up", stack, "--yes", ...lookedFor(stack, run)) : run;
  }

  async function expectWhole(stack: string): Promise<void> {
    const there = of(stack);
    // What is made again without harm is in the lab once for each time, but for what overwrites the one before.
    const isOnce = (type: string) => ruleOf(type)?.how !== "again" || ruleOf(type) === PUT;
    const once = there.filter(({ type }) => isOnce(type)).map(({ urn }) => urn);
    const rest = new Set(there.filter(({ type }) => !isOnce(type)).map(({ urn }) => urn));
    expect([...once, ...rest].sort()).toEqual(expected.get(stack));
    const { resources = [], pending_operations: pending = [] } = await kept(stack);
    expect(pending).toEqual([]);
    const ids = new Map(resources.map(({ urn, id }) => [urn, id]));
    for (const one of there.filter(({ type }) => isOnce(type))) expect(ids.get(one.urn)).toBe(one.id);
  }

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "monitor-interrupted-"));
    project = labProject(path.join(folder, "project"));
    lab = await startLab({ folder: path.join(folder, "lab") });
    apis = await standInApis(lab);
    const bin = standInAws(path.join(folder, "bin"), path.join(folder, "lab"));
    env = { ...lab.env, ...apis.env, PATH: `${bin}:${lab.env.PATH}` };
    for (const stack of new Set(["shared", ...STACKS])) expected.set(stack, await planOf(stack));
  }, 5 * MINUTES);

  afterAll(async () => {
    apis?.stop();
    await lab?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  // The environments read its outputs, so it goes first in any case.
  const first = STACKS.includes("shared") ? [] : ["shared"];
  it.each(first)(
    "%s: fails at a seeded point, says where, and finishes next time",
    async () => {
      const nth = 1 + Math.floor(random() * (expected.get("shared")?.length ?? 1));
      const release = lab.fault({ method: "create", nth, how: "fail" });
      const failed = await monitor("up", "shared", "--yes");
      release();
      expect(failed.code).toBe(2);
      const { name } = lab.calls.filter(({ method, preview }) => method === "create" && !preview)[nth - 1] ?? {};
      expect(failed.stderr).toMatch(new RegExp(`${name}\\b.*InternalError`, "s"));
      expect(failed.stderr).not.toContain("    at ");
      outputOf("the next up", await resumed("shared"));
      await expectWhole("shared");
    },
    3 * MINUTES,
  );

  describe.each(STACKS)("%s", (stack) => {
    it(
      "is interrupted once: ends what it has begun, and says so",
      async () => {
        const before = created();
        const { child, ended } = start("up", stack, "--yes");
        expect(await asked(before + 5, ended)).toBeUndefined();
        child.kill("SIGINT");
        const { code, stderr } = await ended;
        expect(code).toBe(2);
        expect(stderr).toContain(INTERRUPTED);
        expect((await kept(stack)).pending_operations ?? []).toEqual([]);
      },
      2 * MINUTES,
    );

    it(
      `is killed ${POINTS} times, and finishes`,
      async () => {
        const [done, total] = [of(stack).length, expected.get(stack)?.length ?? 0];
        const points = Array.from({ length: POINTS }, () => done + 1 + Math.floor(random() * (total - done)));
        for (const point of points.sort((a, b) => a - b)) await killed(stack, point, random() < 0.5 ? "before" : "after");
        // What a kill leaves where the backend was writing its attributes: rare, and so made to happen.
        writeFileSync(path.join(folder, `lab/state/.pulumi/stacks/monitor/${stack}.json.attrs`), "");
        outputOf("the next up", await resumed(stack));
        expect(outputOf("the one after it", await monitor("up", stack, "--yes"))).toBe("Nothing to do.\n");
        await expectWhole(stack);
      },
      (3 + POINTS) * MINUTES,
    );

    it(
      "would find again each resource that it holds, and none that it does not",
      async () => {
        const state = await kept(stack);
        const store = new Store(path.join(folder, "lab"));
        const { run, fetch } = thisMachine(project, stack, { ...process.env, ...env });
        const clouds = { run, fetch, env, limit: () => AbortSignal.timeout(30_000) };
        const nobody = { created: new Map(), notCreated: new Set<string>() };
        const undecided: string[] = [];
        for (const resource of (state.resources ?? []).filter(({ custom, id }) => custom && id)) {
          const { id: _, ...unfinished } = resource;
          const others = (state.resources ?? []).filter((one) => one !== resource);
          const operation = { type: "creating", resource: unfinished } as const;
          const [making] = makingsIn({ resources: others, pending_operations: [operation] });
          if (!making) throw new Error(`${resource.urn} is not being made`);
          const plan = planned(making, nobody);
          const verdict = "at" in plan ? concluded(making, await ask(plan, clouds)) : plan;
          if (verdict.kind === "unknown") undecided.push(`${making.type} ${verdict.because}`);
          if (verdict.kind === "clear") expect(ruleOf(making.type)?.how, making.urn).toBe("again");
          if (verdict.kind === "adopt") expect(store.byId(making.type, verdict.id)?.urn, verdict.id).toBe(making.urn);
          // A tag finds the old one too, where a resource is being replaced.
          if (!("at" in plan) || !plan.isLate) continue;
          const elsewhere = { ...making, known: [...making.known, resource.id ?? ""] };
          expect(concluded(elsewhere, await ask(plan, clouds)), making.urn).toMatchObject({ kind: "clear" });
        }
        expect(undecided).toEqual([]);
      },
      3 * MINUTES,
    );
  });
});
