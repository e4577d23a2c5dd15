/** Runs the repository's action step by step, as GitHub's runner does. */
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ACTIONS, ROOT, type Step } from "./testFiles.ts";

export interface ActionOptions {
  readonly inputs: Readonly<Record<string, string>>;
  /** The context of that name. */
  readonly github: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** What is checked out. */
  readonly workspace: string;
  /** The runner's own, for this run alone. */
  readonly temp: string;
  /** Where artefacts are kept, by name. */
  readonly artefacts: string;
  /** Comes first on PATH. */
  readonly bin?: string;
}

export interface ActionRun {
  readonly isFailed: boolean;
  readonly log: string;
  /** Of the steps, by their ids. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly summary: string;
}

export async function runAction({ workspace, temp, artefacts, bin, ...given }: ActionOptions): Promise<ActionRun> {
  const action = ACTIONS.find(({ file }) => file === "action.yml");
  const outputs: Record<string, Record<string, string>> = {};
  const github: Readonly<Record<string, unknown>> = { action_path: ROOT, ...given.github };
  const inputs: Record<string, string> = {};
  const inContext = (name: string): string =>
    String(
      name.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], contexts) ?? "",
    );
  const contexts = {
    ...{ github, inputs, runner: { temp } },
    steps: new Proxy(outputs, { get: (all, id) => ({ outputs: all[String(id)] ?? {} }) }),
  };
  const filled = (text: string): string => text.replace(/\$\{\{ (\S+) \}\}/g, (_, name: string) => inContext(name));
  const holds = (condition: string): boolean =>
    condition.split(" && ").every((term) => {
      const [, name = "", operator, value] = /^(\S+) (==|!=) '(.*)'$/.exec(term) ?? [];
      if (term !== "always()" && operator === undefined) throw new Error(`cannot judge ${term}`);
      return term === "always()" || (inContext(name) === value) === (operator === "==");
    });
  for (const [name, { default: standard = "" }] of Object.entries(action?.inputs ?? {}))
    inputs[name] = given.inputs[name] ?? filled(standard);

  mkdirSync(temp, { recursive: true });
  const file = (name: string): string => path.join(temp, name);
  const read = (name: string): string => (existsSync(file(name)) ? readFileSync(file(name), "utf8") : "");
  const paths = [...(bin === undefined ? [] : [bin]), ...(process.env.PATH ?? "").split(path.delimiter)];
  let log = "";
  let isFailed = false;

  const run = async (step: Step): Promise<void> => {
    for (const name of ["output", "path"]) writeFileSync(file(name), "");
    const env = {
      ...{ PATH: paths.join(path.delimiter), HOME: temp, RUNNER_TEMP: temp, GITHUB_ACTION_PATH: ROOT },
      ...{ GITHUB_OUTPUT: file("output"), GITHUB_PATH: file("path"), GITHUB_STEP_SUMMARY: file("summary") },
      ...given.env,
      ...Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(value)])),
    };
    const cwd = filled(step["working-directory"] ?? workspace);
    const args = ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run ?? ""];
    const code = await new Promise<unknown>((resolve) => {
      execFile("bash", args, { cwd, env }, (error, stdout, stderr) => {
        log += stdout + stderr;
        resolve(error?.code ?? 0);
      });
    });
    if (code !== 0) log += `exit code ${code}\n`;
    isFailed ||= code !== 0;
    paths.unshift(...read("path").split("\n").filter(Boolean));
    if (step.id !== undefined) outputs[step.id] = Object.fromEntries(read("output").trim().split("\n").map(pair));
  };

  const use = ({ uses = "", with: arguments_ = {} }: Step): void => {
    const [name, where] = [filled(String(arguments_.name)), filled(String(arguments_.path))];
    const kept = path.join(artefacts, name);
    if (uses.startsWith("actions/upload-artifact@")) {
      for (const one of where.split("\n").filter((it) => existsSync(it))) cpSync(one, path.join(kept, path.basename(one)));
    } else if (uses.startsWith("actions/download-artifact@") && existsSync(kept)) cpSync(kept, where, { recursive: true });
    else {
      log += `${uses} fails\n`;
      isFailed = true;
    }
  };

  for (const step of action?.runs.steps ?? []) {
    const condition = step.if ?? "always()";
    const isDue = !isFailed || step.if?.includes("always()");
    if (!isDue || !holds(condition)) continue;
    if (step.run === undefined) use(step);
    else await run(step);
  }
  return { isFailed, log, outputs, summary: read("summary") };
}

const pair = (line: string): [string, string] => {
  const at = line.indexOf("=");
  return [line.slice(0, at), line.slice(at + 1)];
};
