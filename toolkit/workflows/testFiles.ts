/** The workflows, actions and scripts of this repository, as tests read them. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

export const ROOT = path.resolve(import.meta.dirname, "../..");

export interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly "working-directory"?: string;
}

interface Job {
  readonly uses?: string;
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly with?: Readonly<Record<string, string>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[] | string>> };
  readonly steps?: readonly Step[];
  readonly "timeout-minutes"?: number;
}

export interface Workflow {
  readonly on: Readonly<Record<string, { readonly branches?: readonly string[] } | null>>;
  readonly permissions?: unknown;
  readonly env?: unknown;
  readonly defaults?: { readonly run: { readonly shell: string } };
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Action {
  readonly inputs?: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

export const textOf = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");
const under = (folder: string, pattern: RegExp): string[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => pattern.test(name))
    .map((name) => `${folder}/${name}`)
    .sort();

export const WORKFLOWS = under(".github/workflows", /\.yml$/).map((file) => ({ file, ...(parse(textOf(file)) as Workflow) }));
export const ACTIONS = ["action.yml", ...under(".github/actions", /action\.yml$/)].map((file) => ({
  file,
  ...(parse(textOf(file)) as Action),
}));
export const SCRIPTS = [...under(".github/scripts", /\.sh$/), ".github/bin/monitor"];

export const JOBS = WORKFLOWS.flatMap((workflow) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({
    workflow,
    job,
    name: `${path.basename(workflow.file, ".yml")}/${name}`,
  })),
);
export const STEPS = [
  ...JOBS.flatMap(({ name, job }) => (job.steps ?? []).map((step) => ({ in: name, step }))),
  ...ACTIONS.flatMap(({ file, runs }) => runs.steps.map((step) => ({ in: file, step }))),
];
export const isCalled = ({ on }: Workflow): boolean => Object.keys(on).join() === "workflow_call";
export const named = (name: string) => {
  const found = JOBS.find((job) => job.name === name);
  if (!found) throw new Error(`no job ${name}`);
  return found.job;
};
